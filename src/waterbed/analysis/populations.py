"""Numbers of people that claims speak of: as quoted, or as overlapping lists give them."""

from __future__ import annotations

from collections.abc import Mapping

from waterbed.model.errors import Refusal
from waterbed.model.histories import Histories
from waterbed.model.population import PopulationRange
from waterbed.model.study import Study


def ranges_of(study: Study, lists: Mapping[str, Histories]) -> tuple[PopulationRange, ...]:
    """Each population's range: as quoted, or as its lists give it, or why they give none."""
    ranges = []
    for number, population in enumerate(study.populations):
        if population.table is None:
            ranges.append(PopulationRange(population, population.low, population.high))
            continue
        from waterbed.hidden.command import hidden_command  # few studies have lists of persons

        try:
            list_study = hidden_command(
                lists[population.id], source=population.table.published, seed=study.seed + number
            )
        except Refusal as refusal:
            ranges.append(PopulationRange(population, None, None, refusal.name, str(refusal)))
            continue
        top = next((row for row in list_study.estimates if row.method == "range"), None)
        low, high = (None, None) if top is None else (top.low, top.high)
        refused = "" if top is not None else "two-lists"
        ranges.append(PopulationRange(population, low, high, refused, study=list_study))
    return tuple(ranges)
