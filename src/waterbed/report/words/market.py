"""Words of the page on a simulated market."""

from __future__ import annotations

from waterbed.model.released_market import ShownMarket, ShownRegion

FINDING = (
    "By construction: what follows comes out of a model and its parameters, of most of which "
    "little is known. It shows what would have to be true for a story, and is no evidence about "
    "any place."
)
LINES = (
    "Three lines, always together: who is on the street, violence against people who sell, and "
    "residents' confrontations. A street that looks emptier says nothing of the other two."
)
SIDES = (
    "The council would point to fewer on the street here, fewer encounters and confrontations, "
    "less violence in all, and people who stop selling or come free. Each can come of what is "
    "done, and none of them says what became of those who went on.",
    "The collective would point to more next door, more violence in an encounter, less of it told "
    "to the police, and people who start selling. Each can come of what is done, and none of them "
    "says what would have become of those people otherwise.",
    "Both may hold at once: of different people, or of the whole and of each encounter.",
)
CANNOT = (
    "Where it would happen: the map is abstract, and no area on it is a place.",
    "What anything would cost, or is worth: parameters without a source would decide it.",
    "How many people sell, or are controlled, anywhere: those numbers go in, and only what changes "
    "them comes out.",
    "Which story is true: each can come out, for some of the parameters within their priors.",
    "What people would do that the model does not know of.",
)
REGIONS = (
    "For each story, the share of the points of the priors at which it comes out, in a year of a "
    "thousand agents beside the same market with nothing done. Both sides' conditions are of one "
    "size. A share is no probability of a story: it depends on how wide the priors were drawn."
)
CHANGE_MIND = (
    "A source for a parameter that has none: its prior, and every region, would be narrower.",
    "A count that the model cannot give for any of its parameters.",
)


def status_note(shown: ShownMarket) -> str:
    """How much is known of the parameters."""
    counts = ", ".join(f"{count} {status}" for status, count in shown.known)
    return f"Of {sum(count for _, count in shown.known)} parameters: {counts}."


def region_note(region: ShownRegion) -> str:
    return (
        f"{region.says} It comes out at {region.share:.0%} of {region.points} points "
        f"(story of the {region.side})."
    )
