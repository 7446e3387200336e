"""Numbers as people read them: rounded once, here, to what the data bear.

Counts are whole numbers with a comma between thousands; percentages carry one decimal only
where the count they start from is at least 500; minus is a true minus sign.  Every phrase for
a fall has a mirror image for a rise of the same size.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from waterbed.model.inversion import short_of
from waterbed.model.months import Months, in_words, month
from waterbed.model.released import ShownFact, ShownFigure

MINUS = "\u2212"
HIDDEN = "not shown"
NO_DATA = "no data"
FINE_BASE = 500.0
_SMALL = (
    "no one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
)


def bounded(x: float | None) -> float | None:
    """A number, or None where there is none or it has no bound."""
    return x if x is not None and math.isfinite(x) else None


def whole(x: float) -> int:
    """Nearest whole number, halves away from zero, so that x and -x round alike."""
    size = int(abs(x) + 0.5)
    return size if x >= 0 else -size


def counted(x: float | None, status: str = "exact") -> str:
    """A count: 1,234; about 35 where it was rounded for release."""
    if status == "withheld":
        return HIDDEN
    x = bounded(x)
    if x is None:
        return NO_DATA
    text = f"{abs(whole(x)):,}"
    text = f"{MINUS}{text}" if whole(x) < 0 else text
    return f"about {text}" if status == "rounded" else text


def spelled(n: int) -> str:
    """A small number in words: twelve."""
    return _SMALL[n] if 0 < n < len(_SMALL) else f"{n:,}"


def several(n: int, noun: str) -> str:
    """one check, three checks."""
    return f"{spelled(n)} {noun if n == 1 else noun + 's'}"


def plural(n: int, noun: str, nouns: str = "") -> str:
    """12 areas, 1 area."""
    return f"{n:,} {noun if n == 1 else nouns or noun + 's'}"


def digits_of(*steps: float) -> int:
    """Decimals of a percentage that all these ratios are written with: 0 of 0.21, 1 of 0.215."""
    return next(
        (d for d in range(3) if all(abs(round(100 * x, d) - 100 * x) < 1e-7 for x in steps)), 2
    )


def percent(ratio: float | None, base: float | None = None, digits: int = 0) -> str:
    """A signed percentage: −30%; +7.3% where the base is large enough to bear a decimal.

    digits : decimals at least
    """
    ratio = bounded(ratio)
    if ratio is None:
        return NO_DATA
    digits = max(digits, 1 if base is not None and base >= FINE_BASE else 0)
    size = round(abs(ratio) * 100 + 1e-9, digits)
    text = f"{size:,.{digits}f}"
    if float(size) == 0:
        return "0%"
    return f"{MINUS if ratio < 0 else '+'}{text}%"


def told_apart(values: Iterable[float | None]) -> int:
    """Decimals at which no two different ratios look alike: 1 where whole per cents do, else 0."""
    known = {round(x, 6) for x in values if x is not None and math.isfinite(x)}
    return 0 if len({percent(x) for x in known}) == len(known) else 1


def share(ratio: float, digits: int = 0) -> str:
    """An unsigned percentage: 17%."""
    size = 100 * ratio
    if digits:
        return f"{round(size + 1e-9, digits):,.{digits}f}%"
    if 0 < size < 1:
        return "less than 1%"
    return f"{whole(size)}%"


def change(x: float | None, scale: str = "count", status: str = "exact", digits: int = 0) -> str:
    """A change in the thing's own units: 21 fewer, 6 more; 30% lower on the ratio scale.

    digits : decimals of a percentage
    """
    if status == "withheld":
        return HIDDEN
    x = bounded(x)
    if x is None:
        return NO_DATA
    about = "about " if status == "rounded" else ""
    if scale == "count":
        size = whole(abs(x))
        return f"{about}{size:,} {'fewer' if x < 0 else 'more'}" if size else "no change"
    part = round(100 * abs(x) + 1e-9, digits)
    return f"{about}{part:,.{digits}f}% {'lower' if x < 0 else 'higher'}" if part else "no change"


def between(
    low: float | None,
    high: float | None,
    scale: str = "count",
    status: str = "exact",
    digits: int = 0,
) -> str:
    """An interval as a range of the thing: between 21 fewer and 6 more."""
    if status == "withheld":
        return HIDDEN
    low, high = bounded(low), bounded(high)
    if low is None and high is None:
        return "anything at all"
    if scale == "ratio" and status == "rounded":
        return _in_steps(low, high, digits)
    if low is None:
        return f"from {change(high, scale, status, digits)} downwards without limit"
    if high is None:
        return f"from {change(low, scale, status, digits)} upwards without limit"
    first, second = (change(x, scale, status, digits) for x in (low, high))
    return first if first == second else f"between {first} and {second}"


def _in_steps(low: float | None, high: float | None, digits: int) -> str:
    """A range of a change told in steps: between 75% and 25% lower; lower by up to 75%; an end that
    stops short of an edge is told so: between 50% lower and just under no change."""

    def step(x: float) -> str:
        edge, side = short_of(x)
        size = change(edge, "ratio", "exact", digits)
        if side == 0:
            return size
        if edge == 0:
            return f"just {'over' if side > 0 else 'under'} {size}"
        return f"{'more' if side * edge > 0 else 'less'} than {size}"

    if low is None or high is None:
        end = step(high if low is None else low)  # type: ignore[arg-type]
        return f"{'up to' if low is None else 'from'} {end}{'' if low is None else ' upwards'}"
    first, last = step(low), step(high)
    return first if first == last else f"between {first} and {last}"


def ended(x: float | None, digits: int = 0) -> str:
    """An end of a range as a percentage; one that stops short of an edge: under 0%, over 10%."""
    if x is None:
        return ""
    edge, side = short_of(x)
    return f"{('', 'over ', 'under ')[side]}{percent(edge, None, digits)}"


def pieces(
    intervals: tuple[tuple[float | None, float | None], ...], scale: str, status: str = "exact"
) -> str:
    """A set of several pieces, where the answer is no interval."""
    return ", or ".join(between(low, high, scale, status) for low, high in intervals) or "nothing"


def going(x: float) -> str:
    """The noun for a direction: a fall, a rise."""
    return "fall" if x < 0 else "rise"


def statistic(x: float | None) -> str:
    """A test statistic or a probability as it stands in a table: two decimals."""
    if x is None:
        return NO_DATA
    text = f"{abs(x):.2f}"
    return f"{MINUS}{text}" if x < 0 and float(text) else text


def probability(p: float | None) -> str:
    """A p value as it stands in a table: 0.13, 0.004, below 0.001."""
    if p is None:
        return ""
    if p < 0.001:
        return "below 0.001"
    return f"{p:.3f}" if p < 0.1 else f"{p:.2f}"


def two_sided(p: float | None, separate: int | None) -> str:
    """A two-sided p as it stands in a table, told no more finely than so many placebos that share
    no area and year can tell one: 0.020 or less."""
    finest = 0.0 if separate is None else min(1.0, 2 / (1 + separate))
    if p is None or p >= finest:
        return probability(p)
    return f"{probability(finest)} or less"


def figure(shown_figure: ShownFigure) -> str:
    """A Figure by its unit, after release."""
    if shown_figure.status == "withheld":
        return HIDDEN
    if shown_figure.value is None:
        return NO_DATA
    about = "about " if shown_figure.status == "rounded" else ""
    if shown_figure.unit == "ratio":
        return about + percent(shown_figure.value)
    if shown_figure.unit == "statistic":
        return about + statistic(shown_figure.value)
    if shown_figure.unit == "probability":
        return about + probability(shown_figure.value)
    return counted(shown_figure.value, shown_figure.status)


def fact(value: ShownFact) -> str:
    """Any fact of a remark as text; months are written out, lists joined."""
    if isinstance(value, ShownFigure):
        return figure(value)
    if isinstance(value, str):
        return months_in(value)
    return listed(months_in(part) for part in value)


def listed(parts: Iterable[str]) -> str:
    """a, b and c."""
    words = list(parts)
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def months_in(text: str) -> str:
    """Text with every month label (2017-04, or a full date's month) written out."""

    def written(match: re.Match[str]) -> str:
        try:
            return in_words(month(match[0]))
        except ValueError:
            return match[0]

    return re.sub(r"(?<![\d-])\d{4}-\d{2}(?![\d-])", written, text)


def day(text: str) -> str:
    """A date written out: 24 May 2018; anything else as it is."""
    match = re.fullmatch(r"(\d{4}-\d{2})-(\d{2})", text)
    if not match:
        return months_in(text)
    try:
        return f"{int(match[2])} {in_words(month(match[1]))}"
    except ValueError:
        return text


def length(months: Months) -> str:
    """the nine months April to December 2017."""
    n = len(months)
    if n == 1:
        return f"the month of {months.in_words()}"
    return f"the {spelled(n)} months {months.in_words()}"


def sentence(text: str) -> str:
    """With a capital and a full stop."""
    text = text.strip()
    if not text:
        return ""
    text = text[0].upper() + text[1:]
    return text if re.search(r"""[.?!:][)"”’']?$""", text) else f"{text}."


def ordinal(x: float) -> str:
    """10th, 21st."""
    n = int(x)
    tail = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n:,}{tail}"
