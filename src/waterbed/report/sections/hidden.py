"""The section on how many are never seen, and a page of it alone."""

from __future__ import annotations

from pathlib import Path

from waterbed import __version__
from waterbed.model.errors import InputError
from waterbed.model.released import Released, ShownLists
from waterbed.model.whole_files import write_whole
from waterbed.report.blocks import Block, Chart, Grid, Section
from waterbed.report.charts import IntervalRow, interval_chart
from waterbed.report.charts.overlap import MOST_SETS, PeopleRow, people_chart, sets_chart
from waterbed.report.template import render
from waterbed.report.words import hidden as words
from waterbed.report.words import list_checks
from waterbed.report.words.glossary import terms
from waterbed.report.words.head import banner
from waterbed.report.words.names import capital
from waterbed.report.words.numbers import counted, listed, plural

OF_LISTS = ("Capture history", "Hidden population", "List", "Profile", "Range", "Suppressed")
"""Words of the glossary that a page on lists alone needs."""


def hidden_section(study: ShownLists) -> Section:
    """Finding, range by method, overlaps, lists held out, checks; what disclosure left of them."""
    blocks = [Block(paragraphs=(words.verdict(study), words.failures(study)))]
    if any(estimate.low is not None for estimate in study.estimates):
        blocks.append(Block("The range by method", charts=(range_chart(study),)))
    if study.histories:
        blocks.append(Block("Who is on which lists together", charts=(overlap_chart(study),)))
    if any(out.value is not None for out in study.held_out):
        blocks.append(Block("What the others make of each list", charts=(held_out_chart(study),)))
    blocks.append(Block("Reasons to trust it or not", open_grids=(checks_grid(study),)))
    blocks.append(Block("What it takes for granted", paragraphs=_granted(study)))
    return Section(
        "hidden",
        "How many are never seen?",
        words.finding(study),
        tuple(blocks),
        words.CHANGE_MIND,
    )


def _granted(study: ShownLists) -> tuple[str, ...]:
    source = (f"Lists as published in {study.source}.",) if study.source else ()
    once = () if study.source else (words.ONCE,)
    return (words.ABOUT, words.ASSUMES, *source, words.DOOR, *once)


def hidden_html(released: Released[ShownLists], about: str = "") -> str:
    """One file, no script, no request to anywhere.  ValueError for what is not released.

    about : who the people are, where and when, in the words of those who ask
    """
    study = released.content
    if study.profile == "raw":
        raise ValueError("this study of lists has not been through disclosure")
    return render(
        "lists.html",
        banner=banner(study.profile),
        section=hidden_section(study),
        about=about,
        terms=[term for term in terms() if term.name in OF_LISTS],
        terms_note="",
        version=__version__,
    )


def write_page(released: Released[ShownLists], path: Path, about: str = "") -> None:
    """Write the page whole or not at all; InputError where it cannot be written."""
    must_be_page(path)
    write_whole(path, hidden_html(released, about), "the page")


def must_be_page(path: Path) -> None:
    """InputError for a path that no page can be written to, before anything is read."""
    if path.suffix.lower() not in (".html", ".htm"):
        mend = f"Name it so: --out {path.with_suffix('.html')}."
        raise InputError("the page is an .html file", file=str(path), mend=mend)
    if not path.absolute().parent.is_dir():
        raise InputError(
            "the folder of the page is not there", file=str(path), mend="Make it, or name another."
        )


def range_chart(study: ShownLists) -> Chart:
    """Every method a row; pairs of lists stand in the table alone where there is a range."""
    shown = [estimate for estimate in study.estimates if estimate.method != "chapman"] or list(
        study.estimates
    )
    rows = [
        PeopleRow(
            capital(words.method_name(estimate)),
            estimate.low,
            estimate.high,
            estimate.value,
            estimate.method == "range",
        )
        for estimate in shown
        if estimate.low is not None
    ]
    title = "People in all, those on no list among them"
    seen = study.seen.value or 0.0
    return Chart(
        title,
        "Bars: 95% of what each method allows; ring: its single best number; dashed: people seen",
        people_chart(rows, seen, "hidden-range", title, words.finding(study)),
        estimates_grid(study),
    )


def estimates_grid(study: ShownLists) -> Grid:
    rows = tuple(
        (
            capital(words.method_name(estimate)),
            words.rough(estimate.low),
            words.rough(estimate.high) if estimate.high is not None else "no upper end",
            "" if estimate.value is None else words.rough(estimate.value),
            " ".join(words.ASSUMPTIONS[code] for code in estimate.assumptions),
        )
        for estimate in study.estimates
        if estimate.low is not None
    )
    columns = ("Method", "Low", "High", "Best number", "What it takes for granted")
    return Grid("Range by method, to two figures", columns, rows, (1, 2, 3))


def overlap_chart(study: ShownLists) -> Chart:
    title = "People by the lists that they are on"
    more = len(study.histories) - MOST_SETS
    rows = tuple(
        (listed(study.lists[k] for k in on), counted(people)) for on, people in study.histories
    )
    return Chart(
        title,
        "Full dots: the lists that these people are on, and no others",
        sets_chart(
            study.lists, study.histories, "hidden-sets", title,
            "; ".join(f"{name}: {people}" for name, people in rows[:MOST_SETS]),
        ),
        Grid("People by lists", ("On exactly these lists", "People"), rows, (1,)),
        f"{plural(more, 'more combination')} in the table." if more > 0 else "",
    )  # fmt: skip


def held_out_chart(study: ShownLists) -> Chart:
    """What the other lists make of each list, against what it holds."""
    title = "Each list's size, as the other lists estimate it"
    rows = [
        IntervalRow(
            out.name, out.low / out.known - 1, out.high / out.known - 1, out.value / out.known - 1
        )
        for out in study.held_out
        if out.value is not None and out.low is not None and out.high is not None
    ]
    table = tuple(
        (
            out.name,
            counted(out.known),
            "cannot be tried" if out.value is None else words.people_range(out.low, out.high),
            "" if out.value is None else words.rough(out.value),
        )
        for out in study.held_out
    )
    check = next(check for check in study.checks if check.name == "held-out")
    return Chart(
        title,
        "How far off, against the number that is really on it",
        interval_chart(rows, "hidden-held", title, list_checks.check_text(check)),
        Grid("Lists held out", ("List", "On it", "Estimated", "Best number"), table, (1, 3)),
    )


def checks_grid(study: ShownLists) -> Grid:
    rows = [
        (words.TITLES[check.name], list_checks.outcome(check), list_checks.check_text(check))
        for check in words.checks_of(study)
    ]
    bare = all(text == f"{outcome.capitalize()}." for _, outcome, text in rows)  # figures withheld
    shown = 2 if bare else 3
    return Grid(
        plural(len(rows), "check"),
        ("Question", "Outcome", "What was found")[:shown],
        tuple(row[:shown] for row in rows),
    )
