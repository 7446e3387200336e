"""From the authoring form to the nouns: claims."""

from __future__ import annotations

from collections.abc import Sequence

from waterbed.model.errors import Place
from waterbed.model.kinds import KINDS, Region
from waterbed.model.mends import section, showing
from waterbed.model.months import Months
from waterbed.model.programme import ALL_WAVES, Programme
from waterbed.model.study import NET, TARGET, Claim, Intervention, Outcome, Rule
from waterbed.model.written.claims import ClaimForm
from waterbed.model.written.walk import entry_in
from waterbed.read.study.later import check_later
from waterbed.read.study.problems import Problems
from waterbed.read.study.programmes import check_claim, zone_of
from waterbed.read.study.rules import intervention_meant

CLAIMS = Place(("claims",))


def resolve_claims(
    forms: Sequence[ClaimForm],
    interventions: Sequence[Intervention],
    programmes: Sequence[Programme],
    outcomes: Sequence[Outcome],
    rule: Rule,
    problems: Problems,
) -> tuple[Claim, ...]:
    problems.no_repeats(CLAIMS / "id", [form.id for form in forms], "Give each claim its own.")
    known = [outcome.id for outcome in outcomes]
    weighted = {outcome.id for outcome in outcomes if outcome.weights}
    forms = [
        _with_outcome(form, interventions, known, entry_in(CLAIMS, forms, form), problems)
        for form in forms
    ]
    for form in forms:
        if form.outcome in weighted and not KINDS[form.kind].weighted:
            allowed = [key for key, kind in KINDS.items() if kind.weighted]
            mend = f"Claims on it may be {', '.join(allowed)}."
            problem = f"the kind {form.kind!r} counts incidents, and this is a sum by weight"
            place = entry_in(CLAIMS, forms, form) / "outcome"
            problems.add(place, problem, form.outcome, mend)
    return tuple(
        _claim(
            form, interventions, programmes, known, rule, entry_in(CLAIMS, forms, form), problems
        )
        for form in forms
    )


def _with_outcome(
    form: ClaimForm,
    interventions: Sequence[Intervention],
    outcomes: Sequence[str],
    place: Place,
    problems: Problems,
) -> ClaimForm:
    """The claim with the outcome that the other outcome that it names counts, and named as its
    zone; what cannot be said of one is noted."""
    if form.other_outcome is None:
        return form
    named = form.other_outcome
    meant = [
        intervention
        for intervention in interventions
        if form.intervention in (intervention.id, None)
    ]
    known = {outcome.name: outcome.outcome for i in meant for outcome in i.other_outcomes}
    problems.check_known(place / "other_outcome", "other outcome", named, sorted(known))
    kind, counted = KINDS[form.kind], known.get(named)
    if not kind.quantity.other:
        problem = f"a claim of the kind {form.kind!r} cannot be judged on another outcome"
        mend = "Leave it out."
        if kind.parameter == "movement":
            problem += ": it is not a share of a fall in the target"
            mend = 'Say that it rose: kind = "rose".'
        problems.add(place / "other_outcome", problem, named, mend)
    if form.zone is not None:
        problem = "another outcome has its own place, and the claim names a zone as well"
        problems.add(place / "zone", problem, form.zone, "Leave one of the two out.")
    if form.outcome is not None and counted not in (None, form.outcome):
        problem = f"this other outcome counts {counted!r}"
        problems.add(place / "outcome", problem, form.outcome, "Leave it out.")
    if counted is None and form.outcome is None:
        # One mistake, one message: that the outcome is missing follows from it.
        counted = next(iter(outcomes), "")
    return form.model_copy(update={"outcome": counted or form.outcome, "zone": None})


def _claim(
    form: ClaimForm,
    interventions: Sequence[Intervention],
    programmes: Sequence[Programme],
    outcomes: Sequence[str],
    rule: Rule,
    place: Place,
    problems: Problems,
) -> Claim:
    programme = next((other for other in programmes if other.id == form.intervention), None)
    meant = None
    if programme is not None:
        check_claim(form, programme, interventions, place, problems)
    else:
        meant = _meant_by(form, interventions, place, problems)
    _check_needs(form, place, problems)
    if form.outcome is not None:
        problems.check_known(place / "outcome", "outcome", form.outcome, outcomes)
    _check_stated(form, place, problems)
    if meant is not None:
        _check_zone(form, meant, place, problems)
        _check_claim_window(form, meant, rule, place, problems)
        check_later(form, meant, rule, place, problems)
    elif "intervention" not in KINDS[form.kind].needs:
        _check_no_place(form, place, problems)
    region = _region(form, rule)
    if KINDS[form.kind].parameter == "effect" and region and region.low == region.high:
        problem = "nothing is unchanged to the last count"
        mend = "Set rule, smallest_effect above 0."
        problems.add(place / "kind", problem, form.kind, mend)
    if programme is not None:
        zone = form.other_outcome or zone_of(form, programme, interventions)
    else:
        zone = form.other_outcome or _zone_of(form, meant)
    of_waves = programme is not None and "intervention" in KINDS[form.kind].needs
    return _noun(
        form,
        intervention=meant.id if meant else form.intervention or "",
        zone=zone,
        window=ALL_WAVES if of_waves else form.window or "",
        region=region,
    )


def _meant_by(
    form: ClaimForm, interventions: Sequence[Intervention], place: Place, problems: Problems
) -> Intervention | None:
    """The intervention that a claim is about; None for a kind that is about none."""
    if "intervention" in KINDS[form.kind].needs:
        return intervention_meant(form.intervention, interventions, place, problems)
    if form.intervention is not None:
        ids = [intervention.id for intervention in interventions]
        problems.check_known(place / "intervention", "intervention", form.intervention, ids)
    return None


def _noun(
    form: ClaimForm, *, intervention: str, zone: str, window: str, region: Region | None
) -> Claim:
    return Claim(
        id=form.id,
        who=form.who,
        side=form.side or form.who,
        words=form.words,
        source=form.source,
        date=form.date,
        kind=form.kind,
        subject=form.subject,
        intervention=intervention,
        outcome=form.outcome or "",
        zone=zone,
        other=form.other_outcome is not None,
        window=window,
        stated=form.stated,
        rounding=_rounding(form),
        negated=form.negated,
        place=form.place,
        family=form.family,
        tested_by=form.tested_by,
        population=form.population or "",
        numerator=form.numerator or "",
        denominator=form.denominator or "",
        later=form.later or "",
        actions=form.actions,
        among=form.among,
        span=Months(*form.span) if form.span and form.span[0] <= form.span[1] else None,
        survey=form.survey or "",
        region=region,
    )


def _check_needs(form: ClaimForm, place: Place, problems: Problems) -> None:
    """Problems for keys that its kind needs; `intervention_meant` says where it is that key."""
    for key in KINDS[form.kind].needs:
        named = form.test is not None and key == "tested_by"
        if key != "intervention" and getattr(form, key) in (None, "", ()) and not named:
            mend = f"A claim of the kind {form.kind!r} needs it."
            problems.add(place / key, "this key is missing", mend=mend)


def _check_no_place(form: ClaimForm, place: Place, problems: Problems) -> None:
    """Problems for keys of a place or a window in a claim about neither."""
    for key in ("zone", "window", "later"):
        if key in form.model_fields_set:
            problem = f"this key means nothing in a claim of the kind {form.kind!r}"
            problems.add(place / key, problem, getattr(form, key), "Leave it out.")


def _zone_of(form: ClaimForm, meant: Intervention | None) -> str:
    """The zone that a claim speaks of; beside a zone, of all zones where it names none."""
    if not KINDS[form.kind].quantity.zoned or meant is None:
        return form.zone or TARGET
    names = [name for name, _ in meant.zones]
    asked = form.zone or NET
    return names[0] if asked == NET and len(names) == 1 else asked


def _rounding(form: ClaimForm) -> float:
    return 0.01 if form.rounding is None else form.rounding


def _region(form: ClaimForm, rule: Rule) -> Region | None:
    """The region that the claim states (KINDS), or what is outside it if the claim is negated."""
    region = KINDS[form.kind].region
    if region is None:
        return None
    least = rule.margin if KINDS[form.kind].quantity.zoned else rule.smallest_effect
    if KINDS[form.kind].parameter == "movement" and rule.margin_count is not None:
        least = rule.margin_count
    stated = region(form.stated or 0.0, _rounding(form) / 2, least)
    return stated.complement() if form.negated else stated


def _check_stated(form: ClaimForm, place: Place, problems: Problems) -> None:
    where, stated = place / "stated", form.stated
    if stated is None:
        if form.rounding is not None:
            mend = "Add stated, or leave rounding out."
            problems.add(place / "rounding", "no figure is stated", form.rounding, mend)
        return
    kind = KINDS[form.kind]
    if not kind.figure:
        *most, last = [key for key, kind in KINDS.items() if kind.ratio]
        mend = f"Leave it out, or choose the kind {', '.join(most)} or {last}."
        problems.add(where, f"the kind {form.kind!r} takes no figure", stated, mend)
        return
    half = _rounding(form) / 2
    if kind.figure in ("actions", "points"):  # checked in read/study/activity.py, surveys.py
        return
    if kind.figure != "people" and half > 0.5:
        mend = "Write a rounding to whole per cents as 0.01."
        problems.add(place / "rounding", "the step is above 1", form.rounding, mend)
    elif kind.figure == "people":
        if form.rounding is None:
            mend = "Say to what step it was rounded: 10 for about 200, 1 for exactly 197."
            problems.add(place / "rounding", "a number of people needs this key", mend=mend)
        if stated < 0:
            problems.add(where, "a number of people is not below 0", stated)
    elif kind.figure == "share":
        if not 0 <= stated <= 1:
            problems.add(where, "a share lies between 0 and 1", stated, "Write 28% as 0.28.")
    elif stated < -1 or (stated > 1 and kind.direction == "fall"):
        mend = "Write a fall of 21% as -0.21 (as 0.21 under fell-by)."
        problems.add(where, "nothing falls by more than 100 per cent", stated, mend)
    elif stated > 10:
        problems.add(where, "this is a rise of more than 1,000 per cent", stated, "Write 0.21.")
    elif kind.figure == "size" and stated <= half:
        problem = f"the size stated under {form.kind} is above 0 and above half its rounding"
        size = "" if stated >= 0 else f" The kind says which way: write {-stated:g}, without minus."
        problems.add(where, problem, stated, f"Write 20% as 0.2.{size}")
    elif kind.figure == "change" and 0 < abs(stated) <= half:
        problems.add(where, "the figure is smaller than half its rounding", stated, "Add rounding.")


def _check_zone(form: ClaimForm, meant: Intervention, place: Place, problems: Problems) -> None:
    names = [name for name, _ in meant.zones]
    kind = KINDS[form.kind]
    if kind.quantity.zoned and not names:
        of = "movement" if kind.parameter == "movement" else f"the kind {form.kind!r}"
        problem = f"a claim of {of} needs a displacement zone"
        mend = f"Add zones to the intervention {meant.id!r}."
        problems.add(place / "kind", problem, form.kind, mend)
    if form.zone is None:
        return
    known = [*names] if kind.quantity.zoned else [TARGET, *names]
    if kind.first:
        known = [TARGET]
    elif names and kind.parameter != "recorded":
        known.append(NET)
    problems.check_known(place / "zone", f"zone of {meant.id!r}", form.zone, known)


def _check_claim_window(
    form: ClaimForm, meant: Intervention, rule: Rule, place: Place, problems: Problems
) -> None:
    names = [window.name for window in rule.windows if window.intervention == meant.id]
    if form.window is not None:
        problems.check_known(place / "window", f"window of {meant.id!r}", form.window, names)
    elif KINDS[form.kind].parameter == "recorded" and rule.grid(meant.id) is None:
        there = ", ".join(map(repr, names))
        problem = (
            "a recorded claim needs the window that it is about"
            f"{f' ({there})' if there else ''}, or declared readings"
        )
        mend = showing("Name a window of the rule, or add {}.", section("rule.readings"))
        problems.add(place / "window", problem, mend=mend)
