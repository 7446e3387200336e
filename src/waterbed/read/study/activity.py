"""Activity and the claims of it: checked as keys of the study file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from waterbed.model.activity import Activity
from waterbed.model.errors import Place
from waterbed.model.kinds import KINDS
from waterbed.model.months import label
from waterbed.model.sources import AreaSource
from waterbed.model.written.claims import ClaimForm
from waterbed.model.written.key import given_in, values_of
from waterbed.model.written.places import PlaceForm
from waterbed.model.written.tables import ActivityForm
from waterbed.model.written.walk import entry_in
from waterbed.read.police_uk.archive import is_archive
from waterbed.read.study.interventions import zone_of_place
from waterbed.read.study.problems import Problems

ACTIVITY, CLAIMS = Place(("activity",)), Place(("claims",))
_OF_TABLE = (
    "where", "period", "count", "area", "absent", "period_format", "encoding", "sheet",
    "published", "licence", "attribution",
)  # fmt: skip
_OF_TOTAL = ("bound", "by")


def resolve_activity(
    forms: Sequence[ActivityForm],
    claims: Sequence[ClaimForm],
    areas: AreaSource,
    interventions: Sequence[str],
    folder: Path,
    problems: Problems,
) -> tuple[Activity, ...]:
    problems.no_repeats(ACTIVITY / "id", [form.id for form in forms], "Give each its own.")
    activities = tuple(
        _activity(form, areas, interventions, folder, entry_in(ACTIVITY, forms, form), problems)
        for form in forms
    )
    for claim in claims:
        _check_claim(claim, entry_in(CLAIMS, claims, claim), activities, problems)
    return activities


def _activity(
    form: ActivityForm,
    areas: AreaSource,
    interventions: Sequence[str],
    folder: Path,
    place: Place,
    problems: Problems,
) -> Activity:
    if form.intervention:
        where = place / "intervention"
        problems.check_known(where, "intervention", form.intervention, interventions)
    if (form.total is None) == (form.file is None):
        mend = "Give the total with its months and source, or the file of a table by month."
        problems.add(place, "an activity has either a total or a table", mend=mend)
    elif form.file is None:
        _check_total(form, place, problems)
    else:
        _check_table(form, folder, place, problems)
    if form.first is not None and form.last is not None and form.last < form.first:
        problems.add(place / "last", "the last month is before the first", label(form.last))
    # As it is written, areas are a table of ids or of a group.
    given: PlaceForm | None = values_of(form)["areas"]
    rule = None if given is None else zone_of_place(given, areas, place / "areas", problems)
    values = values_of(form) | {
        "where": tuple(values_of(form)["where"].items()),
        "file": None if form.file is None else folder / form.file,
        "areas": None if rule is None else rule.areas,
        "group": "" if rule is None else rule.group,
        "intervention": form.intervention or next(iter(interventions), ""),
    }
    return Activity(**values)


def _check_total(form: ActivityForm, place: Place, problems: Problems) -> None:
    mend = "Say which months the total is of: without them nothing is known of any month."
    for key in ("first", "last"):
        if getattr(form, key) is None:
            problems.add(place / key, "this key is missing", mend=mend)
    if not form.source:
        problems.add(place / "source", "this key is missing", mend="Say who gives the total.")
    for key in _OF_TABLE:
        if key in given_in(form):
            problems.add(place / key, "this key goes with a table", mend="Leave it out.")


def _check_table(form: ActivityForm, folder: Path, place: Place, problems: Problems) -> None:
    assert form.file is not None
    archive = is_archive(folder / form.file)
    for key in _OF_TOTAL:
        if key in given_in(form):
            problems.add(place / key, "this key goes with a total", mend="Leave it out.")
    if archive:
        for key in ("period", "count", "area", "sheet"):
            if getattr(form, key):
                problem = "police.uk's files have columns of their own"
                problems.add(place / key, problem, getattr(form, key), "Leave it out.")
        if form.areas is not None:
            problem = "stop-and-search is read by force and month, not by area"
            problems.add(place / "areas", problem, mend="Leave it out, and say the place in words.")
    elif not form.period:
        problems.add(place / "period", "this key is missing", mend="Name the column of months.")


def _check_claim(
    claim: ClaimForm, place: Place, known: Sequence[Activity], problems: Problems
) -> None:
    """The keys that lead to activity: their names, that nothing counts twice, and the figure."""
    kind = KINDS[claim.kind]
    if not kind.quantity.done:
        for key in ("actions", "among", "span"):
            if getattr(claim, key):
                problem = f"this key means nothing in a claim of the kind {claim.kind!r}"
                problems.add(place / key, problem, mend="Leave it out.")
        return
    by_id = {activity.id: activity for activity in known}
    whole = True
    for key in ("actions", "among"):
        problems.no_repeats(place / key, list(getattr(claim, key)), "Name it once.")
        for name in getattr(claim, key):
            whole &= problems.check_known(place / key, "activity", name, by_id)
    for name in claim.actions:
        if claim.among and name not in claim.among:
            mend = "among lists all of them, that of actions included: add it there."
            problems.add(place / "among", "an action is not among all that it is a share of", name,
                         mend)  # fmt: skip
    if claim.among and not kind.takes_share:
        problem = f"a claim of the kind {claim.kind!r} is of a number, not of a share"
        problems.add(place / "among", problem, mend="Leave it out.")
    if claim.span is not None and claim.span[1] < claim.span[0]:
        mend = "Write the first month and then the last one."
        problems.add(place / "span", "it ends before it begins", label(claim.span[1]), mend)
    stated = claim.stated
    if stated is not None and claim.among and not 0 <= stated <= 1:
        mend = "Write 28% as 0.28."
        problems.add(place / "stated", "a share lies between 0 and 1", stated, mend)
    elif stated is not None and stated < 0:
        problems.add(place / "stated", "a number of actions is not below 0", stated)
    if whole:
        _check_twice(claim, place, [by_id[name] for name in (claim.among or claim.actions)],
                     problems)  # fmt: skip


def _check_twice(
    claim: ClaimForm, place: Place, named: Sequence[Activity], problems: Problems
) -> None:
    """Two totals of the same action on the same group over months that meet count some twice."""
    where = place / ("among" if claim.among else "actions")
    for k, activity in enumerate(named):
        for other in named[:k]:
            if _what(activity) == _what(other) and _meet(activity, other):
                problem = f"this counts the same actions as {other.id!r}"
                mend = "Name one of them, or two over months that do not meet."
                problems.add(where, problem, activity.id, mend)


def _what(activity: Activity) -> tuple[object, ...]:
    return activity.action, activity.on, activity.where, activity.areas, activity.group


def _meet(activity: Activity, other: Activity) -> bool:
    """Whether the months of two activities meet, or may: those of a table are not known yet."""
    if activity.first is None or activity.last is None or other.first is None or other.last is None:
        return True
    return activity.first <= other.last and other.first <= activity.last
