"""Claim kinds: which parameter a claim speaks of, which region of it, which keys it needs, and what
it says in words.

The study file is validated by this table, the judge judges by it and the report words it by it.
Nothing else in the program knows a claim kind by its name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from waterbed.model.region import Region, beyond

__all__ = ["COMPARED", "KINDS", "PAIRED", "QUANTITIES", "RELATIVE", "SECOND", "Kind", "Quantity",
           "Region", "beyond", "fallen", "kinds_in_words", "risen"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a claim may speak of.

    means : what it is, for the author of a study
    needs : keys of the study file that every such claim must give
    compared : whether a comparison of one window estimates it
    second : the method that estimates it where a second source counts the same, or ""
    other : whether another outcome, in its own place, has it
    weighted : whether a sum by weight has it
    zoned : whether it is of the target beside a zone, or all zones taken together
    turn : of what came here over what came there, the target's own change ("fall" or "rise") that
        must be supported before it can be said to be more
    summed : whether waves of a programme are added up for it
    done : whether it is of what was done (`model.activity`)
    asked : whether it is of what people answer (`model.attitudes`)
    """

    means: str
    needs: tuple[str, ...] = ()
    compared: bool = False
    second: str = ""
    other: bool = False
    weighted: bool = False
    zoned: bool = False
    turn: str = ""
    summed: bool = False
    done: bool = False
    asked: bool = False


_PLACED = ("intervention", "outcome")

QUANTITIES: dict[str, Quantity] = {
    "recorded": Quantity("counts", _PLACED, other=True, weighted=True),
    # observed against expected
    "effect": Quantity("an effect", _PLACED, compared=True, other=True, weighted=True, summed=True),
    # the share of the target's fall that turned up in a zone
    "movement": Quantity("a move", _PLACED, compared=True, zoned=True, summed=True),
    # what came in the target over what was expected there, over the same of a zone, minus 1
    "relative-fall": Quantity("beside", _PLACED, compared=True, zoned=True, turn="fall"),
    "relative-rise": Quantity("beside", _PLACED, compared=True, zoned=True, turn="rise"),
    # the effect in a later window, after one in the first
    "lasting": Quantity("later", _PLACED, compared=True),
    "reporting": Quantity("reporting", _PLACED, second="kappa"),
    "harm": Quantity("reporting", _PLACED, second="second-source"),
    # a number of people, or the share of one number in another
    "population": Quantity("people"),
    # of what was done: a number over a span or a share of one, and a number a month
    "activity": Quantity("done", done=True),
    "delivery": Quantity("done", done=True),
    # the change of the share of people who answer yes, less that of a comparison
    "attitude": Quantity("answers", asked=True),
    "none": Quantity("no data", weighted=True),
}

COMPARED = tuple(key for key, quantity in QUANTITIES.items() if quantity.compared)
"""Parameters that a comparison of one window estimates."""

RELATIVE = {key: quantity.turn for key, quantity in QUANTITIES.items() if quantity.turn}
"""Parameters that set the target's ratio beside a zone's, and the change that each is about."""

PAIRED = ("share", *RELATIVE)
"""Questions whose estimates rest on target and zone together."""

SECOND = {key: quantity.second for key, quantity in QUANTITIES.items() if quantity.second}
"""Parameters that take a second source, and the method that estimates each."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of the table: all that the program knows of a kind of claim.

    parameter : a key of QUANTITIES
    region : from (stated, half its rounding, smallest effect of interest or, beside a zone, margin)
        to the region of the parameter, or None where there is no region; which way the claim
        points, and whether no change at all agrees with it, are read from the region
    says : what it says of its outcome in a few words, and what its denial says; {by} stands for the
        size: " by 20%", " by more than 5%"
    judged : the same as it is judged, where that takes other words ({size} is the figure stated,
        {least} the smallest effect or, beside a zone, the margin; {figure} and {who} of people); of
        movement, how much of it
    figure : what is stated: a "change" (a ratio with its sign), a "size" (a ratio that the kind
        gives its direction), "people", a "share" of them, "actions" (a number of what was done, or
        a share of it where the claim says among what), "points" (of a share of people, which a
        claim may leave out), or "" for no figure
    keys : keys that it needs beside those of its parameter and the figure
    takes : keys of populations that it may name: of a number or a share those that it is of; of
        harm those whom it is about, which decides nothing
    first : of two windows, where the effect must lie in the first one for the claim to be judged on
        the later one: "inside" its region there, or "outside"; "" of one window
    untested : why a study that lacks the data for it cannot test it, and what could
    """

    parameter: str
    region: Callable[[float, float, float], Region] | None
    says: tuple[str, str] = ("", "")
    judged: tuple[str, str] = ("", "")
    figure: str = ""
    keys: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    first: str = ""
    untested: str = "These data have nothing to test it by."

    @property
    def quantity(self) -> Quantity:
        return QUANTITIES[self.parameter]

    @property
    def needs(self) -> tuple[str, ...]:
        """Keys that the claim must give."""
        figure = ("stated",) if self.figure not in ("", "points") else ()
        return (*self.quantity.needs, *figure, *self.keys)

    @property
    def ratio(self) -> bool:
        """Whether what it states is a ratio."""
        return self.figure in ("change", "size")

    @property
    def takes_share(self) -> bool:
        """Whether what was done may be claimed as a share of other things done."""
        return self.parameter == "activity"

    @property
    def weighted(self) -> bool:
        """Whether it may be claimed of a sum by weight."""
        return self.quantity.weighted and self.figure != "size"

    @property
    def direction(self) -> str:
        """The change that it speaks of: "fall", "rise", or "" where no change at all agrees with
        it, or where it has no region.  Of recorded counts the figure says which."""
        region = None if self.figure == "change" or not self.region else self.region(1.0, 0.0, 1.0)
        if region is not None and self.first:
            return self.first_region(region).side
        return "" if region is None or region.contains(0.0) else region.side

    def first_region(self, later: Region) -> Region:
        """Of two windows, where the effect must lie in the first, by its region in the later."""
        if self.first == "inside":
            return later
        return beyond(later)

    def in_words(self, denied: bool) -> str:
        """How it is judged, or how its denial is."""
        return self.judged[denied] or self.says[denied]


def fallen(least: float) -> Region:
    """A fall by more than the smallest effect of interest."""
    return Region(high=-least, high_open=True)


def risen(least: float) -> Region:
    return Region(low=least, low_open=True)


def _at_least(stated: float, half: float, _: float) -> Region:
    if stated < 0:
        return Region(high=stated + half)
    if stated > 0:
        return Region(low=stated - half)
    return Region(-half, half)


def _about(stated: float, half: float, _: float) -> Region:
    return Region(stated - half, stated + half)


_NO_ZONE = "No comparison of this study asks whether it moved; one with a zone round it would."
_NO_THERE = "No comparison of this study has a zone to set beside the target."
_NO_LATER = "No later window of this study has counts; one that does would tell."
_NO_SECOND = (
    "Counts of what was recorded cannot tell a change in what happened from a change in what was "
    "reported; a second source beside the police could."
)
_NO_ACTIVITY = (
    "This study holds no number of such actions in these months; what nobody has counted is not "
    "nought."
)

_NO_ANSWERS = "Nobody has been asked again yet; the same question put once more would tell."

KINDS: dict[str, Kind] = {
    "recorded": Kind("recorded", _at_least, says=(", recorded", ", recorded"), figure="change"),
    "fell": Kind("effect", lambda s, h, d: fallen(d), says=("fell{by}", "did not fall{by}")),
    "rose": Kind("effect", lambda s, h, d: risen(d), says=("rose{by}", "did not rise{by}")),
    "unchanged": Kind(
        "effect",
        lambda s, h, d: Region(-d, d),
        says=("unchanged", "changed"),
        judged=(
            "changed by no more than {least} either way",
            "changed by more than {least}, one way or the other",
        ),
    ),
    "fell-by": Kind(
        "effect",
        lambda s, h, d: Region(high=h - abs(s)),
        says=("fell{by}", "did not fall{by}"),
        judged=("fell by {size} or more", "did not fall by {size} or more"),
        figure="size",
    ),
    "rose-by": Kind(
        "effect",
        lambda s, h, d: Region(low=abs(s) - h),
        says=("rose{by}", "did not rise{by}"),
        judged=("rose by {size} or more", "did not rise by {size} or more"),
        figure="size",
    ),
    "moved": Kind(
        "movement",
        lambda s, h, m: Region(low=m),
        says=("moved", "did not move"),
        judged=("at least", "less than"),
        untested=_NO_ZONE,
    ),
    "not-moved": Kind(
        "movement",
        lambda s, h, m: Region(high=m, high_open=True),
        says=("did not move", "moved"),
        judged=("less than", "at least"),
        untested=_NO_ZONE,
    ),
    "fell-more": Kind(
        "relative-fall",
        lambda s, h, m: fallen(0.0),
        says=("fell more than there", "fell no more than there"),
        judged=("fell and came out lower", "came out no lower"),
        untested=_NO_THERE,
    ),
    "no-more": Kind(
        "relative-fall",
        lambda s, h, m: risen(-m),
        says=("fell no more than there", "fell more than there"),
        judged=("came out less than {least} lower", "fell and came out {least} lower or more"),
        untested=_NO_THERE,
    ),
    "rose-more": Kind(
        "relative-rise",
        lambda s, h, m: risen(0.0),
        says=("rose more than there", "rose no more than there"),
        judged=("rose and came out higher", "came out no higher"),
        untested=_NO_THERE,
    ),
    "rose-no-more": Kind(
        "relative-rise",
        lambda s, h, m: fallen(-m),
        says=("rose no more than there", "rose more than there"),
        judged=("came out less than {least} higher", "rose and came out {least} higher or more"),
        untested=_NO_THERE,
    ),
    "lasted": Kind(
        "lasting",
        lambda s, h, d: fallen(d),
        says=("fell{by} and stayed so", "fell{by} and did not stay so"),
        keys=("later",),
        first="inside",
        untested=_NO_LATER,
    ),
    "returned": Kind(
        "lasting",
        lambda s, h, d: beyond(fallen(d)),
        says=("fell{by} and came back", "fell{by} and did not come back"),
        keys=("later",),
        first="outside",
        untested=_NO_LATER,
    ),
    "rise-lasted": Kind(
        "lasting",
        lambda s, h, d: risen(d),
        says=("rose{by} and stayed so", "rose{by} and did not stay so"),
        keys=("later",),
        first="inside",
        untested=_NO_LATER,
    ),
    "rise-returned": Kind(
        "lasting",
        lambda s, h, d: beyond(risen(d)),
        says=("rose{by} and came back", "rose{by} and did not come back"),
        keys=("later",),
        first="outside",
        untested=_NO_LATER,
    ),
    "reporting-fell": Kind(
        "reporting",
        lambda s, h, d: fallen(0.0),
        takes=("population",),
        untested="Counts of what was recorded cannot show how much of what happened was reported; "
        "a second source beside the police could.",
    ),
    "harm-fell": Kind(
        "harm", lambda s, h, d: fallen(d), takes=("population",), untested=_NO_SECOND
    ),
    "harm-rose": Kind("harm", lambda s, h, d: risen(d), takes=("population",), untested=_NO_SECOND),
    "number": Kind(
        "population",
        _about,
        judged=("there are {figure} ({who})", "not so that there are {figure} ({who})"),
        figure="people",
        takes=("population",),
        untested="Counts of incidents do not count people, and no range of this number was "
        "estimated here; lists of several services, linked by code, could give one.",
    ),
    "share": Kind(
        "population",
        _about,
        judged=(
            "of two numbers of people, one is {figure} of the other ({who})",
            "not so that of two numbers of people, one is {figure} of the other ({who})",
        ),
        figure="share",
        takes=("numerator", "denominator"),
        untested="A share of people needs two numbers of people, each with its range; these data "
        "hold neither of them for this place, or only one.",
    ),
    "done-to": Kind(
        "activity",
        lambda s, h, d: Region(low=s - h),
        judged=("{what} come to {figure} or more", "{what} come to less than {figure}"),
        figure="actions",
        keys=("actions", "among", "span"),
        untested=_NO_ACTIVITY,
    ),
    "not-done": Kind(
        "activity",
        lambda s, h, d: Region(high=s + h),
        judged=("{what} come to no more than {figure}", "{what} come to more than {figure}"),
        figure="actions",
        keys=("actions", "span"),
        untested=_NO_ACTIVITY,
    ),
    "delivered": Kind(
        "delivery",
        lambda s, h, d: Region(low=s - h),
        judged=(
            "{what} come to {figure} or more a month, on average",
            "{what} come to less than {figure} a month, on average",
        ),
        figure="actions",
        keys=("actions", "span"),
        untested=_NO_ACTIVITY,
    ),
    "fewer-say": Kind(
        "attitude",
        lambda s, h, d: Region(high=h - s) if s else fallen(0.0),
        says=("fewer say yes", "no fewer say yes"),
        judged=("the share who say yes fell{by}", "the share who say yes did not fall{by}"),
        figure="points",
        keys=("survey",),
        untested=_NO_ANSWERS,
    ),
    "more-say": Kind(
        "attitude",
        lambda s, h, d: Region(low=s - h) if s else risen(0.0),
        says=("more say yes", "no more say yes"),
        judged=("the share who say yes rose{by}", "the share who say yes did not rise{by}"),
        figure="points",
        keys=("survey",),
        untested=_NO_ANSWERS,
    ),
    "needs": Kind(
        "none",
        None,
        keys=("tested_by",),
        untested="Counts of recorded incidents cannot show this.",
    ),
}


def kinds_in_words() -> str:
    """What the kinds come to, for an author: fell rose: an effect.  The mirror image of a kind and
    its like with a size are told by it (a prompt holds 255 characters), surveys' by their key."""
    of: dict[str, list[str]] = {row.means: [] for row in QUANTITIES.values() if not row.asked}
    for key, kind in KINDS.items():
        quantity = kind.quantity
        mirrored = quantity.turn or quantity.second or kind.first
        is_told = kind.figure == "size" or "rise" in (quantity.turn, mirrored and kind.direction)
        if quantity.means in of and not is_told:
            of[quantity.means].append(key)
    return " ".join(f"{' '.join(kinds)}: {means}." for means, kinds in of.items())
