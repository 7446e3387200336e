"""Release is closed: what no released type and no catalogue lists is in no file of either profile.

Each test adds something that nobody listed, made of the counts or of the words of an unpublished
table, and looks for it in everything that is written.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
import textwrap
import zipfile
from dataclasses import make_dataclass, replace
from pathlib import Path

import pytest

from tests.disclosure.attack import changed, key, results_of
from waterbed.disclosure import release
from waterbed.disclosure.facts import CATALOGUES, TEXTS, listed
from waterbed.model.estimate import Check, Figure, remark
from waterbed.model.results import InputRecord, Results
from waterbed.report import write_outputs

ROOT = Path(__file__).parents[2]
PROFILES = ("public", "internal")
COUNTS = (4131, 3137, 9151, 6163, 7177, 2179)  # as no other number of the run is written
COLUMN = "offender_surname"
LEAKS = (*map(str, COUNTS), *(f"{x:,}" for x in COUNTS), COLUMN)


def written(raw: Results, profile: str, folder: Path) -> dict[str, str]:
    """Every file of a run as text, workbooks unpacked."""
    out = {}
    for path in write_outputs(release(raw, profile), folder / profile):
        data = path.read_bytes()
        if path.suffix == ".xlsx":
            book = zipfile.ZipFile(io.BytesIO(data))
            data = b"\n".join(book.read(name) for name in book.namelist())
        out[path.name] = data.decode("utf-8", "replace")
    return out


def assert_closed(raw: Results, profile: str, folder: Path) -> dict[str, str]:
    files = written(raw, profile, folder)
    assert {"report.html", "results.json", "tables.xlsx"} <= files.keys()
    for name, text in files.items():
        for leak in LEAKS:
            assert not stands(leak, text), f"{leak} stands in {name}"
    return files


def stands(leak: str, text: str) -> bool:
    """Whether a number or a word stands in a text, and not within the digits of another number."""
    return re.search(rf"(?<![\d.]){re.escape(leak)}(?!\d)", text) is not None


def widened(value, **more):
    """The same object with more fields, as if its type had been given them."""
    kind = type(value)
    fields = [(name, object) for name in more]
    wider = make_dataclass(f"{kind.__name__}More", fields, bases=(kind,), frozen=True, kw_only=True)
    own = {field: getattr(value, field) for field in kind.__dataclass_fields__}
    if own.get("rounded") is not None:
        own["rounded"] = widened(own["rounded"], **more)
    return wider(**own, **more)


@pytest.mark.parametrize("profile", PROFILES)
def test_a_field_that_is_not_listed_does_not_leave(profile, tmp_path):
    raw = widened(results_of(), pressure=COUNTS, column=COLUMN)
    released = release(raw, profile).content
    assert not hasattr(released, "pressure")
    assert_closed(raw, profile, tmp_path)


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("part", ["estimates", "checks", "verdicts", "series", "inputs", "outcomes",
                                  "roles", "detectable", "readings", "strips"])  # fmt: skip
def test_a_part_of_a_type_that_is_not_listed_stops_the_run(part, profile, tmp_path):
    """Another type than the one that is listed has no released one: nothing is written at all."""
    raw = results_of()
    rows = getattr(raw, part)
    wider = (widened(rows[0], pressure=COUNTS), *rows[1:])
    try:
        files = written(changed(raw, **{part: wider}), profile, tmp_path)
    except TypeError as error:
        assert "does not leave" in str(error)
        return
    assert not any(stands(leak, text) for leak in LEAKS for text in files.values())


@pytest.mark.parametrize("profile", PROFILES)
def test_a_section_finds_no_field_that_is_not_listed(profile):
    """What a new section would read is not there to be read."""
    raw = widened(results_of(), pressure=COUNTS)
    with pytest.raises(AttributeError):
        str(release(raw, profile).content.pressure)


@pytest.mark.parametrize("profile", PROFILES)
def test_a_notice_that_no_catalogue_has_does_not_leave(profile, tmp_path):
    raw = results_of()
    notice = remark("pressure-told", counts=Figure(float(COUNTS[0])), columns=(COLUMN,))
    warned = replace(raw.estimates[0], warnings=(notice,))
    reasons = (*raw.verdicts[0].reasons, remark(COLUMN))
    more = changed(
        raw,
        notices=(*raw.notices, notice),
        estimates=(warned, *raw.estimates[1:]),
        verdicts=(replace(raw.verdicts[0], reasons=reasons),),
    )
    files = assert_closed(more, profile, tmp_path)
    assert not any("pressure" in text for text in files.values())


@pytest.mark.parametrize("profile", PROFILES)
def test_a_check_that_no_catalogue_has_does_not_leave(profile, tmp_path):
    raw = results_of()
    facts = remark("pressure-told", counts=Figure(float(COUNTS[1])), column=COLUMN)
    check = Check("pressure", False, True, facts, Figure(float(COUNTS[2])), "both", key())
    files = assert_closed(changed(raw, checks=(*raw.checks, check)), profile, tmp_path)
    assert not any("pressure" in text for text in files.values())


@pytest.mark.parametrize("profile", PROFILES)
def test_a_fact_that_the_catalogue_does_not_name_does_not_leave(profile, tmp_path):
    raw = results_of()
    facts = (*raw.checks[0].remark.facts, ("pressure", Figure(float(COUNTS[3]))), ("row", COLUMN))
    check = replace(raw.checks[0], remark=replace(raw.checks[0].remark, facts=facts))
    files = assert_closed(changed(raw, checks=(check, raw.checks[1])), profile, tmp_path)
    assert not any("pressure" in text for text in files.values())


def test_a_text_leaves_only_as_what_it_is_said_to_be(tmp_path):
    """A word of the data under the name of a code, a date or a name of the study file."""
    raw = results_of()
    checks = tuple(
        replace(raw.checks[0], name=code, remark=remark(code, **dict.fromkeys(names, COLUMN)))
        for names_of in CATALOGUES
        for code, names in names_of.items()
    )
    notices = tuple(
        remark(code, **dict.fromkeys(names, (COLUMN,)))
        for names_of in CATALOGUES
        for code, names in names_of.items()
    )
    found = release(changed(raw, checks=(*raw.checks, *checks), notices=notices), "public").content
    assert len(found.checks) > 20 and len(found.notices) > 50
    assert COLUMN not in repr(found)


def test_column_names_and_words_of_an_unpublished_file_stay_back(tmp_path):
    """As a reader tells them: columns that differ in rows that were added, a sheet, an example."""
    told = (
        remark("keys-summed", keys=Figure(COUNTS[0]), columns=(COLUMN,)),
        remark("sheet", sheet=COLUMN, of=Figure(3)),
        remark("spellings", rows=Figure(14), names=(COLUMN,)),
        remark("period-format", form="DD/MM/YYYY", example=COLUMN, means=COLUMN),
    )
    one = InputRecord("a.csv", "", 900, 3, ((COLUMN, 2), ("no-area", 1)), remarks=told)
    raw = changed(results_of(), inputs=(one,))
    files = assert_closed(raw, "public", tmp_path)
    assert "DD/MM/YYYY" in files["results.json"] and "another reason" in files["results.json"]


def test_every_text_of_the_catalogue_has_a_kind():
    """Or is a figure wherever it is made: these alone are both nowhere and never texts."""
    named = {name for names_of in CATALOGUES for names in names_of.values() for name in names}
    assert TEXTS.keys() <= named
    assert listed("pressure-told") is None


REFUSED = {
    "a field": "def words(run: ShownRun) -> object:\n    return run.pressure",
    "a raw run": "def words(raw: Results) -> ShownRun:\n    return raw",
    "a raw estimate": (
        "def words(run: ShownRun, raw: Results) -> ShownRun:\n"
        "    return replace(run, estimates=raw.estimates)"
    ),
    "a smallest count": "def words(run: ShownRun) -> object:\n    return run.estimates[0].smallest",
    "areas of a study": "def words(run: ShownRun) -> object:\n    return run.study.areas",
}
SNIPPET = """
from dataclasses import replace
from waterbed.model.released import ShownRun
from waterbed.model.results import Results

{}
"""


def test_mypy_refuses_what_is_not_listed(tmp_path):
    pytest.importorskip("mypy")
    for i, text in enumerate(REFUSED.values()):
        (tmp_path / f"snippet_{i}.py").write_text(SNIPPET.format(textwrap.dedent(text)))
    fine = "def words(run: ShownRun) -> object:\n    return run.estimates[0].value"
    (tmp_path / "fine.py").write_text(SNIPPET.format(fine))
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--follow-imports", "silent", "--no-error-summary",
         "--config-file", str(ROOT / "pyproject.toml"), *map(str, sorted(tmp_path.glob("*.py")))],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    refused = {line.split(":")[0].rsplit("/")[-1] for line in done.stdout.splitlines()}
    assert refused == {f"snippet_{i}.py" for i in range(len(REFUSED))}, done.stdout
