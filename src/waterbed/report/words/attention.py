"""Words on records of police work: where they rise, police looked; where they fall, it stopped."""

from __future__ import annotations

from waterbed.model.released import ShownRemark
from waterbed.model.released_study import ShownStudy
from waterbed.report.words import names
from waterbed.report.words.facts import known, number
from waterbed.report.words.numbers import counted, share

LOOKING = (
    "Counts of this kind rise where police look and fall where they stop: they are a record of "
    "police work as much as of what happened"
)


def police_attention(study: ShownStudy, remark: ShownRemark) -> str:
    """A record of police work: where it rises, police looked; where it falls, they stopped."""
    more = {
        "rise": "; this rise may be police attention that moved here",
        "fall": "; this fall may be police attention that moved away",
    }.get(str(known(remark, "direction")), "")
    return f"{LOOKING}{more}{attention_explained(study, remark)}"


def attention_explained(study: ShownStudy, remark: ShownRemark) -> str:
    """How much of the change what the police did could explain, where it is known."""
    share_of, what = number(remark, "explained"), names.actions(study, known(remark, "activities"))
    before, after = number(remark, "before"), number(remark, "after")
    if before is None or after is None:
        return ""
    done = f". What was done here ({what}) went from {counted(before)} to {counted(after)}"
    if share_of is None:
        return done
    return (
        f"{done}: one for one, that would be {share(share_of)} of this change, which is as much as "
        "police attention could be; how much it is, is not known"
    )
