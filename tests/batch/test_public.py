"""What a public summary tells of tables that are not published: nothing that the reports do not."""

from __future__ import annotations

import csv
import json
import re
import shutil
import tomllib
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from waterbed.batch import batch
from waterbed.batch.lock import Locked, lock_path, write_lock
from waterbed.batch.places import Place
from waterbed.batch.planned import read_batch
from waterbed.batch.summary import FEWEST_SECRET, summarise
from waterbed.cli import main
from waterbed.disclosure.elsewhere import sensitive_study, sensitive_written
from waterbed.disclosure.steps import RATIOS
from waterbed.model.errors import InputError
from waterbed.model.released_batch import ShownBatch
from waterbed.model.study import Rule
from waterbed.read.study.study_file import read_study
from waterbed.report.batch import _together, batch_html, batch_workbook
from waterbed.report.record.rows import row_of
from waterbed.report.words.batch import UNTITLED, average

RULE = Rule(0.95, "forecast", ())
MONTH = 24321
STUDY = """\
title = "Patrols"
question = "Did incidents fall?"
[areas]
file = "areas.csv"
id = "area"
[[counts]]
name = "incidents"
file = "counts.csv"
layout = "wide"
area = "area"
published = false
[[outcomes]]
id = "incidents"
[[interventions]]
id = "patrol"
kind = "patrol"
start = "2017-01"
target = ["A00"]
[rule]
data_seen = false
data_seen_date = "2016-12-01"
"""


def place(n: int, **more: Any) -> Place:
    """A place of a table that is not published, as its report shows it."""
    expected = 100.0
    observed = 5.0 * round(expected * (0.4 if n % 3 == 0 else 1.0) / 5)
    change = round(observed / expected - 1, 10)
    pool = tuple((np.round(np.linspace(-2.5, 2.5, 240) * 2) / 2).tolist())
    made = Place(
        f"study-{n}", "patrol", f"Place {n}", "patrol", 24204, "incidents", "incidents",
        status="rounded", observed=observed, expected=expected, change=change, low=-0.75,
        high=0.5, scale=12.0, t=round((observed - expected) / 6) / 2, pool=pool,
        ranks=tuple(range(1, 241)), placebos=240,
        separate=240,
        seen=0.3,
        names=(f"Ward {n}",), outline=((((n, 0), (n + 1, 0), (n, 1), (n, 0)),),),
    )  # fmt: skip
    return replace(made, **more)


PLACES = [place(n) for n in range(9)]


def summed(places: list[Place], **more: Any) -> ShownBatch:
    ids = [one.study for one in places]
    return summarise("places", "public", RULE, ids, places, more.get("failed", {}), Locked())


def withheld(n: int) -> Place:
    return Place(
        f"study-{n}", "patrol", f"Place {n}", "patrol", 24204, "incidents", "incidents",
        status="withheld",
    )  # fmt: skip


def test_a_withheld_place_is_counted_and_enters_nothing_else() -> None:
    """With and without it, all else is the same to the last digit: nothing to subtract."""
    without, with_it = summed(PLACES), summed([*PLACES, withheld(99)])
    (own,), (more,) = without.outcomes, with_it.outcomes
    assert more.not_shown == own.not_shown + 1
    assert replace(more, not_shown=own.not_shown) == own
    assert with_it.places[:-1] == without.places
    last = with_it.places[-1]
    assert (last.observed, last.expected, last.change, last.shrunk) == (None,) * 4
    assert last.share_false is None
    assert last.why == ()


def numbers(row: Any, key: str = "") -> list[tuple[str, float]]:
    if isinstance(row, dict):
        return [pair for name, value in row.items() for pair in numbers(value, name)]
    if isinstance(row, list | tuple):
        return [pair for value in row for pair in numbers(value, key)]
    return [(key, row)] if isinstance(row, float) else []


def test_every_number_of_an_unpublished_table_stands_on_its_step() -> None:
    for key, value in numbers(row_of(summed(PLACES))):
        if key == "level":
            continue
        if key in ("observed", "expected"):
            assert value % 5 == 0, key
            continue
        on_step = abs(value / 0.05 - round(value / 0.05)) < 1e-6
        assert on_step or value in RATIOS, (key, value)


def test_no_p_is_told_of_an_unpublished_table_and_one_is_of_a_published() -> None:
    assert all(one.share_false is None for one in summed(PLACES).places)
    open_ = [replace(one, status="exact") for one in PLACES]
    assert all(one.share_false is not None for one in summed(open_).places)


def test_a_rounded_place_among_exact_ones_rounds_what_they_share() -> None:
    mixed = [*(replace(one, status="exact") for one in PLACES[:-1]), PLACES[-1]]
    (together,) = summed(mixed).outcomes
    assert together.status == "rounded"
    assert together.mean is not None
    assert abs(together.mean / 0.05 - round(together.mean / 0.05)) < 1e-6


def test_other_batches_have_a_map_and_a_row_a_place() -> None:
    shown = summed([*PLACES, withheld(99), replace(place(98), status="none", why=("outside",))])
    text = batch_html(shown)
    for words in ("What was found where", "Ward 3", "change of every place", "not shown",
                  "the months lie outside the counts"):  # fmt: skip
        assert words in text
    assert len(shown.map) == len(PLACES) + 1


def test_of_a_sensitive_batch_no_place_is_told() -> None:
    secret = [replace(one, sensitive=True, names=("Ilford Lane",)) for one in PLACES]
    shown = summed(secret, failed={"ilford-lane": ""})
    assert (shown.places, shown.map) == ((), ())
    text = batch_html(shown) + json.dumps(row_of(shown))
    for word in ("Ilford", "ilford", "Ward", "study-1", "Place 1"):
        assert word not in text
    assert b"study-1" not in batch_workbook(shown)
    (together,) = shown.outcomes
    assert together.fell == 3
    assert together.reasons == ()


def test_few_places_of_a_sensitive_batch_are_not_told_apart() -> None:
    secret = [replace(one, sensitive=True) for one in PLACES[: FEWEST_SECRET - 1]]
    shown = summed(secret)
    (together,) = shown.outcomes
    assert (together.fell, together.rose, together.untold) == (0, 0, 0)
    assert together.not_shown == len(secret)
    assert together.mean is None
    assert average(together) == "There are too few places to give their average."
    assert set(_together(shown).rows[0][1:-1]) == {""}


def test_months_since_each_start_are_not_made_of_a_sensitive_kind(tmp_path: Path) -> None:
    """Six places of a published table, whose outcome is not sensitive."""
    text = STUDY.replace("published = false", "published = true")
    text = text.replace('kind = "patrol"', 'kind = "brothel closed"')
    studies = {f"s{n}": text.replace('"A00"', f'"A{n:02d}"') for n in range(2, 8)}
    shown, _ = of_folder(tmp_path, studies)
    (together,) = shown["outcomes"]
    assert (together["months"], together["why_no_months"]) == ([], "sensitive")


def test_a_batch_is_sensitive_by_what_its_table_is_called(tmp_path: Path) -> None:
    """As the lots of a design are refused by it."""
    table = write(tmp_path / "data", 1)
    (table.parent / "counts.csv").rename(table.parent / "kerb-crawling.csv")
    text = STUDY.replace("counts.csv", "kerb-crawling.csv").replace("= false\n[[o", "= true\n[[o")
    (table.parent / "study.toml").write_text(text)
    made = batch(table, tmp_path / "out", template=table.parent / "study.toml", run_month=MONTH)
    assert made.shown.sensitive
    assert made.shown.places == ()
    assert set(made.errors) == {"place-5"}
    table.write_text("\n".join(table.read_text().splitlines()[:-1]))
    asked = ["batch", str(table), "--study", str(table.parent / "study.toml"), "--lock",
             "--out", str(tmp_path / "locked")]  # fmt: skip
    told = CliRunner().invoke(main, asked)
    assert told.exit_code == 0
    assert "both sides trust" in told.output


def write(folder: Path, small: int) -> Path:
    """Forty areas; in A01 something is counted so seldom that nothing of it is shown."""
    folder.mkdir()
    rng = np.random.default_rng(3)
    months = [f"{2012 + m // 12}-{m % 12 + 1:02d}" for m in range(72)]
    counts = rng.poisson(rng.gamma(4.0, 2.0, (40, 1)) + 8.0, (40, 72))
    counts[0, 60:] //= 2
    counts[1] = 0
    counts[1, ::24] = 1
    counts[1, 61 : 61 + small] = 1
    rows = [[f"A{k:02d}", *row] for k, row in enumerate(counts.tolist())]
    tables: dict[str, list[list[Any]]] = {
        "areas.csv": [["area"], *([row[0]] for row in rows)],
        "counts.csv": [["area", *months], *rows],
        "places.csv": [["place", "areas", "date"], ["One", "A00", "2017-01"],
                       ["Two", "A01", "2017-01"], ["Three", "A02", "2016-12"],
                       ["Bad", "A03", "soon"]],
    }  # fmt: skip
    for name, table in tables.items():
        with (folder / name).open("w", newline="") as file:
            csv.writer(file).writerows(table)
    (folder / "study.toml").write_text(STUDY)
    return folder / "places.csv"


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same batch of an unpublished table where a small count is 1 and where it is 4."""
    base, outs = tmp_path_factory.mktemp("public"), []
    for small in (1, 4):
        table = write(base / str(small), small)
        out = base / f"out-{small}"
        batch(table, out, template=table.parent / "study.toml", words_read=True, run_month=MONTH)
        outs.append(out)
    return outs[0], outs[1]


def test_no_small_count_moves_a_byte_of_the_summary(two: tuple[Path, Path]) -> None:
    first, second = two
    for name in ("batch.json", "summary.html", "batch.xlsx"):
        assert (first / name).read_bytes() == (second / name).read_bytes()
    shown = json.loads((first / "batch.json").read_text())
    assert {one["study"]: one["found"] for one in shown["places"]}["two"] in (
        "not-shown",
        "no-estimate",
    )


def test_what_is_wrong_is_not_published_of_unpublished_tables(two: tuple[Path, Path]) -> None:
    shown = json.loads((two[0] / "batch.json").read_text())
    assert shown["failed"] == [["bad", ""]]
    assert "soon" not in (two[0] / "summary.html").read_text()


def test_monthly_counts_that_are_not_published_enter_nothing(two: tuple[Path, Path]) -> None:
    (together,) = json.loads((two[0] / "batch.json").read_text())["outcomes"]
    assert (together["months"], together["why_no_months"]) == ([], "not-published")


def test_reports_of_an_earlier_batch_are_told(two: tuple[Path, Path], tmp_path: Path) -> None:
    """They would be published beside a summary that says nothing of them."""
    folder = tmp_path / "data"
    shutil.copytree(two[0].parent / "1", folder)
    table = folder / "places.csv"
    rows = [row for row in table.read_text().splitlines() if "Two" not in row]
    table.write_text("\n".join(rows))
    shutil.copytree(two[0], tmp_path / "out")
    asked = ["batch", str(table), "--study", str(folder / "study.toml"), "--words-read",
             "--out", str(tmp_path / "out")]  # fmt: skip
    told = CliRunner().invoke(main, asked)
    assert "move it away before you publish: two." in told.output


def test_a_report_that_no_ledger_knows_is_released_again(
    two: tuple[Path, Path], tmp_path: Path
) -> None:
    """As where the ledger was lost: else the next report would not be held with this one."""
    folder = tmp_path / "data"
    shutil.copytree(two[0].parent / "1", folder)
    shutil.copytree(two[0], tmp_path / "out")
    ledger = folder / "counts.ledger.jsonl"
    again = partial(batch, folder / "places.csv", tmp_path / "out", template=folder / "study.toml",
                    words_read=True, run_month=MONTH)  # fmt: skip
    for _ in range(2):
        again()
    assert again().resumed == 3
    lines = len(ledger.read_text().splitlines())
    ledger.unlink()
    assert again().resumed == 0
    assert len(ledger.read_text().splitlines()) == 3 <= lines


def test_every_report_stands_in_the_ledger(two: tuple[Path, Path]) -> None:
    ledger = two[0].parent / "1" / "counts.ledger.jsonl"
    assert len(ledger.read_text().splitlines()) == 3


SENSITIVE = STUDY.replace("published = false", "published = true").replace(
    '[[outcomes]]\nid = "incidents"', '[[outcomes]]\nid = "soliciting"'
)


def of_folder(folder: Path, studies: dict[str, str]) -> tuple[dict[str, Any], str]:
    """batch.json, and all that is meant to be published, of a folder of studies."""
    table = write(folder / "data", 1)
    (folder / "studies").mkdir()
    for name, text in studies.items():
        (folder / "studies" / f"{name}.toml").write_text(text)
    made = batch(folder / "studies", folder / "out", data=table.parent, words_read=True,
                 run_month=MONTH)  # fmt: skip
    assert all(Path(made.files[id]).stem in studies for id in made.errors)
    texts = [(folder / "out" / name).read_text() for name in ("batch.json", "summary.html")]
    return json.loads(texts[0]), "".join(texts)


@pytest.mark.parametrize(
    "others", [{}, {"whole": STUDY.replace("= false\n[[out", "= true\n[[out")}]
)
def test_what_a_study_that_cannot_be_read_says_is_not_published(
    tmp_path: Path, others: dict[str, str]
) -> None:
    """Nobody knows whether its tables are published, whatever those of others are."""
    broken = STUDY.replace('"2017-01"', '"after the fire at number 7"')
    shown, text = of_folder(tmp_path, {"broken": broken} | others)
    assert [why for _, why in shown["failed"]] == [""]
    assert "fire" not in text


def test_a_failed_study_of_a_sensitive_kind_is_not_named(tmp_path: Path) -> None:
    """Published or not, and also where none of them has a report."""
    studies = {
        "ilford-lane": SENSITIVE.replace("A00", "Ilford Lane"),
        "seven-kings": SENSITIVE.replace('"2017-01"', '"2031-01"'),
    }
    shown, text = of_folder(tmp_path, studies)
    assert shown["failed"] == [["", ""], ["", ""]]
    assert "ilford" not in text.lower()
    assert "seven" not in text.lower()


@pytest.mark.parametrize("published", ["true", "false"])
def test_words_that_a_report_refuses_stand_in_no_summary(tmp_path: Path, published: str) -> None:
    table = write(tmp_path / "data", 1)
    table.write_text(table.read_text().replace("Two,", "12 Station Road IG1 2AB,"))
    template = table.parent / "study.toml"
    template.write_text(STUDY.replace("published = false", f"published = {published}"))
    made = batch(table, tmp_path / "out", template=template, words_read=True, run_month=MONTH)
    assert "IG1 2AB" in made.errors["12-station-road-ig1-2ab"]
    for name in ("batch.json", "summary.html"):
        text = (tmp_path / "out" / name).read_text().lower()
        assert "station" not in text and "2ab" not in text
    assert ("bad" in text) and ("soon" in text) == (published == "true")


def test_no_report_of_a_sensitive_batch_names_an_area(tmp_path: Path) -> None:
    """In a single report the area is named; a report each would say where it is most."""
    table = write(tmp_path / "data", 1)
    for name in ("areas.csv", "counts.csv", "places.csv"):
        file = table.parent / name
        file.write_text(re.sub(r"\bA(\d\d)\b", r"E010000\1", file.read_text()))
    areas = (table.parent / "areas.csv").read_text().split()
    named = [f"{id},Ilford {n}" for n, id in enumerate(areas[1:])]
    (table.parent / "areas.csv").write_text("\n".join(["area,name", *named]))
    text = SENSITIVE.replace('"A00"', '"E01000000"').replace(
        'id = "area"', 'id = "area"\nname = "name"'
    )
    (table.parent / "study.toml").write_text(text)
    template, made = table.parent / "study.toml", {}
    for profile in ("public", "internal"):
        out = tmp_path / profile
        batch(table, out, template=template, profile=profile, run_month=MONTH)
        files = [one for one in (out / "reports").rglob("*") if one.suffix in (".html", ".json")]
        made[profile] = "".join(one.read_text() for one in files)
    assert "Ilford" in made["internal"]
    assert "Ilford" not in made["public"]
    assert "E010000" not in made["public"]


def test_no_internal_report_stays_among_public_ones(tmp_path: Path) -> None:
    """What is refused now would leave the earlier report and its counts where it was."""
    table = write(tmp_path / "data", 1)
    template, out = table.parent / "study.toml", tmp_path / "out"
    batch(table, out, template=template, profile="internal", run_month=MONTH)
    with pytest.raises(InputError, match="internal reports"):
        batch(table, out, template=template, words_read=True, run_month=MONTH)


def test_a_table_that_was_meant_to_change_can_be_published_again(tmp_path: Path) -> None:
    table = write(tmp_path / "data", 1)
    template, counts = table.parent / "study.toml", table.parent / "counts.csv"
    judged = partial(batch, table, template=template, words_read=True, run_month=MONTH)
    judged(tmp_path / "first")
    *rows, last = counts.read_text().splitlines()
    counts.write_text("\n".join([*rows, last.rsplit(",", 1)[0] + ",40"]))
    assert "--new-vintage" in judged(tmp_path / "second").errors["one"]
    assert set(judged(tmp_path / "third", new_vintage=True).errors) == {"bad"}
    help = CliRunner().invoke(main, ["batch", "--help"]).output
    assert "--new-vintage" in help


def test_no_name_of_a_sensitive_study_stands_in_folders_or_in_the_lock(tmp_path: Path) -> None:
    """Files are called by who wrote them; what is published calls them by numbers."""
    studies = {
        "ilford-lane": SENSITIVE,
        "seven-kings": SENSITIVE.replace("A00", "A02"),
        "a-draft": SENSITIVE.replace('"2017-01"', '"soon"'),
    }
    table = write(tmp_path / "data", 1)
    folder = tmp_path / "studies"
    folder.mkdir()
    for name, text in studies.items():
        (folder / f"{name}.toml").write_text(text)
    out = tmp_path / "out"
    made = batch(folder, out, data=table.parent, words_read=True, run_month=MONTH)
    assert sorted(one.name for one in (out / "reports").iterdir()) == ["study-2", "study-3"]
    assert list(made.errors) == ["study-1"]
    assert made.files["study-1"] == "a-draft.toml"
    (folder / "a-draft.toml").unlink()
    read = read_batch(folder, out, None, table.parent)
    lock = write_lock(read, lock_path(folder), "2026-01-01", 0.05)
    published = "".join(
        str(one.relative_to(tmp_path)) + (one.read_text("utf-8") if one.suffix != ".xlsx" else "")
        for at in ("*.html", "*.json", "*.xlsx", "reports/*/*")
        for one in sorted(out.glob(at))
        if one.is_file()
    )
    for word in ("ilford", "seven", "a-draft"):
        assert word not in (published + lock.read_text()).lower()


@pytest.mark.parametrize("called", ["12 Station Road IG1 2AB", "12-station-road", "odd\u202ename"])
def test_a_title_that_a_report_would_refuse_is_left_out(called: str) -> None:
    """It is the name of a folder or a table; a study's own words are screened in the same way."""
    ids = [row.study for row in PLACES]
    shown = summarise(called, "public", RULE, [*ids, called], PLACES, {called: ""}, Locked())
    assert shown.title == ""
    assert called not in batch_html(shown) + json.dumps(row_of(shown), ensure_ascii=False)
    assert UNTITLED in batch_html(shown)
    own = summarise(called, "internal", RULE, ids, PLACES, {}, Locked())
    assert own.title == called
    assert summed(PLACES).title == "places"


def test_the_title_of_a_sensitive_batch_is_left_out() -> None:
    """It may say where it is, as the name of a study's file may."""
    assert summed([replace(row, sensitive=True) for row in PLACES]).title == ""


def test_studies_of_a_folder_called_by_an_address_are_numbered(tmp_path: Path) -> None:
    open_ = STUDY.replace("= false\n[[out", "= true\n[[out")
    shown, text = of_folder(tmp_path, {"12-station-road": open_, "market": open_})
    assert "station" not in text.lower()
    assert {row["study"] for row in shown["places"]} == {"study-1", "study-2"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('kind = "patrol"', 'kind = "kerb-crawling patrol"'),
        ('kind = "patrol"', 'kind = "patrol"\nname = "Brothel closures"'),
        ('name = "incidents"', 'name = "brothels"'),
        ("counts.csv", "soliciting.csv"),
        ('layout = "wide"', 'layout = "wide"\nsheet = "Sexual offences"'),
        ('[[outcomes]]\nid = "incidents"', '[[outcomes]]\nid = "street-sex"'),
        ('id = "incidents"', 'id = "incidents"\nname = "Sex work"'),
        ('id = "incidents"', 'id = "incidents"\nsensitive = true'),
        ('id = "incidents"', 'id = "incidents"\ninclude = [{ kind = "Rape" }]'),
        ('question = "Did', 'question = "Did a'),
    ],
)
def test_a_study_is_as_sensitive_as_it_is_written(tmp_path: Path, old: str, new: str) -> None:
    """One rule, of a study that was read and of one that cannot be."""
    assert old in STUDY
    text = STUDY.replace(old, new, 1)
    (tmp_path / "study.toml").write_text(text)
    raw = tomllib.loads(text)
    for file in ("counts.csv", "soliciting.csv", "areas.csv"):
        (tmp_path / file).write_text("area,2017-01\nA00,1\n")
    study = read_study(tmp_path / "study.toml")
    expected = "question" not in old
    assert sensitive_study(study) == expected
    assert sensitive_written(raw, [done["kind"] for done in raw["interventions"]]) == expected


BARRED = [
    replace(row, why=("comparable",), barred=("fall",)) if n < 3 else row
    for n, row in enumerate(PLACES)
]
"""Nine places, of which three may not be said to have fallen."""


def test_an_average_says_of_how_many_places_it_is_and_why_not_of_others() -> None:
    shown = summed(BARRED)
    (together,), (rest,) = shown.outcomes, summed(BARRED[3:]).outcomes
    assert (together.judged, together.averaged, together.barred) == (9, 6, (("comparable", 3),))
    assert (together.mean, together.mean_range) == (rest.mean, rest.mean_range)
    assert together.between == rest.between
    assert [row.averaged for row in shown.places] == [False] * 3 + [True] * 6
    said = average(together)
    assert "That is of 6 of the 9 that are judged; 3 are not in it" in said
    assert said.count(": 3).") == 1
    assert "That is of" not in average(rest)
    page = batch_html(shown)
    assert "In the average" in page and ">on average<" in page
    assert "all together" not in page and "given all" not in page.lower()


def test_an_average_is_of_places_whose_own_study_may_say_something() -> None:
    """As a study says nothing of an effect where a gate bars it."""
    gated = [replace(row, why=("steady",), barred=("fall", "rise")) for row in PLACES[:8]]
    (together,) = summed([*gated, PLACES[8]]).outcomes
    assert (together.averaged, together.mean, together.between) == (0, None, None)
    said = average(together)
    assert said.startswith("Of the 9 places that are judged, fewer than two pass every check")


def test_of_a_sensitive_batch_an_average_is_of_five_places_and_gives_no_reasons() -> None:
    secret = [replace(row, sensitive=True) for row in BARRED]
    (together,) = summed(secret).outcomes
    assert (together.averaged, together.barred) == (6, ())
    assert together.mean is not None
    (few,) = summed(secret[:7]).outcomes
    assert (few.averaged, few.mean) == (4, None)
    assert "too few pass every check" in average(few)
