"""Categories that end or begin everywhere, and months in which everything jumps, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from waterbed.model.released import ShownRemark
from waterbed.model.released_study import ShownStudy
from waterbed.report.words.facts import known, number, tell
from waterbed.report.words.numbers import HIDDEN, between, change, share
from waterbed.report.words.remarks import refusal

RECORDED = (
    "So large a change in nearly all areas at once is more likely one of what is counted, or under "
    "which name, than of what happened. What a comparison expects rests on months from both sides "
    "of it"
)


def category_break(study: ShownStudy, remark: ShownRemark) -> str:
    """Which category all but ends, or begins, when, and what leaving it out changes."""
    return f"{_ending(study, remark)}. {RECORDED}{_after(study, remark)}"


def period_jump(study: ShownStudy, remark: ShownRemark) -> str:
    """When everything jumps, and what setting those months aside changes."""
    return f"{_jumping(study, remark)}. {RECORDED}{_after(study, remark)}"


def _ending(study: ShownStudy, remark: ShownRemark) -> str:
    category = known(remark, "category")
    named = isinstance(category, str) and category
    what = f"The category “{category}”" if named else "A category, not named here,"
    falls = known(remark, "direction") == "fall"
    does, rest = ("all but ends", "is gone") if falls else ("begins", "comes only then")
    return (
        f"{what} {does} {_when(remark, 'between', 'and')}: nine tenths or more of it {rest}, "
        "nearly everywhere at once"
    )


def _jumping(study: ShownStudy, remark: ShownRemark) -> str:
    rises = known(remark, "direction") == "rise"
    does, much = (
        ("jumps", "half as much again or more") if rises else ("drops", "a third less or more")
    )
    return (
        f"Everything {does} {_when(remark, 'from', 'to')}, by {much} of what the same months of "
        "the years before and after hold, nearly everywhere at once"
    )


def _when(remark: ShownRemark, lead: str, joint: str) -> str:
    first, last = tell(remark, "first"), tell(remark, "last")
    return f"in {first}" if first == last else f"{lead} {first} {joint} {last}"


def _after(study: ShownStudy, remark: ShownRemark) -> str:
    """What the estimate is as it stands and without what breaks; nothing where it was not asked."""
    estimates = _estimates(study, remark)
    return f". {estimates[:1].upper()}{estimates[1:]}" if estimates else ""


def _estimates(study: ShownStudy, remark: ShownRemark) -> str:
    aside = "it left out" if remark.code == "category-break" else "those months set aside"
    why = str(known(remark, "why"))
    if why:
        return f"with {aside} there is no estimate: {refusal(why)}"
    if "without_change" not in dict(remark.facts):
        return ""
    if number(remark, "without_change") is None:
        return f"what the target’s change would be with {aside} is {HIDDEN}"
    level = share(study.rule.level, 0 if round(1000 * study.rule.level) % 10 == 0 else 1)
    as_it_is, without = (
        f"{change(number(remark, f'{part}change'), 'ratio', digits=1)} (each end at {level}: "
        f"{between(number(remark, f'{part}low'), number(remark, f'{part}high'), 'ratio')})"
        for part in ("", "without_")
    )
    return f"with {aside} the target is {without} than expected; as it stands, {as_it_is}"


def _brief(ending: Callable[[ShownStudy, ShownRemark], str]) -> Callable[..., str]:
    def brief(study: ShownStudy, remark: ShownRemark) -> str:
        after = _estimates(study, remark)
        said = ending(study, remark)
        return f"{said[:1].lower()}{said[1:]}" + (f"; {after}" if after else "")

    return brief


BRIEF: Mapping[str, Callable[[ShownStudy, ShownRemark], str]] = {
    "category-break": _brief(_ending),
    "period-jump": _brief(_jumping),
}
"""The same where what they mean has been said."""
