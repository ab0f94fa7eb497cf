"""The declared sample: families of studies, single records and headlines, read from TOML."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from harvester.sandbox.sample.facts import Truth, facts_of, focus_of
from harvester.sandbox.sample.prose import Story

HERE = Path(__file__).parent
FIRST_PMID = 99_000_001
PARTS = ("background", "methods", "results", "conclusion")
# How an abstract is laid out: the labels of its four parts; None for one paragraph.
LAYOUTS = (
    ("BACKGROUND", "METHODS", "RESULTS", "CONCLUSIONS"),
    None,
    ("OBJECTIVE", "METHODS", "RESULTS", "CONCLUSION"),
    ("INTRODUCTION", "MATERIAL AND METHODS", "RESULTS", "DISCUSSION"),
    None,
)
ANSWERED = ("dose", "route", "sessions", "n")  # what a single record declares in the words of slots


def read(path: Path) -> dict[str, Any]:
    """Read one of the sample's TOML files."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


CUSTOMS: dict[str, int] = read(HERE / "customs.toml")


class Part(NamedTuple):
    """One part of an abstract; label is None in an unstructured one. markup: text is inline XML."""

    label: str | None
    text: str
    markup: bool = False


@dataclass(frozen=True)
class Declared:
    """One record as declared. row: all its keys, of which the renderer takes the odd ones."""

    key: str
    parts: tuple[Part, ...]
    truth: Truth
    row: Mapping[str, Any] = field(repr=False)
    pmid: int = 0

    @property
    def year(self) -> int:
        """The year of the issue."""
        return int(self.row["year"])

    def since(self, custom: str) -> bool:
        """Whether records of its year follow *custom*, a key of customs.toml."""
        return self.year >= CUSTOMS[custom]

    @property
    def on_topic(self) -> bool:
        """Whether the ketamine topic must find it."""
        return bool(self.row.get("on_topic", True))


def declared() -> list[Declared]:
    """Return every record of the PubMed sample in order of PMID, which is that of the years.

    Raises ValueError where two records have one key.
    """
    found = [*_families(), *_singles(), *_headlines()]
    doubled = [key for key, count in Counter(one.key for one in found).items() if count > 1]
    if doubled:
        raise ValueError(f"two records are called {doubled[0]!r}")
    found.sort(key=lambda one: one.year)
    in_pmc = {told["of"]: told for told in _articles() if "of" in told}
    return [
        replace(one, pmid=FIRST_PMID + place, row={**one.row, **_pmcid(in_pmc.get(one.key))})
        for place, one in enumerate(found)
    ]


def articles(records: Iterable[Declared]) -> list[Declared]:
    """Return the PMC sample: papers of *records* that PMC has too, and some that it alone has."""
    by_key = {one.key: one for one in records}
    return [_article(told, by_key) for told in _articles()]


def _articles() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read(HERE / "articles.toml")["article"]
    return found


def _pmcid(told: Mapping[str, Any] | None) -> dict[str, Any]:
    if told is None:
        return {}
    number = f"PMC{told['pmcid']}"
    return {"same_in_pmc": number} | ({} if told.get("unlinked") else {"pmcid": number})


def _article(told: dict[str, Any], by_key: Mapping[str, Declared]) -> Declared:
    if "of" in told:
        one = by_key[told["of"]]
        return replace(one, row={**one.row, "pmc": told})
    row = {"form": "ketamine"} | told
    key = f"pmc:{told['pmcid']}"
    return Declared(key, _parts(row), _truth(row, ANSWERED), {**row, "pmc": told})


def _families() -> Iterator[Declared]:
    for path in sorted((HERE / "studies").glob("*.toml")):
        for name, family in read(path)["family"].items():
            common = {key: value for key, value in family.items() if key not in (*PARTS, "study")}
            for place, study in enumerate(family["study"]):
                yield _study(f"{name}:{place + 1}", place, family, {**common, **study})


def _study(key: str, place: int, family: Mapping[str, Any], row: dict[str, Any]) -> Declared:
    row = {"form": "ketamine", "form_word": "ketamine", "species": "human"} | row
    if "n1" in row and "n" not in row:
        row["n"] = row["n1"] + row.get("n2", 0)
    story = Story(row)
    texts = [story.fill(_sentence(part, number, place, family, row))
             for number, part in enumerate(PARTS)]  # fmt: skip
    layout = (
        LAYOUTS[place % len(LAYOUTS)] if row["year"] >= CUSTOMS["structured_abstract"] else None
    )
    if layout and row["design"] != "case_report":
        parts = tuple(Part(label, text) for label, text in zip(layout, texts, strict=True) if text)
    else:
        parts = (Part(None, " ".join(text for text in texts if text)),)
    slots = ["n"] if row["design"] == "case_report" else story.used
    return Declared(key, parts, _truth(row, slots), row)


def _sentence(
    part: str, number: int, place: int, family: Mapping[str, Any], row: dict[str, Any]
) -> str:
    choices = family[part]
    if f"{part}_own" in row:
        chosen = row[f"{part}_own"]
    elif choices:
        # Each part walks through its sentences at a pace of its own, so that few texts pair alike.
        chosen = choices[(place * (number + 1) + place // len(choices)) % len(choices)]
    else:
        chosen = ""
    return f"{chosen} {row['plus']}" if part == "methods" and "plus" in row else str(chosen)


def _singles() -> Iterator[Declared]:
    for path in sorted((HERE / "records").glob("*.toml")):
        file = read(path)
        for place, record in enumerate(file.get("record", ())):
            row = {"form": "ketamine", "journal": "reviews"} | file.get("defaults", {}) | record
            key = row.get("id", f"{path.stem}:{place + 1}")
            yield Declared(key, _parts(row), _truth(row, ANSWERED), row)


def _headlines() -> Iterator[Declared]:
    for place, cells in enumerate(read(HERE / "records" / "headlines.toml")["rows"]):
        row = dict(zip(("year", "journal", "title", "labels", "design"), cells, strict=True))
        species = {"narrative_review": "none"}.get(row["design"], "human")
        row |= {
            "form": "ketamine",
            "species": "animal" if row["journal"] == "veterinary" else species,
        }
        yield Declared(f"headline:{place + 1}", (), _truth(row, ()), row)


def _parts(row: Mapping[str, Any]) -> tuple[Part, ...]:
    """Cut the text of a single record: each line of a structured one begins LABEL: ."""
    if "text_xml" in row:
        return (Part(None, row["text_xml"], markup=True),)
    text = row.get("text", "")
    if "\n" not in text:
        return (Part(None, text),) if text else ()
    pairs = (line.split(": ", 1) for line in text.splitlines())
    return tuple(Part(label, said) for label, said in pairs)


def _truth(row: Mapping[str, Any], slots: list[str] | tuple[str, ...]) -> Truth:
    return Truth(
        focus_of(row.get("labels", ""), row.get("mention", "")),
        tuple(row.get("population", "").split()),
        facts_of(row, slots),
    )
