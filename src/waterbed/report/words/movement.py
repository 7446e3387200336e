"""Words on whether it moved: shares of the target's fall, and what target, zone and net allow."""

from __future__ import annotations

import math

from waterbed.model.inversion import short_of
from waterbed.model.kinds import KINDS
from waterbed.model.region import Pieces
from waterbed.model.released import ShownDetectable, ShownEstimate, ShownRemark
from waterbed.model.released_study import ShownRule, ShownStudy
from waterbed.model.study import NET
from waterbed.report.words import names
from waterbed.report.words.answers import at_level, end_at
from waterbed.report.words.estimates import lowered
from waterbed.report.words.facts import known
from waterbed.report.words.numbers import HIDDEN, between, counted, pieces, plural, sentence, share
from waterbed.report.words.remarks import warning_text

FULL = 1.0


def zone_lead(zone: str) -> str:
    """The zone before a colon, of what is said of the share that moved there."""
    return "all zones together" if zone == NET else f"zone “{zone}”"


def there(zone: str) -> str:
    return "in the zones taken together" if zone == NET else names.place(zone)


def share_label(estimate: ShownEstimate) -> str:
    """A zone, or a part of it, at the head of a row."""
    zone, part = estimate.parameter.zone, names.behind_place(estimate.parameter.part)
    return ("Zones together" if zone == NET else names.place_title(zone)) + part


def at_least_nought(pieces: Pieces) -> Pieces:
    """What of a set is not below nought: a fall in the zone as well is no movement."""
    kept = []
    for low, high in pieces:
        if high is None or high >= 0:
            kept.append((max(0.0, low or 0.0), high))
    return tuple(kept)


def share_range(pieces: Pieces) -> str:
    """A set of shares in words: between none and 40% of it; all of it and more."""
    shown = at_least_nought(pieces)
    if not shown:
        return "none of it: the zone fell as well"
    return ", or ".join(_piece(low or 0.0, high) for low, high in shown)


def moved_range(estimate: ShownEstimate) -> str:
    """What fits of a share, or of a zone's rise where the margin is a count."""
    if not estimate.deciding_set:
        return "no share given"
    if estimate.parameter.scale == "count":
        return pieces(estimate.deciding_set, "count")
    return share_range(estimate.deciding_set)


def _piece(low: float, high: float | None) -> str:
    least = "none" if low == 0 else _of(low)
    if high is None:
        return "any share, from none of it to more than all" if low == 0 else f"{least} or more"
    if low == 0 and high == 0:
        return "none"
    most = _of(high)
    if least == most:
        return least
    shared = " of it"
    return f"between {least.removesuffix(shared) if most.endswith(shared) else least} and {most}"


def _of(x: float) -> str:
    """40% of it; all of it; 1.6 times as much; less than 20% of it, of an end short of an edge."""
    edge, side = short_of(x)
    if side and edge > 0:
        return f"{'more' if side > 0 else 'less'} than {_of(edge)}"
    if math.isclose(x, FULL, abs_tol=0.005):
        return "all of it"
    return f"{share(x)} of it" if x < FULL else f"{x:.1f} times as much"


def share_sentence(study: ShownStudy, estimate: ShownEstimate) -> str:
    """How much of the target's fall turned up in a zone, as the set that fits the data."""
    what = lowered(names.outcome(study, estimate.parameter.outcome))
    where = there(estimate.parameter.zone)
    several = "s" if names.many(study, estimate.parameter.intervention) else ""
    lead = f"of the fall in {what} in the target area{several}, the share that turned up {where}"
    if estimate.parameter.scale == "count":
        return risen_sentence(estimate, what, where)
    if estimate.status == "withheld":
        return sentence(f"{lead} is {HIDDEN}")
    if estimate.deciding_set is None:
        return sentence(f"{lead} cannot be given: that fall is not supported")
    return sentence(f"{lead}: {_fits(estimate)} is {share_range(estimate.deciding_set)}")


def risen_sentence(estimate: ShownEstimate, what: str, where: str) -> str:
    """The zone's own rise in counts, for a margin that is a count."""
    lead = f"{what} {where}, beside the fall in the target area"
    if estimate.status == "withheld":
        return sentence(f"{lead}, is {HIDDEN}")
    if estimate.deciding_set is None:
        return sentence(f"{lead}, is not judged: that fall is not supported")
    return sentence(f"{lead}: {_fits(estimate)} is {pieces(estimate.deciding_set, 'count')}")


def _fits(estimate: ShownEstimate) -> str:
    return f"what fits these data{end_at(estimate.level)}"


def bounds_sentence(study: ShownStudy, estimate: ShownEstimate) -> str:
    """A place that no method can judge: what it would be, were it like the extremes."""
    what = names.outcome(study, estimate.parameter.outcome)
    where = names.where(study, estimate.parameter)
    remark = next(warning for warning in estimate.warnings if warning.code == "bounds")
    places, years = (
        int(getattr(known(remark, key), "value", 0) or 0) for key in ("places", "years")
    )
    like = [f"{plural(places, 'other place')} did in the same months"] if places else []
    like += [f"it did itself in {plural(years, 'earlier year')}"] if years else []
    when = "" if estimate.post is None else f" in {estimate.post.in_words()}"
    return (
        f"{what} {where}: {counted(estimate.base_count, estimate.status)} before, "
        f"{counted(estimate.observed, estimate.status)} recorded{when}. Had it changed without the "
        f"intervention by no less and no more than {' or '.join(like)}, the difference lies "
        f"{between(estimate.low, estimate.high)}. {warning_text(study, remark)}"
    )


def margin_words(rule: ShownRule) -> str:
    """A share of the target's fall, or a count."""
    if rule.margin_count is None:
        return f"{share(rule.margin)} of the target's fall"
    return f"{margin_of(rule)} in the zone"


def margin_of(rule: ShownRule) -> str:
    """The same behind what it is of: 20% of it; 5 more than expected."""
    if rule.margin_count is None:
        return f"{share(rule.margin)} of it"
    return f"{rule.margin_count:g} more than expected"


def fall_gate(study: ShownStudy, remark: ShownRemark) -> str:
    """Whether there is a fall whose share could be given; what the data allow in any case."""
    possible = allowed(str(known(remark, "none")), str(known(remark, "all")))
    lead = "A share of the target's fall can be given only where that fall is supported"
    return f"{lead}. {possible}"


def as_above(name: str) -> str:
    """What is said of the same outcomes under another intervention holds, and of which."""
    return f"What is said above of the share that moved under “{name}” holds here as well."


def allowed(none: str, all_: str) -> str:
    """Whether the data fit with none and with all of the change having moved.

    A zone that fell does not fit with none either, and nothing moved to it: so "changed".
    """
    full, nothing = "a full move of what the target lost to there", "nothing having changed there"
    if (none, all_) == ("yes", "yes"):
        return f"These data are compatible with {full}, and with {nothing}."
    if none == "yes":
        return f"These data are compatible with {nothing}, and not with {full}."
    if all_ == "yes":
        return f"These data are compatible with {full}, and not with {nothing}."
    return f"These data are compatible neither with {nothing} nor with {full}."


def kept_from(remark: ShownRemark, kind: str, negated: bool) -> str:
    """What keeps a claim of movement from being supported, and from being contradicted; the same
    words, turned round, for a claim that nothing moved."""
    below = (not KINDS[kind].direction) != negated
    fits = {key: str(known(remark, key)) == "yes" for key in ("none", "all")}
    names_ = {"all": "a full move of what the target lost to there", "none": "nothing having moved"}
    against, for_ = ("all", "none") if below else ("none", "all")
    said = ["These data do not establish that the target fell; without a fall no share is given."]
    if fits[against]:
        said.append(f"Against this claim: {names_[against]} fits these data.")
    if fits[for_]:
        said.append(f"For it: so does {names_[for_]}." if fits[against] else
                    f"For it: {names_[for_]} fits these data.")  # fmt: skip
    if not any(fits.values()):
        said.append(
            f"Neither {names_['none']} nor {names_['all']} fits these data: the two changed in "
            "another way."
        )
    return " ".join(said)


def movement_seen(
    detectable: ShownDetectable, kind: str, negated: bool, level: float = 0.95
) -> str:
    """What a study could have seen of a claim of movement, by the power of its own verdict."""
    below = (not KINDS[kind].direction) != negated
    case = "nothing at all had moved" if below else "all that the target lost had moved there"
    if detectable.fall is None:
        return (
            f"This study would have supported this claim{at_level(level)} less than "
            f"{share(detectable.power)} of the time, even if the target had fallen to nothing and "
            f"{case}."
        )
    return (
        f"This study could have supported this claim{at_level(level)}, {share(detectable.power)} "
        f"of the time, if the target had fallen by {share(detectable.fall)} or more and {case}."
    )
