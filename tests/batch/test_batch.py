"""A batch: the reports that single runs write, whatever the workers, resumed, one failure alone."""

from __future__ import annotations

import copy
import json
import re
import runpy
import shutil
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from waterbed.analysis.run import ANEW, read_inputs, run
from waterbed.batch import Batch, batch
from waterbed.batch.composed import compose, read_template
from waterbed.batch.lock import compare_lock, lock_path, write_lock
from waterbed.batch.months import _starts, by_month
from waterbed.batch.planned import Planned, planned_in, read_planned, stamp_of
from waterbed.batch.single import HowRun, work
from waterbed.cli import main
from waterbed.disclosure import release
from waterbed.model.errors import InputError
from waterbed.programme.event_time import NEVER
from waterbed.read.study.place_table import read_place_table
from waterbed.report import write_outputs

MAKE = Path(__file__).resolve().parents[2] / "examples" / "places" / "make.py"
MONTH = 24321
FILES = ("batch.json", "batch.xlsx", "summary.html")


def make(folder: Path, rows: int = 4) -> Path:
    """The example with its first rows alone, the last of them with a date that is none."""
    runpy.run_path(str(MAKE))["main"](folder)
    table = folder / "places.csv"
    lines = table.read_text().splitlines()[: rows + 1]
    broken = lines[-1].split(",")
    lines.append(",".join(["Broken", broken[1], "soon", broken[3]]))
    table.write_text("\n".join(lines) + "\n")
    return table


def judged(table: Path, out: Path, **more: object) -> Batch:
    return batch(table, out, template=table.parent / "study.toml", run_month=MONTH, **more)  # type: ignore[arg-type]


def contents(out: Path) -> dict[str, bytes]:
    kept = [*out.glob("reports/*/*"), *(out / name for name in FILES)]
    return {str(one.relative_to(out)): one.read_bytes() for one in kept if one.is_file()}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Batch]:
    table = make(tmp_path_factory.mktemp("places"))
    return table, judged(table, table.parent / "out")


def test_one_failure_is_listed_and_stops_nothing_else(made: tuple[Path, Batch]) -> None:
    _, found = made
    assert list(found.errors) == ["broken"]
    assert "soon" in found.errors["broken"]
    assert found.shown.studies == 5
    assert [id for id, why in found.shown.failed if "soon" in why] == ["broken"]
    (together,) = found.shown.outcomes
    assert together.judged == 4
    assert together.why_no_months == "few-places"


def test_errors_name_no_folder_of_this_machine(made: tuple[Path, Batch]) -> None:
    table, found = made
    text = (found.folder / "batch.json").read_text()
    assert str(table.parent) not in text
    assert str(found.folder.resolve()) not in text


def test_each_report_is_that_of_a_single_run(made: tuple[Path, Batch], tmp_path: Path) -> None:
    table, found = made
    path = found.folder / "studies" / "place-2.toml"
    raw, _ = run(path, table.parent, run_month=MONTH)
    write_outputs(release(raw), tmp_path / "single")
    own = found.folder / "reports" / "place-2"
    for one in sorted((tmp_path / "single").rglob("*")):
        if one.is_file():
            assert one.read_bytes() == (own / one.relative_to(tmp_path / "single")).read_bytes()


def test_the_same_bytes_for_workers_and_where_it_is_resumed(
    made: tuple[Path, Batch], tmp_path: Path
) -> None:
    table, found = made
    out = tmp_path / "again"
    shutil.copytree(found.folder, out)
    for id in ("place-1", "place-3"):  # as where a batch was killed: no part, and half a report
        (out / "parts" / f"{id}.json").unlink()
    (out / "reports" / "place-3" / "report.html").unlink()
    (out / "batch.json").unlink()
    again = judged(table, out, workers=2)
    assert again.resumed == 2
    assert contents(out) == contents(found.folder)


def test_a_changed_report_is_made_again(made: tuple[Path, Batch], tmp_path: Path) -> None:
    table, found = made
    out = tmp_path / "touched"
    shutil.copytree(found.folder, out)
    results = out / "reports" / "place-1" / "results.json"
    results.write_bytes(results.read_bytes() + b" ")
    assert judged(table, out).resumed == 3
    assert contents(out) == contents(found.folder)


def test_a_template_of_one_intervention_need_not_name_it(made: tuple[Path, Batch]) -> None:
    """As `waterbed new` writes it: every window and claim means the only one."""
    table, _ = made
    raw = read_template(table.parent / "study.toml")
    window = {"name": "a year", "base": ["2017-01", "2017-12"], "post": ["2018-01", "2018-12"]}
    named, short = (
        copy.deepcopy(raw) | {"rule": {**raw["rule"], "windows": [window | more]}}
        for more in ({"intervention": "patrol"}, {})
    )
    del short["claims"][0]["intervention"]
    rows = read_place_table(table)[:4]
    assert compose(short, rows, rows[1], "B") == compose(named, rows, rows[1], "B")


def test_what_a_template_says_of_its_own_place_is_said_of_the_row(made: tuple[Path, Batch]) -> None:
    """As `waterbed new` drafts it: title, question and claims name the place."""
    table, _ = made
    raw = read_template(table.parent / "study.toml")
    claims = [{**raw["claims"][0], "words": "Ashley East is quieter; Ashleyford is not."}]
    told = {"title": "Patrol, Ashley East", "question": "Did it fall in E01?", "claims": claims}
    rows = read_place_table(table)[:2]
    text = compose(raw | told, rows, rows[1], "Elmwick", ("E01", "Ashley East", "Ashley"))
    assert 'title = "Patrol, Elmwick"' in text and "fall in Elmwick?" in text
    assert "Elmwick is quieter; Ashleyford is not." in text


STAMPED = """
[[outcomes]]
id = "harm"
weights = "weights.csv"

[[populations]]
id = "people"
name = "people"
scope = "people"
file = "lists.csv"
lists = ["a", "b"]
"""


@pytest.mark.parametrize("name", ["weights.csv", "lists.csv"])
def test_a_report_is_made_again_where_weights_or_lists_changed(name: str, tmp_path: Path) -> None:
    make(tmp_path)
    study = tmp_path / "study.toml"
    study.write_text(study.read_text() + STAMPED)
    (tmp_path / "weights.csv").write_text("category,weight\nrobbery,1\n")
    (tmp_path / "lists.csv").write_text("a,b\n1,0\n0,1\n")

    def stamp() -> str:
        (read,) = read_planned([Planned("one", study)])
        assert read.study is not None, read.error
        return stamp_of(read, {})

    before = stamp()
    assert stamp() == before
    (tmp_path / name).write_text((tmp_path / name).read_text().replace("1\n", "12\n"))
    assert stamp() != before


def test_no_place_is_compared_with_another_of_the_table(made: tuple[Path, Batch]) -> None:
    _, found = made
    text = (found.folder / "studies" / "place-1.toml").read_text()
    assert text.count('id = "other places, ') == 3


def test_the_lock_says_which_study_was_changed(made: tuple[Path, Batch], tmp_path: Path) -> None:
    studies = tmp_path / "studies"
    shutil.copytree(made[1].folder / "studies", studies)
    (studies / "broken.toml").unlink()
    read = read_planned(planned_in(studies, tmp_path / "out", None, made[0].parent))
    path = write_lock(read, lock_path(studies), "2026-11-29", 0.05)
    assert compare_lock(read, path).said == "same"
    one = studies / "place-2.toml"
    one.write_text(one.read_text().replace('kind = "fell"', 'kind = "rose"'))
    (studies / "place-3.toml").unlink()
    read = read_planned(planned_in(studies, tmp_path / "out", None, made[0].parent))
    found = compare_lock(read, path)
    assert (found.said, found.changed, found.missing) == ("differs", ("place-2",), ("place-3",))
    lock = json.loads(path.read_text())
    assert set(lock["studies"]) == {"place-1", "place-2", "place-3", "place-4"}
    with pytest.raises(InputError, match="lock of other rules"):
        write_lock(read, path, "2026-11-30", 0.05)


def test_a_study_of_another_rule_is_refused(made: tuple[Path, Batch], tmp_path: Path) -> None:
    studies = tmp_path / "studies"
    shutil.copytree(made[1].folder / "studies", studies)
    one = studies / "place-2.toml"
    one.write_text(one.read_text().replace("[rule]", "[rule]\nlevel = 0.9"))
    read = read_planned(planned_in(studies, tmp_path / "out", None, made[0].parent))
    why = {one.planned.id: one.error for one in read if one.error}
    assert "one rule" in why["place-2"]


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    table = make(tmp_path / "places")
    with pytest.raises(InputError, match="no batch made"):
        judged(table, tmp_path)


def test_an_area_that_nobody_knows_is_an_error_of_its_own_row(tmp_path: Path) -> None:
    """The other rows leave it out of what is done elsewhere, and keep what is known of that row."""
    table = make(tmp_path / "places", 2)
    lines = table.read_text().splitlines()[:3]
    table.write_text("\n".join([*lines, "Nowhere,A000; ZZZ,2016-03,patrol", "Bare,,2016-04,"]))
    found = judged(table, tmp_path / "out")
    assert set(found.errors) == {"nowhere", "bare"}
    assert "ZZZ" in found.errors["nowhere"]
    text = (found.folder / "studies" / "place-1.toml").read_text()
    assert "A000" in text and "ZZZ" not in text and '"other places, 2016-04"' not in text


def test_a_table_that_cannot_be_read_is_the_error_of_each_row(tmp_path: Path) -> None:
    table = make(tmp_path / "places", 6)
    (table.parent / "counts.csv").unlink()
    found = judged(table, tmp_path / "out")
    assert len(found.errors) == found.shown.studies == 7
    assert (found.folder / "summary.html").exists()
    assert str(tmp_path) not in (found.folder / "batch.json").read_text()


def asked_for(table: Path, out: Path, *more: str) -> Result:
    words = ["batch", str(table), "--study", str(table.parent / "study.toml"), "--out", str(out)]
    return CliRunner().invoke(main, [*words, *more])


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_where_every_study_fails_it_leaves_as_a_failed_run_does(
    tmp_path: Path, more: tuple[str, ...]
) -> None:
    """What was asked for is written all the same, and how many failed stands on standard error."""
    table = make(tmp_path / "places", 2)
    (table.parent / "counts.csv").unlink()
    single = CliRunner().invoke(main, ["run", str(table.parent / "study.toml")])
    told = asked_for(table, tmp_path / "out", *more)
    assert told.exit_code == single.exit_code == 2
    assert "3 of 3 studies have no report." in told.stderr
    assert told.stderr.count("there is no such file") == 2
    assert all((tmp_path / "out" / name).exists() for name in FILES)
    assert json.loads(told.stdout)["studies"] == 3 if more else "0 reports" in told.stdout


def test_where_some_studies_fail_it_leaves_with_nought(tmp_path: Path) -> None:
    told = asked_for(make(tmp_path / "places", 1), tmp_path / "out")
    assert told.exit_code == 0
    assert "1 of 2 studies has no report." in told.stderr
    assert "and 1 report." in told.stdout
    again = asked_for(tmp_path / "places" / "places.csv", tmp_path / "out")
    assert "1 of 2 reports was whole already." in again.stdout


def test_where_nothing_but_the_program_is_at_fault_it_leaves_with_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a run does that the program itself breaks; of a table that is not published too, whose
    reports are released by the batch."""

    def broken(*args: object, **kwargs: object) -> None:
        raise KeyError("7 Ilford Lane")

    table = make(tmp_path / "places", 1)
    table.write_text("\n".join(table.read_text().splitlines()[:-1]))
    monkeypatch.setattr(import_module("waterbed.batch.run"), "write_outputs", broken)
    study = table.parent / "study.toml"
    study.write_text(study.read_text().replace("published = true", "published = false"))
    told = asked_for(table, tmp_path / "out", "--words-read")
    assert told.exit_code == 1
    assert (
        "wrong in Waterbed itself, at batch/run.py" in told.stderr and "Ilford" not in told.stderr
    )


def test_what_is_covered_without_being_asked_about_is_no_donor(made: tuple[Path, Batch]) -> None:
    table, found = made
    path = found.folder / "studies" / "place-1.toml"
    inputs = read_inputs(path, table.parent)
    first = int(inputs.counts.panel.periods[0])
    averaged = {("place-1", "patrol", "incidents")}
    study = {"place-1": inputs.study}
    began, donors = _starts(study, averaged, inputs.areas, first, "incidents")
    rows = {row.place: row for row in read_place_table(table)}
    at = inputs.areas.index()
    assert np.flatnonzero(began != NEVER).tolist() == [at[rows["Place 1"].areas[0]]]
    others = {at[rows[f"Place {n}"].areas[0]] for n in range(1, 5)}
    assert set(np.flatnonzero(~donors).tolist()) == others
    alone, same = _starts(study, set(), inputs.areas, first, "incidents")
    assert (alone == NEVER).all()
    assert np.array_equal(same, donors)


def test_months_are_of_five_places_at_least_however_many_areas_these_have(
    made: tuple[Path, Batch],
) -> None:
    """As the average is: the areas of one place would be its own report over again."""
    table, found = made
    inputs = read_inputs(found.folder / "studies" / "place-1.toml", table.parent)
    patrol = inputs.study.interventions[0]
    studies = {}
    for n in range(5):
        ids = inputs.areas.ids[10 * n : 10 * n + 6]
        own = replace(patrol, areas=ids, target=ids)
        studies[f"place-{n}"] = replace(inputs.study, interventions=(own,))
    places = [(id, patrol.id, "incidents") for id in studies]
    for averaged, why in ((places, ""), (places[:4], "few-places")):
        assert by_month(studies, ANEW, "internal", averaged)["incidents"].why == why


def test_every_study_of_a_folder_has_an_id(tmp_path: Path) -> None:
    for name in ("a/study.toml", "a/study.xlsx", "b/study.toml", "b/study.xlsx", "b.toml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    planned = planned_in(tmp_path, tmp_path / "out", None, None)
    assert [one.id for one in planned] == ["a", "a-study.xlsx", "b", "b-study.xlsx", "b.toml"]


def test_a_fault_of_ours_says_where_it_was_and_quotes_nothing(
    made: tuple[Path, Batch], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise KeyError("7 Ilford Lane")

    monkeypatch.setattr(import_module("waterbed.batch.single"), "run", broken)
    how = HowRun(tmp_path, "public", 99, MONTH, "token")
    done = work(how, Planned("one", made[1].folder / "studies" / "place-1.toml"))
    assert re.search(r"wrong in Waterbed itself, at batch/single.py, line \d+\.$", done.error)
    assert "Ilford" not in done.error


def test_a_batch_that_is_stopped_says_that_it_goes_on(
    made: tuple[Path, Batch], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def stopped(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(import_module("waterbed.batch.run"), "batch", stopped)
    words = ["batch", str(made[0]), "--study", str(made[0].parent / "study.toml")]
    found = CliRunner().invoke(main, [*words, "--out", str(tmp_path / "out")])
    assert found.exit_code == 130
    assert "goes on with the rest" in found.output and "nothing was written" not in found.output


@pytest.mark.slow
def test_thirty_places_of_which_ten_fell(tmp_path: Path) -> None:
    """Most of the ten are named, few of the twenty; and the months before a start show nothing."""
    table = make(tmp_path / "places", 30)
    found = judged(table, tmp_path / "out", workers=2)
    fell = {row.study for row in found.shown.places if row.found == "fell"}
    true = {f"place-{n}" for n in range(1, 11)}
    assert len(fell & true) >= 8
    assert len(fell - true) <= 2
    (together,) = found.shown.outcomes
    before = [one for one in together.months if one.month < 0]
    assert len(before) == 12
    assert all(one.low is not None and one.low < 0 < (one.high or 1) for one in before)
