"""Whether a table seems to hold incidents or persons, whatever the study says of its layout."""

from __future__ import annotations

import re
from collections.abc import Sequence

_OF_INCIDENTS = re.compile(
    r"\b(?:street|road|address|postcode|post ?code|house|location|easting|northing|latitude"
    r"|longitude|grid ref\w*|officer|victim|suspect|offender|complainant|caller|person|surname"
    r"|forename|first name|last name|full name|client|patient|comments?|description|notes?"
    r"|narrative|free ?text|phone|telephone|mobile|e ?mail|birth|dob|registration|vrm"
    r"|crime (?:no|number|ref\w*)|incident (?:no|number|ref\w*|id)|urn|log (?:no|number))\b"
)


# A digit, but for one or two at the end of words of their own: "Address line 2".
_CODE = re.compile(r"\d(?!\d?$)|(?<![ _\d])\d|\d\d\d")


def looks_private(columns: Sequence[str], timed: Sequence[str]) -> bool:
    """Whether any column is called what only a row of one incident or person has.

    timed : columns that hold times of day
    """
    return bool(timed) or any(_OF_INCIDENTS.search(_words(name)) for name in columns)


def holds_values(names: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether what stands as names of columns may be a row of values: a name is a number, a date or
    a code, or stands again among the first values of its own column.

    below : rows under the names
    """
    for column, name in enumerate(names):
        again = any(column < len(row) and row[column].strip() == name for row in below)
        if name and (again or _CODE.search(name)):
            return True
    return False


def _words(name: str) -> str:
    """A column's name as words: "CrimeRef_No" as "crime ref no"."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return " ".join(re.split(r"[^a-zA-Z]+", apart)).strip().casefold()
