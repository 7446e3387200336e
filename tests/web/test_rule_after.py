"""A rule that its study says was written after the results says so before it is locked."""

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
