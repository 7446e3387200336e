"""The table of a case's page: each claim, its answer, and what it rests on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.conftest import ROOT
from waterbed.claims import decides
from waterbed.model.results import Results
from waterbed.model.verdict import Verdict

FOLDER = ROOT / "docs" / "cases"
HEAD = ("claim", "by", "answer", "recorded", "expected", "change", "what fits")
MARK = "<!-- answers: {} -->\n\n{}\n<!-- end of the answers -->"


def lines(results: Results, asked: Callable[[Verdict], bool]) -> Iterator[str]:
    """Rows of a table in Markdown, in the order of the claims."""
    yield "| " + " | ".join(HEAD) + " |"
    yield "| " + " | ".join(["---"] * len(HEAD)) + " |"
    for verdict in filter(asked, results.verdicts):
        claim = verdict.claim
        cells = [claim.words, claim.side, verdict.answer, *_figures(verdict)]
        yield "| " + " | ".join(cells) + " |"


def _figures(verdict: Verdict) -> tuple[str, str, str, str]:
    if not verdict.estimates:
        return "-", "-", "-", "-"
    one = verdict.estimates[0]
    ((low, high),) = decides(one)
    counts = ("-", "-")
    if one.observed is not None and one.expected is not None:
        counts = (f"{one.observed:,.0f}", f"{one.expected:,.0f}")
    if one.parameter.scale == "share":
        return *counts, "", f"{_plain(low)} to {_plain(high)} of the fall"
    value = "" if one.value is None else _signed(one.value)
    return *counts, value, f"{_signed(low)} to {_signed(high)}"


def _signed(value: float | None) -> str:
    return "open" if value is None else f"{100 * value:+.0f}%".replace("-", "−")


def _plain(value: float | None) -> str:
    return "open" if value is None else f"{100 * value:.0f}%".replace("-", "−")


def placed(name: str, key: str, made: Iterator[str]) -> tuple[str, str]:
    """A page as it stands, and with its table of that key made anew."""
    text = page(name).read_text(encoding="utf-8")
    wanted = MARK.format(key, "\n".join(made) + "\n")
    pattern = re.escape(MARK).replace(r"\{\}", re.escape(key), 1).replace(r"\{\}", ".*?")
    assert len(re.findall(pattern, text, re.S)) == 1, f"{name} has no table {key!r}"
    return text, re.sub(pattern, lambda _: wanted, text, flags=re.S)


def page(name: str) -> Path:
    return FOLDER / f"{name}.md"
