"""Where the target lies and what lies round it: a map, or rings where there is none."""

from __future__ import annotations

from waterbed.model.released import ShownRun
from waterbed.model.released_places import ShownMapArea, ShownRole
from waterbed.model.study import TARGET
from waterbed.report.blocks import Chart, Grid, roles_of, zones_of
from waterbed.report.charts.drawn import Role, Shape, bounds, place_map, ring_diagram
from waterbed.report.front import is_compared
from waterbed.report.words import names
from waterbed.report.words import places as words
from waterbed.report.words.numbers import listed

LEFT_OUT, BEHIND = "left out: ", "behind"
FEW = 3
"""So many areas of a target are named on the map."""


def place_chart(results: ShownRun, intervention: str, key: str) -> Chart | None:
    """The places of an intervention's default window by role; None where only the target is known.

    A map where there are outlines of an official geography, else rings.
    """
    roles = roles_of(results, intervention)
    if len(roles) < 2 or roles[0].role != TARGET:
        return None
    title = words.title(results, intervention)
    places = map_of(results, intervention)
    table = role_grid(results, intervention, roles, places)
    if any(place.outline for place in places):
        svg = map_drawn(results, intervention, roles, places, key, title)
        return Chart(title, words.MAP, svg, table)
    shown = [role for role in roles if not role.role.startswith(LEFT_OUT)]
    looks = legend(results, intervention, shown)
    description = f"{words.RINGS} {listed(look.label for look in looks)}."
    return Chart(title, words.RINGS, ring_diagram(looks, key, title, description), table)


def map_of(results: ShownRun, intervention: str) -> list[ShownMapArea]:
    """Areas of the map of an intervention's default window."""
    window = results.study.rule.default_window(intervention)
    return [
        area
        for area in results.map
        if window and (area.intervention, area.window) == (intervention, window.name)
    ]


def map_drawn(
    results: ShownRun,
    intervention: str,
    roles: list[ShownRole],
    places: list[ShownMapArea],
    key: str,
    title: str,
) -> str:
    """The areas in the frame by role, all of them in a corner, and a legend of what is there."""
    near = [place for place in places if place.role != BEHIND and place.outline]
    targets = [area for area in near if area.role == TARGET]
    shapes = [
        Shape(
            look_of(results, intervention, area.role),
            area.outline,
            area.name if area.role == TARGET and len(targets) <= FEW else "",
        )
        for area in near
    ]
    whole = [Shape("backdrop", place.outline) for place in places if place.role == BEHIND]
    there = {area.role for area in near}
    looks = legend(results, intervention, [role for role in roles if role.role in there])
    description = f"{words.MAP} {listed(look.label for look in looks)}."
    return place_map(shapes, bounds(shapes), whole, looks, key, title, description)


def legend(results: ShownRun, intervention: str, roles: list[ShownRole]) -> list[Role]:
    """Beside it: adjacent wards (8)."""
    compared = is_compared(results, intervention)
    return [
        Role(
            role.role,
            f"{words.called(role.role, compared)} ({role.areas:,})",
            look_of(results, intervention, role.role),
        )
        for role in roles
    ]


def look_of(results: ShownRun, intervention: str, role: str) -> str:
    """How areas of a role are drawn."""
    zones = zones_of(results, intervention)
    if role in zones:
        return f"zone-{min(zones.index(role), 2)}"
    if role == f"{LEFT_OUT}no data":
        return "none"
    return "out" if role.startswith(LEFT_OUT) else role


def role_grid(
    results: ShownRun, intervention: str, roles: list[ShownRole], places: list[ShownMapArea]
) -> Grid:
    """Each role with how many areas play it, and their names where they may be told."""
    named: dict[str, list[str]] = {}
    for place in places:
        if place.name:
            named.setdefault(place.role, []).append(place.name)
    rows = tuple(
        (
            words.called(role.role, is_compared(results, intervention)),
            f"{role.areas:,}",
            words.named(role, sorted(named.get(role.role, role.names))),
        )
        for role in roles
    )
    done = names.intervention(results.study, intervention)
    return Grid(f"Places by role ({done})", ("Role", "Areas", "Names"), rows, (1,))
