"""The compiled scanner makes what numpy makes of a block, and refuses at least what it refuses."""

import gc
import os
import sys
import threading
import time
import weakref

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from harvester.columnar import arrays, makers
from harvester.columnar.attributes import Tags
from harvester.columnar.paths import REFUSED, ROOT, TREE
from harvester.columnar.sources import digest
from harvester.columnar.structure import UnrecognisedError
from tests.harvester.columnar.makers import COMPILED, MAKERS, SCANNER, WITHOUT, using
from tests.harvester.columnar.test_differential import records
from tests.records.pubmed import record

NONE = f"numpy alone: {WITHOUT}"
compiled = pytest.mark.skipif(SCANNER is None, reason=NONE)


def test_the_scanner_is_compiled():
    if SCANNER is None and "CI" not in os.environ:
        pytest.skip(NONE)
    assert SCANNER is not None, NONE


@pytest.mark.parametrize(("told", "there"), [("1", False), ("", True), ("0", True)])
@compiled
def test_a_variable_turns_the_scanner_off(monkeypatch, told, there):
    monkeypatch.setenv("KETLIT_PURE", told)
    assert (makers.scanner()[0] is not None) == there


@compiled
def test_an_outdated_scanner_is_not_used(monkeypatch):
    monkeypatch.setattr(SCANNER, "BUILT_FROM", "another source")
    assert makers.scanner() == (None, "it is older than its source: install again")
    monkeypatch.delattr(SCANNER, "BUILT_FROM")  # from before there was one
    assert makers.scanner() == (None, "it is older than its source: install again")
    monkeypatch.setattr(makers, "digest", str)  # a wheel without sources
    assert makers.scanner() == (SCANNER, "")


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (ModuleNotFoundError(name=makers.NAME), "it was not compiled"),
        (ModuleNotFoundError(name="numpy"), "it needs numpy"),
        (ImportError("undefined symbol: x"), "it does not load: undefined symbol: x"),
        (ValueError("more paths"), "it does not load: more paths"),
    ],
)
def test_a_scanner_that_does_not_load_is_done_without(monkeypatch, error, why):
    def load(name):
        raise error

    monkeypatch.setattr("importlib.import_module", load)
    monkeypatch.delenv("KETLIT_PURE", raising=False)
    assert makers.scanner() == (None, why)


def test_the_digest_tells_sources_apart(tmp_path):
    assert digest(tmp_path) == ""
    (tmp_path / "a.py").write_text("no source of the scanner")
    assert digest(tmp_path) == ""
    told = []
    for name, text in (("a.pyx", "1"), ("b.pxd", "2"), ("b.pxd", "3"), ("c.pxd", "")):
        (tmp_path / name).write_text(text)
        told.append(digest(tmp_path))
    assert len({"", *told}) == 5


def _or_refused(read):
    try:
        return read()
    except UnrecognisedError:
        return None


def same(block):
    """Assert that both makers give the same of a block; that the scanner takes no more."""
    try:
        makers.check_utf8(block)  # which stands before both
    except UnrecognisedError:
        return
    with using(COMPILED):
        ours = _or_refused(lambda: makers.nodes(block))
    theirs = _or_refused(lambda: arrays.nodes(block, Tags()))
    if theirs is None:
        assert ours is None
    elif ours is not None:
        for name in ("parent", "record", "place"):
            assert getattr(ours, name).tolist() == getattr(theirs, name).tolist(), name
        assert ours.feeds == theirs.feeds == block.count(b"\n")
        for number, path in enumerate(TREE.paths[REFUSED + 1 :], REFUSED + 1):
            assert not path.name or ours.span(path.name) == theirs.span(path.name)
            assert ours.texts[number].to_pylist() == theirs.texts[number].to_pylist(), path.name
            assert attributes(ours, number) == attributes(theirs, number), path.name


def attributes(nodes, number):
    """Return the attributes of each element of a path; its codes are of no other use."""
    known = nodes.tags._elements[TREE.element(TREE.paths[number].name)].told
    return [known[code] for code in nodes.code[nodes.first[number] : nodes.first[number + 1]]]


SIGNS = [
    b"<", b">", b"/", b"&", b'"', b"'", b"=", b" ", b"\n", b"\t", b"\r", b"\0", b"<!--", b"]]>",
    b"<?", b"?>", b"</", b"/>", b"&#9;", b"&#xD800;", b"&lt;", b"&amp;lt;", b"\xc2\xa0",
    b"\xc2\x85", b"\xe2\x80\x89", b"\xef\xbf\xbe", b"\xe3\x80\x80", b"\xf0\x9f\x98\x80", b" a='1'",
    b"<i>", b"</i>", b"<Day>", b"</Day>", b"<Author/>", b"<ReferenceList>", b"</ReferenceList>",
    b"</i >",
]  # fmt: skip


TAGS = ["", ' A="1"', ' A="2"', " A='1'", ' A = "1" B="2"', ' A="&amp;"', ' A="ä"', ' A="a\tb"']


@compiled
def test_attributes():
    """Every way to write them; in two records, or the order of paths would be the document's."""
    lists = "".join(f"<KeywordList{tag}/>" for tag in [*TAGS, *reversed(TAGS)])
    same(f"{record(citation=lists)}\n{record(citation=lists)}".encode())


@compiled
@settings(max_examples=400, deadline=None)
@given(
    st.lists(records(), min_size=1, max_size=2),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 9), st.sampled_from(SIGNS)), max_size=4),
)
def test_mutilated_records(made, changes):
    block = "\n".join(made).encode()
    same(block)
    for place, gone, sign in changes:
        at = int(place * len(block))
        block = block[:at] + sign + block[at + gone :]
        same(block)


@compiled
@pytest.mark.parametrize(
    "before", ["", "a", "Ä", "a\u2009", "&amp;", "<i>x</i>", " a  b", "\u3000"]
)
@pytest.mark.parametrize(
    "between", ["", " ", "  ", "\n", " \n ", "<?a?>", "<i/>", "&#160;", "&#x20;"]
)
def test_texts(before, between):
    """All that a text can be made of, beside each other: also long, for what is done in strides."""
    for after in ("", "z", "é\u00a0", "&lt;i", "<b>y </b>", " ", "\u200a\u2028", "\ufeff", "😀"):
        for filling in ("", "x" * 40, "y " * 20):
            same(record(title=f"{before}{filling}{between}{filling}{after}").encode())


def _places(path, above=""):
    """Yield each path below one, and the XML around it."""
    for child in path.children:
        around = f"{above}<{child.element}>"
        yield child, above
        yield from _places(child, around)


@pytest.mark.parametrize("maker", MAKERS)
def test_two_where_one_is_expected(maker):
    met = 0
    for path, above in _places(ROOT):
        closing = "".join(f"</{tag[:-1]}>" for tag in reversed(above.split("<")[1:]))
        one = f"<{path.element}>x</{path.element}>" if path.text else f"<{path.element}/>"
        with using(maker):
            makers.nodes(f"{above}{one}{closing}".encode())
            if path.once:
                met += 1
                with pytest.raises(UnrecognisedError, match="expected"):
                    makers.nodes(f"{above}{one}{one}{closing}".encode())
    assert met > 60


@compiled
@pytest.mark.parametrize("cut", range(0, 700, 7))
def test_cut_blocks(cut):
    block = record(pmid=7, title="<i>a</i> &amp; b", article="<Language>eng</Language>").encode()
    same(block[cut:])
    same(block[:-cut])


@compiled
@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200) | st.lists(st.sampled_from(SIGNS)).map(b"".join))
@example(b"\x80" * 40 + b"  x")
def test_any_bytes(noise):
    """What is no UTF-8 does not come to it, but nothing may break where it does."""
    good = record(title="x").encode()
    for block in (noise, good + noise, good.replace(b"x", noise)):
        scanned(block)


@compiled
@pytest.mark.parametrize("lead", [0x80, 0xBF, 0xC0, 0xC2, 0xDF, 0xE0, 0xE2, 0xEF, 0xF0, 0xF4, 0xFF])
@pytest.mark.parametrize("more", range(4))
def test_cut_characters(lead, more):
    """Where a text is mended, none of them may become longer than it was."""
    cut = bytes([lead]) + b"\x80" * more
    for title in (cut * 40 + b"  x", b"x  " + cut, b"&lt;" + cut, (cut + b"  ") * 40):
        scanned(record(title="x").encode().replace(b"x", title))


def scanned(block):
    """Scan a block of anything, and assert that no text was written behind the end of its room."""
    try:
        *_, texts, _ = SCANNER.Scanner().scan(block, Tags())
    except (UnrecognisedError, UnicodeDecodeError):
        return
    for offsets, data, _ in filter(None, texts):
        assert int.from_bytes(offsets[-4:], sys.byteorder) <= len(data)


@compiled
def test_tags_are_let_go_when_there_are_new_ones():
    """At once: no collection of garbage is waited for."""
    tags = Tags()
    gone = weakref.ref(tags)
    gc.disable()
    try:
        makers._scanned(record().encode(), tags)
        with pytest.raises(UnrecognisedError):
            makers._scanned(b"<", tags)
        del tags
        makers._scanned(record().encode(), Tags())
        assert gone() is None
    finally:
        gc.enable()


def settled(clock):
    """Return what a clock of processor time stands at when it stands still."""
    told, since = -1.0, time.perf_counter()
    while time.perf_counter() < since + 0.5:
        now = time.clock_gettime(clock)
        if now != told:
            told, since = now, time.perf_counter()
    return told


@compiled
@pytest.mark.skipif(not hasattr(time, "pthread_getcpuclockid"), reason="clocks of threads: Unix")
def test_tags_that_are_known_are_read_without_the_gil():
    """A scanner works on while another thread holds the GIL: up to its end, not to the next tag."""
    scanner, tags, clocks = SCANNER.Scanner(), Tags(), []
    slow = "\u2009x" * 100_000  # what each is has to be looked at
    block = record(citation=f'<U A="1">{slow}</U>' * 80).encode()
    scanner.scan(block, tags)

    def read():
        clocks.append(time.pthread_getcpuclockid(threading.get_ident()))
        scanner.scan(block, tags)

    start = time.thread_time()
    scanner.scan(block, tags)
    whole = time.thread_time() - start
    before = sys.getswitchinterval()
    reading = threading.Thread(target=read)
    try:
        sys.setswitchinterval(60)  # seconds for which we are not asked for it
        reading.start()  # returns when the scanner lets go of it
        used = settled(clocks[0])
    finally:
        sys.setswitchinterval(before)
        reading.join()
    assert used > whole / 2  # a fortieth where each tag waits for it


@pytest.mark.parametrize("maker", MAKERS)
def test_threads_do_not_mix_their_tags(maker):
    """Each thread's attributes are its own, though all read at the same time."""
    found = {}
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)

    def read(thread):
        for n in range(20):
            names = [f"{thread}-{(n * 7 + m) % 90}" for m in range(50)]
            tags = "".join(f'<Keyword MajorTopicYN="{name}">{name}</Keyword>' for name in names)
            block = record(citation=f"<KeywordList>{tags}</KeywordList>").encode()
            told = makers.nodes(block)
            low, high = told.span("Keyword")
            (values,) = told.tags.values("Keyword", told.code[low:high], "MajorTopicYN")
            found[thread, n] = values.to_pylist() == names

    with using(maker):
        threads = [threading.Thread(target=read, args=(name,)) for name in "abcd"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    sys.setswitchinterval(before)
    assert len(found) == 80
    assert all(found.values())
