"""The page of four or eight numbers says what `waterbed wdd` and `reporting` say."""

from __future__ import annotations

import html
import json

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from waterbed.cli import main

FOUR = {"treated_before": "207", "treated_after": "110", "control_before": "308",
        "control_after": "318"}  # fmt: skip
EIGHT = FOUR | {"displaced_before": "178", "displaced_after": "157",
                "displaced_control_before": "150", "displaced_control_after": "140"}  # fmt: skip


def printed(*words: str) -> list[str]:
    answer = CliRunner().invoke(main, [*words, "--json"])
    assert answer.exit_code == 0, answer.output
    found = json.loads(answer.output)["words"]
    assert found
    return [str(one) for one in found]


def shown(client: TestClient, numbers: dict[str, str]) -> str:
    answer = client.get("/numbers", params=numbers)
    assert answer.status_code == 200
    return html.unescape(answer.text)


@pytest.mark.parametrize("numbers", [FOUR, EIGHT], ids=["four", "eight"])
def test_the_page_says_what_the_command_that_it_names_says(
    client: TestClient, numbers: dict[str, str]
) -> None:
    page = shown(client, numbers)
    command = page.split("<code>")[1].split("</code>")[0].split()
    assert command[:2] == ["waterbed", "wdd"]
    for sentence in printed(*command[1:]):
        assert sentence in page
    for sentence in printed("reporting", "--treated", "207", "110", "--control", "308", "318"):
        assert sentence in page
    assert page.count("<svg") == 2


def test_a_share_reported_is_told_in_hundreds(client: TestClient) -> None:
    page = shown(client, FOUR | {"rate": "30"})
    counts = ("--treated", "207", "110", "--control", "308", "318")
    for sentence in printed("reporting", *counts, "--rate", "0.3"):
        assert sentence in page


def test_what_is_wrong_stands_at_its_field_and_above(client: TestClient) -> None:
    answer = client.get("/numbers", params={"treated_before": "many", "control_before": "308"})
    page = answer.text
    assert answer.status_code == 422
    assert "<title>Error: " in page and "There is a problem" in page
    for name in ("treated_before", "treated_after", "control_after"):
        assert f'<a href="#{name}">' in page
        assert f'id="{name}-wrong"' in page
    assert "control_before-wrong" not in page and 'value="308"' in page


def test_the_librarys_sentence_stands_at_the_count_that_it_is_about(client: TestClient) -> None:
    page = client.get("/numbers", params=FOUR | {"treated_before": "1.5"}).text
    assert '<a href="#treated_before">A count must be a whole number' in page


def test_zones_without_their_comparison_are_asked_for(client: TestClient) -> None:
    page = client.get("/numbers", params=FOUR | {"displaced_before": "4"}).text
    assert 'id="displaced_control_after-wrong"' in page


@pytest.mark.parametrize("name", [*EIGHT, "rate"])
def test_html_in_a_field_is_text(client: TestClient, name: str) -> None:
    attack = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    page = client.get("/numbers", params=EIGHT | {name: attack}).text
    assert "<script>alert" not in page and "<img" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize("counts", [("0", "0", "0", "0"), ("5", "0", "9", "0"), ("1e9",) * 4])
def test_counts_at_the_edge_are_answered_in_words(
    client: TestClient, counts: tuple[str, ...]
) -> None:
    answer = client.get("/numbers", params=dict(zip(FOUR, counts, strict=True)))
    assert answer.status_code in (200, 422)


@pytest.mark.parametrize("count", ["nan", "inf", "-inf", "1e400", "9" * 400, "٣"])
def test_what_is_no_count_is_no_fault(client: TestClient, count: str) -> None:
    answer = client.get("/numbers", params=FOUR | {"treated_before": count})
    assert answer.status_code in (200, 422), count
