"""Whether the snap points of police.uk stayed where they were, in words."""

from __future__ import annotations

from waterbed.model.released import ShownRemark
from waterbed.model.released_study import ShownStudy
from waterbed.report.words import names
from waterbed.report.words.facts import known, number
from waterbed.report.words.numbers import HIDDEN, counted, share


def snap_points(study: ShownStudy, remark: ShownRemark) -> str:
    """Shares on one side only, what chance makes of them, and what follows."""
    when = names.window_words(study, str(known(remark, "window")))
    lead = f"Snap points of the target and its zones, {when} and the months compared with it"
    new, gone, once = (number(remark, key) for key in ("new", "gone", "once"))
    if new is None or gone is None or once is None:
        return f"{lead}: {HIDDEN}."
    text = (
        f"{lead}: {_part(new)} of the later incidents lie at points that no earlier one did, and "
        f"{_part(gone)} of the earlier ones at points that no later one did"
    )
    if once == 0:
        return f"{lead}: no incident lies at a point that only one side used."
    expected, high = number(remark, "expected"), number(remark, "high")
    if expected is None or high is None:
        months = counted(number(remark, "months"))
        return (
            f"{text}. Points come and go by chance, and {months} months are too few to say "
            "whether any of them moved."
        )
    return (
        f"{text}: {_part(once)} of all, where splits of the same months at random leave "
        f"{_part(expected)} there, and up to {_part(high)} in 19 of 20."
    )


def _part(ratio: float) -> str:
    """A share, with a decimal where it is small."""
    if ratio == 0:
        return "none"
    return share(ratio, 1 if ratio < 0.1 else 0)
