"""From the authoring form to the nouns: interventions, their places and zones."""

from __future__ import annotations

from collections.abc import Sequence

from waterbed.model.errors import Place
from waterbed.model.mends import pair, section, showing
from waterbed.model.messages import suggestion
from waterbed.model.months import label
from waterbed.model.sources import AreaSource
from waterbed.model.study import NET, TARGET, ChosenFor, Intervention, OtherOutcome, ZoneRule
from waterbed.model.window import AlternativeStart
from waterbed.model.written.places import InterventionForm, PlaceForm, ZoneForm
from waterbed.model.written.walk import entry_in
from waterbed.read.study.costs import resolve_spent
from waterbed.read.study.problems import Problems
from waterbed.read.study.resolve import is_map

INTERVENTIONS = Place(("interventions",))
RESERVED = (TARGET, NET, "buffer", "donors")
"""Names that stand for a role."""


def resolve_interventions(
    forms: Sequence[InterventionForm], areas: AreaSource, outcomes: set[str], problems: Problems
) -> tuple[Intervention, ...]:
    ids = [form.id for form in forms]
    problems.no_repeats(INTERVENTIONS / "id", ids, "Give each intervention its own.")
    first = [form.id for form in forms if form.reading_of is None]
    for form in forms:
        if form.reading_of is not None:
            place = entry_in(INTERVENTIONS, forms, form) / "reading_of"
            if form.reading_of in ids and form.reading_of not in first:
                problem = "that one is itself a reading of another, or this one"
                problems.add(place, problem, form.reading_of, "Name the first of them.")
            else:
                problems.check_known(place, "intervention", form.reading_of, first)
    return tuple(
        _intervention(form, areas, outcomes, entry_in(INTERVENTIONS, forms, form), problems)
        for form in forms
    )


def _start(form: InterventionForm) -> tuple[int, int | None]:
    """First month that is wholly under it, and the month that is in neither window."""
    ordinal, day = form.start
    if day == 1 or form.start_month == "post":
        return ordinal, None
    return ordinal + 1, ordinal if form.start_month == "neither" else None


def _intervention(
    form: InterventionForm, areas: AreaSource, outcomes: set[str], place: Place, problems: Problems
) -> Intervention:
    start, transition = _start(form)
    if form.end and form.end < form.start:
        problems.add(place / "end", "it ends before it starts", label(form.end[0]))
    alternatives = _alternative_starts(form, start, place / "alternative_starts", problems)
    covered = _covered(form, areas, place / "areas", problems)
    target = zone_of_place(form.target, areas, place / "target", problems) if form.target else None
    if target is None:
        for key in ("zones", "buffer", "chosen_for", "other_outcomes"):
            if key in form.model_fields_set:
                problem = "an intervention without a target has no zones and was not chosen"
                problems.add(place / key, problem, mend="Add target, or leave it out.")
    elif covered.areas:
        for area in target.areas:
            if area not in covered.areas:
                mend = f"{suggestion(area, covered.areas, 'areas')} Correct it, or add it to them."
                problems.add(place / "target", "this is not among its areas", area, mend)
    zones, buffer = _zones(form, areas, place, problems)
    no_two_roles(target.areas if target else (), zones, buffer, place, problems)
    chosen = _chosen_for(form, outcomes, place / "chosen_for", problems)
    return Intervention(
        id=form.id,
        name=form.name or form.id,
        kind=form.kind,
        start=start,
        areas=covered.areas,
        group=covered.group,
        target=target.areas if target else (),
        target_group=target.group if target else "",
        zones=zones,
        buffer=buffer,
        donors=zone_of_place(form.donors, areas, place / "donors", problems, rest=True),
        transition=transition,
        end=form.end[0] if form.end else None,
        start_source=form.start_source,
        alternative_starts=alternatives,
        chosen_for=chosen,
        other_outcomes=_other_outcomes(form, areas, outcomes, place, problems),
        areas_apart=form.areas_apart,
        spent=resolve_spent(form.spent),
        reading_of=form.reading_of or "",
    )


def _alternative_starts(
    form: InterventionForm, start: int, place: Place, problems: Problems
) -> tuple[AlternativeStart, ...]:
    """Its other starts, each by its first whole month; a problem for one that is none."""
    alternatives = []
    for other in form.alternative_starts:
        ordinal = other.start[0] + (other.start[1] > 1)
        if ordinal == start:
            problem = "this is the start itself, no other one"
            problems.add(place, problem, label(ordinal), "Leave it out.")
        inside = other.start[0] if other.start[1] > 1 else None
        alternatives.append(AlternativeStart(ordinal, other.source, inside))
    return tuple(alternatives)


def _chosen_for(
    form: InterventionForm, outcomes: set[str], place: Place, problems: Problems
) -> ChosenFor:
    chosen = form.chosen_for
    if chosen.outcome:
        problems.check_known(place, "outcome", chosen.outcome, sorted(outcomes))
    elif chosen.rule not in ("random", "unknown"):
        mend = "Name the outcome that the place was chosen for."
        problems.add(place / "outcome", "this key is missing", mend=mend)
    return ChosenFor(chosen.rule, chosen.outcome or "")


def _covered(
    form: InterventionForm, areas: AreaSource, place: Place, problems: Problems
) -> ZoneRule:
    """The areas that it covers: its target where none are given."""
    given = form.areas or form.target
    if given is None:
        mend = "Give the areas that it covers, or its target."
        problems.add(place, "this key is missing", mend=mend)
        return ZoneRule("list")
    return zone_of_place(given, areas, place, problems)


def zone_of_place(
    form: PlaceForm, areas: AreaSource, place: Place, problems: Problems, rest: bool = False
) -> ZoneRule:
    """A list or a group of areas; where `rest` is allowed, everything else if neither is given."""
    if (form.areas is None) == (form.group is None):
        if not (rest and form.areas is None):
            mend = showing("Give a list of area codes, or {}.", pair("group", "..."))
            problems.add(place, "this needs areas or a group, and only one of them", mend=mend)
        return ZoneRule("rest")
    return zone_rule(ZoneForm(areas=form.areas, group=form.group), areas, place, (), problems)


def zone_rule(
    form: ZoneForm, areas: AreaSource, place: Place, earlier: Sequence[str], problems: Problems
) -> ZoneRule:
    """The one rule that a zone's keys state; `earlier` are the zones that it may start from."""
    given = [key for key in ("areas", "group", "touching", "within") if getattr(form, key)]
    if len(given) != 1:
        mend = "Give one of areas, group, touching (with tolerance) or within (with of)."
        problems.add(place, "a zone has one rule", ", ".join(given) or None, mend)
        return ZoneRule("rest")
    kind = given[0]
    for key, needed in (("tolerance", "touching"), ("of", "within")):
        if getattr(form, key) is not None and kind != needed:
            problem = f"this key means nothing without {needed}"
            problems.add(place / key, problem, getattr(form, key), "Leave it out.")
    if kind == "group" and not areas.group:
        named = showing("Name the column of groups under {}.", section("areas"))
        problems.add(place, "the areas have no groups", form.group, named)
    if kind == "areas":
        problems.no_repeats(place, list(form.areas or ()), "Leave it in once.")
        return ZoneRule("list", areas=tuple(form.areas or ()))
    if kind == "group":
        return ZoneRule("group", group=form.group or "")
    parent = (form.touching if kind == "touching" else form.of) or TARGET
    problems.check_known(place / kind, "earlier zone", parent, earlier)
    if areas.neighbours is None and not is_map(areas.file):
        words = "Give polygons or a table of neighbours under {}, or list the zone's areas."
        by_map = showing(words, section("areas"))
        problems.add(place / kind, "a zone by rule needs a map", mend=by_map)
    if kind == "touching":
        return ZoneRule("touching", tolerance=form.tolerance or 0.0, parent=parent)
    return ZoneRule("within", distance=form.within or 0.0, parent=parent)


def _zones(
    form: InterventionForm, areas: AreaSource, place: Place, problems: Problems
) -> tuple[tuple[tuple[str, ZoneRule], ...], ZoneRule | None]:
    earlier, zones = [TARGET], []
    for zone in form.zones:
        where = entry_in(place / "zones", form.zones, zone)
        if zone.name in RESERVED:
            mend = "Choose another name."
            problems.add(where / "name", "this name stands for something else", zone.name, mend)
        zones.append((zone.name, zone_rule(zone, areas, where, earlier, problems)))
        earlier.append(zone.name)
    problems.no_repeats(place / "zones" / "name", earlier[1:], "Give each zone its own.")
    buffer = None
    if form.buffer is not None:
        buffer = zone_rule(form.buffer, areas, place / "buffer", earlier, problems)
    return tuple(zones), buffer


def _other_outcomes(
    form: InterventionForm, areas: AreaSource, outcomes: set[str], place: Place, problems: Problems
) -> tuple[OtherOutcome, ...]:
    """Outcomes with areas of their own; a ring may start from the target or from any zone."""
    known, others = [TARGET, *(zone.name for zone in form.zones)], []
    for outcome in form.other_outcomes:
        where = entry_in(place / "other_outcomes", form.other_outcomes, outcome)
        problems.check_known(where / "outcome", "outcome", outcome.outcome, sorted(outcomes))
        if outcome.name in RESERVED:
            mend = "Choose another name."
            problems.add(where / "name", "this name stands for something else", outcome.name, mend)
        rule = zone_rule(outcome, areas, where, known, problems)
        others.append(OtherOutcome(outcome.name, outcome.outcome, rule))
    names = [*known, *(other.name for other in others)]
    problems.no_repeats(place / "other_outcomes" / "name", names, "Give each a name of its own.")
    return tuple(others)


def no_two_roles(
    target: Sequence[str],
    zones: Sequence[tuple[str, ZoneRule]],
    buffer: ZoneRule | None,
    place: Place,
    problems: Problems,
) -> None:
    """Note each area that is listed in two roles."""
    taken = dict.fromkeys(target, TARGET)
    for name, rule in (*zones, ("buffer", buffer)):
        for area in rule.areas if rule else ():
            if taken.setdefault(area, name) != name:
                problem = f"an area is listed in two roles, {taken[area]!r} and {name!r}"
                problems.add(place / name, problem, area, "Leave it in one of them.")
