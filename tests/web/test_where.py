"""Where and when: what is answered stands in the study, and nothing else in it is touched."""

from __future__ import annotations

import re
import shutil
import tomllib
from codecs import BOM_UTF8
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.web.exports import PLANTED, SECRETS, export, polygons
from tests.web.visitor import Visitor, new_writes
from waterbed.cli import main
from waterbed.propose.examples import copy_example

EXAMPLE = "/study/redbridge/where"


@pytest.fixture
def example(visitor: Visitor, root: Path) -> Visitor:
    copy_example("redbridge", root / "redbridge")
    return visitor.get(EXAMPLE)


def bytes_of(root: Path, study: str) -> bytes:
    return (root / study / "study.toml").read_bytes()


def text_of(root: Path, study: str) -> str:
    return bytes_of(root, study).decode()


def changed(before: str, after: str) -> tuple[list[str], list[str]]:
    old, new = before.splitlines(), after.splitlines()
    return [one for one in old if one not in new], [one for one in new if one not in old]


# A study that the workbench drafted ----------------------------------------------------------


@pytest.mark.slow
def test_an_export_is_placed_as_new_places_it(visitor: Visitor, root: Path, tmp_path: Path) -> None:
    visitor.send(("counts", export(tmp_path / "calls.csv", every=4))).submit("accept")
    assert visitor.at == "/study/calls/where" and visitor.status == 200
    visitor.submit("where", q="rivers", do="show")
    assert "Riverside" in visitor.text and "Castle" not in visitor.text
    visitor.submit("where", q="castle", place=["Riverside"], start="May 2023", do="show")
    assert 'value="Riverside" checked' in visitor.text and 'value="May 2023"' in visitor.text
    visitor.submit("where", beside=["Castle"], kind="patrol", do="save")
    assert visitor.status == 200 and "/where" not in visitor.at
    options = ("--counts", "STUDY/calls.csv", "--kind", "patrol", "--start", "2023-05")
    assert bytes_of(root, "calls") == new_writes(
        root, "calls", *options, "--place", "Riverside", "--beside", "Castle"
    )
    # Another place, another date: as if the command had been asked so at once.
    visitor.get("/study/calls/where")
    assert "waterbed new calls --counts calls/calls.csv --place Riverside" in visitor.text
    visitor.submit("where", place=["Manor", "Market"], beside=["Castle"], start="2022-06",
                   do="save")  # fmt: skip
    options = ("--counts", "STUDY/calls.csv", "--kind", "patrol", "--start", "2022-06")
    assert bytes_of(root, "calls") == new_writes(
        root, "calls", *options, "--place", "Manor", "--place", "Market", "--beside", "Castle"
    )


def test_what_new_does_not_ask_is_kept_when_it_is_asked_again(
    visitor: Visitor, root: Path, tmp_path: Path
) -> None:
    visitor.send(("counts", export(tmp_path / "calls.csv", every=4))).submit("accept")
    visitor.submit(
        "where", place="Riverside", kind="patrol", start="2023-05", end="2024-01", do="save",
        chosen__rule="rise", chosen__outcome="all incidents",
        event__0__name="Games", event__0__first="2022-07", event__0__last="2022-08",
        other__0__start="2023-06", other__0__source="the minutes",
    )  # fmt: skip
    visitor.get("/study/calls/where").submit("where", start="2022-05", do="save")
    raw = tomllib.loads(text_of(root, "calls"))
    (done,) = raw["interventions"]
    assert (done["start"], done["end"]) == ("2022-05", "2024-01")
    assert done["chosen_for"] == {"rule": "rise", "outcome": "all incidents"}
    assert done["alternative_starts"] == [{"start": "2023-06", "source": "the minutes"}]
    assert raw["events"] == [{"name": "Games", "first": "2022-07", "last": "2022-08"}]
    assert raw["rule"]["windows"][0]["post"] == ["2022-05", "2023-04"]


def test_months_that_no_longer_follow_the_start_are_warned_of(
    visitor: Visitor, root: Path, tmp_path: Path
) -> None:
    """Once a claim is changed the study is no draft any more, and its months stay."""
    visitor.send(("counts", export(tmp_path / "calls.csv", every=4))).submit("accept")
    visitor.submit("where", place="Riverside", kind="patrol", start="2023-05", do="save")
    warns = "so that they do not follow the start"
    visitor.get("/study/calls/where").submit("where", start="2023-09", do="show")
    assert warns not in visitor.text  # of a draft they do
    file = root / "calls" / "study.toml"
    file.write_text(file.read_text("utf-8") + "# read by the council\n", "utf-8")
    for start, told in (("2023-05", False), ("2023-09", True), ("2023-02", True)):
        visitor.get("/study/calls/where")
        assert warns not in visitor.text
        visitor.submit("where", start=start, do="show")
        assert (warns in visitor.text) == told, start
    visitor.submit("where", **{"base__last": "2023-01", "post__first": "2023-02"}, do="show")
    assert warns not in visitor.text
    visitor.get("/study/calls/where").submit("where", start="2023-09", do="save")
    assert visitor.status == 422 and warns in visitor.text


def test_a_map_shows_what_the_rule_gives(visitor: Visitor, root: Path, tmp_path: Path) -> None:
    counts, areas = polygons(tmp_path / "given")
    visitor.send(("counts", counts), ("areas", areas)).submit("accept")
    assert visitor.text.count('class="pick"') == 24 and 'name="beside"' not in visitor.text
    visitor.submit("where", place="Sq 07", do="show")
    roles = [unescape(one) for one in re.findall(r"<dt>([^<]*)</dt>", visitor.text)]
    assert roles[:3] == [
        "Where it was done (1)", "Beside it: next door (8)", "Buffer, not compared (7)"
    ]  # fmt: skip
    visitor.submit("where", kind="lamps", start="2018-03", do="save")
    assert bytes_of(root, "squares") == new_writes(
        root, "squares", "--counts", "STUDY/squares.csv", "--areas", "STUDY/map.geojson",
        "--place", "Sq 07", "--kind", "lamps", "--start", "2018-03",
    )  # fmt: skip


def test_no_value_of_a_person_is_on_the_page(visitor: Visitor, tmp_path: Path) -> None:
    visitor.send(("counts", export(tmp_path / "calls.csv", every=4))).submit("accept")
    for answers in ({"q": "07700"}, {"q": SECRETS[0]}, {"place": SECRETS[0]}):
        visitor.submit("where", do="show", **answers)
        body = re.sub(r'id="q"[^>]*|<p class="wrong">.*?</p>', "", visitor.text)
        assert not [one for one in (*SECRETS, "CS/0") if one in body]


# A study that somebody wrote ----------------------------------------------------------------


def test_a_study_by_hand_is_changed_where_it_is_meant_to_be(example: Visitor, root: Path) -> None:
    before = text_of(root, "redbridge")
    assert example.text.count('class="pick"') > 20
    example.submit("where", start="2017-05", do="save")
    assert example.status == 422 and 'id="post-first-wrong"' in example.text
    example.get(EXAMPLE)
    example.submit("where", start_source="the minutes", end="2019-12", do="save")
    assert example.status == 200
    gone, new = changed(before, text_of(root, "redbridge"))
    assert new == ['start_source = "the minutes"', 'end = "2019-12"']
    assert len(gone) == 1 and gone[0].startswith("start_source")


def test_what_is_sent_unchanged_changes_no_byte(example: Visitor, root: Path) -> None:
    before = text_of(root, "redbridge")
    for number in range(4):
        example.get(f"{EXAMPLE}?of={number}")
        if number != 1:  # it only happened at the same time, and has no place to be chosen
            example.submit("where", do="save")
            assert example.status == 200, number
            assert text_of(root, "redbridge") == before, number


def test_a_byte_order_mark_stays(example: Visitor, root: Path) -> None:
    file = root / "redbridge" / "study.toml"
    before = BOM_UTF8 + file.read_bytes()
    file.write_bytes(before)
    assert example.get(EXAMPLE).submit("where", do="save").status == 200
    assert file.read_bytes() == before


def test_lists_grow_and_shrink(example: Visitor, root: Path) -> None:
    before = text_of(root, "redbridge")
    example.submit("where", do="save", event__1__name="Games", event__1__first="2012-07",
                   event__1__last="2012-09", other__1__start="2017-08",
                   other__1__source="said so")  # fmt: skip
    raw = tomllib.loads(text_of(root, "redbridge"))
    assert [one["name"] for one in raw["events"]] == ["Covid-19", "Games"]
    assert len(raw["interventions"][0]["alternative_starts"]) == 2
    example.get(EXAMPLE)
    example.submit("where", do="save", event__1__name="", event__1__first="", event__1__last="",
                   other__1__start="", other__1__source="")  # fmt: skip
    assert text_of(root, "redbridge") == before


def test_a_group_is_chosen_by_its_name(example: Visitor, root: Path) -> None:
    example.submit("where", q="redbridge", do="show")
    assert "All 22 areas of Redbridge" in example.text
    example.submit("where", place=["group:Redbridge"], do="show")
    assert "Where it was done (22)" in example.text
    example.get(f"{EXAMPLE}?of=3").submit("where", place=["group:Redbridge"], do="save")
    assert 'target = { group = "Redbridge" }' in text_of(root, "redbridge").partition("trial")[2]


WRONG = (
    ("start", "soon", "neither a month nor a day"),
    ("start", "", "Say when it began"),
    ("kind", " ", "Say what was done"),
    ("end", "2001-01", "it ends before it starts"),
    ("end", "whenever", "month"),
    ("event__0__first", "2020-13", "month"),
    ("event__1__name", "Only a name", "missing"),
    ("other__0__start", "", "missing"),
    ("chosen__rule", "peak", "missing"),
)


def test_what_is_wrong_is_said_at_its_field(example: Visitor, root: Path) -> None:
    before, page = text_of(root, "redbridge"), example.text
    for field, value, said in WRONG:
        example.text = page
        example.submit("where", do="save", **{field: value})
        assert example.status == 422 and text_of(root, "redbridge") == before
        wrong = re.findall(r'class="wrong" id="([^"]*)">.*?</span>(.*?)</p>', example.text)
        assert wrong, (field, example.text[:3000])
        name = field.replace("__", "-")
        assert said.casefold() in unescape(wrong[0][1]).casefold(), field
        assert wrong[0][0].startswith(name.rpartition("-")[0] or name)
        assert f'href="#{wrong[0][0].removesuffix("-wrong")}"' in example.text
        assert "--" not in unescape(wrong[0][1])


def test_two_tabs_on_one_study_warn(example: Visitor, root: Path) -> None:
    first = example.text
    example.submit("where", end="2019-01", do="save")
    kept = text_of(root, "redbridge")
    example.at, example.text = EXAMPLE, first
    example.submit("where", end="2019-02", do="save")
    assert example.status == 422 and "was changed since" in example.text
    assert text_of(root, "redbridge") == kept
    # Neither does a look at what it gives make the old page a new one.
    example.text = first
    example.submit("where", end="2019-02", do="show").submit("where", do="save")
    assert example.status == 422 and text_of(root, "redbridge") == kept


def test_what_is_planted_in_a_study_and_in_fields_is_text(
    visitor: Visitor, root: Path, tmp_path: Path
) -> None:
    counts, areas = polygons(tmp_path / "given")
    visitor.send(("counts", counts), ("areas", areas)).submit("accept")
    visitor.submit("where", place="Sq 07", kind="lamps", start="2018-03", do="save")
    file, page = root / "squares" / "study.toml", "/study/squares/where"
    text = file.read_text("utf-8")
    assert 'kind = "lamps"' in text
    file.write_text(
        text.replace('kind = "lamps"', f'kind = "{PLANTED}"\nname = "{PLANTED}"'), "utf-8"
    )
    for name in ("q", "kind", "start", "place", "end", "event__0__name", "title", "beside"):
        visitor.get(page).submit("where", do="show", **{name: f'{PLANTED}"&'})
        assert visitor.status == 200 and PLANTED not in visitor.text, name
        visitor.get(page).submit("where", do="save", **{name: f'{PLANTED}"&'})
        assert "Where" in visitor.text and PLANTED not in visitor.text, name


def test_a_workbook_is_shown_and_not_written(visitor: Visitor, root: Path, tmp_path: Path) -> None:
    counts, areas = polygons(root / "book")
    options = ("--counts", str(counts), "--areas", str(areas), "--place", "Sq 07")
    result = CliRunner().invoke(main, ["new", str(root / "book" / "study.xlsx"), *options])
    assert result.exit_code == 0, result.output
    before = (root / "book" / "study.xlsx").read_bytes()
    visitor.get("/study/book/where")
    assert "is a workbook" in visitor.text and "Where it was done (1)" in visitor.text
    visitor.submit("where", do="save", kind="x", start="2018-01")
    assert visitor.status == 422
    assert (root / "book" / "study.xlsx").read_bytes() == before


def test_a_file_that_is_gone_is_said(example: Visitor, root: Path) -> None:
    (root / "redbridge" / "counts.parquet").unlink()
    example.get(EXAMPLE)
    assert example.status == 422 and "counts.parquet" in example.text
    shutil.rmtree(root / "redbridge")
    assert example.get(EXAMPLE).status == 404


def test_the_preview_shows_the_buffer_that_saving_keeps(
    visitor: Visitor, root: Path, tmp_path: Path
) -> None:
    """In a small map the ring beyond the zones would leave too few areas to compare with."""
    counts, areas = polygons(tmp_path / "given")
    visitor.send(("counts", counts), ("areas", areas)).submit("accept", name="squares")
    visitor.submit("where", place="Sq 08", do="show")
    assert "<dt>buffer" in visitor.text.casefold() and "Then it is left out" in visitor.text
    visitor.submit("where", start="2018-03", do="show")
    assert "<dt>buffer" not in visitor.text.casefold()
    assert "Beside it: next door (8)" in visitor.text and "Then it is" not in visitor.text
    visitor.submit("where", kind="patrol", do="save")
    assert "buffer = " not in text_of(root, "squares")
    visitor.get("/study/squares/where")
    assert "<dt>buffer" not in visitor.text.casefold()
