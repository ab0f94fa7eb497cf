"""Numbers with a unit of dose, as written: lists, ranges, powers, decimal commas and all."""

import re
from dataclasses import dataclass
from functools import cache

from analysis.facts.vocabulary import declared

# Bounded, and atomic (`(?>`): what can be cut in many ways is cut once.
NUMBER = r"(?>\d{1,3}(?:,\d{3}){1,3}(?![\d,])|\d{1,9}(?:[.,·]\d{1,9})?|[.·]\d{1,9})"
MOST = 15  # numbers that one list holds, beside the first
_JOIN = r"(?:\s*(?:-|/|,\s*(?:and|or)|,|to|and|or|vs\.?|versus|up to|&|\+)\s*(?=[\d.·]))"
# What makes an amount something else: a concentration (0.6 mg/0.1 ml), an area (µg x h/ml).
_NOT_AN_AMOUNT = re.compile(r"\s?/\s?(?:[a-z]|[\d.]+\s?m?l\b)|\s?[x*·]\s?h\b")
# "median dose 0.4 mg/kg, range (0.1-1.6)": a range that borrows the unit before it.
_BORROWS = re.compile(
    rf"\s?[,;(\[]+\s?(?:range|iqr)[\s:,=(\[]+({NUMBER})\s?(?:-|to)\s?({NUMBER})(?=[)\]])"
)
_LABEL = re.compile(r"(?<![a-z])(?:groups?|day|phase|grade|type|stage|week|cohort|arm|asa)\s$")
_RANGE = re.compile(rf"({NUMBER})\s*(?:-|to|up to)\s*({NUMBER})")


@dataclass(frozen=True)
class Quantity:
    """One amount: low and high in a canonical unit, and where it is written."""

    start: int
    end: int
    low: float
    high: float
    unit: str

    @property
    def value(self) -> str:
        """The canonical text: '0.5 mg/kg', or '0.5-1 mg/kg' for a range."""
        low = f"{self.low:.10g}"
        return (
            f"{low}-{self.high:.10g} {self.unit}" if self.high > self.low else f"{low} {self.unit}"
        )


def number(text: str) -> float:
    """Return the number as meant: '0,5' and '.5' and '0·5' are a half, '1,000' a thousand."""
    if re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+", text):
        return float(text.replace(",", ""))
    return float(re.sub(r"[,·]", ".", text))


@cache
def _pattern() -> re.Pattern[str]:
    units = declared("units")
    mass, time = "|".join(units["mass"].values()), "|".join(units["time"].values())
    weight = "|".join(units["per"].values())
    over, power = r"\s*(?:/|per\b|\bp\b)\s*\(?", r"\s*\(?-\s?1\)?"
    per = (
        rf"(?:{over}(?P<per>{weight})|[\s.·*x]*(?P<per2>kg|ml){power}|[\s.·](?P<per3>kg))"
        rf"(?![a-z])(?:{power})?"
    )
    every = (
        rf"(?:(?:{over}|\s?[.·*]\s?|\s+an?\s+)(?P<time>{time})(?![a-z\d])|[\s.·*x]*"
        rf"(?P<time2>h|hr|min|day|d){power})(?:{power})?"
    )
    swapped = every.replace("<time>", "<time3>").replace("<time2>", "<time4>")
    return re.compile(
        rf"(?<![a-z\d.,·±])(?P<numbers>{NUMBER}(?:{_JOIN}{NUMBER}){{0,{MOST}}})"
        rf"(?:\s*(?:±|\+/-)\s*{NUMBER})?[\s-]*(?P<mass>{mass})(?![a-z])"
        rf"(?:{swapped})?(?:{per})?(?:\s?(?:bw|b\.w\.|body[ -]?weight))?(?:{every})?\)?"
    )


@cache
def _canonical(written: str, kind: str) -> str | None:
    for name, pattern in declared("units")[kind].items():
        if re.fullmatch(pattern, written):
            return str(name)
    return None


def quantities(text: str) -> list[Quantity]:
    """Return the amounts of a folded text, in order; those in no declared unit are left out.

    >>> [q.value for q in quantities("0.5 and 1 mg/kg, then 5-10 µg kg(-1) min(-1)")]
    ['0.5 mg/kg', '1 mg/kg', '5-10 mcg/kg/min']
    """
    found = []
    for match in _pattern().finditer(text):
        unit = _unit(match)
        if unit is None or _NOT_AN_AMOUNT.match(text, match.end()):
            continue
        end = match.end() - (text[match.end() - 1] == ")" and "(" not in match.group())
        found += _amounts(match, end, unit)
        if (lent := _BORROWS.match(text, end)) and number(lent[2]) > number(lent[1]):
            bounds = (number(lent[1]), number(lent[2]))
            found.append(Quantity(lent.start(1), lent.end(2), *bounds, unit))
    return found


def _unit(match: re.Match[str]) -> str | None:
    told = match.groupdict()
    parts = [_canonical(told["mass"], "mass")]
    if weight := told["per"] or told["per2"] or told["per3"]:
        parts.append(_canonical(weight, "per"))
    times = [told[name] for name in ("time", "time2", "time3", "time4") if told[name]]
    if times and not _is_daily(times[0]):
        parts.append(_canonical(times[0], "time"))
    unit = "/".join(str(part) for part in parts)
    return unit if unit in declared("units")["canonical"] else None


def _is_daily(time: str) -> bool:
    # "120 mg per day" is 120 mg: how often it is given is a matter of `sessions`.
    return _canonical(time, "time") == "day"


def _amounts(match: re.Match[str], end: int, unit: str) -> list[Quantity]:
    """Split the numbers before one unit: ranges stay whole, the last holds the unit."""
    text, offset = match["numbers"], match.start("numbers")
    is_label = bool(_LABEL.search(match.string[max(0, offset - 10) : offset]))
    pieces: list[tuple[int, int, float, float]] = []
    at = 0
    while one := re.compile(NUMBER).search(text, at):
        if (pair := _RANGE.match(text, one.start())) and number(pair[2]) > number(pair[1]):
            pieces.append((pair.start(), pair.end(), number(pair[1]), number(pair[2])))
            at = pair.end()
        else:
            pieces.append((one.start(), one.end(), number(one[0]), number(one[0])))
            at = one.end()
    last = len(pieces) - 1
    if is_label and last:  # "in group 2, and 0.5 mg/kg": the first number is a name
        pieces, last = pieces[1:], last - 1
    return [
        Quantity(offset + start, end if i == last else offset + stop, low, high, unit)
        for i, (start, stop, low, high) in enumerate(pieces)
    ]
