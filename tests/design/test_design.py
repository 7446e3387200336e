"""The table, the lot that is drawn once, what is written of it, and its answer afterwards."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from click.testing import CliRunner

from waterbed.cli import main
from waterbed.cli.terminal.design import show_design
from waterbed.design import design, judge, read_design
from waterbed.disclosure.design import release_design
from waterbed.model.errors import InputError
from waterbed.model.panel import Panel
from waterbed.model.study import Outcome
from waterbed.read.study.study_file import read_study
from waterbed.report.design import design_html, design_md
from waterbed.report.words.design import cells, judged
from waterbed.report.words.head import banner

AREAS, MONTHS = 40, 60
TODAY = date(2026, 11, 29)


def counted(months=MONTHS, fallen=()):
    """Counts [A, T] of made places; in `fallen` seven in ten are gone from month 60 on."""
    rates = np.random.default_rng(1).gamma(2, 4, AREAS)
    counts = np.stack([np.random.default_rng([2, i]).poisson(rates[i], 84) for i in range(AREAS)])
    gone = np.random.default_rng(3)
    for i in fallen:
        counts[i, MONTHS:] = gone.binomial(counts[i, MONTHS:], 0.3)
    return counts[:, :months]


def panel(months=MONTHS):
    counts = counted(months)[None]
    ids = tuple(f"Ward {i:02d}" for i in range(AREAS))
    periods = np.arange(24240, 24240 + months)
    return Panel(("thefts",), ids, periods, 1, counts, np.ones(counts.shape, bool))


def write_table(path, counts):
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["ward", "month", "thefts"])
        for i, row in enumerate(counts):
            for t, count in enumerate(row):
                rows.writerow([f"Ward {i:02d}", f"{2020 + t // 12}-{t % 12 + 1:02d}", count])


def asked(**changed):
    return design(panel(), **({"outcome": "thefts", "kind": "lighting", "draws": 60,
                               "months": (12,)} | changed))  # fmt: skip


def test_a_table_of_designs_says_what_could_be_seen():
    table = asked(places=(10, 20), ways=("lots", "steps"))
    assert [(row.way, row.places) for row in table.rows] == [
        ("lots", 10), ("lots", 20), ("steps", 10), ("steps", 20),
    ]  # fmt: skip
    for row in table.rows:
        assert list(row.power) == sorted(row.power)
        assert row.smallest is not None
        assert row.draws >= 60
    assert asked(places=(10,), ways=("lots",)) == asked(places=(10,), ways=("lots",))


def test_a_range_stands_where_the_dates_leave_much_open():
    row = replace(asked(places=(10,), ways=("lots",)).rows[0], power=(0.6, 0.9, 1.0))
    wide = replace(row, power_low=(0.35, 0.85, 1.0), power_high=(0.8, 0.95, 1.0))
    assert cells(wide)[5:8] == ("35–80%", "90%", "100%")
    # A single date tells no range, and the page says so.
    assert cells(replace(row, power_low=(), power_high=()))[5:8] == ("60%", "90%", "100%")
    short = design(panel(36), outcome="thefts", kind="lamps", places=(10,), months=(12,), draws=60)
    assert {(row.dates, row.power_low) for row in short.rows if not row.why} == {(1, ())}
    said = design_md(release_design(short), None)
    assert "a single date cannot tell how far out" in said


def test_no_share_is_cut_off_on_a_terminal_of_80_columns(capsys):
    """89–10… in the place of 89–100% reads as another range."""
    table = asked(places=(10,), ways=("lots", "halves"))
    wide = {"power": (0.9,) * 3, "power_low": (0.89,) * 3, "power_high": (1.0,) * 3}
    show_design(replace(table, rows=tuple(replace(row, **wide) for row in table.rows)))
    printed = capsys.readouterr().out
    assert printed.count("89–100%") == 6 and "…" not in printed
    assert max(map(len, printed.splitlines())) <= 80


def test_a_row_states_its_ranges_round_its_powers():
    for row in asked(places=(10, 20)).rows:
        assert len(row.power_low) == len(row.power) == len(row.power_high)
        for low, power, high in zip(row.power_low, row.power, row.power_high, strict=True):
            assert low <= power <= high


def test_the_number_of_places_is_looked_for_and_none_is_an_answer():
    found = asked(fall=0.4, ways=("lots",)).rows[0]
    assert found.met
    assert found.smallest <= 0.4
    table = asked(fall=0.03, ways=("halves",))
    assert not table.rows[0].met
    said = design_md(release_design(table), None)
    assert "No number of these places could show a fall of 3% in a year in two halves" in said


def test_places_chosen_by_their_last_year_are_planted_in_their_like():
    """Most or least: no place's own past enters but where it held one of the ranks."""
    counts = panel().counts[0]
    order = np.argsort(-counts[:, -12:].sum(axis=1), kind="stable")
    for chosen in (order[:12], order[-12:]):
        ids = tuple(f"Ward {i:02d}" for i in chosen)
        by_year = {"candidates": ids, "places": (12,), "ways": ("halves",)}
        row = asked(**by_year, by_last_year=True).rows[0]
        assert row.candidates == 12
        assert row.power != asked(**by_year).rows[0].power
    said = {by: design_md(release_design(asked(**by_year, by_last_year=by)), None)
            for by in (True, False)}  # fmt: skip
    assert "held the same ranks" in said[True] and "--by-last-year" not in said[True]
    assert "--by-last-year" in said[False]
    with pytest.raises(InputError, match="every area is a candidate"):
        asked(places=(12,), by_last_year=True)


def test_what_cannot_be_drawn_is_a_row_that_says_why():
    why = {row.places: row.why for row in asked(places=(2, 4, 40, 99), ways=("lots",)).rows}
    assert why == {2: "few-places", 4: "", 40: "few-places", 99: "few-places"}
    assert asked(places=(4,), ways=("halves",)).rows[0].why == "few-lots"
    short = design(panel(30), outcome="thefts", kind="lamps", places=(10,), months=(12,), draws=60)
    assert {row.why for row in short.rows} == {"short-history"}


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"kind": " "}, "--kind"),
        ({"kind": "patrols against street sex"}, "--kind"),
        ({"kind": "a purge of kerb-crawling"}, "--kind"),
        ({"selectors": Outcome("x", "soliciting", (), ())}, "--outcome"),
        ({"selectors": Outcome("x", "x", (), (), sensitive=True)}, "--outcome"),
        ({"outcome": "robbery"}, "outcome"),
        ({"candidates": ("Ward 01", "nowhere")}, "--candidates"),
        ({"fall": 30}, "--fall"),
        ({"places": (0,)}, "--places"),
        ({"start": "2020-06"}, "--start"),
        ({"months": (10,), "ways": ("steps",), "places": (8,)}, "--months"),
    ],
)
def test_bad_and_sensitive_questions_are_refused(changed, place):
    with pytest.raises(InputError) as error:
        asked(**changed)
    assert place in str(error.value)
    assert error.value.mend


def test_a_page_of_unpublished_counts_is_rounded_and_names_no_place():
    table = asked(places=(10,), ways=("lots",))
    with pytest.raises(ValueError, match="disclosure"):
        design_html(table, None, "0")
    shown = release_design(table)
    for text in (design_html(shown, shown.rows[0], "0"), design_md(shown, shown.rows[0])):
        assert "Ward" not in text
        assert "Internal: for those who may see the counts" in text
        assert f"{int(table.yearly):,}" not in text
    row = shown.rows[0]
    figures = (*row.power, *row.power_low, *row.power_high, row.smallest, row.false_fall, row.error)
    assert all(abs(20 * x - round(20 * x)) < 1e-9 for x in figures)


def test_of_few_unpublished_counts_a_page_says_nothing_that_rests_on_them():
    """No incident and twelve of them give one page, whatever is asked."""
    pages = set()
    for count in (0, 1, 12):
        own = panel()
        own.counts[:] = 0
        own.counts[0, np.arange(count), -1] = 1
        table = design(own, outcome="thefts", kind="lighting", draws=60, months=(12, 48),
                       places=(3, 10), fall=0.3)  # fmt: skip
        shown = release_design(table)
        pages.add((design_html(shown, None, "0"), design_md(shown, None)))
    ((_, text),) = pages
    assert "too few were counted there" in text
    assert "nothing was counted" not in text


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_table(tmp_path / "counts.csv", counted())
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(main, ["design", *map(str, arguments)])


DRAW = ("counts.csv", "--kind", "lighting", "--places", 20, "--months", 12, "--draws", 60, "--draw")


@pytest.mark.parametrize("way", ["lots", "steps"])
def test_the_lot_is_drawn_once_and_judged_afterwards(folder, way):
    one = run(*DRAW, "--way", way, "--out", "trial", "--seed", 7)
    assert one.exit_code == 0, one.output
    again = run(*DRAW, "--way", way, "--out", "other", "--seed", 7)
    assert again.exit_code == 0
    lots = (folder / "trial" / "lots.csv").read_bytes()
    assert lots == (folder / "other" / "lots.csv").read_bytes()
    refused = run(*DRAW, "--way", way, "--out", "trial", "--seed", 8)
    assert refused.exit_code == 2
    assert "drawn once" in refused.output

    study = read_study(folder / "trial" / "study.toml")
    record, groups = read_design(folder / "trial")
    assert (folder / "trial" / "study.lock.json").exists()
    assert len(study.programmes) == (way == "steps")
    assert study.interventions[0].start == 12 * 2025
    assert "Ward" not in json.dumps(record)
    assert "Ward" not in (folder / "trial" / "study.lock.json").read_text()

    early = run("trial", "--judge")
    assert early.exit_code == 2
    assert "do not hold" in early.output
    first = [i for i in range(AREAS) if groups.get(f"Ward {i:02d}", (0, 1))[1] == 0]
    write_table(folder / "counts.csv", counted(72, fallen=first))
    found = judge(folder / "trial", lots=999)
    assert found.change.p_fell <= 0.05
    assert found.change.low <= -0.7 + 0.15
    said = run("trial", "--judge").output
    assert "It fell where it was done" in said
    assert said.startswith(banner("internal"))
    assert json.loads(run("trial", "--judge", "--json").stdout)["profile"] == "internal"
    file = folder / "trial" / "study.toml"
    file.write_text(file.read_text().replace("published = false", "published = true"))
    assert banner("internal") not in run("trial", "--judge").output
    (folder / "trial" / "lots.csv").write_bytes(lots.replace(b",1,", b",2,", 1))
    assert "not the one that was drawn" in run("trial", "--judge").output


def test_the_command_refuses_what_it_cannot_do(folder):
    sensitive = run("counts.csv", "--kind", "orders against soliciting")
    assert sensitive.exit_code == 2
    assert "people in danger" in sensitive.output
    assert "waterbed new" in sensitive.output
    assert "Name it with --out" in run(*DRAW, "--way", "lots").output
    several = run("counts.csv", "--kind", "lamps", "--draw", "--out", "x")
    assert "one design" in several.output
    assert run("counts.csv").exit_code == 2
    assert "holds no lots" in run(folder, "--judge").output


def test_a_table_of_a_sensitive_kind_is_refused_whatever_it_is_called(folder):
    """By its file's name, its column of numbers, or what most of it counts."""
    (folder / "soliciting 2024.csv").write_bytes((folder / "counts.csv").read_bytes())
    assert "people in danger" in run("soliciting 2024.csv", "--kind", "patrols").output
    text = (folder / "counts.csv").read_text()
    (folder / "named.csv").write_text(text.replace("thefts", "Prostitution", 1))
    assert "people in danger" in run("named.csv", "--kind", "patrols").output
    rows = text.splitlines()
    kinds = [f"{row},{'soliciting' if k % 3 else 'theft'}" for k, row in enumerate(rows[1:])]
    (folder / "mixed.csv").write_text("\n".join([f"{rows[0]},offence", *kinds]) + "\n")
    ways = ("--way", "lots", "--places", 10, "--months", 12, "--draws", 60)
    left = run("mixed.csv", "--kind", "patrols", *ways)
    assert "absent" in left.output and "--answer" in left.output
    ways = (*ways, "--answer", "absent=zero")
    assert "people in danger" in run("mixed.csv", "--kind", "patrols", *ways).output
    done = run("mixed.csv", "--kind", "patrols", "--outcome", "theft", *ways)
    assert done.exit_code == 0, done.output


def test_the_command_prints_and_writes_its_page(folder):
    said = run("counts.csv", "--kind", "lighting", "--places", 10, "--way", "lots", "--months", 12,
               "--draws", 60, "--candidate", "Ward 0", "--candidate", "Ward 01",
               "--out", "page")  # fmt: skip
    assert said.exit_code == 2  # "Ward 0" begins no name by itself
    said = run("counts.csv", "--kind", "lighting", "--places", 10, "--way", "lots", "--months", 12,
               "--draws", 60, "--out", "page", "--json")  # fmt: skip
    assert said.exit_code == 0, said.output
    assert json.loads(said.stdout)[0]["places"] == 10
    assert json.loads(said.stdout)[0]["profile"] == "internal"
    assert "What could be seen" not in said.output
    assert (folder / "page" / "design.html").read_text().count("<table") == 1
    assert not (folder / "page" / "lots.csv").exists()


def test_what_is_not_rounded_is_marked_as_internal(folder):
    asked_for = ("counts.csv", "--kind", "lighting", "--places", 10, "--way", "lots", "--months",
                 12, "--draws", 60)  # fmt: skip
    mark = banner("internal")
    assert mark in " ".join(run(*asked_for).output.split())
    assert mark not in " ".join(run(*asked_for, "--published").output.split())
    rows = json.loads(run(*asked_for, "--published", "--json").stdout)
    assert {row["profile"] for row in rows} == {"public"}
    # Rounding makes no page public that rests on exact counts.
    assert release_design(asked(places=(10,), ways=("lots",))).profile == "internal"
    page = release_design(asked(places=(10,), ways=("lots",), published=True))
    assert page.profile == "public"
    assert "Internal" not in design_md(page, None) + design_html(page, None, "0")


def test_a_page_does_not_say_that_nothing_would_be_seen_where_it_cannot_be_said():
    short = design(panel(30), outcome="thefts", kind="lamps", places=(10,), months=(12,), draws=60)
    said = design_md(release_design(short), None)
    assert "Of none of these designs can it be said what it would show." in said
    assert "would show even" not in said


def test_a_page_says_which_files_of_an_unpublished_table_may_be_published_and_at_which_level():
    for published in (True, False):
        table = release_design(asked(places=(10,), ways=("lots",), level=0.9, published=published))
        said = design_md(table, table.rows[0])
        assert ("Publish the lock (study.lock.json) and design.json" in said) is published
        assert ("design.json and this page to those who may see" in said) is not published
        assert "10% of them or fewer, it fell" in said


def test_a_lot_as_rare_as_the_level_allows_is_an_answer_at_every_level():
    assert judged((-0.2, -0.4, -0.1, 0.1, 0.9), 0.9)[0].startswith("It fell")
    assert judged((0.2, 0.1, 0.4, 0.9, 0.1), 0.9)[0].startswith("It rose")
