"""A key of a study: what it means, whether it decides, whether it is printed; and its sections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from pydantic import BaseModel, ConfigDict


@dataclass(frozen=True, slots=True)
class Key:
    """What there is to know of a key beside what it may hold.

    says : what it means, in a sentence of at most 250 characters, which is what a spreadsheet shows
        beside a cell; of a key that holds a section, what the section is for
    decides : whether it is in the hash of the decision rule
    printed : whether it is text that is published as the user wrote it; links : whether it may
        then hold web addresses
    refers : the list whose entries it names: "outcomes"
    """

    says: str
    decides: bool = False
    printed: bool = False
    links: bool = False
    refers: str = ""


class Form(BaseModel):
    """No key that is not declared; no value turned from one type into another.

    short : the key that a value stands for where it is written in place of the table, or ""
    """

    short: ClassVar[str] = ""
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


FILE = "Path of the file, from the folder of the study, with forward slashes: data/counts.csv."
LICENCE = "Licence under which it is published, as the publisher names it."
ATTRIBUTION = "The words in which the publisher asks to be named."
SHEET = "Sheet of the workbook, if the file is one; the first sheet if left out."
ENCODING = "How a CSV is encoded: utf-8, latin-1 or cp1252."
REJECTED = "Largest share of rows that may be unreadable before it is an error: 0.01 is one in "
GROUP = "Or a group, by name, in place of the list: all its areas, as [areas] groups them."
COUNT = "Column of the number; left out where each row is one."
TOUCHING = "Every area that touches this: target, or a zone named before."
TOLERANCE = "Gap in metres that still counts as touching, since boundaries are drawn roughly."
WITHIN = "Every area within so many metres of the target, or of the zone named under of."
OF = "The zone that the metres of within are measured from; the target if left out."
