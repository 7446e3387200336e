"""The closed loop: what is true of each claim where one mechanism alone is at work.

Written before any study of the loop was run.  A mechanism is planted in counts in which nothing
was done, a study like the worked example is made of them, and its answers are held against this
table (`benchmarks/closed_loop.py`, docs/closed-loop.md).
"""

from __future__ import annotations

from dataclasses import dataclass

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
          "Both fall here, as many or nearly as many more come next door."),
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
        {truth(story, one), truth(other, one)} == {TRUE, FALSE}
        for one in CLAIMS
        if one.held == POLICE or (second and one.held == SECOND)
    )
