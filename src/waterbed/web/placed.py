"""The map of a measure before it is run, and its roles in words, with the report's own drawing."""

from __future__ import annotations

from waterbed.analysis.placing import Ground, Placed
from waterbed.model.study import TARGET
from waterbed.report.charts.drawn import Role, Shape, place_map
from waterbed.report.words import places as words

FEW = 3
"""So many areas of a target are named on the map."""
NAMED = 12
"""So many areas of a role are named beside it."""


def picture(on: Ground, placed: Placed, compared: bool = True) -> str:
    """The areas by role, each of which a script can pick; "" where there is no map of them.

    compared : whether those that are left are compared with
    """
    if placed.frame is None:
        return ""
    few = int((placed.roles == TARGET).sum()) <= FEW
    shapes = [
        Shape(
            _look(str(placed.roles[i]), placed),
            outline,
            on.areas.called(i) if few and placed.roles[i] == TARGET else "",
            on.areas.ids[i],
            on.names.called(i),
        )
        for i, outline in placed.drawn
    ]
    there = {str(placed.roles[i]) for i, _ in placed.drawn} - {""}
    legend = [
        Role(role, f"{words.called(role, compared)} ({size:,})", _look(role, placed))
        for role, size in _sizes(placed)
        if role in there
    ]
    title = "Where it was done"
    said = words.MAP if legend else "All areas; none is chosen yet."
    return place_map(shapes, placed.frame, (), legend, "where", title, said)


def role_rows(on: Ground, placed: Placed, compared: bool = True) -> list[tuple[str, int, str]]:
    """Each role in words, how many areas play it, and the names of those that are few."""
    return [
        (words.called(role, compared), size, _names(on, placed, role) if size <= NAMED else "")
        for role, size in _sizes(placed)
    ]


def _names(on: Ground, placed: Placed, role: str) -> str:
    return ", ".join(on.areas.called(i)
                     for i in range(len(placed.roles)) if placed.roles[i] == role)  # fmt: skip


def _sizes(placed: Placed) -> list[tuple[str, int]]:
    """Roles that any area plays, from the target outwards."""
    known = (TARGET, *placed.zones, "buffer", "donors")
    others = sorted({str(role) for role in placed.roles} - {"", *known})
    sizes = [(role, int((placed.roles == role).sum())) for role in (*known, *others)]
    return [(role, size) for role, size in sizes if size]


def _look(role: str, placed: Placed) -> str:
    if role in placed.zones:
        return f"zone-{min(placed.zones.index(role), 2)}"
    if role == "":
        return "backdrop"
    if role == "left out: no data":
        return "none"
    return "out" if role.startswith("left out") else role
