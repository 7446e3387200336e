"""Where else it rose: the scan, rings by distance, what a zone's change is made of, other kinds."""

from __future__ import annotations

from dataclasses import replace

from waterbed.model.elsewhere import MIX
from waterbed.model.released import ShownCheck, ShownRun
from waterbed.model.released_elsewhere import (
    ShownBreakdown,
    ShownElsewhere,
    ShownPart,
    ShownProfile,
)
from waterbed.model.released_study import ShownStudy
from waterbed.report import charts
from waterbed.report.blocks import Block, Chart, Grid, headline, of_key
from waterbed.report.charts import IntervalRow
from waterbed.report.words import breakdown, names, rises, switching
from waterbed.report.words import scan as words
from waterbed.report.words.numbers import counted, percent, probability


def where_else(results: ShownRun) -> list[Block]:
    """Blocks of the section on movement; none where nothing was looked for."""
    blocks = []
    for elsewhere in results.elsewhere:
        blocks.append(scan_block(results, elsewhere))
        blocks.append(rings_block(results, elsewhere))
        blocks.append(parts_block(results, elsewhere))
        blocks.append(what_else(results, elsewhere))
        blocks.append(kinds_block(results, elsewhere))
    return [replace(block, folded=True) for block in blocks if block is not None]


def scan_block(results: ShownRun, elsewhere: ShownElsewhere) -> Block | None:
    """A rise that nobody named, outcome by outcome."""
    groups, study = beside(results), results.study
    searches = [
        (search, words.search_sentences(study, search, {}, groups)) for search in elsewhere.searches
    ]
    if not searches:
        return None
    leads = [words.looked_at(study, search) for search, said in searches if len(said) > 1]
    once = tuple(dict.fromkeys(leads)) if len(set(leads)) == 1 else ()
    general = (words.MEANING, words.SILENCE) if len(searches) > 1 else ()
    points = []
    for search, said in searches:
        kept = [text for text in said[len(once) if len(said) > 1 else 0 :] if text not in general]
        what = names.outcome(study, search.outcome)
        points.append(" ".join([f"{what}:", *kept] if once and len(said) > 1 else kept))
    heard = tuple(sentence for sentence in general if any(sentence in said for _, said in searches))
    return Block(
        "Did it rise where nobody looked?", paragraphs=(*once, *heard), points=tuple(points)
    )


def beside(results: ShownRun) -> tuple[str, ...]:
    """Groups that the parts of the zones' changes name: the target's own and those beside it."""
    groups = [
        part.name
        for elsewhere in results.elsewhere
        for b in elsewhere.breakdowns
        for part in b.by_group
    ]
    return tuple(dict.fromkeys(groups))


def rings_block(results: ShownRun, elsewhere: ShownElsewhere) -> Block | None:
    """The effect against the distance from the target's edge."""
    sentences = tuple(
        words.profile_sentence(results.study, profile) for profile in elsewhere.profiles
    )
    drawn = [rings_chart(results.study, profile, i) for i, profile in enumerate(elsewhere.profiles)]
    if not sentences:
        return None
    shown = tuple(chart for chart in drawn if chart is not None)
    return Block("Does it depend on the distance?", points=sentences, charts=shown)


def rings_chart(study: ShownStudy, profile: ShownProfile, i: int) -> Chart | None:
    known = [ring for ring in profile.rings if not ring.why and ring.value is not None]
    if len(known) < 2:
        return None
    name = names.outcome(study, profile.outcome)
    title = f"{name} by distance from the target"
    rows = [
        IntervalRow(words.ring_label(ring), ring.band_low, ring.band_high, ring.value)
        for ring in known
    ]
    cells = tuple(
        (
            words.ring_label(ring),
            f"{ring.areas:,}",
            counted(ring.observed),
            counted(ring.expected),
            percent(ring.value),
            probability(ring.p),
        )
        for ring in known
    )
    columns = ("Distance", "Areas", "Observed", "Expected", "Difference", "p, alone")
    svg = charts.interval_chart(rows, f"rings{i}", title, words.profile_sentence(study, profile))
    note = "Observed against expected. Bars: what fits the data, wide enough for all rings at once."
    return Chart(title, note, svg, Grid(title, columns, cells, (1, 2, 3, 4, 5), page=False))


def parts_block(results: ShownRun, elsewhere: ShownElsewhere) -> Block | None:
    """What each zone's change is made of, after saying whether it is unusual at all."""
    points, grids = [], []
    for zone_change in elsewhere.breakdowns:
        grids.append(parts_grid(results.study, zone_change))
        said = breakdown.breakdown_sentences(results.study, zone_change)
        points.append(" ".join(said if grids[-1] is None else map(without_figures, said)))
    if not points:
        return None
    shown = tuple(grid for grid in grids if grid is not None)
    mixed = any(
        part.name == MIX for zone_change in elsewhere.breakdowns for part in zone_change.by_category
    )
    return Block(
        "What is the change beside it made of?",
        points=tuple(points),
        grids=shown,
        paragraphs=(breakdown.NOTE, *((breakdown.MIX_NOTE,) if mixed else ())),
    )


def without_figures(text: str) -> str:
    """Whether a difference is unusual, without the figures that stand above its parts."""
    lead, separator, _ = text.partition(": against ")
    return f"{lead}." if separator else text


def parts_grid(study: ShownStudy, zone_change: ShownBreakdown) -> Grid | None:
    parts: list[ShownPart] = [*zone_change.by_category, *zone_change.by_group]
    if zone_change.status == "withheld" or not parts:
        return None
    name = names.outcome(study, zone_change.outcome)
    parted = zone_change.whole.co_treated is not None
    rows = tuple(breakdown.part_row(part, parted) for part in (zone_change.whole, *parts))
    columns = (*breakdown.COLUMNS, *(breakdown.MORE_COLUMNS if parted else ()))
    title = f"{name} {names.place(zone_change.zone)}, in parts"
    note = breakdown.usual_sentence(zone_change)
    return Grid(title, columns, rows, (1, 2), note=note, page=False)


def what_else(results: ShownRun, elsewhere: ShownElsewhere) -> Block | None:
    """What a rise beside the target could be other than a move: other kinds that rose with it,
    another intervention next door, police attention."""
    sentences = []
    for zone in dict.fromkeys(zone_change.zone for zone_change in elsewhere.breakdowns):
        here = [zone_change for zone_change in elsewhere.breakdowns if zone_change.zone == zone]
        sentences += [rises.together(results.study, here), rises.next_door(results.study, here)]
        sentences.append(rises.attention(results.study, _checks(results, elsewhere, zone)))
    points = tuple(text for text in sentences if text)
    return Block("What else could a rise there be?", points=points) if points else None


def _checks(results: ShownRun, elsewhere: ShownElsewhere, zone: str) -> list[ShownCheck]:
    """Checks on police attention of the zone whole, by the method that decides."""
    return [
        check
        for other in of_key(
            headline(results), intervention=elsewhere.intervention, zone=zone, part="whole"
        )
        for check in other.checks
        if check.name == "police-attention"
    ]


def kinds_block(results: ShownRun, elsewhere: ShownElsewhere) -> Block | None:
    """Whether the target's own crime changed its kind, or another count rose in a place of its own;
    named by intervention and window where several are compared."""
    study, counts = results.study, elsewhere.switched
    if len(counts) < 2:
        return None
    rows = tuple(switching.switched_row(study, row) for row in counts)
    columns = ("Outcome", "Difference", "Range, all outcomes at once", "p, all outcomes at once")
    apart = any(row.place for row in counts)
    shown = "Other kinds of incident in the target" + (", and beside it" if apart else "")
    grid = Grid(shown, columns, rows, (3,))
    sentences = (
        *switching.switching_sentences(study, counts),
        *switching.places_sentences(study, counts),
    )
    asked = "Did it change its kind?"
    if len(results.elsewhere) > 1:
        done = names.capital(names.intervention(study, elsewhere.intervention))
        asked += f" {done}, {elsewhere.window}"
    return Block(asked, paragraphs=sentences, grids=(grid,))
