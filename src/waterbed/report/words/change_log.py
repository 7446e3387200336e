"""What police.uk's own change log says of the months compared: notices, after release."""

from __future__ import annotations

from collections.abc import Callable

from waterbed.model.forces import force_name
from waterbed.model.released import ShownRemark
from waterbed.model.released_study import ShownStudy
from waterbed.report.words import names
from waterbed.report.words.facts import known, tell
from waterbed.report.words.numbers import listed

CHANGE_LOG_WORDS: dict[str, str | Callable[[ShownStudy, ShownRemark], str]] = {
    "police-uk-missing": lambda study, remark: (
        f"{_log(remark)} that crime data of {_force(remark)} were not given, or only in part, for "
        f"{_named(remark)}{_windows(study, remark)}. What is missing is no data, not zero; a month "
        "that is there in part reads as a fall."
    ),
    "police-uk-again": lambda study, remark: (
        f"{_log(remark)} that {_force(remark)} gave its crime data again for {_named(remark)}"
        f"{_windows(study, remark)}. Files taken from an older archive hold the figures before "
        "that; which archive each came from stands in fetched.json."
    ),
    "police-uk-noted": lambda study, remark: (
        f"{_log(remark)} something else, of crime data of {_force(remark)} for {_named(remark)}"
        f"{_windows(study, remark)}: read it there."
    ),
    "police-uk-stops-missing": lambda study, remark: (
        f"{_log(remark)} that stops and searches of {_force(remark)} were not given, or only in "
        f"part, for {_named(remark)}{_windows(study, remark)}. What is missing is not known, not "
        "nought."
    ),
    "police-uk-stops-again": lambda study, remark: (
        f"{_log(remark)} that {_force(remark)} gave its stops and searches again for "
        f"{_named(remark)}{_windows(study, remark)}. Files taken from an older archive hold the "
        "figures before that."
    ),
    "police-uk-stops-noted": lambda study, remark: (
        f"{_log(remark)} something else, of stops and searches of {_force(remark)} for "
        f"{_named(remark)}{_windows(study, remark)}: read it there."
    ),
    "police-uk-points-anew": lambda study, remark: (
        f"Police.uk's change log says that its snap points were drawn anew in {_named(remark)}, "
        f"between the first and the last month compared{_windows(study, remark)}: an area's count "
        "can jump with nothing having happened."
    ),
    "police-uk-areas-anew": lambda study, remark: (
        f"Police.uk's change log says that the codes of its small areas (LSOA) changed in "
        f"{_named(remark)}, between the first and the last month compared{_windows(study, remark)}."
    ),
    "police-uk-changes-more": (
        "Police.uk's change log names months compared {entries} times more, of other forces or "
        "other kinds: read it beside the files."
    ),
    "police-uk-log": (
        "Police.uk's change log, which goes to {listed}, names none of the months compared as "
        "missing or given again."
    ),
    "police-uk-no-log": (
        "Police.uk's change log, which says what months a force did not give or gave again, is not "
        "kept beside these files: waterbed fetch brings it."
    ),
}


def _log(remark: ShownRemark) -> str:
    under = tell(remark, "listed")
    return f"Police.uk's change log says, {f'under {under}' if under else 'as a known issue'},"


def _force(remark: ShownRemark) -> str:
    force = known(remark, "force")
    return force_name(force) if isinstance(force, str) and force else "every force"


def _named(remark: ShownRemark) -> str:
    return listed(names.texts(known(remark, "named"))) or "months compared"


def _windows(study: ShownStudy, remark: ShownRemark) -> str:
    """Which months compared these are: by their windows, where the study has several."""
    windows = names.texts(known(remark, "windows"))
    if not windows or len(study.rule.windows) == 1:
        return ""
    return f" ({listed(names.window_words(study, key) for key in windows)})"
