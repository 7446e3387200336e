"""What could be told of an effect is said where place and start are chosen, by the judge of
`check`, and nothing is called compared with where nothing can be."""

from __future__ import annotations

import random
from html import unescape
from pathlib import Path

import pytest

from tests.read.made import write
from tests.web.exports import polygons
from tests.web.process import until
from tests.web.visitor import Visitor
from waterbed.analysis.understand import understand
from waterbed.model.months import label, month

PLACED = {"place": ["W1"], "kind": "patrol", "start": "2019-03"}
NOTHING = "No effect can be tested with these places and dates"
WORKED_OUT = "is being worked out"


def wards(folder: Path, many: int) -> Path:
    """Counts by month of a few wards."""
    draw = random.Random(3)
    months = [label(month("2015-01") + k) for k in range(72)]
    rows = [(f"W{k}", at, draw.randrange(20, 40)) for k in range(many) for at in months]
    return write(folder / "wards.csv", ["Ward", "Month", "Count"], rows)


def shown(visitor: Visitor) -> str:
    """What stands beside the places, once it is worked out."""
    until(lambda: WORKED_OUT not in visitor.get().text)
    given = visitor.text.partition('<div id="given">')[2].partition("</form>")[0]
    return unescape(given.partition("<label")[0])


@pytest.mark.parametrize(("many", "nothing"), [(6, True), (60, False)])
def test_it_is_said_at_once_what_could_be_told(
    visitor: Visitor, root: Path, tmp_path: Path, many: int, nothing: bool
) -> None:
    visitor.send(("counts", wards(tmp_path, many))).submit("accept", name="wards")
    visitor.submit("where", **PLACED | {"start": ""}, do="show")
    said = shown(visitor)
    assert NOTHING not in said and "Compared with" in said, "as long as no start is given"
    visitor.submit("where", **PLACED, do="show")
    said = shown(visitor)
    assert (NOTHING in said) == nothing
    assert ("Compared with" in said) != nothing
    assert ("Other areas, not compared" in said) == nothing
    assert ("this study could have seen a fall of" in said) != nothing
    assert ("this study could have seen a rise of" in said) != nothing
    for months in ("March 2018 to February 2019", "March 2019 to February 2020"):
        assert f"<dd>{months}</dd>" in said
    visitor.submit("where", **PLACED, do="save")
    visitor.get("/study/wards/where")
    assert shown(visitor) == said, "the same of the study as it was saved"
    able = understand(root / "wards" / "study.toml").claims
    assert {claim.testable for claim in able if claim.kind in ("fell", "rose")} == {not nothing}


def test_the_map_calls_nothing_compared_with_either(visitor: Visitor, tmp_path: Path) -> None:
    counts, areas = polygons(tmp_path / "given")
    visitor.send(("counts", counts), ("areas", areas)).submit("accept", name="squares")
    visitor.submit("where", place="Sq 08", kind="lamps", start="2016-06", do="show")
    said = shown(visitor)
    assert NOTHING in said
    assert "Compared with (" not in unescape(visitor.text)


def test_a_study_by_hand_says_it_of_what_is_tried(
    visitor: Visitor, root: Path, tmp_path: Path
) -> None:
    visitor.send(("counts", wards(tmp_path, 60))).submit("accept", name="wards")
    visitor.submit("where", **PLACED, do="save")
    file = root / "wards" / "study.toml"
    file.write_text(file.read_text("utf-8") + "# read by the council\n", "utf-8")
    visitor.get("/study/wards/where")
    assert "this study could have seen" in shown(visitor)
    before = file.read_bytes()
    visitor.submit("where", start="2015-03", base__first="2015-01", base__last="2015-02",
                   post__first="2015-03", post__last="2015-04", do="show")  # fmt: skip
    assert NOTHING in shown(visitor)
    assert file.read_bytes() == before
