"""Trial registry numbers, each in its registry's own spelling."""

import re
from functools import cache

from analysis.facts.paper import Fact, Paper
from analysis.facts.vocabulary import declared

# Registries that write small letters: theirs, ours in capitals. The longer names stand first.
SPELLED = {"ChiCTR": "CHICTR", "jRCTs": "JRCTS", "jRCT": "JRCT", "JapicCTI": "JAPICCTI"}


@cache
def _pattern() -> re.Pattern[str]:
    each = "|".join(
        f"(?P<{name}>{told['pattern']})" for name, told in declared("registries").items()
    )
    return re.compile(rf"(?<![a-z0-9-])(?:{each})(?![a-z0-9])")


# Every number has five figures in a row, or one of these letters: most papers have neither.
_ANY = re.compile(r"\d{5}|ntr|slctr|rbr-|(?<![a-z])nl")


def read(paper: Paper) -> list[Fact]:
    """Return a fact for each number; the span's term is the registry.

    >>> [fact.value for fact in read(Paper.of("t", "Registered: NCT 01234567, isrctn12345678."))]
    ['NCT01234567', 'ISRCTN12345678']
    """
    if not any(_ANY.search(passage.folded) for passage in paper.passages):
        return []
    facts = []
    for passage, match in paper.find(_pattern()):
        registry = str(match.lastgroup)
        number = re.sub(r"(?<=[a-z])[ :]+(?=\d)|(?<=^[a-z]{3})-(?=\d)|[ :]", "", match.group())
        number = number.upper()
        for written, plain in SPELLED.items():
            number = number.replace(plain, written)
        facts.append(Fact("registry", number, (passage.span(*match.span(), registry),)))
    return facts
