"""Keys of a study for what was spent and what an incident costs."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from waterbed.model.costs import CURRENCIES
from waterbed.model.written.key import Form, Key
from waterbed.model.written.values import Id, Text, one_of

Amount = Annotated[float, Field(gt=0)]


class SpentForm(Form):
    amount: Annotated[
        Amount,
        Key(
            "What was spent on it, from its start to the end of the months after that it is "
            "judged on."
        ),
    ]
    currency: Annotated[str, one_of(CURRENCIES), Key("In which currency: GBP.")]
    source: Annotated[Text, Key("Who says how much, and where.", printed=True, links=True)]


class UnitCostForm(Form):
    outcome: Annotated[Id, Key("The outcome.", refers="outcomes")]
    amount: Annotated[Amount, Key("What one incident of it costs.")]
    currency: Annotated[str, one_of(CURRENCIES), Key("In which currency: GBP.")]
    source: Annotated[Text, Key("Who says how much, and where.", printed=True, links=True)]
