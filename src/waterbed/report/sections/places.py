"""Where the target lies and what lies round it: a map, or rings where there is none."""

from __future__ import annotations

from waterbed.model.released import ShownRole, ShownRun
from waterbed.model.study import TARGET
from waterbed.report.blocks import Chart, Grid, zones_of
from waterbed.report.charts.drawn import Role, ring_diagram
from waterbed.report.words import names
from waterbed.report.words import places as words

LEFT_OUT = "left out: "


def place_chart(results: ShownRun, intervention: str, key: str) -> Chart | None:
    """The places of an intervention's default window by role; None where none is known."""
    roles = roles_of(results, intervention)
    if not any(one.role == TARGET for one in roles):
        return None
    title = words.title(results, intervention)
    table = role_grid(results, intervention, roles)
    shown = [one for one in roles if not one.role.startswith(LEFT_OUT)]
    looks = [
        Role(one.role, label(results, intervention, one), look_of(results, intervention, one.role))
        for one in shown
    ]
    told = f"{'; '.join(one.label for one in looks)}."
    svg = ring_diagram(looks, key, title, f"{words.RINGS} {told}")
    return Chart(title, words.RINGS, svg, table)


def roles_of(results: ShownRun, intervention: str) -> list[ShownRole]:
    """Roles that any area plays, from the target outwards."""
    window = results.study.rule.default_window(intervention)
    if window is None:
        return []
    return [
        one
        for one in results.roles
        if (one.intervention, one.window) == (intervention, window.name) and one.areas
    ]


def look_of(results: ShownRun, intervention: str, role: str) -> str:
    """How areas of a role are drawn."""
    zones = zones_of(results, intervention)
    if role in zones:
        return f"zone-{min(zones.index(role), 2)}"
    if role == f"{LEFT_OUT}no data":
        return "none"
    return "out" if role.startswith(LEFT_OUT) else role


def label(results: ShownRun, intervention: str, one: ShownRole) -> str:
    """Beside it: adjacent wards (8)."""
    return f"{words.role(results, intervention, one.role)} ({one.areas:,})"


def role_grid(results: ShownRun, intervention: str, roles: list[ShownRole]) -> Grid:
    """Each role with how many areas play it, and their names where they may be told."""
    rows = tuple(
        (words.role(results, intervention, one.role), f"{one.areas:,}", words.named(one))
        for one in roles
    )
    done = names.intervention(results.study, intervention)
    return Grid(f"Places by role ({done})", ("Role", "Areas", "Names"), rows, (1,))
