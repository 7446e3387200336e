"""docs/cases/index.md: what it says of a case is what the program gives."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from tests.conftest import ROOT
from waterbed.model.closed_loop import Design, cell

GALLERY = ROOT / "docs" / "cases" / "index.md"


def row(case: str) -> str:
    """The line of the table of a case."""
    (found,) = (
        line for line in GALLERY.read_text("utf-8").splitlines() if line.startswith(f"| [{case}]")
    )
    return found


def test_redbridge(redbridge_run) -> None:
    verdicts = redbridge_run[0].verdicts
    count = Counter(one.answer for one in verdicts)
    told = (
        f"of {len(verdicts)} claims {count['contradicted']} contradicted, {count['undecided']} "
        f"undecided, {count['untestable']} untestable"
    )
    assert told in row("Redbridge") and not count["supported"]


def test_waltham_forest_is_told_as_on_its_own_page() -> None:
    """Whose figures a slow test holds to a run (`test_waltham_forest.py`)."""
    page = (GALLERY.parent / "waltham-forest.md").read_text("utf-8")
    assert "−11% (−28% to +9%)" in row("Waltham Forest")
    line = next(one for one in page.splitlines() if one.startswith("| `street-crime` |"))
    assert "| undecided: −11% (−28% to +9%) |" in line
    line = next(one for one in page.splitlines() if one.startswith("| `no-more-than-beside` |"))
    assert [cell.strip()[:9] for cell in line.split("|")[3:5]] == ["supported"] * 2


def test_the_closed_loop() -> None:
    small, large = (
        cell(design, "deters") for design in (Design(), Design(years=3, places=4, second=True))
    )
    assert small is not None and large is not None
    named = [f"{one.share(one.supported)[0]:.0f}%" for one in (small, large)]
    told = f"in {named[0]} of studies of one ward over a year, and in {named[1]} with four wards"
    assert told in row("The closed loop")


def page(name: str) -> str:
    """A page of a case, whose tables tests under tests/published hold to a run."""
    return (GALLERY.parent / f"{name}.md").read_text("utf-8")


def test_skid_row_is_told_as_on_its_own_page() -> None:
    told, two_years = row("Skid Row"), page("skid-row").partition("answers: two years")[2]
    fell, beside = (
        next(line for line in two_years.splitlines() if line.startswith(f"| {words}"))
        for words in ("Meaningful reductions in violent", "Reductions nearly identical outside")
    )
    assert "| supported | 260 | 474 | −45% | −54% to −31% |" in fell
    assert "| critics | supported | - | - | +7% | −13% to +30% |" in beside
    assert "−45% (−54% to −31%) over two years" in told
    assert "no more than a fifth lower there than next door is supported" in told


def test_seattle_is_told_as_on_its_own_page() -> None:
    told, own = row("Seattle"), page("seattle")
    assert all(figure in told and figure in own for figure in ("−20.1%", "−32.6%"))
    answers = own.partition("answers: one year")[2].partition("end of the answers")[0]
    assert answers.count("| undecided |") == 10 and "as a study undecided" in told
    assert "| supported |" not in answers and "| contradicted |" not in answers


def test_each_line_has_a_test_of_its_own() -> None:
    """As CONTRIBUTING asks of a new case: a test that takes its line by its name, and its page."""
    lines = re.findall(r"^\| \[([^]]+)\]\(([^)]+)\)", GALLERY.read_text("utf-8"), flags=re.M)
    own = Path(__file__).read_text("utf-8")
    assert [name for name, _ in lines if f'row("{name}")' not in own] == []
    pages = {path.name for path in GALLERY.parent.glob("*.md")} - {"index.md"}
    assert pages <= {page for _, page in lines}
