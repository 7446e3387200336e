"""From the authoring form to what stands beside the claims: opinions, findings, studies wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from waterbed.model.alongside import SIDES, Known, Opinion, WouldTest
from waterbed.model.errors import Place
from waterbed.model.study import Claim
from waterbed.model.written.claims import ClaimForm
from waterbed.model.written.key import given_in, values_of
from waterbed.model.written.tables import KnownForm, OpinionForm, WouldTestForm
from waterbed.model.written.walk import entry_in
from waterbed.read.study.problems import Problems

CLAIMS, KNOWN, TESTS = Place(("claims",)), Place(("known",)), Place(("tests",))

NEEDED = {
    "share": ("expected", "within"),
    "change": ("expected", "change"),
    "counts": ("expected", "change"),
    "places": ("expected", "change"),
    "lists": ("expected", "within"),
}
"""Keys without which the size of a study cannot be worked out, by how it is."""
IDLE = {
    "": ("expected", "within", "change", "seen", "spread", "comparison"),
    "share": ("change", "seen", "comparison"),
    "change": ("within", "seen"),
    "counts": ("within",),
    "places": ("within", "comparison"),
    "lists": ("change", "seen", "spread", "comparison"),
}
"""Keys that mean nothing there."""


def placed(
    claims: Sequence[Claim],
    forms: Sequence[ClaimForm],
    tests: Sequence[WouldTest],
    problems: Problems,
) -> tuple[Claim, ...]:
    """The claims with their place in the list and the study that would test each, whose sentence
    stands for tested_by where a claim gives none."""
    said = {test.id: test.what for test in tests}
    for form in forms:
        if form.test is not None:
            place = entry_in(CLAIMS, forms, form) / "test"
            problems.check_known(place, "study under tests", form.test, said)
    return tuple(
        replace(
            claim,
            group=form.group,
            order=form.order,
            by_study=form.by_study,
            test=form.test or "",
            covariate=form.covariate or "",
            tested_by=form.tested_by or said.get(form.test or "", ""),
        )
        for claim, form in zip(claims, forms, strict=True)
    )


def resolve_opinions(forms: Sequence[OpinionForm]) -> tuple[Opinion, ...]:
    return tuple(Opinion(**values_of(form)) for form in forms)


def resolve_known(
    forms: Sequence[KnownForm], claims: Sequence[ClaimForm], problems: Problems
) -> tuple[Known, ...]:
    """Findings from elsewhere; each bears on a claim that there is, and on none in two ways."""
    ids = [claim.id for claim in claims]
    for i, form in enumerate(forms):
        place = entry_in(KNOWN, forms, form)
        named = [key for side in SIDES for key in getattr(form, side)]
        if not named:
            mend = "Name a claim under agrees, disagrees or beside."
            problems.add(place, f"finding {i + 1} bears on no claim", mend=mend)
        for side in SIDES:
            for key in getattr(form, side):
                problems.check_known(place / side, "claim", key, ids)
        mend = "A finding speaks for a claim, against it, or neither: leave one."
        problems.no_repeats(place / "agrees", named, mend)
        _check_figure(form, place, problems)
    return tuple(Known(**values_of(form)) for form in forms)


def _check_figure(form: KnownForm, place: Place, problems: Problems) -> None:
    if (form.low is None) != (form.high is None):
        missing = "low" if form.low is None else "high"
        problems.add(place / missing, "an interval has two ends", mend="Give both, or neither.")
    elif form.low is not None and form.high is not None and form.low > form.high:
        problems.add(place / "high", "the interval is upside down", form.high, "Swap low and high.")
    elif form.figure is not None and _outside(form.figure, form.low, form.high):
        mend = "Look the three up again."
        problems.add(place / "figure", "it lies outside its own interval", form.figure, mend)
    if form.figure is None and form.low is not None:
        problems.add(place / "figure", "an interval stands without its figure", mend="Add it.")
    if form.figure is not None and not form.measure:
        mend = "Say what the figure is: odds ratio, share."
        problems.add(place / "measure", "this key is missing", mend=mend)


def resolve_tests(forms: Sequence[WouldTestForm], problems: Problems) -> tuple[WouldTest, ...]:
    problems.no_repeats(TESTS / "id", [form.id for form in forms], "Give each its own.")
    for form in forms:
        place = entry_in(TESTS, forms, form)
        for key in NEEDED.get(form.by, ()):
            if getattr(form, key) is None:
                mend = f"A size worked out by {form.by!r} rests on it."
                problems.add(place / key, "this key is missing", mend=mend)
        for key in IDLE[form.by]:
            if key in given_in(form):
                problem = "this key means nothing without by"
                if form.by:
                    problem = f"this key means nothing where the size is worked out by {form.by!r}"
                problems.add(place / key, problem, getattr(form, key), "Leave it out.")
        _check_size(form, place, problems)
    return tuple(WouldTest(**values_of(form)) for form in forms)


def _check_size(form: WouldTestForm, place: Place, problems: Problems) -> None:
    expected, change = form.expected, form.change
    if form.by in ("share", "change") and expected is not None and expected >= 1:
        problem, mend = "a share lies between 0 and 1", "Write 28% as 0.28."
        problems.add(place / "expected", problem, expected, mend)
    elif form.by == "change" and _outside((expected or 0.0) + (change or 0.0), 0.0, 1.0):
        problem, mend = "the share after would lie outside 0 to 1", "Ten points fewer is -0.1."
        problems.add(place / "change", problem, change, mend)
    if form.spread < 1:
        mend = "1 is chance alone: counts that stray twice as much have 2."
        problems.add(place / "spread", "counts stray by chance at least", form.spread, mend)
    if change == 0:
        mend = "Say how large a change must be seen: -0.25."
        problems.add(place / "change", "no study sees a change of nought", change, mend)


def _outside(x: float, low: float | None, high: float | None) -> bool:
    """Whether a figure lies outside an interval that has ends."""
    return low is not None and high is not None and not low <= x <= high
