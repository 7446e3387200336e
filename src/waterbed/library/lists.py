"""Multiple systems estimation from Python: how many people are on none of several lists?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from waterbed.disclosure.lists import release_lists
from waterbed.hidden.command import hidden_command
from waterbed.library.arguments import MOST, explained
from waterbed.library.counts import Frame
from waterbed.library.shown import INTERNAL, Words, paragraphs
from waterbed.model.errors import InputError
from waterbed.model.liststudy import ListStudy
from waterbed.model.population import ListTable
from waterbed.model.released import Released, ShownLists
from waterbed.read.lists.lists import histories_of
from waterbed.read.study.populations import read_table
from waterbed.read.tables.opener import open_frame
from waterbed.report.lists import lists_json, lists_text
from waterbed.report.words import hidden as words

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Hidden:
    """What overlapping lists say, exact and marked as internal.

    study : as it was found; `released` : all that may be shown of it, in the internal profile
    """

    study: ListStudy

    @property
    def released(self) -> Released[ShownLists]:
        return release_lists(self.study, "internal")

    @property
    def range(self) -> tuple[float | None, float | None]:
        """Least and most people there may be, seen and unseen; None where there is no end."""
        rows = [estimate for estimate in self.study.estimates if estimate.method == "range"]
        return (rows[0].low, rows[0].high) if rows else (None, None)

    def why(self) -> Words:
        """The answer in sentences."""
        return paragraphs((INTERNAL, *words.lines(self.released.content)))

    def as_dict(self) -> dict[str, Any]:
        """As `waterbed hidden --profile internal --json` prints it."""
        shown: dict[str, Any] = json.loads(lists_json(self.released))
        return shown

    def to_polars(self) -> pl.DataFrame:
        """A row an estimate."""
        import polars as pl

        keys = ("question", "method", "zone", "value", "low", "high")
        rows = [{key: row.get(key) for key in keys} for row in self.as_dict()["estimates"]]
        return pl.DataFrame(rows, infer_schema_length=None).with_columns(
            pl.lit("internal").alias("profile")
        )

    def __repr__(self) -> str:
        return f"{INTERNAL}\n{lists_text(self.released)}"

    def _repr_html_(self) -> str:
        return self.why()._repr_html_()


@explained(but=("data",))
def hidden(
    data: Frame | str | Path,
    lists: str | Sequence[str] = (),
    *,
    count: str = "",
    stratum: str = "",
    published: str = "",
    replicates: int = 1000,
    seed: int = 1,
) -> Hidden:
    """How many people are on none of several overlapping lists?  As `waterbed hidden`.

    data : a frame or a file with a row a coded person (0/1 columns), or a row a history with its
        `count` of people
    lists : those columns; every column but `count` if left out, of histories alone
    stratum : a column of periods, or of boroughs; published : where the table is published
    InputError names row and column, never a value; Refusal where the lists give no range.
    """
    named = [lists] if isinstance(lists, str) else list(lists)
    if isinstance(data, (str, Path)):
        table = ListTable(
            Path(data), tuple(named), count=count, stratum=stratum, published=published
        )
        histories = read_table(table, Path(data).name)
    else:
        opened = open_frame(data, "data")
        histories = histories_of(opened, lists=named, count=count, stratum=stratum)
    if not 200 <= replicates <= MOST:
        raise InputError(
            f"from 200 to {MOST:,} replicates can be drawn", place="replicates", value=replicates,
            mend="Leave it out, or write 1000.",
        )  # fmt: skip
    return Hidden(hidden_command(histories, source=published, seed=seed, replicates=replicates))
