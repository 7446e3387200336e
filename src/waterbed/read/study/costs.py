"""From the authoring form to the nouns: what was spent, and what an incident costs."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from waterbed.model.costs import Spent, UnitCost
from waterbed.model.errors import Place
from waterbed.model.written.costs import SpentForm, UnitCostForm
from waterbed.model.written.walk import entry_in
from waterbed.read.study.problems import Problems

UNIT_COST = Place(("unit_cost",))


def resolve_spent(form: SpentForm | None) -> Spent | None:
    return None if form is None else Spent(form.amount, form.currency, form.source)


def resolve_unit_costs(
    forms: Sequence[UnitCostForm], outcomes: Collection[str], problems: Problems
) -> tuple[UnitCost, ...]:
    """One an outcome."""
    problems.no_repeats(UNIT_COST / "outcome", [form.outcome for form in forms], "Keep one.")
    for form in forms:
        place = entry_in(UNIT_COST, forms, form)
        problems.check_known(place, "outcome", form.outcome, sorted(outcomes))
    return tuple(UnitCost(form.outcome, form.amount, form.currency, form.source) for form in forms)
