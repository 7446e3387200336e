"""Keys of a study for totals that are known from elsewhere."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from waterbed.model.written.key import Form, Key
from waterbed.model.written.values import Id, Many, Month, Text


class KnownTotalForm(Form):
    """A total that readers can have from elsewhere: the release ledger reckons with it."""

    name: Annotated[Text, Key("What it is called where a report would give something away.")]
    total: Annotated[int, Field(ge=0), Key("The count, exactly as it is known.")]
    first: Annotated[Month, Key("First month that it counts.")]
    last: Annotated[Month, Key("Last month that it counts.")]
    areas: Annotated[
        Many[Text],
        Key("Codes of the areas that it counts; all areas if areas and group are not given."),
    ] = ()
    group: Annotated[
        Text | None, Key("Or a group, by name: all its areas, as [areas] groups them.")
    ] = None
    outcome: Annotated[
        Id | None, Key("The outcome that it counts; every row if left out.", refers="outcomes")
    ] = None
    categories: Annotated[
        Many[Text], Key("Or the categories that it counts, of the table's first category column.")
    ] = ()
    tables: Annotated[
        Many[Id],
        Key(
            "The tables that it is a total of; all that are not published if left out.",
            refers="counts",
        ),
    ] = ()
    source: Annotated[str, Key("Where it can be read.")] = ""
