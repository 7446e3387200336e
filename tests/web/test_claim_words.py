"""What the form of a claim may not come to say unawares: a figure without its sign, words of
another claim; and the figure that the words name already."""

from __future__ import annotations

import html
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the extra [web] is not installed")

from starlette.testclient import TestClient

from tests.web.conftest import Example, answered
from tests.web.test_claims import NEW, PAGE, claims_of, fields, stands
from tests.web.test_stumbled import DRAFTED
from waterbed.propose.claims import OPPOSITE


def sent(client: TestClient, form: dict[str, list[str]], **entered: str) -> str:
    """The page when a form is sent with some fields filled in; "" where it was kept."""
    answers = form | {key: [value] for key, value in entered.items()}
    answer = client.post(PAGE, data={"do": ["keep"]} | answers)
    return "" if answer.status_code == 303 else html.unescape(answer.text)


@pytest.mark.parametrize(("figure", "stated"), [("−30%", -0.3), ("+30%", 0.3), ("-0.2", -0.2)])
def test_a_new_recorded_claim_says_fall_or_rise(
    example: Example, figure: str, stated: float
) -> None:
    bench, client, file = example
    before = file.read_bytes()
    new = NEW | {"kind": "recorded", "words": "Robbery changed."}
    answer = client.post(PAGE, data=answered(bench, **(new | {"stated": figure.lstrip("−-+")})))
    assert answer.status_code == 422 and 'href="#stated"' in answer.text
    assert "does not say whether it is a fall or a rise" in html.unescape(answer.text).casefold()
    assert file.read_bytes() == before
    assert client.post(PAGE, data=answered(bench, **(new | {"stated": figure}))).status_code == 303
    said = claims_of(file)[-1]
    assert (said["kind"], said["stated"]) == ("recorded", stated)
    form = stands(client, f"claim={said['id']}")
    assert form["stated"] == [f"{stated:+g}"], "with its sign, as it must be sent"
    assert not sent(client, form) and claims_of(file)[-1] == said


def test_the_figure_that_the_words_name_need_not_be_typed(example: Example) -> None:
    bench, client, file = example
    new = NEW | {"stated": "", "words": "Robbery fell by 30%.", "id": "fell-30"}
    looked = client.post(PAGE, data=answered(bench, **(new | {"do": "look"}))).text
    assert "The figure is taken from the words: 30%" in looked
    assert client.post(PAGE, data=answered(bench, **new)).status_code == 303
    assert claims_of(file)[-1]["stated"] == 0.3
    other = new | {"kind": "rose-by", "id": "rose-30"}
    answer = client.post(PAGE, data=answered(bench, **other))
    assert answer.status_code == 422 and 'href="#stated"' in answer.text, "it says the other way"
    typed = new | {"stated": "0.2", "id": "fell-20"}
    assert client.post(PAGE, data=answered(bench, **typed)).status_code == 303
    assert claims_of(file)[-1]["stated"] == 0.2, "what is typed stands"


def drafted(file: Path) -> None:
    head = file.read_text("utf-8").partition("[[claims]]")[0]
    file.write_text(head + DRAFTED, "utf-8")


def claim(file: Path, id: str) -> dict[str, object]:
    return next(claim for claim in claims_of(file) if claim["id"] == id)


@pytest.mark.parametrize(("figure", "went"), [("+10%", "rose"), ("-10%", "fell")])
def test_what_the_study_drafted_names_no_cause_once_it_is_recorded(
    example: Example, figure: str, went: str
) -> None:
    _, client, file = example
    drafted(file)
    form = stands(client, "claim=the+opposite") | {"kind": ["recorded"]}
    page = client.post(PAGE, data=form | {"do": ["kind"]}).text
    shown = fields(page.partition('id="form-claim"')[2].partition("</form>")[0])
    assert shown["words"] == [f"All crime rose in Loxford: {OPPOSITE}"]
    assert not sent(client, shown, stated=figure, window="twelve months")
    said = claim(file, "the opposite")
    assert (said["kind"], said["by_study"]) == ("recorded", True)
    assert said["words"] == f"All crime {went} in Loxford: {OPPOSITE}"


def test_a_figure_that_is_no_number_is_said_at_its_field(example: Example) -> None:
    """Of what the study drafted too, whose words follow the figure once it is recorded."""
    _, client, file = example
    drafted(file)
    before = file.read_bytes()
    form = stands(client, "claim=the+opposite") | {"kind": ["recorded"]}
    page = sent(client, form, stated="a third", window="twelve months")
    assert 'href="#stated"' in page and file.read_bytes() == before


def test_what_the_study_drafted_is_not_kept_for_another_claim(example: Example) -> None:
    _, client, file = example
    drafted(file)
    for id, change in (
        ("the+opposite", {"kind": "fell"}),
        ("the+opposite", {"negated": "yes"}),
        ("only+moved", {"kind": "not-moved"}),
    ):
        page = sent(client, stands(client, f"claim={id}"), **change)
        assert "Write what it says now" in page and 'href="#words"' in page, (id, change)
    client.post(PAGE, data=answered(example[0], form="opposite-0", of="claim"))
    turned = claims_of(file)[-1]
    assert "the opposite of the claim" in str(turned["words"])
    page = sent(client, stands(client, f"claim={turned['id']}"), kind="rose")
    assert "Write what it says now" in page
    form = stands(client, "claim=the+opposite")
    assert not sent(client, form, kind="fell", words="It fell.")
    assert claim(file, "the opposite")["words"] == "It fell."
