"""Numbers of people that claims speak of: as quoted, or as overlapping lists give them."""

from __future__ import annotations

from collections.abc import Mapping

from waterbed.model.errors import Refusal
from waterbed.model.histories import Histories
from waterbed.model.population import PopulationRange
from waterbed.model.study import Study


def ranges_of(study: Study, lists: Mapping[str, Histories]) -> tuple[PopulationRange, ...]:
    """Each population's range: as quoted, or as its lists give it, or why they give none."""
    made = []
    for number, one in enumerate(study.populations):
        if one.table is None:
            made.append(PopulationRange(one, one.low, one.high))
            continue
        from waterbed.hidden.command import hidden_command  # few studies have lists of persons

        try:
            found = hidden_command(
                lists[one.id], source=one.table.published, seed=study.seed + number
            )
        except Refusal as refusal:
            made.append(PopulationRange(one, None, None, refusal.name, str(refusal)))
            continue
        top = next((row for row in found.estimates if row.method == "range"), None)
        low, high = (None, None) if top is None else (top.low, top.high)
        refused = "" if top is not None else "two-lists"
        made.append(PopulationRange(one, low, high, refused, study=found))
    return tuple(made)
