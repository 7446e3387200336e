"""docs/closed-loop.md, made from the table of record and the table of what is true."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple

import numpy as np

from tests.loop import effects
from tests.loop.record import JUDGED, ROOT, false_in_nothing
from tests.loop.run import MAIN
from waterbed.model.closed_loop import (
    CLAIMS,
    FALSE,
    FALSE_BOUND,
    FOUR_IN_FIVE,
    NAMED,
    STORIES,
    TRUE,
    Cell,
    Design,
    apart,
    smallest,
    truth,
)
from waterbed.report.words.stories import in_words

PAGE = ROOT / "docs" / "closed-loop.md"
NAMES = [story.name for story in STORIES]

HEAD = """\
# Could a study like the worked example have told the stories apart?

What this page says is by construction: mechanisms and how much they do come out of the simulated
market ([market.md](market.md)), of whose parameters little is known, and how large the multipliers
are decides how often they are seen. It is no evidence about any place. It is made by
`benchmarks/closed_loop.py` from `src/waterbed/model/closed_loop.csv` and
[closed-loop/effects.csv](closed-loop/effects.csv), and shown in the report of a study that says by
the key `loop` that it is like these.
"""

HOW = """\
## How it is done

Counts of wards are drawn like those of 150 wards or more of London round the worked example's:
rates, how they wander and vary by year (`simulate.beds.fit_bed`), and London's own months, with
their season and growth, from April 2010 to March 2020. *Offences of the street trade* are drawn
like sexual offences (35 to 70 in the year before; Loxford had 49), *violence* like violence against
the person, and what is *told to a service* like sexual offences again. The place is one whose year
before was its highest, of which the study says nothing; the start is April 2017, twelve months are
set against twelve, the wards that touch are next door, a change of less than a twentieth counts as
none: all as in the worked example.

One mechanism at a time is planted in all of the counts here, which is the best case: where a part
of them alone follows the market, less is seen. Offences of the street follow who is on the street,
and violence the violence; reports to the police fall in one story alone. What came next door is
spread over the wards there. In three years it goes on as in the first. Each then goes through two
whole runs, by the code of `waterbed run`: one of offences of the street with what is next door,
and one of violence with its second source and no zone. One run of both would answer some claims
of violence otherwise.

*Ten times the counts* multiplies every rate, and leaves how rates wander as it is: more counts do
away with chance alone. *Places* are wards side by side, taken together.
"""

LIMITS = """\
## What it does not say

- How likely any of the stories is, or how large its effect, anywhere.
- Whether a study with other counts could tell: people seen on the street, adverts of indoor work,
  complaints, interviews. The stories that are never told apart here ask for those.
- A mixture. Several mechanisms at once leave counts that none of the stories leaves alone.
- Whether a reader takes "offences fell" for less violence. It is judged of records, and is true of
  them where reports are silenced.
"""


def text(cells: Sequence[Cell]) -> str:
    """The page."""
    parts = [
        HEAD, _true(), HOW, _multipliers(), _answers(cells), _names(cells), _false(cells), LIMITS,
    ]  # fmt: skip
    return "\n".join(part if isinstance(part, str) else "\n".join(part) + "\n" for part in parts)


def _table(head: Sequence[str], body: Iterable[Sequence[str]]) -> list[str]:
    return ["| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *body]]


def _true() -> Iterator[str]:
    yield "## What is true, written first\n"
    yield (
        "Committed before any study was run. *Open*: true or false by how much the mechanism does. "
        "Of recorded counts it is what is true of records.\n"
    )
    rows = [[claim.says, *(truth(story, claim) for story in NAMES)] for claim in CLAIMS]
    yield from _table(["claim", *NAMES], rows)


def _multipliers() -> Iterator[str]:
    yield "## What each mechanism does\n"
    yield (
        "Change as a share of what was here: median of the draws of the priors in which the story "
        "comes out, with the ends between which eight in ten lie. Each keeps what it speaks of; "
        "the rest stays as it was.\n"
    )
    rows = []
    for story, drawn in effects.read().items():
        values = np.array([astuple(effect) for effect in drawn])
        cells = [
            "–"
            if not column.any()
            else "{1:+.0%} ({0:+.0%} to {2:+.0%})".format(*np.quantile(column, (0.1, 0.5, 0.9)))
            for column in values.T
        ]
        rows.append([story, str(len(drawn)) if story != "nothing" else "–", *cells])
    head = ["mechanism", "draws", "street here", "street next door", "violence here",
            "violence next door", "share reported"]  # fmt: skip
    yield from _table(head, rows)


def _answers(cells: Sequence[Cell]) -> Iterator[str]:
    yield "## What studies answer\n"
    yield (
        "In per cent of the studies, with Monte Carlo errors in brackets: right, then wrong; the "
        "rest cannot tell. Of what is open: supported, then contradicted. Claims of violence "
        "itself and of reporting are answered with a second source, and untestable without; the "
        "last three claims above are untestable by every one of these designs.\n"
    )
    for key in MAIN:
        design = Design(*key, second=True)
        lines = {(line.story, line.claim): line for line in cells if line.design == design}
        if not lines:
            continue
        yield f"### {in_words(design)[0].upper()}{in_words(design)[1:]}\n"
        panels = [str(lines[story, NAMED].panels) if (story, NAMED) in lines else "–"
                  for story in NAMES]  # fmt: skip
        rows = [
            [claim.says, *(_answer(lines.get((story, claim.says)), truth(story, claim))
                         for story in NAMES)]
            for claim in JUDGED
        ]  # fmt: skip
        yield from _table(["claim", *NAMES], [*rows, ["studies", *panels]])
        yield ""


def _answer(line: Cell | None, true: str) -> str:
    if line is None:
        return "–"
    first, second = line.supported, line.contradicted
    if true == FALSE:
        first, second = second, first
    said = ", ".join(
        f"{share:.1f} ({error:.1f})" for share, error in map(line.share, (first, second))
    )
    return said if true in (TRUE, FALSE) else f"*{said}*"


def _names(cells: Sequence[Cell]) -> Iterator[str]:
    yield "## Which story a study names\n"
    yield (
        "A story is ruled out where a claim that is true of it is contradicted, or one that is "
        "false of it supported. It is named rightly where none is left but itself and those that "
        "no claim sets apart from it, wrongly where it is ruled out itself. In per cent: rightly, "
        "then wrongly.\n"
    )
    designs = sorted(
        {line.design for line in cells}, key=lambda design: (*design.key, design.second)
    )
    lines = {(line.design, line.story): line for line in cells if line.claim == NAMED}
    rows = [
        [
            in_words(design),
            *(_answer(lines.get((design, story)), TRUE) for story in NAMES),
            str(min(line.panels for line in cells if line.design == design)),
        ]
        for design in designs
    ]
    yield from _table(["design", *NAMES, "fewest studies"], rows)
    yield ""
    yield f"Smallest design here that names it in {FOUR_IN_FIVE:.0%} of studies or more:\n"
    for story in NAMES:
        best = smallest(cells, story)
        if best is None:
            yield f"- {story}: none of these."
            continue
        share, error = lines[best, story].share(lines[best, story].supported)
        yield f"- {story}: {in_words(best)} ({share:.0f}, with an error of {error:.0f})."
    yield ""
    yield "Stories that no design of these counts separates, whatever its size:\n"
    for i, story in enumerate(NAMES):
        same = [other for other in NAMES[i + 1 :] if not apart(story, other, True)]
        if same:
            yield f"- {story}, and {' or '.join(same)}."
    yield ""
    alone = [
        f"{story} and {other}"
        for i, story in enumerate(NAMES)
        for other in NAMES[i + 1 :]
        if apart(story, other, True) and not apart(story, other, False)
    ]
    yield f"Told apart by a second source alone: {'; '.join(alone)}."


def _false(cells: Sequence[Cell]) -> Iterator[str]:
    yield "## False claims where nothing happened\n"
    too_often = false_in_nothing(cells)
    if not too_often:
        bound = f"{FALSE_BOUND:.1%}"
        yield f"No false claim was supported in more than {bound} of studies with nothing done."
    for claim in too_often:
        yield f"- {claim}."
