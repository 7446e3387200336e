"""What a page on a design says: what could be seen, by which test, and what to do next."""

from __future__ import annotations

import math
from collections.abc import Sequence

from waterbed.model.designed import SHOWN_FALLS, DesignRow, DesignTable
from waterbed.model.months import Months, in_words
from waterbed.model.verdict import POWER
from waterbed.report.words.numbers import counted, listed, plural, several, share, whole

COLUMNS = (
    "How", "Places", "Taking part", "Months", "Fall seen",
    *(f"−{whole(100 * fall)}%" for fall in SHOWN_FALLS), "Rise seen", "False falls",
)  # fmt: skip
WHY = {
    "few-places": "cannot be drawn: four places are the fewest, and there must be as many areas as "
    "take part, and one more by lots",
    "few-lots": "cannot be drawn: there are too few different lots for any to be rare",
    "short-history": "cannot be said: two years of counts are needed before the months that falls "
    "are planted in",
    "no-counts": "cannot be said: nothing was counted there",
    "withheld": "not shown: too few were counted there in the last twelve months",
}
WAY = {
    "lots": "by lots",
    "halves": "in two halves",
    "steps": "in steps",
}

WIDE = 0.1
"""Width from which on a range of power stands in the place of a share."""


def how(row: DesignRow) -> str:
    """The way of a row: in 4 steps."""
    return f"in {several(row.groups, 'step')}" if row.way == "steps" else WAY[row.way]


def _seen(x: float | None) -> str:
    return "none" if x is None else share(x)


def _power(row: DesignRow, k: int) -> str:
    """The share of a shown fall; the range that the dates leave, where it is a wide one."""
    if not row.power_low or row.power_high[k] - row.power_low[k] <= WIDE:
        return share(row.power[k])
    low, high = whole(100 * row.power_low[k]), whole(100 * row.power_high[k])
    return f"{low}–{high}%"


def cells(row: DesignRow) -> tuple[str, ...]:
    """A row of the table, as COLUMNS."""
    head = (how(row), f"{row.places:,}", f"{row.candidates:,}", f"{row.months}")
    if row.why:
        return (*head, "–", *("–" for _ in SHOWN_FALLS), "–", "–")
    return (
        *head,
        _seen(row.smallest),
        *(_power(row, k) for k in range(len(SHOWN_FALLS))),
        _seen(row.smallest_rise),
        share(row.false_fall),
    )


def mark(table: DesignTable) -> str:
    """What stands above a page whose counts are not published."""
    if table.profile == "public":
        return ""
    return (
        "Internal: for those who may see the counts, and not for publication. Figures are rounded, "
        "but rest on exact counts."
    )


def question(table: DesignTable) -> str:
    """What was asked."""
    year = counted(table.yearly, "rounded" if table.rounded else "exact")
    withheld = table.yearly is None
    of = "" if withheld else f"; the last twelve months of them hold {year} of “{table.outcome}”"
    left = ""
    if table.left_out:
        left = f" {plural(table.left_out, 'area')} without counts in every month cannot take part."
    return (
        f"{table.kind[:1].upper()}{table.kind[1:]} from {in_words(table.start)} on, in some of "
        f"{plural(table.candidates, 'area')}: would a change in “{table.outcome}” be seen? Rests "
        f"on counts of {Months(table.first, table.last).in_words()}{of}.{left}"
    )


def answers(table: DesignTable) -> tuple[str, ...]:
    """A sentence for each number of places that was looked for; else the best of the table, or that
    there is none."""
    looked = [row for row in table.rows if row.asked_fall is not None]
    if looked:
        return tuple(_needed(row) for row in looked)
    seen = [row for row in table.rows if row.smallest is not None]
    if any(row.why == "withheld" for row in table.rows):
        return ("What these designs could show is not shown: too few were counted there.",)
    if all(row.why for row in table.rows):
        return ("Of none of these designs can it be said what it would show.",)
    if not seen:
        return ("None of these designs would show even a fall of 70% in four of five lots.",)
    if len(table.rows) == 1:
        only = seen[0]
        return (
            f"{how(only).capitalize()}, {plural(only.places, 'place')} over {only.months} months "
            f"would show a fall of {share(only.smallest or 0.0)} or more in four of five lots.",
        )
    best = min(seen, key=lambda row: (row.smallest or 1.0, row.months, row.places))
    return (
        f"Of these the most could be seen {how(best)}, {plural(best.places, 'place')} over "
        f"{best.months} months: a fall of {share(best.smallest or 0.0)} or more, in four of five "
        "lots.",
    )


def _needed(row: DesignRow) -> str:
    fall, long = share(row.asked_fall or 0.0), _length(row.months)
    if row.why:
        return f"{how(row).capitalize()}, {long}: {WHY[row.why]}."
    if not row.met:
        most = f" ({row.places:,} of them are the most that can get it so)"
        return (
            f"No number of these places could show a fall of {fall} in {long} {how(row)}"
            f"{most}: the smallest that would be seen is {_seen(row.smallest)}."
        )
    return (
        f"{how(row).capitalize()}, {long}: {plural(row.places, 'place')} would show a fall of "
        f"{fall} in four of five lots."
    )


def _length(months: int) -> str:
    years, left = divmod(months, 12)
    return f"{months} months" if left else ("a year" if years == 1 else several(years, "year"))


def troubles(table: DesignTable) -> tuple[str, ...]:
    """Designs of the table that cannot be, a sentence each."""
    return tuple(
        f"{how(row).capitalize()}, {plural(row.places, 'place')}, {row.months} months: "
        f"{WHY[row.why]}."
        for row in table.rows
        if row.why and row.asked_fall is None
    )


def reading(table: DesignTable) -> tuple[str, ...]:
    """How the table is read, and how sure it is."""
    draws = max((row.draws for row in table.rows), default=0)
    dates = max((row.dates for row in table.rows), default=0)
    rounded = (
        " These counts are not published, so every share is rounded to five in a hundred."
        if table.rounded
        else ""
    )
    side = {
        True: "Some candidates lie side by side: what moves from a place that has it to one that "
        "waits makes the difference look larger than it is. Leave out neighbours, or ask "
        "separately what happened next door.",
        False: "No two candidates lie side by side.",
        None: "Without a map it is not known which candidates lie side by side: what moves from a "
        "place that has it to one that waits makes the difference look larger than it is.",
    }[table.touching]
    return (
        f"“Fall seen” is the smallest fall that {share(POWER)} of lots would have shown; under "
        f"{listed(COLUMNS[5:8])} stands how often a fall of that size would have been shown, and "
        "under “false falls” how often one would have been where nothing was done "
        f"(at most {share(1 - table.level)} is meant). A rise is tested as a fall is.",
        f"Each figure comes from {draws:,} lots, drawn as they would be at "
        f"{several(dates, 'date')} of these places' own past, with incidents taken away where the "
        f"lot fell.{rounded}",
        _how_sure(dates, table.by_last_year),
        side,
    )


def _how_sure(dates: int, by_last_year: bool) -> str:
    """How far the figures may be out; dates : of the past, at which falls were planted."""
    if dates < 2:
        known = (
            "What was counted after a date is partly chance, and a single date cannot tell how far "
            "out these figures are."
        )
    else:
        known = (
            f"What was counted after each date is partly chance, and {several(dates, 'date')} tell "
            f"little: where they leave more than {whole(100 * WIDE)} points open, a range stands "
            "instead of a share. It is meant to hold nine times in ten; “fall seen” is as unsure."
        )
    if by_last_year:
        chosen = (
            "These places were chosen by what was counted there last year, so that they go back by "
            "themselves, some more than others: falls were planted, at each date, in the places "
            "that held the same ranks among all areas in the year before it."
        )
    else:
        chosen = (
            "Of places that were chosen since much (or little) was counted there last year, less "
            "is seen than stands here (in London's wards about six points at −20%): they go back "
            "by themselves, some more than others. Say so (--by-last-year), and the figures are "
            "those of places so chosen."
        )
    return (
        f"{known} The coming year may be unlike all of them: more or less is seen then. Where "
        "places have lately become more restless, less is: take the lower end of a range. "
        f"{chosen}"
    )


def method(level: float) -> tuple[str, ...]:
    """How the lots are drawn, and how they decide; level : of each one-sided test."""
    return (
        "The answer is carried by the lot itself. After the months, the same lot is drawn "
        "thousands of times again, as it was drawn, and it is asked how many of these lots would "
        "make the places that got it look as good as the true one does. If that is "
        f"{share(1 - level)} of them or fewer, it fell. This holds whatever the counts are like, "
        "since nobody chose the places: only the lot did.",
        "Places are first sorted by what their past leads one to expect, and the lot is drawn "
        "among neighbours in that order, so that those that get it and those that wait are alike. "
        "Blocks carry numbers in an order drawn by lot: nothing here ranks places.",
        "By lots, at once: the places drawn get it at the start, all others go without until the "
        "months are over. In two halves: half of them at the start, the others as the months end. "
        "In steps: every place gets it, in an order drawn by lot.",
    )


def drawn(row: DesignRow, table: DesignTable) -> tuple[str, ...]:
    """What was drawn, and what to do with it."""
    return (
        f"Drawn: {how(row)}, {plural(row.places, 'place')}, {row.months} months from "
        f"{in_words(table.start)} on, with the seed {table.seed}. The same counts and the same "
        "seed give the same list (lots.csv).",
        "Publish the lock (study.lock.json) and design.json before it begins."
        if table.published
        else "Publish the lock (study.lock.json) before it begins: it names no place. Keep "
        "lots.csv to those who carry it out, and design.json and this page to those who may see "
        "the counts.",
        "Nobody may change places, or the order, after the lot: those that were drawn count as "
        "drawn, whether they got it or not. When the months are over, put the new counts where the "
        "old ones were and run waterbed design FOLDER --judge for the answer of the lots, "
        "and waterbed run on study.toml for the report. The report's own comparison with other "
        "places is another test, and with few places to compare with it may decide nothing; the "
        "lots decide.",
    )


def judged(change_: Sequence[float], level: float) -> tuple[str, ...]:
    """The answer of the lots.

    change_ : value, low, high (ratios less one), p of a fall, p of a rise
    """
    value, low, high, fell, rose = change_
    limit = 1 - level + 1e-12
    if fell <= limit:
        head = "It fell where it was done: supported by the lots."
    elif rose <= limit:
        head = "It rose where it was done: supported by the lots."
    else:
        head = "The lots cannot tell whether it fell or rose."
    if math.isnan(value):
        return (head, "All lots say the same of what was counted, as where nothing was.")
    ends = f"between {_signed(low)} and {_signed(high)}"
    return (
        head,
        f"Where it was done the counts were {_signed(value)} against what they would have been "
        f"({ends}; each end at {share(level)}).",
        f"Of lots drawn again, {_rare(fell)} look as much like a fall as the true one, "
        f"{_rare(rose)} as much like a rise.",
    )


def _signed(ratio: float) -> str:
    if ratio == float("inf"):
        return "any rise"
    if ratio <= -1:
        return "any fall"
    if whole(100 * ratio) == 0:
        return "unchanged"
    return f"{share(abs(ratio))} {'lower' if ratio < 0 else 'higher'}"


def _rare(p: float) -> str:
    return "fewer than 1 in 1,000" if p < 0.001 else f"{round(100 * p, 1):g}%"
