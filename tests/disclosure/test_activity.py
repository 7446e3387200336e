"""What leaves of what was done: published totals as they are, of one's own table hardly a thing."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.disclosure.test_closed import widened
from tests.support.builders import claim, counts, grid, study
from waterbed.analysis.run import analyse
from waterbed.claims import Evidence
from waterbed.claims.activity import judge_activity
from waterbed.disclosure import release
from waterbed.disclosure.activity import on_rounded, release_activity
from waterbed.model.activity import Activity, Done
from waterbed.model.findings import Findings
from waterbed.model.kinds import KINDS
from waterbed.model.months import Months, month
from waterbed.report import write_outputs
from waterbed.report.words.remarks import notice_text

AREAS = grid(8, 8)
FIRST = month("2016-01")
MONTHLY = np.array([7, 13, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67] * 2, float)
SECRET = (976, 488, 479, 953, 439)  # sums that no rounded number is
OWN = Activity("own", "cautions", "women", intervention="op", file=Path("data/own.csv"))
OPEN = Activity("open", "fines", "men", intervention="op", total=476, first=FIRST,
                last=FIRST + 23, source="minutes")  # fmt: skip


def ran(*done: Done, published: bool = True):  # type: ignore[no-untyped-def]
    """A study with claims of a share, a number and a number a month."""
    span = Months(FIRST, FIRST + 23)
    rows = {"done-to": 0.4, "not-done": 900.0, "delivered": 30.0}
    claims = []
    for kind, stated in rows.items():
        region = KINDS[kind].region
        assert region is not None
        among = ("own", "open") if kind == "done-to" else ()
        made = claim(id=kind, kind="needs", tested_by="x")
        claims.append(
            replace(made, kind=kind, stated=stated, actions=("own",), among=among, span=span,
                    region=region(stated, 0.005, 0.0))
        )  # fmt: skip
    asked = study(*claims)
    tables = tuple(replace(one, published=published) for one in asked.counts)
    asked = replace(asked, activity=tuple(one.activity for one in done), counts=tables)
    return analyse(asked, AREAS, counts(AREAS), activity=done, placebos=49)


def own(**more: object) -> Done:
    return Done(replace(OWN, **more), FIRST, MONTHLY, np.ones(24, bool))  # type: ignore[arg-type]


def written(results, folder: Path, profile: str = "public") -> dict[str, str]:  # type: ignore[no-untyped-def]
    out = {}
    for path in write_outputs(release(results, profile), folder / profile):
        data = path.read_bytes()
        if path.suffix == ".xlsx":
            book = zipfile.ZipFile(io.BytesIO(data))
            data = b"\n".join(book.read(name) for name in book.namelist())
            # A cell of text holds the place of its text in a list of all, which is not a number.
            data = re.sub(rb'(t="s"><v>)\d+(?=</v>)', rb"\1", data)
        out[path.name] = data.decode("utf-8", "replace")
    return out


@pytest.mark.parametrize("published", [True, False])
def test_of_a_table_of_ones_own_no_month_and_no_exact_number_leaves(
    published: bool, tmp_path: Path
) -> None:
    files = written(ran(own(), Done(OPEN), published=published), tmp_path)
    found = json.loads(files["results.json"])
    mine, source = found["activity"]
    assert (mine["number"], mine["status"], mine["counts"]) == (975, "rounded", [])
    assert (source["number"], source["status"]) == (476, "exact")
    for name, text in files.items():
        bare = re.sub(r"<svg.*?</svg>|<style.*?</style>", "", text, flags=re.S)
        for number in SECRET:
            assert not re.search(rf"(?<![\d.]){number}(?![\d])", bare), (name, number)
        assert "own.csv" not in bare and "data/own" not in bare
    # the share would give the number back, 976 of 1,452: it is that of 972.5 to 977.5
    answers = {one["kind"]: one for one in found["verdicts"]}
    assert answers["done-to"]["answer"] == "supported"
    assert answers["not-done"]["answer"] == "contradicted"
    assert "between 972.5 and 977.5" in answers["not-done"]["reason"]


@given(st.integers(0, 60), st.floats(0, 60))
def test_a_public_answer_is_the_same_for_all_numbers_that_look_alike(n: int, stated: float) -> None:
    """Whatever is claimed, it tells no more of the number than the rounded number does."""
    span = Months(FIRST, FIRST)
    region = KINDS["not-done"].region
    assert region is not None
    asked = claim(id="c", kind="needs", tested_by="x")
    asked = replace(asked, kind="not-done", stated=stated, actions=("own",), span=span,
                    region=region(stated, 0.0, 0.0))  # fmt: skip

    def told(number: int) -> tuple[str, object]:
        one = on_rounded(Done(OWN, FIRST, np.array([number], float), np.ones(1, bool)))
        verdict = judge_activity(asked, Evidence(Findings(), activity={"own": one}))
        return verdict.answer, verdict.reasons

    alike = [m for m in range(70) if shown_as(m) == shown_as(n)]
    assert len(alike) >= 5 and len({told(m) for m in alike}) == 1


def shown_as(number: int) -> float | None:
    return release_activity(Done(OWN, FIRST, np.array([float(number)]), np.ones(1, bool))).number


def test_its_holder_sees_all_of_it(tmp_path: Path) -> None:
    files = written(ran(own(), Done(OPEN)), tmp_path, "internal")
    found = json.loads(files["results.json"])
    assert found["activity"][0]["number"] == 976
    assert found["activity"][0]["counts"][:3] == [7, 13, 29]
    assert "activity months.csv" in files and "2016-03,29" in files["activity months.csv"]
    (share,) = (one for one in found["verdicts"] if one["kind"] == "done-to")
    assert "67%" in share["reason"]


def test_a_published_table_leaves_whole(tmp_path: Path) -> None:
    files = written(ran(own(published=True), Done(OPEN)), tmp_path)
    found = json.loads(files["results.json"])
    assert found["activity"][0]["number"] == 976 and len(found["activity"][0]["counts"]) == 24
    kinds = {one["kind"]: one for one in found["verdicts"]}
    assert kinds["not-done"]["answer"] == "contradicted"
    assert kinds["delivered"]["answer"] == "supported"
    assert "come to 40.7 a month" in kinds["delivered"]["reason"]
    assert "activity.csv" in files and "minutes" in files["activity.csv"]


def test_few_actions_of_ones_own_table_are_withheld(tmp_path: Path) -> None:
    few = Done(OWN, FIRST, np.array([1.0] * 9), np.ones(9, bool))
    found = json.loads(written(ran(few, Done(OPEN)), tmp_path)["results.json"])
    assert (found["activity"][0]["number"], found["activity"][0]["status"]) == (None, "withheld")
    assert "not shown" in found["activity"][0]["text"]


def test_two_of_one_name_are_told_apart_by_their_months() -> None:
    """A warning of the one must not read as one of the other."""
    early = Activity("early", "fines", "men", intervention="op", total=10, source="minutes",
                     first=FIRST - 36, last=FIRST - 25)  # fmt: skip
    shown = release(ran(own(), Done(OPEN), Done(early))).content
    (warned,) = (one for one in shown.notices if one.code == "activity-other-months")
    told = notice_text(shown.study, warned)
    assert "fines of men (January to December 2013)" in told and "2016" not in told


@pytest.mark.parametrize("profile", ["public", "internal"])
def test_a_field_that_no_released_type_lists_does_not_leave(profile: str, tmp_path: Path) -> None:
    raw = ran(own(), Done(OPEN))
    spoilt = replace(raw.activity[0], activity=widened(OWN, officer="Pc 4131"))
    wider = widened(spoilt, surnames=("Smith",), people=(4131,))
    files = written(replace(raw, activity=(wider, raw.activity[1])), tmp_path, profile)
    assert {"report.html", "results.json", "tables.xlsx"} <= files.keys()
    assert not any("Smith" in text or "Pc 4131" in text for text in files.values())
