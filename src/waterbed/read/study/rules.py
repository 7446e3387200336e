"""From the authoring form to the nouns: the decision rule with its windows and readings; claims."""

from __future__ import annotations

from collections.abc import Sequence

from waterbed.model.errors import Place
from waterbed.model.kinds import KINDS, Region
from waterbed.model.mends import section, showing, span
from waterbed.model.months import YEAR, Months, label
from waterbed.model.programme import ALL_WAVES, Programme
from waterbed.model.study import NET, TARGET, Claim, Intervention, Outcome, ReadingGrid, Rule
from waterbed.model.window import Window
from waterbed.model.written.claims import ClaimForm, ReadingsForm, RuleForm, WindowForm
from waterbed.model.written.walk import entry_in
from waterbed.read.study.later import check_later
from waterbed.read.study.problems import Problems
from waterbed.read.study.programmes import check_claim, zone_of
from waterbed.read.study.starts import RULE, check_starts

CLAIMS = Place(("claims",))


def resolve_rule(form: RuleForm, interventions: Sequence[Intervention], problems: Problems) -> Rule:
    """The rule; an intervention without windows gets the twelve months before and after."""
    windows = _windows(form.windows, interventions, problems)
    check_starts(form, windows, interventions, problems)
    change = form.reporting_change
    if change and change[1] < change[0]:
        mend = showing("Write {}: the smaller ratio first.", span("0.8", "1.1"))
        problems.add(RULE / "reporting_change", "the range is upside down", list(change), mend)
    if form.margin_count is not None and "margin" in form.model_fields_set:
        problem = "movement has one margin: a share of the fall, or a count"
        leave = "Leave margin or margin_count out."
        problems.add(RULE / "margin_count", problem, form.margin_count, leave)
    return Rule(
        level=form.level,
        headline=form.headline,
        windows=windows,
        smallest_effect=form.smallest_effect,
        margin=form.margin,
        margin_count=form.margin_count,
        readings=_readings(form.readings, interventions, problems),
        reporting_change=(change[0], change[1]) if change else None,
        data_seen=form.data_seen,
        data_seen_date=form.data_seen_date,
        leads=form.leads or "",
    )


def default_window_name(intervention: str) -> str:
    """What the window of an intervention is called that the rule gives none."""
    return f"{intervention}, twelve months"


def _only(given: str | None, interventions: Sequence[Intervention]) -> str:
    """The intervention meant: the one named, or the only one there is."""
    return given or (interventions[0].id if len(interventions) == 1 else "")


def _meant(
    given: str | None, interventions: Sequence[Intervention], place: Place, problems: Problems
) -> Intervention | None:
    """The intervention that a window, a reading or a claim compares; it must have a target."""
    key = _only(given, interventions)
    if not key:
        names = ", ".join(repr(intervention.id) for intervention in interventions)
        mend = f"Name the intervention: {names}."
        problems.add(place / "intervention", "this key is missing", mend=mend)
        return None
    known = {intervention.id: intervention for intervention in interventions}
    problems.check_known(place / "intervention", "intervention", key, known)
    intervention = known.get(key)
    if intervention and not intervention.has_target:
        mend = f"Add target to the intervention {key!r}, or leave this out."
        problems.add(place / "intervention", "the intervention has no target", key, mend)
    return intervention


def _windows(
    forms: Sequence[WindowForm], interventions: Sequence[Intervention], problems: Problems
) -> tuple[Window, ...]:
    problems.no_repeats(
        RULE / "windows" / "name", [form.name for form in forms], "Give each window its own."
    )
    found = []
    for form in forms:
        place = entry_in(RULE / "windows", forms, form)
        meant = _meant(form.intervention, interventions, place, problems)
        upside_down = False
        for key, (first, last) in (("base", form.base), ("post", form.post)):
            if last < first:
                upside_down = True
                mend = "Write the first month and then the last one."
                problems.add(place / key, "it ends before it begins", label(last), mend)
        if meant is None or upside_down:
            continue
        window = Window(form.name, meant.id, Months(*form.base), Months(*form.post))
        _check_window(window, place, problems)
        found.append(window)
    asked = {_only(form.intervention, interventions) for form in forms}
    for intervention in interventions:
        if intervention.has_target and intervention.id not in asked:
            base = Months(intervention.began - YEAR, intervention.began - 1)
            post = Months.starting(intervention.start, YEAR)
            found.append(Window(default_window_name(intervention.id), intervention.id, base, post))
    return tuple(found)


def _check_window(window: Window, place: Place, problems: Problems) -> None:
    if window.base.touches(window.post) or window.post.first < window.base.first:
        mend = "End base before post begins."
        problems.add(place / "base", "base and post months overlap or change places", mend=mend)


def _readings(
    forms: Sequence[ReadingsForm], interventions: Sequence[Intervention], problems: Problems
) -> tuple[tuple[str, ReadingGrid], ...]:
    found = []
    for form in forms:
        place = entry_in(RULE / "readings", forms, form)
        meant = _meant(form.intervention, interventions, place, problems)
        for key, values in (
            ("starts", [label(start) for start in form.starts]),
            ("lengths", form.lengths),
            ("bases", form.bases),
        ):
            problems.no_repeats(place / key, list(values), "Leave it in once.")
        if meant is None:
            continue
        grid = ReadingGrid(tuple(form.starts), tuple(form.lengths), tuple(form.bases))
        found.append((meant.id, grid))
    under = showing("Put all of its readings under one {}.", section("rule.readings"))
    problems.no_repeats(RULE / "readings" / "intervention", [key for key, _ in found], under)
    return tuple(found)


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
    kind = KINDS[form.kind]
    meant = None
    programme = next(
        (programme for programme in programmes if programme.id == form.intervention), None
    )
    if programme is not None:
        check_claim(form, programme, interventions, place, problems)
    elif "intervention" in kind.needs:
        meant = _meant(form.intervention, interventions, place, problems)
    elif form.intervention is not None:
        ids = [intervention.id for intervention in interventions]
        problems.check_known(place / "intervention", "intervention", form.intervention, ids)
    _check_needs(form, place, problems)
    if form.outcome is not None:
        problems.check_known(place / "outcome", "outcome", form.outcome, outcomes)
    _check_stated(form, place, problems)
    if meant is not None:
        _check_zone(form, meant, place, problems)
        _check_claim_window(form, meant, rule, place, problems)
        check_later(form, meant, rule, place, problems)
    elif "intervention" not in kind.needs:
        _check_no_place(form, place, problems)
    region = _region(form, rule)
    if kind.parameter == "effect" and region is not None and region.low == region.high:
        problem = "nothing is unchanged to the last count"
        mend = "Set rule, smallest_effect above 0."
        problems.add(place / "kind", problem, form.kind, mend)
    return Claim(
        id=form.id,
        who=form.who,
        side=form.side or form.who,
        words=form.words,
        source=form.source,
        date=form.date,
        kind=form.kind,
        subject=form.subject,
        intervention=meant.id if meant else form.intervention or "",
        outcome=form.outcome or "",
        zone=form.other_outcome
        or (zone_of(form, programme, interventions) if programme else _zone_of(form, meant)),
        other=form.other_outcome is not None,
        window=ALL_WAVES if programme and "intervention" in kind.needs else form.window or "",
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
    """Problems for keys that its kind needs; that of the intervention is told by `_meant`."""
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
    found = region(form.stated or 0.0, _rounding(form) / 2, least)
    return found.complement() if form.negated else found


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
        problem = "a recorded claim needs the window that it is about, or declared readings"
        mend = showing("Name a window of the rule, or add {}.", section("rule.readings"))
        problems.add(place / "window", problem, mend=mend)
