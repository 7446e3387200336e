"""The closed loop: what is true of each claim where one mechanism alone is at work.

Written before any study of the loop was run.  A mechanism is planted in counts in which nothing
was done, a study like the worked example is made of them, and its answers are held against this
table (`benchmarks/closed_loop.py`, docs/closed-loop.md).
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

TRUE, FALSE, OPEN, UNTESTABLE = "true", "false", "open", "untestable"
"""What a claim is by construction; open: true or false by how much the mechanism does."""

POLICE, SECOND, NOTHING_HELD = "police", "second", "none"
"""What a claim is judged on: the police's counts, those and a second source's, none of these."""

STREET, VIOLENCE, TOLD = "offences of the street trade", "violence", "violence told to a service"
"""Counts that a study of the loop holds; the last where it has a second source."""

NEXT_DOOR = "next door"
COUNCIL, COLLECTIVE, BOTH = "council", "collective", "both"
"""Who tells a story or makes a claim in the worked example; its mirror image goes with it."""


@dataclass(frozen=True, slots=True)
class Story:
    """One mechanism.

    says : what happens, in a sentence; leaves : what it leaves in the police's counts
    side : who tells it
    """

    name: str
    side: str
    says: str
    leaves: str


STORIES = (
    Story("nothing", BOTH, "What was done changes nothing.", "Nothing."),
    Story("deters", COUNCIL, "Buyers stay away: less trade here, and less violence with it.",
          "Both fall here, neither rises next door."),
    Story("moves next door", COLLECTIVE, "The trade, and violence with it, goes next door.",
          "Both fall here and rise next door."),
    Story("moves indoors", BOTH, "The trade goes indoors in the same place.",
          "Offences of the street fall here, nothing rises next door."),
    Story("silences reports", COLLECTIVE, "The same happens, and the police are told less of it.",
          "Both fall here; a second source does not."),
    Story("harms", COLLECTIVE, "Less trade on the street, and more violence.",
          "Offences of the street fall here, violence rises."),
    Story("frees", COUNCIL, "People come free of those who control them: less violence.",
          "Violence falls here."),
    Story("support alone", BOTH, "With support and a home fewer sell: less violence.",
          "Both fall here, neither rises next door."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """One claim as the loop's studies make it.

    kind, outcome, zone : as a study file has them; side : who makes it in the worked example
    held : what it is judged on
    """

    says: str
    side: str
    kind: str
    outcome: str = STREET
    zone: str = "target"
    held: str = POLICE


CLAIMS = (
    Asked("offences fell here", COUNCIL, "fell"),
    Asked("offences rose here", COLLECTIVE, "rose"),
    Asked("offences are unchanged here", BOTH, "unchanged"),
    Asked("offences fell, here and next door together", COUNCIL, "fell", zone="net"),
    Asked("a fifth or more of the fall moved next door", COLLECTIVE, "moved", zone=NEXT_DOOR),
    Asked("offences rose next door", COLLECTIVE, "rose", zone=NEXT_DOOR),
    Asked("recorded violence fell here", COUNCIL, "fell", VIOLENCE),
    Asked("recorded violence rose here", COLLECTIVE, "rose", VIOLENCE),
    Asked("violence itself fell here", COUNCIL, "harm-fell", VIOLENCE, held=SECOND),
    Asked("violence itself rose here", COLLECTIVE, "harm-rose", VIOLENCE, held=SECOND),
    Asked("less of it is reported here", COLLECTIVE, "reporting-fell", VIOLENCE, held=SECOND),
    Asked("it went indoors", BOTH, "needs", held=NOTHING_HELD),
    Asked("people came free of those who control them", COUNCIL, "needs", held=NOTHING_HELD),
    Asked("there is no time to look a man over", COLLECTIVE, "needs", held=NOTHING_HELD),
)  # fmt: skip

_T, _F, _O, _U = TRUE, FALSE, OPEN, UNTESTABLE
#                     fell rose same  net moved next  v-   v+   h-   h+   rep  in  free time
_TRUTH = {
    "nothing":          (_F, _F, _T, _F, _O, _F, _F, _F, _F, _F, _F, _U, _U, _U),
    "deters":           (_T, _F, _F, _O, _F, _F, _T, _F, _T, _F, _F, _U, _U, _U),
    "moves next door":  (_T, _F, _F, _F, _T, _O, _T, _F, _T, _F, _F, _U, _U, _U),
    "moves indoors":    (_T, _F, _F, _O, _F, _F, _O, _O, _O, _O, _F, _U, _U, _U),
    "silences reports": (_T, _F, _F, _O, _F, _F, _T, _F, _F, _F, _T, _U, _U, _U),
    "harms":            (_T, _F, _F, _O, _F, _F, _F, _T, _F, _T, _F, _U, _U, _U),
    "frees":            (_O, _O, _O, _O, _O, _F, _T, _F, _T, _F, _F, _U, _U, _U),
    "support alone":    (_T, _F, _F, _O, _F, _F, _T, _F, _T, _F, _F, _U, _U, _U),
}  # fmt: skip


def truth(story: str, claim: Asked) -> str:
    """What a claim is where this mechanism alone is at work.

    Of recorded counts that is what is true of records: "offences fell" is true where reports are
    silenced, while violence itself did not fall.  Of the net change it is open how much of a fall
    here shows beside all that is next door, and "fell" means by more than a twentieth.
    """
    return _TRUTH[story][CLAIMS.index(claim)]


def apart(story: str, other: str, second: bool) -> bool:
    """Whether any claim that a study could judge is true of one and false of the other.

    second : whether the study has a second source
    """
    return any(
        {truth(story, claim), truth(other, claim)} == {TRUE, FALSE}
        for claim in CLAIMS
        if claim.held == POLICE or (second and claim.held == SECOND)
    )


@dataclass(frozen=True, slots=True)
class Design:
    """A study of the loop.

    times : counts, beside those of the worked example's ward; years : before and after
    places : wards in the target, side by side; second : whether there is a second source by month
    """

    times: int = 1
    years: int = 1
    places: int = 1
    second: bool = False

    @property
    def other(self) -> Design:
        """The same with a second source, or without."""
        return replace(self, second=not self.second)

    @property
    def key(self) -> tuple[int, int, int]:
        """By which panels are drawn: those of a second source are the same."""
        return self.times, self.years, self.places


DESIGNS = {"one ward, twelve months": Design()}
"""Designs that a study may say it is like, by the words of its key `loop`."""


def left(answers: Mapping[str, str]) -> tuple[str, ...]:
    """Stories that no answer rules out: none of their true claims is contradicted, and none of
    their false ones supported.  answers : by the claim's words; what is not there is untestable."""
    wrong = {("supported", FALSE), ("contradicted", TRUE)}
    return tuple(
        story.name
        for story in STORIES
        if not any((answers.get(claim.says), truth(story.name, claim)) in wrong for claim in CLAIMS)
    )


RIGHTLY, WRONGLY, UNTOLD = "rightly", "wrongly", "not told"


def named(story: str, answers: Mapping[str, str]) -> str:
    """Whether a study names the mechanism at work: rightly, where none but itself is left and those
    that no claim sets apart from it; wrongly, where it is ruled out."""
    remaining = left(answers)
    if story not in remaining:
        return WRONGLY
    return UNTOLD if any(apart(story, other, True) for other in remaining) else RIGHTLY


NAMED = "(named)"
"""In place of a claim: whether the study names the mechanism, rightly and wrongly."""

FALSE_BOUND = 0.075
"""Share of studies with nothing done in which a false claim may be supported."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A line of the table of record: of so many panels, in how many a claim was supported and
    contradicted; of NAMED, in how many the mechanism was named rightly and wrongly."""

    design: Design
    story: str
    claim: str
    panels: int
    supported: int
    contradicted: int

    def share(self, count: int) -> tuple[float, float]:
        """In per cent of the panels, with its Monte Carlo error."""
        share = count / self.panels
        return 100 * share, 100 * math.sqrt(share * (1 - share) / self.panels)


HEAD = ("times", "years", "places", "second", "story", "claim", "panels", "supported",
        "contradicted")  # fmt: skip


@cache
def table() -> tuple[Cell, ...]:
    """The table of record, `closed_loop.csv` beside this module."""
    text = resources.files("waterbed.model").joinpath("closed_loop.csv").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return tuple(
        Cell(
            Design(
                int(row["times"]), int(row["years"]), int(row["places"]), row["second"] == "yes"
            ),
            row["story"],
            row["claim"],
            int(row["panels"]),
            int(row["supported"]),
            int(row["contradicted"]),
        )
        for row in csv.DictReader(lines)
    )


def cell(design: Design, story: str, claim: str = NAMED) -> Cell | None:
    """One line of it; None where it is not there."""
    key = (design, story, claim)
    return next((row for row in table() if (row.design, row.story, row.claim) == key), None)


FOUR_IN_FIVE = 0.8


def smallest(cells: Sequence[Cell], story: str) -> Design | None:
    """The design with the fewest counts, and without a second source before one with it, that names
    a story rightly four times in five; None where none of them does."""
    able = [
        row.design
        for row in cells
        if (row.story, row.claim) == (story, NAMED) and row.supported >= FOUR_IN_FIVE * row.panels
    ]
    size = {
        design: (design.times * design.years * design.places, design.second, design.key)
        for design in able
    }
    return min(able, key=size.__getitem__, default=None)
