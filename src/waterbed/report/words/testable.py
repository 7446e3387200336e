"""What would let a study test a claim that it cannot test, for `waterbed check`."""

from __future__ import annotations

from collections.abc import Sequence

from waterbed.model.months import in_words
from waterbed.model.released_study import ShownClaim, ShownStudy
from waterbed.report.words import names
from waterbed.report.words.checks import CHECK_TITLES, SIDE_BY_SIDE_MEND
from waterbed.report.words.numbers import listed, plural, spelled
from waterbed.report.words.remarks import refusal, unseen

_UNCOUNTED = (
    "see whether the tables hold what was counted, or choose an outcome that is counted more often"
)
_MENDS = {
    "no-target": "name a target of the intervention",
    "no-zone": "give the zone areas: a map under [areas], or a list of ids",
    "no-donors": "give counts of more areas, which nothing was done to",
    "few-donors": "give counts of ten areas or more, which nothing was done to",
    "gaps": "add the months that are missing, or choose a window without them",
    "outside": "choose a window inside the counts, or give more months",
    "empty-base": "choose an outcome that is counted more often, or longer base months",
    "nothing-expected": "choose an outcome that is counted there, or longer base months",
    "short-history": "give counts that begin two years before the start or earlier",
    "few-references": "give counts of more areas, or from earlier years",
    "infeasible-weights": "give counts of more areas, or from earlier years",
    "wave": "mend the wave that has no estimate, or leave it out of the programme",
    "base-treated": "claim it of each wave, or choose a base before the first wave in that place",
    "counted-twice": "claim it of the target alone, or choose zones or windows that do not overlap",
    "no-answers": "ask the same question of as many people again, and give that wave as after",
    "covariate-target": "give the covariate for the target in all months compared",
    "covariate-still": "give a covariate whose change differs between areas",
    "sampled": "give counts of ten thousand areas or fewer, those about the place among them",
    "no-variation": _UNCOUNTED,
    "no-control-counts": _UNCOUNTED,
}
_SECOND = (
    "a second source of the same incidents: a table with a source of its own, and the key second "
    "of the outcome"
)


def would_test(claim: ShownClaim, why: str) -> str:
    """What would make a claim testable, or "" where nothing is known to.

    why : the code of `check.Testable`
    """
    if why == "later":
        return f"{_SECOND}. {claim.tested_by.rstrip('.')}" if claim.test else _SECOND
    if why in ("needs", "no-population", "no-activity"):
        return claim.tested_by.rstrip(".") or "name under tested_by what would show it"
    return _MENDS.get(why, "")


KEPT_BACK = {
    "few": "a public report is likely not to show the answer: too few were counted before the "
    "start, here or in what it is compared with",
    "fall": "a public report would not show the answer after a fall as large as could be seen: too "
    "few would be left to count",
    "share": "a public report shows the answer only where it can show that the target itself fell",
}
"""By code of `disclosure.ahead`."""


def kept_back(codes: Sequence[str], least: int) -> str:
    """What a public report of unpublished tables keeps back, "" where nothing is known to be.

    codes : of each claim, "" of one that is likely to be shown; least : the largest count that is
    not shown
    """
    few, any_of = codes.count("few"), any(codes)
    if not any_of:
        return ""
    many = f" That is likely of {few} of {plural(len(codes), 'claim')} here." if few else ""
    return (
        f"In a public report “Not shown” stands for a count of {least} or fewer of a table that is "
        f"not published, and for an answer that rests on one.{many} It may stand for others, where "
        "rounding could have given the answer; only a run can tell. An internal report shows all "
        "answers. A larger place, whole years or a kind that is counted more often lets a public "
        "one show more."
    )


UNSEEN = {
    "steady": "a public report does not see how single months lie, and may answer all the same",
}
"""Of each check that rounded counts of whole years cannot make: what it means for an answer."""


def ruled_out(excluded: Sequence[str], gates: Sequence[str]) -> str:
    """What will not come out for a claim, whatever the counts, and the checks that say so."""
    if not excluded:
        return ""
    both = len(excluded) > 1
    said = "it will be undecided" if both else f"it cannot be {excluded[0]}"
    failed = "; ".join(CHECK_TITLES[name] for name in gates if name in CHECK_TITLES)
    why = f"not passed: {failed}" if failed else "what fits them would reach beyond what is claimed"
    return f"{said}, whatever the counts ({why})"


def untestable_draft(kinds: Sequence[str], why: str, suffices: str = "") -> str:
    """What a study that is only drafted will not be able to tell, a code of REFUSALS, and what to
    do about it.

    kinds : of the claims; suffices : what would have sufficed, in words, where that is known
    """
    mend = "" if suffices else _MENDS.get(why, "")
    said = f"As drafted, {_drafted(kinds)} will be untestable: {refusal(why)}."
    said += f" {suffices}" if suffices else ""
    if list(kinds) == ["moved"]:  # nothing recorded says that it moved
        return said + (f" To test it, {mend}." if mend else "")
    return (
        said
        + (f" To test them, {mend}; or" if mend else " Otherwise,")
        + " ask what was recorded: kind = recorded, stated = -0.2 for a fall of a fifth, and "
        "window the name of the window."
    )


def _drafted(kinds: Sequence[str]) -> str:
    """The claims of a draft by their kinds: that it fell or rose."""
    said = [f"{'only ' if kind == 'moved' else ''}{kind}" for kind in kinds]
    return f"the {'claim' if len(said) == 1 else 'claims'} that it {' or '.join(said)}"


BARRED_MENDS = {
    "few-places": ("too few separate places compare", _MENDS["few-references"]),
    "side-by-side": (
        "nothing tells which areas of the target lie side by side",
        SIDE_BY_SIDE_MEND,
    ),
}
"""Of each caution that leaves a claim undecided whatever the counts: why, and what to do."""


def undecided_draft(kinds: Sequence[str], caution: str, suffices: str = "") -> str:
    """What a study that is only drafted will leave undecided, whatever its counts; as above."""
    why, mend = BARRED_MENDS[caution]
    whom = "it" if len(kinds) == 1 else "them"
    return (
        f"As drafted, {_drafted(kinds)} will be undecided, whatever the counts: {why}. "
        f"{suffices or f'To decide {whom}, {mend}.'}"
    )


def nothing_tested(why: str, suffices: str = "") -> tuple[str, str]:
    """That no effect can be tested where and when something was done, a code of REFUSALS; and what
    to do about it, as of `untestable_draft`."""
    mend = "" if suffices else _MENDS.get(why, "")
    do = f"To test one, {mend};" if mend else f"{suffices} Choose others,".lstrip()
    return (
        f"No effect can be tested with these places and dates: {refusal(why)}.",
        f"{do} or ask what was recorded, on the page of the claims.",
    )


def nothing_decided(caution: str, suffices: str = "", mend: str = "") -> str:
    """That no effect can be decided there, whatever the counts; caution : of BARRED_MENDS, or "" of
    a check that has failed; mend : in place of its own"""
    why, own = BARRED_MENDS.get(caution, ("a check that binds is not passed", ""))
    said = f"No effect can be decided with these places and dates, whatever the counts: {why}."
    do = mend or own
    return f"{said} {suffices or (f'To decide one, {do}.' if do else '')}".rstrip()


def costly_buffer(study: ShownStudy, intervention: str, areas: int, claims: Sequence[str]) -> str:
    """A buffer that takes areas which claims have need of, and what to do about it."""
    whom, whose = "them" if len(claims) > 1 else "it", names.intervention(study, intervention)
    return (
        f"The buffer of {whose} takes {plural(areas, 'area')} out of the comparison, and too few "
        f"are left for {listed(claims)}. Without the buffer more could come out of {whom}: leave "
        "it out, or give counts of more areas or from earlier years. Without it, what moved beyond "
        "the zones stands among the areas that are compared with."
    )


def no_buffer(areas: int) -> str:
    """That a draft has no buffer, and why."""
    return (
        f"No buffer is drafted: the ring beyond the zone would take {plural(areas, 'area')}, and "
        "too few would be left to compare with."
    )


def no_fall(code: str, months: int) -> str:
    """Why no fall could be seen in a window of so many months, a code of REFUSALS or CAUTIONS or
    the name of a check, and what to do about it where something would help."""
    if code in CHECK_TITLES:
        return f"it will be undecided, whatever the counts (not passed: {CHECK_TITLES[code]})"
    mend = _MENDS.get(code) or BARRED_MENDS.get(code, ("", ""))[1]
    years = -(-months // 12)
    fewer = ""
    if years > 1 and code in ("few-places", "few-references"):
        fewer = (
            f"; for a window of {months} months each earlier start lies {spelled(years)} years "
            "before the next, so that the counts hold fewer of them"
        )
    # Of the places alone: they have fewer to compare with than the target, which is none of theirs.
    planted = (
        "too few separate places compare with those that falls were planted in, from which the "
        "target and its zones are left out; whether enough compare with the target itself, "
        "waterbed check says"
    )
    said = planted if code == "few-places" else unseen(code)
    return said + fewer + (f"; to see any, {mend}" if mend else "")


def absent_rows(study: ShownStudy) -> tuple[str, ...]:
    """What each table of counts is taken to mean by rows that are not there."""
    sentences = []
    for table in study.sources:
        if table.layout not in ("wide", "long"):
            continue
        if table.absent == "zero":
            sentences.append(
                f"{table.name}: a row that is not there counts as zero, as absent says or leaves "
                'open. Where such rows are not known, set absent = "no-data".'
            )
        else:
            sentences.append(f"{table.name}: a row that is not there is no data, not zero.")
    return tuple(sentences)


def part_years(study: ShownStudy) -> tuple[str, ...]:
    """Which windows are no whole years after the start, and what to do about it."""
    asked = {intervention.id for intervention in study.interventions if intervention.targets}
    return tuple(
        f"{names.capital(window.name)}: {len(window.post)} months after the start are no whole "
        "number of years, so that a season of the place’s own can look like a rise or a fall. "
        "Compare twelve or twenty-four months, where the counts hold them; else read the check "
        f"{CHECK_TITLES['season']}"
        for window in study.rule.windows
        if len(window.post) % 12 and window.intervention in asked
    )


def begun_inside(study: ShownStudy) -> tuple[str, ...]:
    """Which interventions began inside a month, and that it is compared with nothing."""
    return tuple(
        f"{names.capital(names.intervention(study, intervention.id))} began inside "
        f"{in_words(intervention.transition)}: that month counts neither before nor after; "
        "start_month can "
        "say otherwise."
        for intervention in study.interventions
        if intervention.transition is not None and intervention.targets
    )
