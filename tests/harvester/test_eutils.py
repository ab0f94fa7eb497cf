"""Replies judged: what XML allows around its root is no fault of a reply."""

import pytest

from harvester import eutils

SET = b'<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet><PubmedArticleSet></PubmedArticleSet>'
AFTER = [b"", b"\r\n", b"\n<!-- served by backend 7 -->\n", b"<?end of=reply?><!-- a -->\n<!--b-->"]


@pytest.mark.parametrize("after", AFTER)
def test_a_whole_reply_may_go_on_after_its_root_with_comments_and_instructions(
    after: bytes,
) -> None:
    assert eutils.judge("pubmed", 200, "text/xml", SET + after) is None


@pytest.mark.parametrize("after", AFTER)
def test_a_reply_without_its_end_is_cut_whatever_follows(after: bytes) -> None:
    failure = eutils.judge("pubmed", 200, "text/xml", SET[:-3] + after)
    assert failure is not None
    assert failure.name == "cut"


def test_a_comment_that_never_began_ends_nothing() -> None:
    failure = eutils.judge("pubmed", 200, "text/xml", b"<PubmedArticleSet> -->")
    assert failure is not None
