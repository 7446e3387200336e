"""What somebody who had not made the workbench stumbled over in it."""

from __future__ import annotations

import html
import json
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the extra [web] is not installed")

from tests.read.made import write
from tests.web.conftest import Example, answered
from tests.web.exports import export
from tests.web.process import until
from tests.web.test_claims import fields
from tests.web.visitor import Visitor, new_writes
from waterbed.analysis.drafted import as_drafted
from waterbed.analysis.understood import shown_of
from waterbed.model.messages import MESSAGES
from waterbed.model.messages_sources import LISTS
from waterbed.propose.claim_form import left_behind
from waterbed.propose.claims import OFTEN, OPPOSITE, TURNED
from waterbed.propose.edit import REMOVED, edited
from waterbed.read.study.study_file import read_study
from waterbed.report.front import leading_outcome
from waterbed.report.words.numbers import day
from waterbed.web.words import MENDS


@pytest.mark.parametrize("seen", ["true", "false"])
def test_a_rule_written_after_the_results_says_so_before_the_lock(
    example: Example, seen: str
) -> None:
    _, client, file = example
    (file.parent / "study.lock.json").unlink(missing_ok=True)
    was = file.read_text("utf-8")
    file.write_text(was.replace("data_seen = true", f"data_seen = {seen}"), "utf-8")
    page = client.get("/study/redbridge/check").text
    assert "Lock the rule" in page
    assert ("before you lock it" in page) == (seen == "true")


def test_an_empty_form_of_numbers_says_what_is_missing(example: Example) -> None:
    _, client, _ = example
    sent = client.get("/numbers?form=numbers&treated_before=&treated_after=").text
    assert "There is a problem" in sent and "Enter the count before" in sent
    assert "There is a problem" not in client.get("/numbers").text


WHERE = "/study/redbridge/where"


def where(example: Example, **answers: str) -> str:
    """Where and when, saved with these answers; the study as it stands then."""
    bench, client, file = example
    form = client.get(WHERE).text.partition('id="form-where"')[2].partition("</form>")[0]
    stands = fields(form) | {"do": ["save"], "csrf": [bench.csrf]}
    answer = client.post(WHERE, data=stands | {key: [value] for key, value in answers.items()})
    assert answer.status_code in (303, 422)
    return file.read_text("utf-8") if answer.status_code == 303 else answer.text


def test_which_outcome_leads_is_asked_and_changed_in_place(example: Example) -> None:
    before = example[2].read_text("utf-8")
    form = example[1].get(WHERE).text
    leads = form.partition('<select id="about"')[2].partition("</select>")[0]
    assert '<option value="sexual offences" selected>' in leads and "violence" in leads
    assert where(example) == before
    after = where(example, about="violence")
    assert after.replace('leads = "violence"\n', "") == before
    study = read_study(example[2])
    assert study.rule.leads == "violence"
    assert leading_outcome(shown_of(study), "police operation") == "violence"
    assert where(example, about="sexual offences").replace(
        'leads = "sexual offences"\n', ""
    ) == before  # fmt: skip


def test_an_outcome_leads_only_where_a_claim_is_about_it(example: Example) -> None:
    file = example[2]
    bare = [one for one in tomllib.loads(file.read_text("utf-8"))["claims"]
            if one.get("outcome") == "robbery"]  # fmt: skip
    for one in bare:
        text = file.read_text("utf-8")
        at = [claim["id"] for claim in tomllib.loads(text)["claims"]].index(one["id"])
        file.write_text(edited(text, {("claims", at): REMOVED}), "utf-8")
    page = where(example, about="robbery")
    assert 'id="about-wrong"' in page and "No claim is about this" in page


def test_a_claim_that_somebody_made_leads_before_what_the_study_puts(example: Example) -> None:
    """One claim moved to violence, and two that the study put against it left on all incidents."""
    study = shown_of(read_study(example[2]))
    one = next(claim for claim in study.claims if claim.outcome == "violence")
    left = replace(one, outcome="all crime", by_study=True)
    assert leading_outcome(replace(study, claims=(one, left, left)), one.intervention) == "violence"


def test_whether_the_counts_were_seen_is_asked(example: Example) -> None:
    _, client, file = example
    (file.parent / "study.lock.json").unlink(missing_ok=True)
    form = client.get(WHERE).text
    assert "Has anyone seen these counts since it began?" in form
    after = tomllib.loads(where(example, data_seen="no"))["rule"]
    assert (after["data_seen"], after["data_seen_date"]) == (False, date.today())
    page = html.unescape(client.get("/study/redbridge/check").text)
    told = f"No result had been seen when the decision rule was written ({day(str(date.today()))})"
    assert f"Every report will say: “{told}" in page
    lock = dict(answered(example[0], form="lock"))
    assert client.post("/study/redbridge/check", data=lock).status_code == 303
    locked = json.loads((file.parent / "study.lock.json").read_text("utf-8"))
    assert locked["rule"]["data_seen"] is False
    (file.parent / "study.lock.json").unlink()


@pytest.mark.slow
def test_a_draft_is_about_one_kind_as_new_makes_it(
    visitor: Visitor, root: Path, tmp_path: Path
) -> None:
    visitor.send(("counts", export(tmp_path / "calls.csv"))).submit("accept")
    placed = {"place": ["Riverside"], "kind": "patrol", "start": "2023-05", "do": "save"}
    visitor.submit("where", about="Fly-tipping", data_seen="no", **placed)
    file = root / "calls" / "study.toml"
    options = ("--counts", "STUDY/calls.csv", "--place", "Riverside", "--kind", "patrol",
               "--start", "2023-05", "--about", "Fly-tipping")  # fmt: skip
    drafted = new_writes(root, "calls", *options).decode()
    assert file.read_text("utf-8") == drafted.replace("data_seen = true", "data_seen = false")
    assert {one["outcome"] for one in tomllib.loads(drafted)["claims"]} == {"Fly-tipping"}
    assert "Did Fly-tipping change in Riverside" in drafted
    # It is known again from the file alone, and goes back to all that is counted.
    assert as_drafted(file, file.read_text("utf-8")) is not None
    visitor.get("/study/calls/where")
    visitor.submit("where", about="all incidents", data_seen="yes", do="save")
    assert file.read_bytes() == new_writes(root, "calls", *options[:-2])


def test_what_was_put_against_a_claim_goes_along_with_it(example: Example) -> None:
    bench, client, file = example
    head = file.read_text("utf-8").partition("[[claims]]")[0]
    question = "Did all crime change in Loxford because of the order, and could these counts tell?"
    head = edited(head, {("question",): question})
    file.write_text(head + DRAFTED, "utf-8")
    page = "/study/redbridge/claims"
    assert "Make them about" not in client.get(page).text
    moved = DRAFTED.replace('outcome = "all crime"', 'outcome = "violence"', 1)
    file.write_text(head + moved, "utf-8")
    assert "Make them about violence too" in client.get(page).text
    before = file.read_text("utf-8")
    answer = client.post(page, data=answered(bench, form="along"))
    assert answer.status_code == 303
    after = file.read_text("utf-8")
    assert after == before.replace('outcome = "all crime"', 'outcome = "violence"').replace(
        "Did all crime change", "Did violence change"
    ).replace(", all crime rose in", ", violence rose in")
    assert "Make them about" not in client.get(page).text
    # One that somebody has written anew is theirs to move.
    file.write_text(before.replace("Because of the order, all", "All"), "utf-8")
    assert left_behind(tomllib.loads(file.read_text("utf-8"))).claims == ("only moved",)


DRAFTED = f"""[[claims]]
id = "claim"
who = "The council"
words = "It fell."
source = "Minutes"
date = "2018"
kind = "fell"
intervention = "police operation"
outcome = "all crime"
window = "twelve months"

[[claims]]
id = "the opposite"
who = "This study"
side = "put by this study"
words = "Because of the order, all crime rose in Loxford: {OPPOSITE}"
source = "{TURNED}"
date = "2026"
by_study = true
kind = "rose"
intervention = "police operation"
outcome = "all crime"

[[claims]]
id = "only moved"
who = "This study"
side = "put by this study"
words = "It only moved: what fell in Loxford turned up next door."
source = "{OFTEN}"
date = "2026"
by_study = true
kind = "moved"
intervention = "police operation"
outcome = "all crime"
"""


@pytest.mark.parametrize("code", [code for code in MESSAGES if code not in LISTS])
def test_no_page_names_an_option_of_the_command(code: str) -> None:
    message = MESSAGES[code]
    assert "--" not in MENDS.get(code, message.mend)


@pytest.mark.slow
def test_that_areas_lie_apart_is_asked_where_no_map_tells(
    visitor: Visitor, root: Path, tmp_path: Path
) -> None:
    months = [f"{year}-{month:02d}" for year in range(2014, 2020) for month in range(1, 13)]
    rows = [(f"B{place}", month, 5 + (place * 5 + at * 3) % 7)
            for place in range(60) for at, month in enumerate(months)]  # fmt: skip
    counts = write(tmp_path / "c.csv", ["Beat", "Month", "Count"], rows)
    visitor.send(("counts", counts)).submit("accept")
    placed = {"place": ["B1", "B2"], "kind": "patrol", "start": "2018-06", "do": "save"}
    visitor.submit("where", **placed)
    file = root / "c" / "study.toml"
    alone = file.read_text("utf-8")
    assert "areas_apart = " not in alone
    until(lambda: "being worked out" not in visitor.get("/study/c/claims?ahead=yes").text)
    assert "or say on Where and when that no two of its areas lie side by side" in visitor.text
    assert "areas_apart" not in visitor.text
    visitor.get("/study/c/where").submit("where", apart="yes", do="save")
    assert file.read_text("utf-8").replace("areas_apart = true\n", "") == alone
    visitor.get("/study/c/where")
    assert 'name="apart" value="yes" checked' in visitor.text
    visitor.submit("where", apart="", do="save")
    assert file.read_text("utf-8") == alone


def test_what_only_happened_at_the_same_time_needs_no_place(example: Example) -> None:
    _, client, file = example
    before = file.read_text("utf-8")
    number = [one["id"] for one in tomllib.loads(before)["interventions"]
              if "target" not in one]  # fmt: skip
    assert number == ["anti-social behaviour order"]
    page = html.unescape(client.get(f"{WHERE}?of=1").text)
    assert "The study does not ask what this did" in page
    form = page.partition('id="form-where"')[2].partition("</form>")[0]
    stands = fields(form) | {"do": ["save"], "end": ["2019-01"], "csrf": [example[0].csrf]}
    assert client.post(WHERE, data=stands).status_code == 303
    done = tomllib.loads(file.read_text("utf-8"))["interventions"][1]
    assert done["end"] == "2019-01" and "target" not in done


def test_what_is_asked_of_a_file_is_not_shown_as_to_be_filled_in(
    visitor: Visitor, tmp_path: Path
) -> None:
    visitor.send(("counts", export(tmp_path / "calls.csv", misspelt=True)))
    assert "FILL IN" not in visitor.text and "<td>asked above</td>" in visitor.text
    assert '<button class="second" name="answer" value="Thornhill">Yes, the same' in visitor.text
