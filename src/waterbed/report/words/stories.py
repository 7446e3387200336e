"""Could a study like this have told the stories apart?  What the closed loop found, in words."""

from __future__ import annotations

from waterbed.model.closed_loop import (
    CLAIMS,
    FALSE,
    FALSE_BOUND,
    STORIES,
    Design,
    apart,
    cell,
    smallest,
    table,
    truth,
)
from waterbed.report.words.numbers import listed, sentence

TITLE = "Could a study like this have told the stories apart?"
COLUMNS = ("At work alone", "What street offences and violence would show", "Named",
           "Named with a second source")  # fmt: skip
NOTE = (
    "Named: per cent of studies (Monte Carlo error) that rule out every story but that at work and "
    "those that no claim sets apart from it."
)
SERVES = (
    "By construction: each story was planted alone in counts like these, as large as a simulated "
    "market makes it; how large it is here is unknown. All counts follow the market: the best case."
)


def rows(design: Design) -> tuple[tuple[str, ...], ...]:
    """A row a story."""
    return tuple(
        (story.name, story.leaves, _named(design, story.name), _named(design.other, story.name))
        for story in STORIES
    )


def _named(design: Design, story: str) -> str:
    counted = cell(design, story)
    if counted is None:
        return "–"
    share, error = counted.share(counted.supported)
    return f"{share:.0f} ({error:.0f})"


def limits(design: Design) -> tuple[str, ...]:
    """What no such counts separate, what a second source alone does, the smallest design that names
    a story, and false claims where nothing happened."""
    names = [story.name for story in STORIES]
    same = _together(names)
    pairs = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]
    alone = {pair for pair in pairs if apart(*pair, True) and not apart(*pair, False)}
    lone = next((name for name in names if all(name in pair for pair in alone)), "")
    said = f"no claim on such counts, of whatever size, sets these apart: {listed(same)}"
    if lone and {name for pair in alone for name in pair} == {lone, *same}:
        said += f"; only a second source tells {lone} from them"
    return tuple(sentence(text) for text in (said, _smallest(names), _false(design)))


def _together(names: list[str]) -> list[str]:
    """The most stories of which no claim sets any two apart."""
    largest: list[str] = []
    for first in names:
        group = [first]
        for other in names:
            if other != first and not any(apart(member, other, True) for member in group):
                group.append(other)
        largest = max(largest, group, key=len)
    return largest


def _smallest(names: list[str]) -> str:
    designs = {name: smallest(table(), name) for name in names}
    none = [name for name, design in designs.items() if design is None]
    if len(none) == len(names):
        return "no design tried names any story in four studies of five"
    named = [
        f"{name} ({in_words(design)}: {_named(design, name)})"
        for name, design in designs.items()
        if design
    ]
    return f"smallest design tried that names a story in four studies of five: {listed(named)}"


def in_words(design: Design) -> str:
    """A design, in a few words."""
    places = "one ward" if design.places == 1 else f"{design.places} wards"
    years = "a year" if design.years == 1 else f"{design.years} years"
    times = "" if design.times == 1 else f", {design.times} times the counts"
    return f"{places}, {years}{times}" + (", a second source" if design.second else "")


def _false(design: Design) -> str:
    """How often studies with nothing done answer a claim falsely, and which of them too often."""
    with_second = design if design.second else design.other
    nothing = [row for row in (cell(design, "nothing"), cell(with_second, "nothing")) if row]
    wrongly = listed(f"{row.share(row.contradicted)[0]:.0f}%" for row in nothing)
    too_often = []
    for claim in CLAIMS:
        answers = cell(with_second, "nothing", claim.says)
        if answers is None or truth("nothing", claim) != FALSE:
            continue
        share, error = answers.share(answers.supported)
        if share > 100 * FALSE_BOUND:
            too_often.append(f"“{claim.says}” in {share:.1f}% ({error:.1f})")
    bound = f"no false claim was supported in more than {100 * FALSE_BOUND:g}%"
    worst = f"too often supported {listed(too_often)}" if too_often else bound
    return (
        f"where nothing happened {wrongly} of studies (without and with a second source) got some "
        f"claim wrong; {worst}"
    )
