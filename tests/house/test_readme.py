"""The README: its commands are CI's, and its excerpt is what the program writes."""

from __future__ import annotations

import re
from pathlib import Path

from waterbed.disclosure import release
from waterbed.report.words.verdicts import reason_text

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace(">", " ").replace("**", " ")).strip()


def test_the_excerpt_is_what_the_report_says(redbridge_run):
    excerpt = flat(README.split("<!-- excerpt", 1)[1].split("-->", 1)[1].split("<!-- end", 1)[0])
    released = release(redbridge_run[0], "public").content
    verdict = next(one for one in released.verdicts if one.claim.id == "police-sexual-offences")
    claim = verdict.claim
    assert excerpt == flat(f"{claim.words} ({claim.who}) {reason_text(released, verdict)}")


def test_ci_runs_the_commands_of_the_readme():
    ci = (ROOT / ".ci" / "run").read_text()
    assert "pip install -e '.[test]'" in README
    assert "install -q -e '.[test]'" in ci
    assert "waterbed run examples/redbridge/study.toml" in README
    assert 'waterbed" run examples/redbridge/study.toml' in ci
    assert ".venv/bin/pytest -n auto\n" in README and 'bin/pytest" -n auto\n' in ci
