"""The catalogue of errors: every code is used, and every use gives the facts of its sentences."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import waterbed
from waterbed.model.messages import MESSAGES, fault

SOURCE = Path(waterbed.__file__).parent
PLACING = {"file", "place", "value"}


def fields(code: str) -> set[str]:
    """The facts that the sentences of a code name."""
    message = MESSAGES[code]
    found = {
        name
        for text in (message.problem, message.mend)
        for _, name, _, _ in Formatter().parse(text)
        if name
    }
    return found | ({"wanted", "there"} if message.there else set())


def calls() -> Iterator[ast.Call]:
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "fault":
                yield node


def test_every_error_names_a_code_and_gives_its_facts() -> None:
    named = [call for call in calls() if isinstance(call.args[0], ast.Constant)]
    assert len(named) > 60
    for call in named:
        code = call.args[0].value
        given = {word.arg for word in call.keywords} - PLACING
        assert code in MESSAGES and fields(code) <= given, (code, given)


def test_every_code_is_used() -> None:
    text = "".join(
        path.read_text() for path in SOURCE.rglob("*.py") if not path.name.startswith("messages")
    )
    assert [code for code in MESSAGES if f'"{code}"' not in text] == []


@pytest.mark.parametrize("code", MESSAGES)
def test_every_message_is_a_sentence(code: str) -> None:
    """Facts stand in it, and nothing of the braces that named them."""
    facts = {name: ("Loxford", "Seven Kings") if name == "there" else 4 for name in fields(code)}
    error = fault(code, file="counts.csv", place="row 3", **facts)
    text = str(error)
    assert text.startswith("counts.csv, row 3: ") and text.endswith((".", "?"))
    assert "{{" not in text and "None" not in text and error.code == code
    assert not (MESSAGES[code].problem.endswith(".") or MESSAGES[code].problem[0].isupper())
