"""The two windows of a claim that a change lasted, or that it went back."""

from __future__ import annotations

from collections.abc import Sequence

from waterbed.model.errors import Place
from waterbed.model.kinds import KINDS
from waterbed.model.months import label
from waterbed.model.study import Intervention, Rule
from waterbed.model.written.claims import ClaimForm
from waterbed.model.written.study import StudyForm
from waterbed.model.written.walk import entry_in
from waterbed.read.study.problems import Problems

WINDOWS = Place(("rule",)) / "windows"


def check_ended(
    form: StudyForm, interventions: Sequence[Intervention], rule: Rule, problems: Problems
) -> None:
    """Note windows that begin when their intervention is over, but for those that claims name as
    the later one: what was left of a change is asked after an end, and no change is."""
    later = {claim.later for claim in form.claims} - {claim.window for claim in form.claims}
    written = {window.name: window for window in form.rule.windows}
    ends = {intervention.id: intervention.end for intervention in interventions}
    for window in rule.windows:
        end = ends.get(window.intervention)
        if end is None or window.post.first <= end or window.name in later:
            continue
        if window.name not in written:
            # Twelve months that follow from the start: an end before it is told by itself.
            continue
        place = entry_in(WINDOWS, form.rule.windows, written[window.name]) / "post"
        problem = "the post months begin when the intervention is over"
        mend = (
            f"Begin them in {label(end)} or before; only a claim that a change lasted or went back "
            "may name such months, as its later ones."
        )
        problems.add(place, problem, label(window.post.first), mend)


def check_later(
    form: ClaimForm, meant: Intervention, rule: Rule, place: Place, problems: Problems
) -> None:
    """Note a later window that is none: unknown, not after the first, or with another base.

    The base is the first window's, since what is expected later rests on what was known before
    the start.
    """
    if form.later is None:
        return
    at = place / "later"
    if not KINDS[form.kind].first:
        problem = f"this key means nothing in a claim of the kind {form.kind!r}"
        problems.add(at, problem, form.later, "Leave it out.")
        return
    names = [window.name for window in rule.windows if window.intervention == meant.id]
    problems.check_known(at, f"window of {meant.id!r}", form.later, names)
    named = rule.default_window(meant.id) if form.window is None else None
    wanted = form.window if named is None else named.name
    if form.later not in names or wanted not in names:
        return
    first, later = rule.window(wanted), rule.window(form.later)
    if later.post.first <= first.post.last:
        problem = f"these months do not come after those of {first.name!r}"
        mend = "Name a window that begins when the first one has ended."
        problems.add(at, problem, form.later, mend)
    elif later.base != first.base:
        problem = f"its base differs from that of {first.name!r}"
        mend = "Give both windows the same base: what is expected rests on the months before."
        problems.add(at, problem, form.later, mend)
