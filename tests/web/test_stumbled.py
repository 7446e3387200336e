"""What somebody who had not made the workbench stumbled over in it."""

from __future__ import annotations

import pytest

pytest.importorskip("starlette", reason="the extra [web] is not installed")

from tests.web.conftest import Example


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
