"""Pure: true replies made false: cut, with a record less, with a record spoilt."""

import re
from collections.abc import Callable
from dataclasses import replace
from html import escape

from harvester.sandbox.asked import ids
from harvester.sandbox.faults import Fault, Kind
from harvester.sandbox.reply import HTML, JSON, TEXT, Reply, error, fetch_error

Answer = Callable[[dict[str, str]], Reply]
_ROOTS = {
    "esearch": "eSearchResult", "esummary": "eSummaryResult", "epost": "ePostResult",
    "elink": "eLinkResult", "einfo": "eInfoResult",
}  # fmt: skip


def faulty(fault: Fault, utility: str, params: dict[str, str], answer: Answer) -> Reply:
    """Return what a request gets that meets *fault*. answer: what it would have got."""
    kind = fault.kind
    if kind.error is not None:
        reply = _as_error(kind, utility, params)
    elif kind.page is not None:
        reply = page(kind.page, kind.status)
    elif kind.body is not None:
        reply = Reply(_filled(kind.body, params).encode(), kind.type, kind.status)
    else:
        reply = ALTERATIONS[kind.alter](fault, params, answer)
    headers = {**reply.headers, **kind.headers}
    return replace(reply, headers=headers, wire=kind.wire, cut=kind.cut, pause=fault.pause)


def _filled(text: str, params: dict[str, str]) -> str:
    caller = params.get("api_key") or "127.0.0.1"
    return text.replace("{caller}", caller).replace("{db}", params.get("db", "pubmed"))


def _as_error(kind: Kind, utility: str, params: dict[str, str]) -> Reply:
    message = _filled(kind.error or "", params)
    if params.get("retmode") == "json" and utility in ("esearch", "esummary"):
        head = f'{{"header":{{"type":"{utility}","version":"0.3"}},'
        said = message.replace("\\", "\\\\").replace('"', '\\"')  # line feeds stay raw, as NCBI's
        result = (
            f'"esearchresult":{{"ERROR":"{said}"}}' if utility == "esearch" else f'"error":"{said}"'
        )
        return Reply(f"{head}{result}}}".encode(), JSON, kind.status)
    if utility == "efetch":
        is_text = params.get("retmode", "xml") != "xml"
        as_text = Reply(message.encode(), TEXT, kind.status)
        return as_text if is_text else fetch_error(message, kind.status)
    return error(_ROOTS.get(utility, "eSearchResult"), message, status=kind.status)


def page(title: str, status: int = 200) -> Reply:
    """Return an HTML page as NCBI's front server makes them."""
    text = (
        f'<!DOCTYPE html>\n<html lang="en"><head><title>{escape(title)}</title></head><body>'
        f"<h1>{escape(title)}</h1><p>This page is made up by the local NCBI. The real one gives "
        "diagnostic information and an address to write to.</p></body></html>\n"
    )
    return Reply(text.encode(), HTML, status)


def _true(fault: Fault, params: dict[str, str], answer: Answer) -> Reply:  # noqa: ARG001
    return answer(params)


def _cut(fault: Fault, params: dict[str, str], answer: Answer) -> Reply:
    reply = answer(params)
    return replace(reply, body=reply.body[: int(len(reply.body) * fault.kind.cut)])


def _prolog(fault: Fault, params: dict[str, str], answer: Answer) -> Reply:  # noqa: ARG001
    reply = answer(params)
    end = re.match(rb"(?:<\?xml.*?\?>\s*)?(?:<!DOCTYPE.*?>\s*)?", reply.body, re.DOTALL)
    return replace(reply, body=end.group() if end else b"")


def _unclosed(fault: Fault, params: dict[str, str], answer: Answer) -> Reply:  # noqa: ARG001
    reply = answer(params)
    return replace(reply, body=reply.body[: max(reply.body.rfind(b"</"), 0)])


def _lose(fault: Fault, params: dict[str, str], answer: Answer) -> Reply:
    """Answer as if no record had the victim's id: EFetch leaves it out, ESummary says so."""
    asked = ids(params.get("id", ""))
    victim = fault.victim(asked)
    told = [UNKNOWN if uid == victim else uid for uid in asked]
    reply = answer({**params, "id": ",".join(map(str, told))})
    return replace(reply, body=reply.body.replace(b"%d" % UNKNOWN, b"%d" % (victim or 0)))


UNKNOWN = 4_000_000_000  # an id that no record has


def _spoil(put: bytes) -> Callable[[Fault, dict[str, str], Answer], Reply]:
    def spoil(fault: Fault, params: dict[str, str], answer: Answer) -> Reply:
        reply = answer(params)
        victim = fault.victim(ids(params.get("id", "")))
        mark = rb"<(?:PMID[^>]*>|article-id[^>]*>(?:PMC)?)%d</" % (victim or 0)
        place = re.search(mark, reply.body)
        title = re.compile(rb"<(?:ArticleTitle|article-title)[^>]*>")
        at = title.search(reply.body, place.start()) if place else None
        if at is None:
            return reply
        return replace(reply, body=reply.body[: at.end()] + put + reply.body[at.end() :])

    return spoil


def _control_characters(fault: Fault, params: dict[str, str], answer: Answer) -> Reply:  # noqa: ARG001
    reply = answer(params)
    if reply.type != JSON:
        return reply
    spoilt = reply.body.replace(b'"header":{', b'"note":"line\none\ttab","header":{', 1)
    return replace(reply, body=spoilt)


def _bomb(fault: Fault, params: dict[str, str], answer: Answer) -> Reply:  # noqa: ARG001
    levels = "".join(
        f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' if n else '<!ENTITY e0 "ketamine ">'
        for n in range(10)
    )
    return Reply(_record_set(f"<!DOCTYPE PubmedArticleSet [{levels}]>", "&e9;", params))


def _external(fault: Fault, params: dict[str, str], answer: Answer) -> Reply:  # noqa: ARG001
    doctype = '<!DOCTYPE PubmedArticleSet [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    return Reply(_record_set(doctype, "&x;", params))


def _record_set(doctype: str, title: str, params: dict[str, str]) -> bytes:
    records = "".join(
        f'<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{uid}'
        f"</PMID><Article><ArticleTitle>{title}</ArticleTitle></Article></MedlineCitation>"
        "</PubmedArticle>"
        for uid in ids(params.get("id", "1"))
    )
    text = f'<?xml version="1.0" ?>\n{doctype}\n<PubmedArticleSet>{records}</PubmedArticleSet>'
    return text.encode()


def _count(fault: Fault, params: dict[str, str], answer: Answer) -> Reply:  # noqa: ARG001
    reply = answer(params)
    more = re.compile(rb'(<Count>|"count":")(\d+)')
    return replace(
        reply, body=more.sub(lambda m: m[1] + str(int(m[2]) + 1).encode(), reply.body, count=1)
    )


def _first_record(body: bytes) -> bytes:
    found = re.search(rb"<(PubmedArticle|article)[\s>].*?</\1>", body, re.DOTALL)
    return found.group() if found else b""


def _append(body: bytes, record: bytes) -> bytes:
    end = body.rfind(b"</")
    return body[:end] + record + body[end:]


def _twice(fault: Fault, params: dict[str, str], answer: Answer) -> Reply:  # noqa: ARG001
    reply = answer(params)
    return replace(reply, body=_append(reply.body, _first_record(reply.body)))


def _unasked(fault: Fault, params: dict[str, str], answer: Answer) -> Reply:  # noqa: ARG001
    reply = answer(params)
    own = re.compile(rb"(<PMID[^>]*>|<article-id[^>]*>(?:PMC)?|IdType=\"pubmed\">)\d+(?=<)")
    other = own.sub(rb"\g<1>%d" % UNKNOWN, _first_record(reply.body))
    return replace(reply, body=_append(reply.body, other))


def _swap_bytes(fault: Fault, params: dict[str, str], answer: Answer) -> Reply:  # noqa: ARG001
    reply = answer(params)
    return replace(reply, body=reply.body.replace(b"e", b"a", 1))


ALTERATIONS: dict[str, Callable[[Fault, dict[str, str], Answer], Reply]] = {
    "": _true,
    "cut": _cut,
    "prolog": _prolog,
    "unclosed": _unclosed,
    "lose": _lose,
    "malform": _spoil(b"<sup>an element that never ends "),
    "illegal_character": _spoil(b"an illegal character \x0b "),
    "control_characters": _control_characters,
    "bomb": _bomb,
    "external_entity": _external,
    "count": _count,
    "twice": _twice,
    "unasked": _unasked,
    "swap_bytes": _swap_bytes,
}
