"""What the holder of a file is told of how it was read."""

from __future__ import annotations

from waterbed.disclosure.exact import exact
from waterbed.model.estimate import Remark
from waterbed.model.released import ShownInput, ShownRemark
from waterbed.model.results import InputRecord
from waterbed.report.words import reading


def notices(record: InputRecord) -> tuple[str, ...]:
    return reading.notices(exact(ShownInput, record))


def contacts_text(one: Remark) -> str:
    return reading.contacts_text(exact(ShownRemark, one))
