"""My data: what is sent is read, asked about, and made into the study that `waterbed new` makes."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from html import unescape
from pathlib import Path

import pytest

from tests.read.made import write
from tests.web.conftest import sent
from tests.web.exports import PLANTED, SECRETS, archive, export, polygons
from tests.web.visitor import Visitor, new_writes
from waterbed.propose.questions import ASKS
from waterbed.web.bench import Bench
from waterbed.web.words import CALLED


def test_an_export_becomes_the_study_that_new_writes(
    visitor: Visitor, root: Path, tmp_path: Path
) -> None:
    visitor.send(("counts", export(tmp_path / "my export.csv", misspelt=True)))
    assert visitor.status == 200
    assert "Read as the study says" in visitor.text and "8,000 rows" in visitor.text
    assert visitor.question == "aliases.Thornhil" and visitor.choices == ["Thornhill", "Thornhil"]
    visitor.post(form="question", key="aliases.Thornhil", answer="Thornhill")
    assert "waterbed new STUDY --counts" in visitor.text
    assert "aliases.Thornhil=Thornhill" in visitor.text
    assert not (root / "riverside").exists()
    visitor.post(form="accept", name="Riverside!")
    assert visitor.at.startswith("/study/riverside/")
    assert sorted(one.name for one in (root / "riverside").iterdir()) == [
        "my export.csv", "study.toml"
    ]  # fmt: skip
    assert (root / "riverside" / "study.toml").read_bytes() == new_writes(
        root, "riverside", "--counts", "STUDY/my export.csv",
        "--answer", "aliases.Thornhil=Thornhill",
    )  # fmt: skip


def test_no_value_of_a_person_is_in_any_page(visitor: Visitor, tmp_path: Path) -> None:
    seen = []
    visitor.send(("counts", export(tmp_path / "calls.csv", misspelt=True)))
    seen.append(visitor.text)
    visitor.post(form="question", key="aliases.Thornhil", answer="")
    visitor.post(form="question", key="aliases.Thornhil", answer="Thornhill")
    seen.append(visitor.text)
    visitor.post(form="accept", name="")
    seen.append(visitor.text)
    for text in seen:
        assert "None is shown: a row is an incident" in text
        assert not [one for one in (*SECRETS, "CS/0") if one in text]


def test_what_was_planted_in_a_table_and_in_names_is_text(
    visitor: Visitor, root: Path, tmp_path: Path
) -> None:
    file = export(tmp_path / "x.csv", planted=PLANTED)
    name = f"..\\..\\{PLANTED}&<b>/../../etc/passwd<img src=x>.CSV"
    visitor.send(("counts", file), names={"counts": name})
    assert visitor.status == 200
    assert PLANTED not in visitor.text and "<img" not in visitor.text
    visitor.post(form="accept", name=PLANTED)
    folder = root / "script-alert-1-script"
    assert sorted(one.name for one in folder.iterdir()) == ["passwd-img src-x.csv", "study.toml"]
    assert PLANTED not in visitor.text
    assert PLANTED in (folder / "study.toml").read_text("utf-8")


def test_a_map_goes_with_the_counts(visitor: Visitor, root: Path, tmp_path: Path) -> None:
    counts, areas = polygons(tmp_path / "squares")
    visitor.send(("counts", counts), ("areas", areas))
    assert "The first rows" in visitor.text and "<td>Sq 00</td>" in visitor.text
    visitor.post(form="accept", name="squares")
    assert (root / "squares" / "study.toml").read_bytes() == new_writes(
        root, "squares", "--counts", "STUDY/squares.csv", "--areas", "STUDY/map.geojson"
    )


def test_an_archive_of_police_uk(visitor: Visitor, root: Path, tmp_path: Path) -> None:
    visitor.send(("counts", archive(tmp_path)))
    assert "36 street files of metropolitan" in visitor.text
    visitor.post(form="accept", name="police")
    assert (root / "police" / "study.toml").read_bytes() == new_writes(
        root, "police", "--counts", "STUDY/police.zip"
    )


def test_questions_come_one_at_a_time_and_an_answer_can_be_taken_back(
    visitor: Visitor, tmp_path: Path
) -> None:
    months = [f"{year}-{month:02d}" for year in (2019, 2020, 2021) for month in range(1, 13)]
    rows = [(f"B{place}", f"W{(place + at) % 5}", month, "" if place == at else 1 + at % 7)
            for place in range(9) for at, month in enumerate(months)]  # fmt: skip
    visitor.send(("counts", write(tmp_path / "c.csv", ["Beat", "Ward", "Month", "Count"], rows)))
    assert visitor.question == "area" and visitor.choices == ["Beat", "Ward"]
    assert "1 more question after this one, unless your answer settles it." in visitor.text
    visitor.post(form="question", key="area")
    assert visitor.status == 422 and "Choose an answer" in visitor.text
    visitor.post(form="question", key="area", answer="Beat")
    assert visitor.question == "blank"
    visitor.post(form="undo")
    assert visitor.question == "area"
    visitor.post(form="question", key="area", answer="nowhere")
    assert visitor.status == 422 and "Choose an answer" in visitor.text
    assert visitor.question == "area"
    visitor.post(form="question", key="area", answer="Beat")
    visitor.post(form="question", key="blank", answer="zero")
    assert 'value="c"' in visitor.text


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.csv", b"", "This file is empty"),
        ("x.csv", b"a,b\n1,2\n", "No column holds months or dates"),
        ("x.zip", b"PK\x03\x04rubbish", ""),
        ("x.xlsx", b"\x00\x01rubbish", ""),
        ("x.exe", b"MZ", ""),
        ("", b"", "Choose a file"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field(
    visitor: Visitor, bench: Bench, name: str, content: bytes, said: str
) -> None:
    answer = visitor.client.post(
        "/data", data=sent(bench, form="files"), files={"counts": (name, content)}
    )
    assert answer.status_code == 422
    text = unescape(answer.text)
    assert said.casefold() in text.casefold() and 'id="counts-wrong"' in answer.text
    assert str(bench.private) not in text
    error = re.search(r'id="counts-wrong">(.*?)</p>', text, re.S)
    assert error and "--" not in error[1], "no option of the command line"
    assert list(bench.private.iterdir()) == []


def test_an_upload_that_breaks_off_leaves_nothing(
    visitor: Visitor, bench: Bench, tmp_path: Path
) -> None:
    whole = visitor.client.build_request(
        "POST", "/data", data=sent(bench, form="files"),
        files={"counts": ("x.csv", export(tmp_path / "x.csv").read_bytes())},
    )  # fmt: skip
    body = whole.read()[:100_000]
    answer = visitor.client.post(
        "/data", content=body, headers={"content-type": whole.headers["content-type"]}
    )
    assert answer.status_code == 422 and "did not arrive whole" in answer.text
    assert list(bench.private.iterdir()) == []


def test_what_was_sent_is_gone_when_it_is_taken(visitor: Visitor, tmp_path: Path) -> None:
    visitor.send(("counts", export(tmp_path / "x.csv")))
    first = visitor.at
    visitor.post(form="accept", name="one")
    answer = visitor.client.get(first)
    assert answer.status_code == 422 and "here no more" in answer.text
    for key in ("..", "../..", "%2e%2e", "sent-x", ""):
        assert visitor.client.get(f"/data?sent={key}").status_code in (200, 422)


def test_a_name_that_is_there_already_is_said_at_its_field(
    visitor: Visitor, root: Path, tmp_path: Path
) -> None:
    (root / "one").mkdir()
    visitor.send(("counts", export(tmp_path / "x.csv")))
    visitor.post(form="accept", name="One")
    assert visitor.status == 422 and 'id="name-wrong"' in visitor.text
    assert list((root / "one").iterdir()) == []
    visitor.post(form="accept", name="Two")
    assert (root / "two" / "study.toml").exists()


def test_the_day_of_the_draft_is_todays(visitor: Visitor, root: Path, tmp_path: Path) -> None:
    visitor.send(("counts", export(tmp_path / "x.csv")))
    visitor.post(form="accept", name="x")
    assert f"data_seen_date = {date.today()}" in (root / "x" / "study.toml").read_text("utf-8")


def test_a_map_may_be_chosen_along_with_the_counts(
    visitor: Visitor, root: Path, tmp_path: Path
) -> None:
    counts, areas = polygons(tmp_path / "squares")
    visitor.send(("counts", areas), ("counts", counts))
    assert visitor.status == 200 and "squares.csv" in visitor.text
    visitor.post(form="accept", name="squares")
    assert (root / "squares" / "study.toml").read_bytes() == new_writes(
        root, "squares", "--counts", "STUDY/squares.csv", "--areas", "STUDY/map.geojson"
    )
    visitor.at = "/data"
    visitor.send(("counts", counts), ("counts", counts))
    assert visitor.status == 422 and "not one table and one map" in visitor.text


def test_names_that_may_be_misspelt_are_answered_at_once(
    visitor: Visitor, root: Path, tmp_path: Path
) -> None:
    file = export(tmp_path / "calls.csv", misspelt=True)
    text = file.read_text("utf-8")
    file.write_text(text.replace(",Weston,", ",Westn,", 20), "utf-8")
    visitor.send(("counts", file))
    assert "The same is asked of 2 names: " in visitor.text and "Yes to all 2" in visitor.text
    assert "Westn is Weston" in visitor.text and "Thornhil is Thornhill" in visitor.text
    visitor.submit("alike")
    assert "Yes to all" not in visitor.text
    visitor.submit("accept", name="calls")
    raw = tomllib.loads((root / "calls" / "study.toml").read_text("utf-8"))
    assert raw["counts"][0]["aliases"] == {"Westn": "Weston", "Thornhil": "Thornhill"}


def test_what_was_understood_is_said_in_words(visitor: Visitor, tmp_path: Path) -> None:
    visitor.send(("counts", export(tmp_path / "calls.csv")))
    table = visitor.text.partition('class="understood"')[2].partition("</table>")[0]
    rows = re.findall(r'<th scope="row">(.*?)</th>', table)
    assert "The column that says where" in rows and "What a row is" in rows
    assert not [row for row in rows if row.startswith(("counts,", "areas,"))]
    assert "by the values" not in table and ">key<" not in table


def test_every_guess_has_words() -> None:
    """A key that `waterbed new` may guess is called something on the page."""
    asked = {key if "." in key else f"counts.{key}" for key in ASKS}
    assert {key.replace(".", ", ") for key in asked} <= {*CALLED}
