"""How much of a count can concern those whom a claim of harm is about.

The same sentences for a claim that harm fell, that it rose, and for the denial of either: none of
these knows what the claim says of them.
"""

from __future__ import annotations

from waterbed.model.kinds import KINDS, SECOND
from waterbed.model.released import ShownDetectable, ShownEstimate, ShownPopulation, ShownRun
from waterbed.model.released_study import ShownClaim
from waterbed.report.words import harm, names
from waterbed.report.words.estimates import lowered
from waterbed.report.words.hidden import people_range
from waterbed.report.words.numbers import HIDDEN, counted, listed, sentence, share

FEW = 0.5
"""Share of the count, one each, below which those concerned are said to be a part of it only."""


def concerned(results: ShownRun, claim: ShownClaim) -> str:
    """What part of the count those whom a claim of harm is about can be; "" of other claims, and
    where the study does not say how many they are."""
    if KINDS[claim.kind].parameter not in SECOND or not claim.population:
        return ""
    people = next(
        (population for population in results.populations if population.id == claim.population),
        None,
    )
    estimate = harm.estimate_for(results, claim)
    if people is None or estimate is None:
        return ""
    lead = f"How much of the count can concern them? {sentence(range_of(people))}"
    if estimate.status == "withheld" or not estimate.base_count or not estimate.base:
        return f"{lead} What part of the count that can be is {HIDDEN}."
    if people.high is None:
        return lead
    return f"{lead} {part_sentence(results, estimate, people)}"


def range_of(people: ShownPopulation) -> str:
    """Who they are and how many; the section on them has the source."""
    number = HIDDEN if people.status == "withheld" else people_range(people.low, people.high)
    return f"{people.name}, {people.scope}: {number}"


def part_sentence(results: ShownRun, estimate: ShownEstimate, people: ShownPopulation) -> str:
    """One report each beside the count, and beside the change that could be seen in all of it."""
    total, high = estimate.base_count or 0.0, people.high or 0.0
    low = people.low if people.low is not None else high
    assert estimate.base is not None
    what = lowered(names.outcome(results.study, estimate.parameter.outcome))
    held = counted(total, estimate.status)
    each = counted(high) if low == high else f"{counted(low)} to {counted(high)}"
    parts = share(high / total)
    if share(low / total) != parts:
        parts = f"{share(low / total)} to {parts}"
    count = f"{held} recorded in {estimate.base.in_words()} ({what})"
    if high >= total * FEW:
        return (
            f"One report each would be {each} beside {count}: they may be much of it, or more than "
            "is recorded."
        )
    seen = next(
        (
            detectable
            for detectable in results.detectable
            if not detectable.claim
            and detectable.parameter == estimate.parameter
            and detectable.status != "withheld"
        ),
        None,
    )
    return (
        f"Of {count}, those against {lowered(people.name)} can be only a few: one each would be "
        f"{each} ({parts}); one person can be in several. {beside_seen(seen, total, high)}"
    ).strip()


def beside_seen(seen: ShownDetectable | None, total: float, high: float) -> str:
    """The smallest changes that could be seen in all of the count, beside those concerned."""
    if seen is None:
        return ""
    sizes = {"fall": seen.fall, "rise": seen.rise}
    visible = [
        f"a {word} of {share(size)} ({counted(size * total, 'rounded')})"
        for word, size in sizes.items()
        if size is not None
    ]
    if not visible:
        return "No change of all of them could be seen, so that these counts say little about them."
    sizes_seen = listed(visible).replace(" and ", " or ")
    change = f"The change that could be seen in all of them is {sizes_seen}"
    least = min(size for size in sizes.values() if size is not None) * total
    if least > high:
        return (
            f"{change}, more than one for each of those concerned. What befalls them could "
            "change and not show here, and what shows here need not be about them."
        )
    return f"{change}, which could be theirs or that of others: the count does not say."
