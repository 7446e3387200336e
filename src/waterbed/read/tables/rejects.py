"""Rows that cannot be used: rejected, counted by reason, shown; too many are an error."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from waterbed.model.codes import REJECTED
from waterbed.model.errors import InputError
from waterbed.model.sources import CountTable

NO_AREA = "no-area"
NO_PLACE = "no-place"
UNKNOWN_AREA = "unknown-area"
NO_PERIOD = "no-period"
STAND_IN = "stand-in"
BAD_PERIOD = "bad-period"
NOT_NUMBER = "not-number"
NEGATIVE = "negative"
FRACTION = "fraction"
REPEATED_ID = "repeated-id"
NO_POINT = "no-point"
ZERO_POINT = "zero-point"
OUTSIDE = "outside"
NO_CODE = "no-code"
NO_LOCATION = "no-location"
OTHER_MONTH = "other-month"

_MENDS = {
    NO_AREA: "Fill in the area, or leave such rows out of every outcome.",
    UNKNOWN_AREA: "Check that counts and areas use the same codes of the same year; leave other "
    "places out of the table.",
    NO_PERIOD: "Fill in the date, or remove the row.",
    STAND_IN: "Leave the date empty where it is not known, or remove the row.",
    BAD_PERIOD: "Set period_format to the way in which this table writes its dates, and write "
    "all of them in one way.",
    NOT_NUMBER: "Write a whole number; state a mark of a withheld count under `suppressed` of the "
    'table, as { "mark" = "1 to 4" } or "unknown"; or leave the cell empty.',
    NEGATIVE: "Correct the count, or leave it empty where it is not known.",
    FRACTION: "Give counts of incidents, not rates.",
    REPEATED_ID: "Remove the repeated rows.",
    NO_POINT: "Fill in the coordinates, or remove the row.",
    ZERO_POINT: "Fill in the coordinates, or remove the row.",
    OUTSIDE: "Check `crs`, and that x and y have not changed places.",
    NO_CODE: "Put text that holds a comma between double quotes, or download the file again.",
    OTHER_MONTH: "Keep each month's rows in the file of that month.",
}


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was rejected, for `waterbed check` on the screen only.

    row : as the user counts (the header is row 1), 0 where it is not known
    value : None in tables of incidents
    """

    file: str
    row: int
    column: str
    reason: str
    value: str | None


class Rejections:
    """Collects the rejected rows of one table; each row is counted once, under its first reason.

    secret : whether values stay unshown (tables of incidents)
    weights : int [R], rows of the file behind each row here (None: one each)
    """

    def __init__(
        self,
        table: CountTable,
        file: str,
        first_row: int,
        rows: int,
        examples: int,
        weights: NDArray[np.int64] | None = None,
    ) -> None:
        self.table = table
        self.file = file
        self.first_row = first_row
        self.bad: NDArray[np.bool_] = np.zeros(rows, bool)
        self.secret = table.secret
        self.reasons: Counter[str] = Counter()
        self.unweighed: Counter[str] = Counter()
        self.shown: list[RejectedRow] = []
        self.weights = weights
        self.first: dict[str, int] = {}
        self._examples = examples

    def add(
        self,
        reason: str,
        mask: NDArray[np.bool_],
        column: str,
        values: pl.Series | None = None,
        *,
        weigh: bool = True,
    ) -> None:
        """Reject the rows of `mask` that are not rejected yet.

        Those that are not weighed are counted, but do not tell against the table.
        """
        fresh = mask & ~self.bad
        rows = np.flatnonzero(fresh)
        if not len(rows):
            return
        self.bad |= fresh
        self.first.setdefault(reason, int(rows[0]))
        number = len(rows) if self.weights is None else int(self.weights[rows].sum())
        (self.reasons if weigh else self.unweighed)[reason] += number
        if self.weights is None:
            already = sum(row.reason == reason for row in self.shown)
            for row in rows[: max(self._examples - already, 0)].tolist():
                self.example(reason, row, column, None if values is None else values[row])

    def example(
        self, reason: str, row: int, column: str, value: Any = None, file: str = ""
    ) -> None:
        """Show a row, given its position among the data rows (-first_row: not known)."""
        text = None if self.secret or value is None else str(value)
        self.shown.append(
            RejectedRow(file or self.file, row + self.first_row, column, reason, text)
        )

    @property
    def total(self) -> int:
        return self.reasons.total() + self.unweighed.total()

    def tallied(self) -> tuple[tuple[str, int], ...]:
        """Reasons with their number of rows, the most frequent first."""
        return tuple((self.reasons + self.unweighed).most_common())

    def judge(self, rows: int) -> None:
        """InputError where more than `max_rejected` of the rows that outcomes use are rejected."""
        rejected = self.reasons.total()
        if not rejected or rejected <= self.table.max_rejected * rows:
            return
        reason, count = self.reasons.most_common(1)[0]
        example = next((row for row in self.shown if row.reason == reason), None)
        place = repr(example.column) if example else ""
        if example and example.row:
            place = f"row {example.row}, {place}"
        raise InputError(
            f"{rejected} of {rows} rows that the outcomes use are rejected, more than max_rejected "
            f"({self.table.max_rejected:g}) allows; most often ({count}) for {REJECTED[reason]}",
            file=example.file if example else self.file,
            place=place,
            value=example.value if example else None,
            mend=f"{_MENDS[reason]} If the rows may be left out, raise max_rejected.",
        )
