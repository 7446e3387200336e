"""The claims: one card each, grouped by subject, and the strip of all deciding intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from waterbed.model.inversion import short_of
from waterbed.model.kinds import KINDS, Region
from waterbed.model.released import ShownEstimate, ShownRun, ShownVerdict
from waterbed.model.released_study import ShownClaim
from waterbed.model.study import NET, TARGET
from waterbed.report import charts
from waterbed.report.blocks import OF_ONE, Chart, Grid, ratio
from waterbed.report.charts import IntervalRow
from waterbed.report.sections.attitudes import bar as asked_bar
from waterbed.report.sections.card_notes import said_once
from waterbed.report.words import (
    activity,
    answers,
    attitudes,
    beside,
    claimed,
    concerned,
    covariates,
    known,
    movement,
    names,
    verdicts,
)
from waterbed.report.words.estimates import difference, lowered, range_words
from waterbed.report.words.numbers import day, ended, sentence, told_apart


@dataclass(frozen=True, slots=True)
class Card:
    """One claim as the page shows it.

    here : what it is judged as, in a few words, where another claim is of the same words; or ""
    mark : that the study puts it itself, or ""
    paragraphs : why the answer is so, how it is judged, what would test it, and where it was
        said, less what the notes say of several claims
    notes : numbers of those notes
    known : leads and numbers of what is known from elsewhere, no part of the answer
    bar : an SVG or ""
    """

    number: int
    id: str
    words: str
    here: str
    who: str
    mark: str
    answer: str
    answer_word: str
    reproduced: str
    paragraphs: tuple[str, ...]
    bar: str
    known: tuple[tuple[str, tuple[int, ...]], ...] = ()
    notes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CardGroup:
    """Cards of one subject; `part` the heading of the part of the list that begins with it, if any
    does."""

    title: str
    cards: tuple[Card, ...]
    part: str = ""


def cards_of(results: ShownRun) -> tuple[tuple[Card, ...], tuple[str, ...]]:
    """Every card in its order, and the notes: what would stand on several of them, once."""
    cards = every_card(results)
    bodies, numbers, notes = said_once([card.paragraphs for card in cards])
    return tuple(
        replace(card, paragraphs=paragraphs, notes=own)
        for card, paragraphs, own in zip(cards, bodies, numbers, strict=True)
    ), notes


def every_card(results: ShownRun) -> tuple[Card, ...]:
    """Each with all that is said of its claim, whatever stands on others too."""
    return tuple(
        card(results, number, claim, verdict)
        for number, (claim, verdict) in enumerate(ordered(results), start=1)
    )


def subjects(results: ShownRun, cards: Sequence[Card]) -> tuple[CardGroup, ...]:
    """Cards by part and subject, so that claim and counter-claim stand next to each other."""
    groups: dict[tuple[str, str], list[Card]] = {}
    for (claim, _), card in zip(ordered(results), cards, strict=True):
        groups.setdefault((claim.group, subject(results, claim)), []).append(card)
    card_groups, last = [], ""
    for (part, title), group in groups.items():
        card_groups.append(CardGroup(title, tuple(group), part if part != last else ""))
        last = part
    return tuple(card_groups)


def subject(results: ShownRun, claim: ShownClaim) -> str:
    if claim.subject:
        return claim.subject
    if claim.outcome:
        return names.outcome(results.study, claim.outcome)
    return "Other claims"


def ordered(results: ShownRun) -> tuple[tuple[ShownClaim, ShownVerdict], ...]:
    """Claims with their verdicts, by part and subject, each in order of first mention."""
    by_claim = {verdict.claim.id: verdict for verdict in results.verdicts}
    pairs = [(claim, by_claim[claim.id]) for claim in results.study.claims if claim.id in by_claim]
    parts = list(dict.fromkeys(claim.group for claim, _ in pairs))
    order = list(dict.fromkeys((claim.group, subject(results, claim)) for claim, _ in pairs))

    def place(claim: ShownClaim) -> tuple[int, int]:
        return parts.index(claim.group), order.index((claim.group, subject(results, claim)))

    return tuple(sorted(pairs, key=lambda pair: place(pair[0])))


def card(results: ShownRun, number: int, claim: ShownClaim, verdict: ShownVerdict) -> Card:
    """One claim, with its answer and why."""
    reasons = verdicts.reason_sentences(results, verdict)
    row = interval_row(results, number, claim, verdict)
    title = f"Claim {number}: {answers.answer_word(verdict, results.study.rule.level)}"
    bar = asked_bar(results, number, claim, region_band(claim.region), title)
    if row is not None:
        bar = charts.interval_chart(
            [row], f"bar{number}", title, bar_description(row), labels=False
        )
    reproduced = ""
    if verdict.reproduced is not None:
        reproduced = (
            "The figure claimed is reproduced."
            if verdict.reproduced
            else "The figure claimed is not reproduced."
        )
    dated = f"{day(claim.date)}, " if claim.date else ""
    return Card(
        number=number,
        id=claim.id,
        words=claim.words,
        here=judged_here(results, claim),
        who=claim.who,
        mark=claimed.PUT_BY_STUDY if claim.by_study else "",
        answer=verdict.answer,
        answer_word=answers.answer_word(verdict, results.study.rule.level),
        reproduced=reproduced,
        paragraphs=tuple(
            filter(
                None,
                (
                    *reasons,
                    claimed.judged_as(results.study, claim, reasons[0] if reasons else ""),
                    claimed.could_see(results, verdict),
                    *beside.other_ways(verdict),
                    beside.together(results, verdict),
                    concerned.concerned(results, claim),
                    covariates.of_claim(results, claim),
                    claimed.wider(claim, reasons),
                    sentence(f"said in: {dated}{claim.source}") if claim.source else "",
                ),
            )
        ),
        bar=bar,
        known=known.numbers_of(results.study, claim.id),
    )


def ways_grid(
    results: ShownRun, number: int, claim: ShownClaim, verdict: ShownVerdict
) -> Grid | None:
    """Every other method, window and start, and what each alone would answer."""
    if not verdict.specifications:
        return None
    rows = []
    for estimate, answer in verdict.specifications:
        when = names.window_words(results.study, estimate.parameter.window)
        rows.append(
            (names.capital(names.method(estimate.method)), when, *way(claim, estimate), answer)
        )
    level = results.study.rule.level
    fits = f"What fits ({answers.each_end(level)})"
    columns = ("Method", "Months after", "Difference", fits, f"Would be{answers.at_level(level)}")
    note = "Would be: what this way alone would answer, whether or not its checks passed."
    title = f"Claim {number}: every other way of computing it"
    return Grid(title, columns, tuple(rows), note=note)


def way(claim: ShownClaim, estimate: ShownEstimate) -> tuple[str, str]:
    """The difference that one way of computing finds, and what fits; a share has no difference."""
    if estimate.parameter.question == "share":
        return "", movement.moved_range(estimate)
    if estimate.deciding is None:
        return difference(estimate), ""
    return difference(estimate), range_words(
        estimate, *estimate.deciding, claimed.edges(claim, estimate)
    )


def interval_row(
    results: ShownRun, number: int, claim: ShownClaim, verdict: ShownVerdict
) -> IntervalRow | None:
    """What decides a claim, on the ratio axis; None where nothing was estimated or shown."""
    answer = answers.answer_word(verdict, results.study.rule.level)
    label = f"{number}. {answer}: {short_label(results, claim)}"
    if KINDS[claim.kind].parameter == "recorded":
        value = verdict.recorded.value if verdict.recorded else None
        if value is None:
            return None
        band = region_band(claim.region)
        return IntervalRow(label, point=value, interval=False, band=band, mark=claim.stated)
    estimate = verdicts.deciding(verdict)
    if estimate is None or estimate.deciding is None or estimate.status == "withheld":
        return None
    if estimate.parameter.scale not in OF_ONE and not estimate.expected:
        return None
    if KINDS[claim.kind].first:
        if not verdict.windows:
            return None
        low, high = verdict.windows[-1]
    else:
        low, high = (ratio(estimate, end) for end in estimate.deciding)
    return IntervalRow(
        label, low, high, ratio(estimate, estimate.value), band=region_band(claim.region)
    )


def short_label(results: ShownRun, claim: ShownClaim) -> str:
    """robbery, recorded; violence rose: what a claim says, in a few words."""
    if KINDS[claim.kind].quantity.done:
        return activity.in_short(results.study, claim)
    if KINDS[claim.kind].quantity.asked:
        return attitudes.in_short(results.study, claim)
    what = lowered(names.outcome(results.study, claim.outcome))
    where = "" if claim.zone == TARGET else f", {'net' if claim.zone == NET else claim.zone}"
    return f"{what}{claimed.in_few_words(results.study.rule, claim)}{where}"


def judged_here(results: ShownRun, claim: ShownClaim) -> str:
    """What tells a claim from another of the same words; "" where its words are its own.

    One sentence may say several things, and each of them has an answer of its own.
    """
    if sum(shown_claim.words == claim.words for shown_claim in results.study.claims) < 2:
        return ""
    targets = [intervention for intervention in results.study.interventions if intervention.targets]
    named = names.intervention(results.study, claim.intervention) if claim.intervention else ""
    of = f" ({named})" if named and len(targets) > 1 else ""
    return f"judged here as: {short_label(results, claim)}{of}"


def region_band(region: Region | None) -> tuple[tuple[float, float], ...]:
    """The region of a claim as pieces of the ratio axis."""
    if region is None:
        return ()
    low, high = region.low, region.high
    if not region.outside:
        return ((low, high),)
    outside = ((-math.inf, low), (high, math.inf))
    return tuple((a, b) for a, b in outside if a < b)


def bar_description(row: IntervalRow) -> str:
    """What the bar shows, for those who do not see it."""
    shown = figures(row)
    if not row.interval:
        return (
            f"Recorded change {shown['point']}, claimed {shown['mark']}; the shaded part of the "
            "axis agrees with the claim."
        )
    return (
        f"From {shown['low'] or 'no lower limit'} to {shown['high'] or 'no upper limit'}, best "
        f"single figure {shown['point']}; the shaded part of the axis agrees with the claim."
    )


def figures(row: IntervalRow) -> dict[str, str]:
    """The numbers of a row, with a decimal more where two would look the same."""
    ends = [end for piece in row.band for end in piece]
    shown = {"low": row.low, "high": row.high, "point": row.point, "mark": row.mark}
    digits = told_apart(x if x is None else short_of(x)[0] for x in (*shown.values(), *ends))
    return {key: ended(x, digits) for key, x in shown.items()}


def strip(results: ShownRun) -> Chart | None:
    """All deciding intervals on one axis, in the order of the cards."""
    rows = [
        interval_row(results, number, claim, verdict)
        for number, (claim, verdict) in enumerate(ordered(results), start=1)
    ]
    shown = [row for row in rows if row is not None]
    if not shown:
        return None
    ends = answers.each_end(results.study.rule.level)
    table = Grid(
        "What decides each claim",
        ("Claim", "From", "To", "Single figure", "Claimed"),
        tuple(strip_cells(row) for row in shown),
        (1, 2, 3, 4),
        note=f"From and to: the ends of what fits the data ({ends}). A recorded change has no "
        "range.",
        page=False,
    )
    title = "What decides each claim that these data can speak to"
    subtitle = (
        f"Change against what was expected, or as recorded. Bar: what fits the data ({ends}); "
        "ring: best single figure; cross: figure claimed; shaded: what agrees with the claim."
    )
    text = f"{len(shown)} rows, as in tables.xlsx; each is described on its card."
    return Chart(title, subtitle, charts.interval_chart(shown, "strip", title, text), table)


def strip_cells(row: IntervalRow) -> tuple[str, ...]:
    none, shown = "no limit" if row.interval else "", figures(row)
    return (row.label, shown["low"] or none, shown["high"] or none, shown["point"], shown["mark"])
