"""From the authoring form to the nouns: programmes, and claims about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from waterbed.model.errors import Place
from waterbed.model.kinds import KINDS
from waterbed.model.programme import ALL_WAVES, Programme
from waterbed.model.study import NET, TARGET, Intervention
from waterbed.model.written.claims import ClaimForm, WindowForm
from waterbed.model.written.places import ProgrammeForm
from waterbed.model.written.walk import entry_in
from waterbed.read.study.problems import Problems

PROGRAMMES = Place(("programmes",))


def resolve_programmes(
    forms: Sequence[ProgrammeForm],
    interventions: Sequence[Intervention],
    windows: Sequence[WindowForm],
    problems: Problems,
) -> tuple[Programme, ...]:
    """Programmes, each of interventions that have a target; an id is an intervention's or a
    programme's."""
    known = {intervention.id: intervention for intervention in interventions}
    mend = "Give each programme its own."
    problems.no_repeats(PROGRAMMES / "id", [form.id for form in forms], mend)
    if forms and ALL_WAVES in [form.name for form in windows]:
        problem = "this name stands for the months of all waves of a programme"
        named = next(form for form in windows if form.name == ALL_WAVES)
        place = entry_in(Place(("rule", "windows")), windows, named) / "name"
        problems.add(place, problem, ALL_WAVES, "Choose another.")
    return tuple(
        _programme(form, known, entry_in(PROGRAMMES, forms, form), problems) for form in forms
    )


def _programme(
    form: ProgrammeForm, known: Mapping[str, Intervention], place: Place, problems: Problems
) -> Programme:
    if form.id in known:
        mend = "Give the programme another id."
        problems.add(place / "id", "an intervention has this id", form.id, mend)
    problems.no_repeats(place / "waves", list(form.waves), "Leave it in once.")
    for wave in dict.fromkeys(form.waves):
        is_known = problems.check_known(place / "waves", "intervention", wave, known)
        if is_known and not known[wave].has_target:
            mend = f"Add target to the intervention {wave!r}, or leave it out of the programme."
            problems.add(place / "waves", "this wave has no target", wave, mend)
    return Programme(form.id, form.name or form.id, tuple(dict.fromkeys(form.waves)))


def zones_of_all(programme: Programme, interventions: Sequence[Intervention]) -> tuple[str, ...]:
    """Names of the zones that every wave has, in the order of the first wave."""
    waves = {intervention.id: intervention for intervention in interventions}
    named = [[name for name, _ in waves[key].zones] for key in programme.waves if key in waves]
    return (
        tuple(name for name in named[0] if all(name in zones for zones in named)) if named else ()
    )


def has_net(programme: Programme, interventions: Sequence[Intervention], least: int = 1) -> bool:
    """Whether every wave has so many zones, so that they can be taken together."""
    return all(
        len(intervention.zones) >= least
        for intervention in interventions
        if intervention.id in programme.waves
    )


def check_claim(
    form: ClaimForm,
    programme: Programme,
    interventions: Sequence[Intervention],
    place: Place,
    problems: Problems,
) -> None:
    """Note what a claim about all waves together cannot say."""
    needed, asked = "intervention" in KINDS[form.kind].needs, KINDS[form.kind].parameter
    if needed and not KINDS[form.kind].quantity.summed:
        problem = f"a claim of the kind {form.kind!r} is not judged of several waves together"
        mend = f"Say it of each wave: {', '.join(repr(key) for key in programme.waves)}."
        problems.add(place / "intervention", problem, programme.id, mend)
        return
    if needed and form.window is not None:
        problem = "the waves of a programme are compared each over the months of its own"
        mend = "Leave it out: the first window of each wave in the rule is used."
        problems.add(place / "window", problem, form.window, mend)
    moving = asked == "movement"
    known = [*([] if moving else [TARGET]), *zones_of_all(programme, interventions)]
    known += [NET] if has_net(programme, interventions, 2 if moving else 1) else []
    if needed and form.zone is not None:
        what = f"zone that every wave of {programme.id!r} has"
        problems.check_known(place / "zone", what, form.zone, known)
    elif moving and len(known) != 1 and NET not in known:
        problem = "a claim of movement of several waves needs a zone that every wave has"
        mend = f"Name one: {', '.join(known)}." if known else "Give every wave a zone of one name."
        problems.add(place / "zone", problem, mend=mend)


def zone_of(form: ClaimForm, programme: Programme, interventions: Sequence[Intervention]) -> str:
    """The zone that a claim speaks of; one of movement that names none, of all zones together, or
    of the only one."""
    if KINDS[form.kind].parameter != "movement" or form.zone is not None:
        return form.zone or TARGET
    shared = zones_of_all(programme, interventions)
    return NET if has_net(programme, interventions, 2) or not shared else shared[0]
