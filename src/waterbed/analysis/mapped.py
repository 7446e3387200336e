"""The map: which role each area round the target plays, and its outline, made small."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from waterbed.effect.compare import Comparison
from waterbed.model.areas import Areas
from waterbed.model.results import MapArea, Outline
from waterbed.model.zones import Members, Zones

NAMED = 40
"""Areas of a role of more than these are not named."""
BEHIND = "behind"
FINE, COARSE = 300, 90
"""Into how many steps the width of the map, and of the small map of the whole, is parted: less
than a step is not drawn."""
Frame = tuple[float, float, float, float]
"""Least and most x and y, in metres."""
MOST = 400
"""More areas than these are drawn without those that are only compared with."""


def map_areas(comparison: Comparison, areas: Areas) -> tuple[MapArea, ...]:
    """Target, zones and buffer, and whatever else lies in the frame round them.

    Without outlines the areas of these roles alone, by name.  Outlines are cut at the frame and
    simplified together, so that they still meet.
    """
    roles = _roles_of(comparison, len(areas))
    inner = [i for i, role in enumerate(roles) if role in _inner(comparison)]
    shapes = areas.shapes
    if shapes is None or any(shapes[i] is None for i in np.flatnonzero(roles == "target")):
        return tuple(_area(comparison, areas, roles, i) for i in inner)
    known = np.array([shape is not None for shape in shapes])
    frame = frame_of(shapes[[i for i in inner if known[i] and roles[i] != "buffer"]])
    near = within_frame(shapes, known, frame)
    if len(near) > MOST:
        near = np.array([i for i in near if i in set(inner)])
    shown_areas = [
        _area(comparison, areas, roles, i, outline) for i, outline in outlines(shapes, near, frame)
    ]
    shown_areas += [_area(comparison, areas, roles, i) for i in inner if not known[i]]
    return (*shown_areas, *_behind(comparison, areas, shapes[known], frame))


def within_frame(shapes: NDArray[Any], known: NDArray[np.bool_], frame: Frame) -> NDArray[np.int64]:
    """Positions of the areas that have a shape in the frame."""
    near: NDArray[np.int64] = np.flatnonzero(known)
    met: NDArray[np.bool_] = shapely.intersects(shapes[near], shapely.box(*frame))
    return near[met]


def outlines(
    shapes: NDArray[Any], near: NDArray[np.int64], frame: Frame
) -> Iterator[tuple[int, Outline]]:
    """Position and outline of each area, cut at the frame and simplified together."""
    step = max(frame[2] - frame[0], frame[3] - frame[1]) / FINE
    drawn = shapely.coverage_simplify(shapely.clip_by_rect(shapes[near], *frame), step)
    for i, shape in zip(near, drawn, strict=True):
        yield int(i), outline_of(shape, step)


def _roles_of(comparison: Comparison, size: int) -> NDArray[Any]:
    """The role of each area, "" of one that plays none."""
    return roles_of(comparison.zones, np.flatnonzero(comparison.totals.donors.any(axis=1)), size)


def roles_of(zones: Zones, donors: Members, size: int) -> NDArray[Any]:
    """The role of each area, "" of one that plays none; donors : those that can be compared with,
    where some have gaps."""
    roles = np.full(size, "", object)
    roles[np.setdiff1d(zones.donors, donors)] = "left out: gaps"
    for name, members in zones.left_out:
        roles[members] = f"left out: {name}"
    roles[donors] = "donors"
    roles[zones.buffer] = "buffer"
    for name, members in reversed(zones.named()):
        roles[members] = name
    return roles


def _inner(comparison: Comparison) -> tuple[str, ...]:
    return (*(name for name, _ in comparison.zones.named()), "buffer")


def _area(
    comparison: Comparison, areas: Areas, roles: NDArray[Any], i: int, outline: Outline = ()
) -> MapArea:
    role, window = str(roles[i]), comparison.window
    few = int((roles == role).sum()) <= NAMED and role in _inner(comparison)
    name = areas.called(i) if few else ""
    return MapArea(window.intervention, window.name, role, name, outline)


def frame_of(shapes: NDArray[Any]) -> Frame:
    """A frame a fifth wider than the areas on each side, half again as wide as high or wider."""
    west, south, east, north = shapely.total_bounds(shapes)
    pad = 0.2 * max(east - west, north - south)
    high = north - south + 2 * pad
    wide = max(east - west + 2 * pad, 1.5 * high)
    high = max(high, wide / 2)
    x, y = (west + east) / 2, (south + north) / 2
    return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2


def outline_of(shape: Any, step: float) -> Outline:
    """Outer and inner rings in whole metres; parts smaller than a step are left out."""
    parts = [part for part in shapely.get_parts(shape) if shapely.get_type_id(part) == 3]
    rings = [ring for part in parts for ring in shapely.get_rings(part)]
    kept = [ring for ring in rings if shapely.area(shapely.polygons(ring)) >= step * step]
    return tuple(
        tuple((round(x), round(y)) for x, y in shapely.get_coordinates(ring)) for ring in kept
    )


def _behind(
    comparison: Comparison,
    areas: Areas,
    shapes: NDArray[Any],
    frame: Frame,
) -> list[MapArea]:
    """All areas as larger ones, where the frame is a small part of them."""
    west, south, east, north = shapely.total_bounds(
        shapes if areas.backdrop is None else areas.backdrop
    )
    if (frame[2] - frame[0]) > 0.6 * (east - west) or (frame[3] - frame[1]) > 0.6 * (north - south):
        return []
    step = max(east - west, north - south) / COARSE
    behind = areas.backdrop
    if behind is None:
        behind = np.array([shapely.union_all(shapely.simplify(shapes, step / 4))], object)
    drawn = shapely.coverage_simplify(behind, step)
    window = comparison.window
    return [
        MapArea(window.intervention, window.name, BEHIND, "", outline_of(shape, step))
        for shape in drawn
    ]
