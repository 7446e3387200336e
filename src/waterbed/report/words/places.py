"""Words on where the places lie."""

from __future__ import annotations

from collections.abc import Sequence

from waterbed.model.released import ShownRun
from waterbed.model.released_places import ShownRole
from waterbed.model.study import TARGET
from waterbed.report.words import names
from waterbed.report.words.numbers import listed

RINGS = "Steps away from the target, not to scale: no map is drawn but of an official geography."
MAP = "Areas by the role that they play; what they counted is not on the map."

_ROLES = {
    "buffer": "Buffer, not compared",
    "donors": "Compared with",
    "left out: co-treated": "Left out: something was done there too",
    "left out: no data": "Left out: no counts",
    "left out: gaps": "Left out: months missing",
    "left out: beside": "Left out: beside another place of the study",
}


def called(key: str, compared: bool = True) -> str:
    """What a role is called in a legend, by its key: of `_ROLES`, or the name of a zone.

    compared : whether any comparison could be made
    """
    if key == TARGET:
        return "Where it was done"
    if key == "donors" and not compared:
        return "Other areas, not compared"
    return _ROLES.get(key, f"Beside it: {key}")


def title(results: ShownRun, intervention: str) -> str:
    return f"Where: {names.intervention(results.study, intervention)}"


def named(shown_role: ShownRole, given: Sequence[str]) -> str:
    """The official names of all areas of a role, or of some of them."""
    if not given:
        return ""
    listing = listed(given)
    return listing if len(given) == shown_role.areas else f"{listing}, and others"
