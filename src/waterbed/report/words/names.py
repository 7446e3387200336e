"""What outcomes, interventions, zones and windows are called in sentences."""

from __future__ import annotations

from waterbed.model import methods
from waterbed.model.months import Months, in_words, month
from waterbed.model.programme import ALL_WAVES
from waterbed.model.released import ShownFact, ShownFigure, ShownParameter, ShownRun
from waterbed.model.released_activity import ShownActivity
from waterbed.model.released_study import ShownAction, ShownStudy, ShownWindow, ShownWindowKey
from waterbed.model.study import NET, OTHER, TARGET
from waterbed.report.words.numbers import listed


def outcome(study: ShownStudy, key: str) -> str:
    """The outcome's name with a capital, for labels and the beginnings of sentences."""
    name = next(
        (
            shown_outcome.name or shown_outcome.id
            for shown_outcome in study.outcomes
            if shown_outcome.id == key
        ),
        key,
    )
    return capital(name)


def intervention(study: ShownStudy, key: str) -> str:
    programme = study.programme(key)
    if programme is not None:
        return programme.name
    return next(
        (
            shown_intervention.name or shown_intervention.id
            for shown_intervention in study.interventions
            if shown_intervention.id == key
        ),
        key,
    )


def interventions(study: ShownStudy, keys: ShownFact) -> str:
    """Names of several interventions in a row, from a fact of a remark."""
    return listed(intervention(study, key) for key in texts(keys))


def texts(fact: ShownFact) -> tuple[str, ...]:
    """A fact as a tuple of texts."""
    if isinstance(fact, ShownFigure):
        return ()
    return (fact,) if isinstance(fact, str) else fact


def action(study: ShownStudy, key: str) -> str:
    """What was done, and on whom: fines of buyers; with its months where there are several."""
    shown_action = next((activity for activity in study.activity if activity.id == key), None)
    if shown_action is None:
        return key
    said = f"{shown_action.action} of {shown_action.on}" if shown_action.on else shown_action.action
    alike = [
        other
        for other in study.activity
        if (other.action, other.on) == (shown_action.action, shown_action.on)
    ]
    return f"{said} ({span_of(shown_action) or shown_action.id})" if len(alike) > 1 else said


def span_of(activity: ShownAction | ShownActivity) -> str:
    """The months that a number of actions is of: by April 2019; January 2017 to April 2019."""
    if activity.months is None:
        return ""
    return f"by {in_words(activity.months.last)}" if activity.by else activity.months.in_words()


def actions(study: ShownStudy, keys: ShownFact) -> str:
    """Several in a row, from a fact of a remark."""
    return listed(dict.fromkeys(action(study, key) for key in texts(keys)))


def capital(text: str) -> str:
    """With a capital, as at the beginning of a heading or a table's cell."""
    return text[:1].upper() + text[1:]


def many(study: ShownStudy, key: str) -> bool:
    """Whether an intervention's target is more than one area."""
    if study.programme(key) is not None:
        return True
    shown_intervention = next(
        (intervention for intervention in study.interventions if intervention.id == key), None
    )
    return shown_intervention is not None and shown_intervention.targets > 1


def where(study: ShownStudy, key: ShownParameter) -> str:
    """The place of a parameter: in the target areas where there are several."""
    if key.question == OTHER:
        return own_place(key)
    if key.zone == TARGET and many(study, key.intervention):
        return "in the target areas"
    return place(key.zone, key.part)


def where_title(study: ShownStudy, key: ShownParameter) -> str:
    """The place of a parameter at the head of a table row."""
    if key.question == OTHER:
        return f"Place of its own “{key.zone}”"
    if key.zone == TARGET and many(study, key.intervention):
        return "Target areas"
    return place_title(key.zone)


def own_place(key: ShownParameter) -> str:
    """The place of another outcome: in “indoors”, in those areas of “indoors” that ..."""
    if key.part == "whole":
        return f"in “{key.zone}”"
    covered = "another" if key.part == "co-treated" else "no other"
    return f"in those areas of “{key.zone}” that {covered} intervention covers"


def place(zone: str, part: str = "whole") -> str:
    """in the target area, in the adjacent zone, in the target and its zones taken together."""
    if zone == TARGET:
        return "in the target area"
    if zone == NET:
        return "in the target and its zones taken together"
    if part == "co-treated":
        return f"in those areas of the “{zone}” zone that another intervention covers"
    if part == "rest":
        return f"in those areas of the “{zone}” zone that no other intervention covers"
    return f"in the “{zone}” zone"


def place_title(zone: str) -> str:
    """The zone at the head of a table row or a chart panel."""
    if zone == TARGET:
        return "Target area"
    if zone == NET:
        return "Target and zones together"
    return f"Zone “{zone}”"


def zone_label(zone: str) -> str:
    """A zone in a few words, for labels in charts."""
    return {TARGET: "target", NET: "target and zones"}.get(zone, f"“{zone}”")


PARTS = {"whole": "all of it", "co-treated": "areas under another intervention", "rest": "the rest"}


def behind_place(part: str) -> str:
    """The part of a place behind its name: , the rest; nothing of the whole."""
    return "" if part == "whole" else f", {PARTS[part]}"


def window(study: ShownStudy, name: str) -> ShownWindow | None:
    return next(
        (shown_window for shown_window in study.rule.windows if shown_window.name == name), None
    )


def window_words(study: ShownStudy, key: ShownWindowKey) -> str:
    """A window's post months in words, each wave's own of a programme; another start is named."""
    name = key if isinstance(key, str) else key.name
    shown_window = window(study, name)
    if isinstance(key, str):
        waves = "each wave’s own months" if name == ALL_WAVES else name
        return waves if shown_window is None else shown_window.post.in_words()
    start = f"from {in_words(key.start.start)} (another start)"
    if shown_window is None:
        return f"each wave’s own months, {intervention(study, key.wave)} {start}"
    return f"{len(shown_window.post)} months {start}"


def month_words(text: str) -> str:
    """April 2017 for 2017-04; anything else as it is."""
    try:
        return in_words(month(text))
    except ValueError:
        return text


def compared(base: Months, post: Months) -> str:
    """The two ends of a comparison: April to December 2017 against April to December 2016."""
    return f"{post.in_words()} against {base.in_words()}"


def same_place(a: ShownParameter, b: ShownParameter) -> bool:
    """Whether two parameters differ at most in scale and part."""
    return (a.intervention, a.outcome, a.zone, a.window) == (
        b.intervention,
        b.outcome,
        b.zone,
        b.window,
    )


def method(key: str) -> str:
    """A method in a sentence."""
    return methods.method(key).name


def why_missing(results: ShownRun) -> str:
    """Why a way of choosing the months has no figure."""
    longest = max((series.step for series in results.series), default=1)
    if longest > 1:
        return f"since months are missing or cut the periods of {longest} months that were counted"
    return "since months are missing"
