"""`waterbed new` of several starts: a wave for each place, and their programme."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from waterbed.cli import main
from waterbed.read.study.study_file import read_study

PLACES = ("--place", "Ash", "--place", "Birch", "--place", "Cedar")
STARTS = ("--start", "2016-04", "--start", "2016-09-12", "--start", "2017-01")


@pytest.fixture
def counts(tmp_path: Path) -> Path:
    """Eight years of monthly counts by ward."""
    rng = np.random.default_rng(1)
    months = [f"{2010 + m // 12}-{m % 12 + 1:02d}" for m in range(108)]
    names = ["Ash", "Birch", "Cedar", "Dale", "Elm", "Fern", "Gorse"]
    rows = [",".join(["Ward", *months])]
    rows += [",".join([name, *map(str, rng.poisson(6, 108))]) for name in names]
    file = tmp_path / "counts.csv"
    file.write_text("\n".join(rows), "utf-8")
    return file


def new(counts: Path, study: str, *asked: str) -> tuple[int, str]:
    file = counts.parent / study
    done = CliRunner().invoke(main, ["new", str(file), "--counts", str(counts), *asked])
    return done.exit_code, done.output


@pytest.mark.parametrize("form", ["study.toml", "study.xlsx"])
def test_a_start_for_each_place_is_a_wave_of_a_programme(counts: Path, form: str) -> None:
    code, said = new(counts, form, *PLACES, *STARTS, "--kind", "crackdown")
    assert code == 0, said
    file = counts.parent / form
    if form.endswith("toml"):
        text = file.read_text("utf-8").replace("FILL IN: ", "")
        file.write_text(text, "utf-8")
    else:
        import openpyxl

        book = openpyxl.load_workbook(file)
        for row in book["claims"].iter_rows():
            for cell in row:
                cell.value = str(cell.value).replace("FILL IN: ", "") if cell.value else None
        book.save(file)
    study = read_study(file)
    waves = study.interventions
    assert [one.target for one in waves] == [("Ash",), ("Birch",), ("Cedar",)]
    (programme,) = study.programmes
    assert programme.waves == tuple(one.id for one in waves)
    assert {claim.intervention for claim in study.claims} == {programme.id}
    windows = [study.rule.default_window(one.id) for one in waves]
    posts = [one.post.labels for one in windows if one]
    assert posts == [("2016-04", "2017-03"), ("2016-10", "2017-09"), ("2017-01", "2017-12")]
    assert windows[1] is not None and windows[1].base.labels == ("2015-09", "2016-08")


def test_a_misspelt_place_of_a_workbook_is_one_error_by_its_cell(counts: Path) -> None:
    """`areas` is left out, so that the target alone is named."""
    import openpyxl

    new(counts, "study.xlsx", *PLACES, *STARTS, "--kind", "crackdown")
    file = counts.parent / "study.xlsx"
    book = openpyxl.load_workbook(file)
    at = next(
        cell for row in book["places"].iter_rows() for cell in row if cell.value == "Birch"
    ).coordinate
    book["places"][at].value = "Brich"
    for row in book["claims"].iter_rows():
        for cell in row:
            cell.value = str(cell.value).replace("FILL IN: ", "") if cell.value else None
    book.save(file)
    done = CliRunner().invoke(main, ["check", str(file)])
    assert done.exit_code == 2 and done.output.count("no area has this id") == 1, done.output
    assert f"sheet 'places', cell {at} (interventions 'wave 2', target)" in done.output
    assert "'Brich'. Did you mean 'Birch'?" in done.output


def test_the_month_it_began_in_is_told(counts: Path) -> None:
    new(counts, "study.toml", *PLACES, *STARTS)
    text = (counts.parent / "study.toml").read_text("utf-8")
    assert "September 2016, in which it began, stands in neither." in " ".join(
        text.replace("#", " ").split()
    )
    assert "April 2016, in which" not in text


def test_one_start_for_several_places_is_one_intervention(counts: Path) -> None:
    new(counts, "study.toml", *PLACES, "--start", "2016-04")
    text = (counts.parent / "study.toml").read_text("utf-8")
    assert text.count("[[interventions]]") == 1 and "[[programmes]]" not in text


def test_starts_that_match_no_places_are_asked_about(counts: Path) -> None:
    code, said = new(counts, "study.toml", *PLACES, "--start", "2016-04", "--start", "2016-09")
    assert code != 0 and not (counts.parent / "study.toml").exists()
    assert "--start: there are 2 starts for 3 places" in said
    assert "one for each --place" in said


def test_a_start_of_a_wave_written_otherwise_is_refused(counts: Path) -> None:
    starts = (*STARTS[:4], "--start", "spring 2017")
    code, said = new(counts, "study.toml", *PLACES, *starts)
    assert code != 0 and not (counts.parent / "study.toml").exists()
    assert "'spring 2017'" in said and "Write the month as 2017-04" in said
