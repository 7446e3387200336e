"""Words on numbers of people: the range that there is, and what a claim of a number meets."""

from __future__ import annotations

from waterbed.model.kinds import KINDS
from waterbed.model.released import ShownPopulation, ShownRemark, ShownRun, ShownVerdict
from waterbed.model.released_study import ShownClaim
from waterbed.report.words import names
from waterbed.report.words.answers import AGREES, LEAVES
from waterbed.report.words.facts import known
from waterbed.report.words.hidden import at_least, if_alike, people_range
from waterbed.report.words.numbers import HIDDEN, counted, listed, sentence, share

LOW_SIDE = (
    "If people differ in how readily they are listed, the true number is more likely above a range "
    "from lists than in it, so that only the low end of such a range decides, and no number above "
    "it is ruled out."
)
WIDE = 0.1
"""Step from which the share that a claim states is told by the ends of what it takes in."""
NOT_PART = (
    "The least of the first is more than the most of the second, so that the two do not speak of "
    "the same people, and no share can be made of them."
)


def range_sentence(population: ShownPopulation) -> str:
    """Who is counted, where and when, the range, and where it comes from."""
    who = f"{population.name} ({population.scope})"
    if population.status == "withheld":
        return sentence(f"{who}: {HIDDEN}")
    if population.low is None and population.high is None:
        why = f": {population.why}" if population.why else ""
        return sentence(f"{who}: these lists give no range{why}")
    text = f"{who}: {people_range(population.low, population.high)}"
    if population.lists is not None:
        number = (
            at_least(population.low)
            if population.low is not None
            else people_range(population.low, population.high)
        )
        text = sentence(f"{who}: {number}, from lists that overlap")
        return f"{text} {if_alike(population.high)}".strip()
    return sentence(f"{text} ({population.source})")


def judged_on(results: ShownRun, verdict: ShownVerdict, why: ShownRemark) -> str:
    """The ranges that a claim of a number or a share was judged on."""
    asked = names.texts(known(why, "populations"))
    populations = [population for population in results.populations if population.id in asked]
    text = " ".join(range_sentence(population) for population in populations)
    if any(population.lists is not None for population in populations):
        return f"{text} {LOW_SIDE} {LEAVES.get(verdict.answer, '')}".strip()
    return f"{text} {AGREES.get(verdict.answer, '')}".strip() or "No range was found."


def not_the_same_people(results: ShownRun, verdict: ShownVerdict, why: ShownRemark) -> str:
    """That one number, at its least, is more than the other at its most."""
    asked = names.texts(known(why, "populations"))
    by_id = {population.id: population for population in results.populations}
    text = " ".join(range_sentence(by_id[key]) for key in asked if key in by_id)
    return f"{text} {NOT_PART}".strip()


def finding(populations: tuple[ShownPopulation, ...]) -> str:
    """What is known of numbers here; what is known elsewhere is no answer."""
    here = [population for population in populations if population.here]
    if here:
        return " ".join(range_sentence(population) for population in here)
    return "No data that this study holds say how many people there are."


def nearest(populations: tuple[ShownPopulation, ...]) -> str:
    """Evidence from another place or time, labelled so."""
    away = [range_sentence(population) for population in populations if not population.here]
    if not away:
        return ""
    lead = "The nearest evidence there is, of another place or time, which decides nothing here"
    return f"{lead}: {' '.join(away)}"


def claimed(claim: ShownClaim) -> str:
    """The figure of a claim: about 200 people; 6%; between 80% and 100%."""
    if claim.stated is None:
        return "no figure"
    if KINDS[claim.kind].figure == "share":
        if claim.rounding >= WIDE:
            low, high = (claim.stated + side * claim.rounding / 2 for side in (-1, 1))
            return f"between {share(max(low, 0.0))} and {share(min(high, 1.0))}"
        return share(claim.stated)
    exact = claim.rounding <= 1
    return f"{'' if exact else 'about '}{counted(claim.stated)} people"


def judged(claim: ShownClaim, names: tuple[str, ...]) -> str:
    """The claim as the region of a number or of a share."""
    if not names and KINDS[claim.kind].figure == "share":
        said = f"the share that it speaks of is {claimed(claim)}"
        return f"not so that {said}" if claim.negated else said
    words = KINDS[claim.kind].in_words(claim.negated)
    return words.format(figure=claimed(claim), who=listed(names) or "people of this kind")
