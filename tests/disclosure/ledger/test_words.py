"""The words that a report prints are shown, and somebody says that they were read, before the first
public report of an unpublished table."""

from __future__ import annotations

import json

import click
import pytest

from tests.disclosure.ledger.test_run import book, edited, run, study
from waterbed.analysis.words import sha256_of_words
from waterbed.cli import publishing
from waterbed.read.study.study_file import read_study

__all__ = ["study"]


def written(study) -> bool:
    return (study.parent / "report").exists()


def test_nothing_is_published_until_the_words_are_read(study):
    refused = run(study, read=False)
    assert refused.exit_code == 2 and not written(study) and not book(study).lines
    told = " ".join(refused.stderr.split())
    assert "title: A street" in told and "question: q" in told
    assert "--words-read" in told and "does not know the names of people" in told
    assert run(study).exit_code == 0 and written(study)
    (line,) = book(study).lines
    assert line.words_sha256 == sha256_of_words(read_study(study))


def test_it_is_asked_again_only_when_the_words_change(study):
    assert run(study).exit_code == 0
    again = run(study, read=False)
    assert again.exit_code == 0 and "A street" not in again.stderr
    # No words: another kind of claim.
    edited(study, 'kind = "rose"', 'kind = "fell"')
    assert run(study, read=False).exit_code == 0
    edited(study, '"A street"', '"The street where Mary lives"')
    changed = run(study, read=False)
    assert changed.exit_code == 2 and "where Mary lives" in changed.stderr
    assert run(study).exit_code == 0
    # What was read once need not be read again.
    edited(study, '"The street where Mary lives"', '"A street"')
    assert run(study, read=False).exit_code == 0


def test_nothing_is_asked_where_there_is_no_secret_or_no_public_report(study):
    assert run(study, "--profile", "internal", read=False).exit_code == 0
    edited(study, "published = false ", "published = true ")
    assert run(study, "--out", str(study.parent / "open"), read=False).exit_code == 0


@pytest.mark.parametrize("yes", [True, False])
def test_at_a_terminal_it_asks_and_says_what_a_yes_does(study, monkeypatch, yes):
    asked = []

    def confirm(text: str, **more: object) -> bool:
        asked.append(text)
        return yes

    monkeypatch.setattr(publishing, "at_terminal", lambda: True)
    monkeypatch.setattr(click, "confirm", confirm)
    found = run(study, read=False)
    assert len(asked) == 1 and "written into the ledger" in asked[0]
    assert (found.exit_code == 0) == yes == written(study) == bool(book(study).lines)


def test_the_ledger_holds_a_hash_and_no_words(study):
    edited(study, '"A street"', '"The street where Mary lives"')
    assert run(study).exit_code == 0
    (line,) = (study.parent / "counts.ledger.jsonl").read_text("utf-8").splitlines()
    form = json.loads(line)
    assert len(form["words_sha256"]) == 64
    claims = [one.words for one in read_study(study).claims]
    assert claims and not any(words in line for words in claims)
