"""Rows of a table that count nothing: crimes that were cancelled, recorded twice or were none."""

from __future__ import annotations

import re

from waterbed.propose.guess_table import TableGuess

_VOID = re.compile(
    r"(?:no|not a|non)[ -]?crimed?|(?:crime )?cancelled(?: crime)?|transferred(?: out)?"
    r"|(?:created|recorded) in error|duplicated?(?: record| crime)?|voided?",
    re.IGNORECASE,
)
_MOST = 200


def is_void(value: str) -> bool:
    """Whether a category says that nothing happened there, or that another row counts it."""
    return _VOID.fullmatch(value.strip()) is not None


def void_rows(table: TableGuess, but: str = "") -> list[dict[str, str]]:
    """Selectors of such rows, by columns that are not `but`; of wide tables none.

    A value is shown only where it is one of those words: no other says anything of a person.
    """
    if table.layout not in ("long", "incidents"):
        return []
    columns = [column for column in table.columns if column.is_text and column.distinct <= _MOST]
    return [{column.name: value} for column in columns if column.name != but
            for value in column.values if is_void(value)]  # fmt: skip
