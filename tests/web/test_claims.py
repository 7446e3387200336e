"""Who says what: the claims that the workbench writes are those that an editor would have written,
and what could be seen of them is what `check` says."""

from __future__ import annotations

import html
import re
import tomllib
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the extra [web] is not installed")

from starlette.testclient import TestClient

from tests.web.conftest import Example, answered, loaded
from waterbed.analysis.understand import Testable as Able
from waterbed.analysis.understand import understand
from waterbed.analysis.understood import UNTESTABLE, claim_rows
from waterbed.model.kinds import KINDS
from waterbed.read.study.study_file import read_study
from waterbed.web.bench import Bench

PAGE = "/study/redbridge/claims"
NEW = {
    "form": "claim",
    "do": "keep",
    "claim": "",
    "kind": "fell-by",
    "negated": "no",
    "intervention": "police operation",
    "outcome": "robbery",
    "window": "twelve months",
    "stated": "0.3",
    "id": "robbery-fell",
    "who": "The council",
    "side": "police and council",
    "words": 'Robbery "fell" by 30%, & more <b>',
    "source": "",
    "date": "early 2018",
}
WRITTEN = """
[[claims]]
id = "robbery-fell"
who = "The council"
side = "police and council"
words = 'Robbery "fell" by 30%, & more <b>'
date = "early 2018"
kind = "fell-by"
intervention = "police operation"
outcome = "robbery"
window = "twelve months"
stated = 0.3
"""


def foreseen(client: TestClient) -> str:
    """The page once what could be seen is worked out."""
    return loaded(client, f"{PAGE}?ahead=yes", lambda text: "being worked out" not in text)


def told(page: str, id: str) -> str:
    """What stands beside a claim, as text."""
    part = page.partition(f'aria-label="{id}"')[2].partition('<div class="does">')[0]
    return html.unescape(re.sub(r"<[^>]*>", "", part.partition('class="ahead"')[2])).casefold()


def test_a_claim_is_written_as_an_editor_would(example: Example) -> None:
    bench, client, file = example
    before = file.read_text("utf-8")
    answer = client.post(PAGE, data=answered(bench, **NEW))
    assert answer.status_code == 303, answer.text
    at = before.index("\n# ", before.rindex("[[claims]]"))
    after = before[:at].rstrip("\n") + "\n" + WRITTEN + before[at:]
    assert file.read_text("utf-8") == after
    page = client.get(answer.headers["location"]).text
    assert "&amp; more &lt;b&gt;" in page and "<b>" not in page


@pytest.mark.slow
def test_every_claim_is_foreseen_as_check_foresees_it(
    example: Example,
) -> None:
    bench, client, file = example
    client.post(PAGE, data=answered(bench, **NEW))
    page = foreseen(client)
    study = read_study(file, draft=True)
    able: tuple[Able, ...] = understand(study).claims
    for row in claim_rows(study, able):
        said = told(page, row.claim)
        assert row.mark in said, row.claim
        assert all(note.casefold() in said for note in row.notes), row.claim
    looked = answered(bench, **{**NEW, "claim": "robbery-fell", "do": "look"})
    seen = next(one.seen for one in able if one.claim == "robbery-fell")
    assert seen and seen in html.unescape(client.post(PAGE, data=looked).text)


def test_a_claim_is_changed_and_removed(example: Example) -> None:
    bench, client, file = example
    before = file.read_text("utf-8")
    client.post(PAGE, data=answered(bench, **NEW))
    form = client.get(f"{PAGE}?claim=robbery-fell").text
    assert 'value="0.3"' in form and "&lt;b&gt;" in form
    changed = NEW | {"claim": "robbery-fell", "stated": "0.4", "date": ""}
    client.post(PAGE, data=answered(bench, **changed))
    expected = WRITTEN.replace("0.3", "0.4").replace('date = "early 2018"\n', "")
    assert expected in file.read_text("utf-8")
    client.post(PAGE, data=answered(bench, form="remove", of="robbery-fell"))
    assert file.read_text("utf-8") == before


def test_a_claim_that_is_kept_as_it_is_changes_no_byte(
    example: Example,
) -> None:
    _, client, file = example
    before = file.read_bytes()
    claims = tomllib.loads(before.decode())["claims"]
    for claim in {one["kind"]: one for one in claims}.values():
        page = client.get(PAGE, params={"claim": claim["id"]}).text
        form = page.partition('id="form-claim"')[2].partition("</form>")[0]
        answer = client.post(PAGE, data=fields(form) | {"do": ["keep"]})
        assert answer.status_code == 303, claim["id"]
    assert file.read_bytes() == before


def fields(form: str) -> dict[str, list[str]]:
    """What a browser would send of a form."""
    found: dict[str, list[str]] = {}

    def put(name: str, value: str) -> None:
        found.setdefault(name, []).append(html.unescape(value))

    for tag in re.findall(r"<input[^>]*>", form):
        ticked = 'type="radio"' not in tag and 'type="checkbox"' not in tag
        name, value = re.search(r' name="([^"]*)"', tag), re.search(r' value="([^"]*)"', tag)
        if name and value and (ticked or " checked" in tag):
            put(name[1], value[1])
    for name, inside in re.findall(r'<select[^>]* name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', inside)
        put(name, chosen[1] if chosen else "")
    for name, inside in re.findall(r'<textarea[^>]* name="([^"]*)"[^>]*>(.*?)</textarea>', form,
                                   re.S):  # fmt: skip
        put(name, inside)
    return found


def test_the_opposite_is_one_button(example: Example) -> None:
    bench, client, file = example
    client.post(PAGE, data=answered(bench, **NEW))
    answer = client.post(PAGE, data=answered(bench, form="opposite-53", of="robbery-fell"))
    assert answer.status_code == 303, answer.text
    *_, one, other = tomllib.loads(file.read_text("utf-8"))["claims"]
    assert other["by_study"] and other["negated"] and other["id"] == "not robbery-fell"
    assert other["words"].startswith("It did not fall by 30% or more")
    assert {key: other[key] for key in ("kind", "outcome", "window", "stated")} == {
        key: one[key] for key in ("kind", "outcome", "window", "stated")
    }
    claims = {one.id: one for one in read_study(file, draft=True).claims}
    region = claims["robbery-fell"].region
    assert region is not None and claims["not robbery-fell"].region == region.complement()
    page = client.get(PAGE).text
    part = page.partition('aria-label="robbery-fell"')[2].partition("</article>")[0]
    assert "Say the opposite" not in part


def test_what_is_wrong_stands_at_its_field(example: Example) -> None:
    bench, client, file = example
    before = file.read_bytes()
    wrong = NEW | {"stated": "-3", "id": "order-worked", "outcome": ""}
    answer = client.post(PAGE, data=answered(bench, **wrong))
    assert answer.status_code == 422
    for field in ("id", "outcome"):
        assert f'href="#{field}"' in answer.text, field
    assert 'value="-3"' in answer.text
    assert file.read_bytes() == before
    answer = client.post(PAGE, data=answered(bench, **(NEW | {"stated": "-3"})))
    assert 'href="#stated"' in answer.text and 'id="stated-wrong' in answer.text


def test_two_tabs_do_not_undo_each_other(example: Example) -> None:
    bench, client, file = example
    old = answered(bench, **(NEW | {"id": "second"}))
    assert client.post(PAGE, data=answered(bench, **NEW)).status_code == 303
    kept = file.read_bytes()
    answer = client.post(PAGE, data=old)
    assert answer.status_code == 422 and "changed since this page was opened" in answer.text
    assert file.read_bytes() == kept


def test_html_is_shown_as_text_in_every_field(example: Example) -> None:
    bench, client, _ = example
    evil = '"><script>alert(1)</script>'
    spoilt = dict.fromkeys(NEW, evil) | {"form": "claim", "kind": "fell-by"}
    for do in ("keep", "look"):
        answer = client.post(PAGE, data=answered(bench, **(spoilt | {"do": do, "claim": ""})))
        assert answer.status_code == 422
        assert "<script>alert" not in answer.text and "&lt;script&gt;" in answer.text
    for query in ({"claim": evil}, {"kind": evil}, {"kept": evil, "ahead": evil}):
        assert "<script>alert" not in client.get(PAGE, params=query).text


@pytest.mark.parametrize("do", ["keep", "look"])
def test_a_claim_that_lacks_something_stays_in_its_form(example: Example, do: str) -> None:
    bench, client, _ = example
    lacking = NEW | {"kind": "recorded", "do": do, "window": "no such", "words": "It is all here."}
    answer = client.post(PAGE, data=answered(bench, **lacking))
    assert answer.status_code == 422 and "There is a problem" in answer.text
    assert "It is all here." in answer.text and 'id="window"' in answer.text


DRAFT = """
[[claims]]
id = "drafted"
who = "FILL IN: the office that says it"
words = "FILL IN: what it says"
source = "FILL IN: where it stands"
date = "FILL IN: when it was said"
kind = "fell"
intervention = "police operation"
outcome = "OUTCOME"
window = "twelve months"

[[claims]]
id = "against it"
who = "This study"
words = "It rose."
source = "Not from a source"
date = "2026"
by_study = true
kind = "rose"
intervention = "police operation"
outcome = "violence"
window = "twelve months"
"""


def drafted(file: Path, outcome: str) -> bytes:
    """One claim that is to be filled in, and one that the study puts against it."""
    head = file.read_text("utf-8").partition("[[claims]]")[0]
    file.write_text(head + DRAFT.replace("OUTCOME", outcome), "utf-8")
    return file.read_bytes()


def test_what_is_to_be_filled_in_stands_in_no_field_and_stays_in_the_file(example: Example) -> None:
    _, client, file = example
    before = drafted(file, "violence")
    form = client.get(f"{PAGE}?claim=drafted").text.partition('id="form-claim"')[2]
    stands = fields(form.partition("</form>")[0])
    assert "FILL IN" not in str(stands) and stands["who"] == [""]
    assert client.post(PAGE, data=stands | {"do": ["keep"]}).status_code == 303
    assert file.read_bytes() == before
    filled = stands | {"do": ["keep"], "who": ["The council"]}
    assert client.post(PAGE, data=filled).status_code == 303
    after = before.replace(b"FILL IN: the office that says it", b"The council")
    assert file.read_bytes() == after


def test_a_claim_put_against_one_that_was_changed_is_warned_of(example: Example) -> None:
    _, client, file = example
    warns = "If the claim that this was put against has been changed"
    assert warns not in client.get(PAGE).text
    drafted(file, "violence")
    page = client.get(PAGE)
    assert page.status_code == 200 and warns not in page.text
    drafted(file, "robbery")
    assert client.get(PAGE).text.count(warns) == 1
    part = client.get(PAGE).text.partition('aria-label="against it"')[2]
    assert warns in part.partition("</article>")[0]


@pytest.mark.parametrize("kind", KINDS)
def test_hints_name_no_key(opened: tuple[Bench, TestClient], kind: str) -> None:
    page = opened[1].get(PAGE, params={"kind": kind}).text
    hints = re.findall(r'<p class="hint"[^>]*>(.*?)</p>', page, re.S)
    assert hints and not [hint for hint in hints if "_" in hint]


def test_each_step_leads_on_to_the_next(opened: tuple[Bench, TestClient]) -> None:
    client, at = opened[1], "/study/redbridge"
    assert f'href="{at}/check">Go on to Check and lock</a>' in client.get(f"{at}/claims").text
    assert f'href="{at}/run">Go on to Run</a>' in client.get(f"{at}/check").text
    for page in ("where", "claims?kind=fell", "run"):
        assert "Go on to" not in client.get(f"{at}/{page}").text, page


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_sentence(opened: tuple[Bench, TestClient], kind: str) -> None:
    page = opened[1].get(PAGE, params={"kind": kind}).text
    for key in ("id", "who", "words", *KINDS[kind].needs):
        assert f' id="{key}"' in page, key


# With few clicks ------------------------------------------------------------------------------


def stands(client: TestClient, query: str) -> dict[str, list[str]]:
    """What a browser would send of the claim that a page asks for."""
    form = client.get(f"{PAGE}?{query}").text.partition('id="form-claim"')[2]
    return fields(form.partition("</form>")[0])


def claims_of(file: Path) -> list[dict[str, object]]:
    claims: list[dict[str, object]] = tomllib.loads(file.read_text("utf-8"))["claims"]
    return claims


def test_another_kind_keeps_what_was_entered(example: Example) -> None:
    _, client, file = example
    before = drafted(file, "violence")
    entered = stands(client, "claim=drafted") | {"who": ["The council"], "kind": ["fell-by"]}
    page = client.post(PAGE, data=entered | {"do": ["kind"]}).text
    form = fields(page.partition('id="form-claim"')[2].partition("</form>")[0])
    assert (form["kind"], form["who"], form["stated"]) == (["fell-by"], ["The council"], [""])
    assert file.read_bytes() == before, "nothing is written before it is kept"
    form |= {"stated": ["30%"], "source": ["Minutes of 3 March 2023"], "words": ["Down a third."]}
    assert client.post(PAGE, data=form | {"do": ["keep"]}).status_code == 303
    said = claims_of(file)[0]
    assert (said["kind"], said["stated"], said["date"]) == ("fell-by", 0.3, "3 March 2023")
    back = stands(client, "claim=drafted") | {"kind": ["fell"], "do": ["keep"]}
    assert client.post(PAGE, data=back).status_code == 303
    assert claims_of(file)[0]["kind"] == "fell" and "stated" not in claims_of(file)[0]


def test_whoever_says_what_the_study_put_takes_its_place(example: Example) -> None:
    _, client, file = example
    drafted(file, "violence")
    entered = stands(client, "claim=drafted") | {
        "who": ["The council"], "source": ["Minutes, March 2023"], "words": ["It fell."],
    }  # fmt: skip
    answer = client.post(PAGE, data=entered | {"do": ["next"]})
    assert answer.headers["location"].endswith("?kind=rose&after=drafted")
    page = client.get(answer.headers["location"]).text
    assert "What the other side says" in page and "As of the claim “drafted”" in page
    other = stands(client, "kind=rose&after=drafted")
    assert (other["outcome"], other["window"]) == (["violence"], ["twelve months"])
    assert (other["who"], other["source"], other["date"]) == ([""], [""], [""]), "of nobody else"
    other |= {"who": ["Residents"], "words": ["It rose."], "source": ["Echo, 3 May 2023"]}
    other |= {"do": ["on"]}
    answer = client.post(f"{PAGE}?kind=rose&after=drafted", data=other)
    assert answer.headers["location"].endswith("/check")
    first, second = claims_of(file)
    assert (first["date"], second["date"]) == ("March 2023", "3 May 2023")
    assert second["id"] == "against it" and second["who"] == "Residents"
    assert "by_study" not in second and "side" not in second


def test_what_cannot_be_tested_leads_to_what_was_recorded(example: Example) -> None:
    _, client, _ = example
    page = foreseen(client)
    part = page.partition('aria-label="violence-less"')[2].partition("</article>")[0]
    assert "✗ no" in part
    assert 'href="?claim=violence-less&amp;kind=recorded#form-claim">Ask what was rec' in part
    asked = stands(client, "claim=violence-less&kind=recorded")
    assert asked["kind"] == ["recorded"] and asked["stated"] == [""]
    part = page.partition('aria-label="order-moved"')[2].partition("</article>")[0]
    assert "Ask what was recorded" not in part, "of what can be tested nothing else is offered"


def kept(client: TestClient, form: dict[str, list[str]], **entered: str) -> str:
    """The page when a form is sent with some fields filled in; "" where it was kept."""
    sent = form | {key: [value] for key, value in entered.items()} | {"do": ["keep"]}
    answer = client.post(PAGE, data=sent)
    return "" if answer.status_code == 303 else html.unescape(answer.text)


def with_kind(file: Path, **keys: object) -> None:
    """The claim of `drafted`, of another kind."""
    drafted(file, "violence")
    lines = "\n".join(f"{key} = {value!r}" for key, value in keys.items())
    file.write_text(file.read_text("utf-8").replace('kind = "fell"', lines, 1), "utf-8")


def test_what_moved_is_asked_as_recorded_where_it_moved_to(example: Example) -> None:
    _, client, file = example
    with_kind(file, kind="moved")
    asked = stands(client, "claim=drafted&kind=recorded")
    zones = {zone["name"] for each in tomllib.loads(file.read_text("utf-8"))["interventions"]
             for zone in each.get("zones", ())}  # fmt: skip
    assert asked["zone"] == (list(zones) if len(zones) == 1 else [""])
    page = kept(client, asked, stated="+10%", zone="")
    assert "Choose where" in page and 'href="#zone"' in page
    assert not kept(client, asked, stated="+10%", zone="adjacent wards")
    said = claims_of(file)[0]
    assert (said["kind"], said["zone"], said["stated"]) == ("recorded", "adjacent wards", 0.1)
    with_kind(file, kind="moved", zone="adjacent wards")
    assert stands(client, "claim=drafted&kind=recorded")["zone"] == ["adjacent wards"]
    for kind in ("fell-more", "rose-more"):
        with_kind(file, kind=kind, zone="adjacent wards")
        assert stands(client, "claim=drafted&kind=recorded")["zone"] == ["target"]


@pytest.mark.parametrize(("kind", "sign"), [("fell", "-"), ("rose", "+")])
def test_a_figure_that_becomes_recorded_says_fall_or_rise(
    example: Example, kind: str, sign: str
) -> None:
    _, client, file = example
    with_kind(file, kind=kind)
    before = file.read_bytes()
    asked = stands(client, "claim=drafted&kind=recorded")
    page = kept(client, asked, stated="45%")
    assert "Write −45% for a fall, +45% for a rise." in page and 'href="#stated"' in page
    assert file.read_bytes() == before
    for minus in ("-", "−"):
        with_kind(file, kind=kind)
        asked = stands(client, "claim=drafted&kind=recorded")
        assert not kept(client, asked, stated=minus + "0.45")
        assert claims_of(file)[0]["stated"] == -0.45
    with_kind(file, kind=f"{kind}-by", stated=0.3)
    asked = stands(client, "claim=drafted&kind=recorded")
    assert asked["stated"] == [f"{sign}0.3"] and not kept(client, asked)
    assert claims_of(file)[0]["stated"] == float(f"{sign}0.3")


@pytest.mark.parametrize("by_study", [False, True])
def test_what_the_study_put_is_not_asked_as_recorded(
    example: Example, monkeypatch: pytest.MonkeyPatch, by_study: bool
) -> None:
    """Its words say "because of", which nothing that was recorded does."""
    _, client, file = example
    drafted(file, "violence")
    if not by_study:
        file.write_text(file.read_text("utf-8").replace("by_study = true\n", ""), "utf-8")
    ahead = {"against it": (UNTESTABLE, ())}
    monkeypatch.setattr("waterbed.web.pages.claims._foreseen", lambda *_: (ahead, ()))
    offered = "Ask what was recorded instead" in foreseen(client)
    assert offered is not by_study
