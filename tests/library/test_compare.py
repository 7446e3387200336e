"""The comparison without a study file: that of a study file, what shows of it, what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import waterbed as wb
from waterbed.library.shown import INTERNAL
from waterbed.model.errors import WaterbedError
from waterbed.simulate.folder import NEIGHBOURS, SimulatedClaim, write_study
from waterbed.simulate.panel import Settings, Simulated, simulate_panel

SAID = (
    SimulatedClaim("fell", "Council", "It fell.", "fell"),
    SimulatedClaim("fell by", "Council", "It fell by 40%.", "fell-by", stated=0.4),
    SimulatedClaim("moved", "Residents", "It moved.", "moved", NEIGHBOURS),
    SimulatedClaim("net", "Residents", "All it does is move.", "fell", "net", negated=True),
)


@pytest.fixture(scope="module")
def found() -> Simulated:
    settings = Settings(rows=8, columns=10, rate=8.0, effect=-0.6, least=100)
    return simulate_panel(np.random.default_rng(4), settings)


def asked(found: Simulated) -> dict[str, Any]:
    zone = {"touching": "target", "tolerance": 0}
    buffer = {"touching": NEIGHBOURS, "tolerance": 0}
    return {
        "panel": found.panel, "areas": found.areas, "treated": found.areas.ids[found.target],
        "start": "2018-01", "zones": {NEIGHBOURS: zone}, "buffer": buffer, "chosen_for": "random",
        "published": True,
    }  # fmt: skip


@pytest.fixture(scope="module")
def compared(found: Simulated) -> Any:
    claims = [
        {"id": one.id, "kind": one.kind, "zone": one.zone, "negated": one.negated,
         **({} if one.stated is None else {"stated": one.stated})}
        for one in SAID
    ]  # fmt: skip
    return wb.compare(**asked(found), claims=claims)


def test_it_says_what_a_study_file_says(found: Simulated, compared: Any, tmp_path: Path) -> None:
    path = write_study(found, tmp_path, title="t", question="q", said=SAID, level=0.95)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('headline = "difference"', 'headline = "forecast"'), "utf-8")
    of_file = wb.run(path)
    assert compared.answers == of_file.answers
    assert set(compared.answers.values()) >= {"supported"}
    numbers = ["question", "outcome", "zone", "method", "scale", "value", "low", "high", "p"]
    ours, theirs = (one.to_polars("estimates").select(numbers) for one in (compared, of_file))
    assert ours.rows() == theirs.rows()


def test_everything_that_shows_says_that_it_is_internal(compared: Any, tmp_path: Path) -> None:
    claim = compared["fell"]
    plot = compared.plot()
    shown = [repr(compared), compared._repr_html_(), compared.why(), claim.why(), repr(plot)]
    assert all(INTERNAL in one for one in shown) and "not for publication" in INTERNAL
    assert "Internal" in plot.svg and plot._repr_svg_() == plot.svg
    assert compared.to_polars()["profile"].unique().to_list() == ["internal"]
    assert compared.released.profile == "internal"
    compared.save(tmp_path / "report")
    assert INTERNAL in (tmp_path / "report" / "report.html").read_text(encoding="utf-8")


def test_the_table_has_the_answer_and_the_numbers(compared: Any) -> None:
    text = repr(compared)
    fell = compared["fell"]
    assert "Incidents fell." in text and "Supported" in text
    assert fell.answer == "supported" and fell.high < 0 and fell.value < -0.3
    assert "could have seen a fall" in fell.why() and "Said in" not in fell.why()
    assert compared.to_polars()["answer"].to_list() == list(compared.answers.values())
    assert "<table>" in compared._repr_html_()


def test_pictures_are_drawn_and_written(compared: Any, tmp_path: Path) -> None:
    for what in ("claims", "change", "time"):
        file = compared.plot(what).save(tmp_path / f"{what}.svg")
        assert file.read_text(encoding="utf-8").startswith("<svg ")
    assert compared.plot().save(tmp_path / "one.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(wb.InputError, match=r"file: .*'one.gif'.* one.svg"):
        compared.plot().save(tmp_path / "one.gif")
    with pytest.raises(wb.InputError, match=r"what: .*'pie'.* 'claims'"):
        compared.plot("pie")


def test_text_of_a_user_is_escaped(found: Simulated) -> None:
    claim = {"kind": "fell", "words": "<script>x</script>", "who": "<b>"}
    told = wb.compare(**asked(found), claims=claim)
    assert "<script>" not in told._repr_html_() + told.claims[0].why()._repr_html_()
    with pytest.raises(wb.InputError, match=r"claims 'fell', words: .*cannot be seen"):
        wb.compare(**asked(found), claims=claim | {"words": "\x1b[2J"})


def test_results_and_panel_come_apart_as_they_did(compared: Any) -> None:
    results, panel = compared
    assert results is compared.results and panel is compared.panel


def test_what_is_not_published_leaves_rounded_or_not_at_all(found: Simulated) -> None:
    given_ = asked(found) | {
        "published": False,
        "zones": None,
        "buffer": None,
        "outcome": "incidents",
    }
    told = wb.compare(**given_, claims="fell")
    exact, public = told.released.content, wb.release(told, "public").content
    assert exact.profile == "internal" and public.profile == "public"
    assert all(one.status != "exact" for one in public.estimates if one.observed is not None)


def test_claims_left_out_are_that_it_fell_and_that_it_rose(found: Simulated) -> None:
    told = wb.compare(found.panel, treated=[found.areas.ids[found.target]], start="2018 Q1",
                      published=True)  # fmt: skip
    assert list(told.answers) == ["fell", "rose"]
    assert told.study.claims[0].by_study


@pytest.fixture(scope="module")
def quarterly(found: Simulated) -> Any:
    """The same counts by quarter."""
    counts = found.panel.counts[0].reshape(len(found.areas), -1, 3).sum(axis=2)
    rows = [
        {"area": area, "quarter": f"{2014 + t // 4} Q{t % 4 + 1}", "n": int(n)}
        for area, own in zip(found.areas.ids, counts, strict=True)
        for t, n in enumerate(own)
    ]
    return wb.read_counts(pl.DataFrame(rows), area="area", period="quarter", count="n")


def test_that_areas_lie_apart_can_be_said_without_a_map(found: Simulated) -> None:
    """What the answer asks for, areas_apart = true, could not be said to `compare`."""
    treated = [found.areas.ids[found.target], found.areas.ids[0]]
    bare = {"panel": found.panel, "treated": treated, "start": "2018-01", "chosen_for": "random"}
    left_open = wb.compare(**bare, claims="fell")["fell"]
    assert left_open.answer == "undecided" and "areas_apart = true" in left_open.why()
    said = wb.compare(**bare, claims="fell", areas_apart=True)["fell"]
    assert "areas_apart" not in said.why() and "lie side by side" not in said.why()


def test_a_claim_on_what_was_recorded_says_its_figure_and_asks_for_its_window(
    found: Simulated,
) -> None:
    bare = {"panel": found.panel, "treated": found.areas.ids[found.target], "start": "2018-01"}
    claim = {"kind": "recorded", "stated": -0.4}
    with pytest.raises(wb.InputError, match=r"\('intervention, twelve months'\)"):
        wb.compare(**bare, claims=claim)
    for changed, says in (
        ({}, "a fall of 40% or more."),
        ({"stated": 0.2, "negated": True}, "not a rise of 20% or more."),
    ):
        row = claim | changed | {"window": "intervention, twelve months"}
        (words,) = wb.compare(**bare, claims=row).to_polars()["words"]
        assert words.startswith("Recorded ") and words.endswith(f": {says}")


def test_quarters_are_compared_as_quarters(found: Simulated, quarterly: Any) -> None:
    here = found.areas.ids[found.target]
    told = wb.compare(quarterly, treated=here, start="2018 Q1", chosen_for="random",
                      base=("2017 Q1", "2017 Q4"), post=("2018-Q1", "2018Q4"), claims=["fell"],
                      published=True)  # fmt: skip
    assert quarterly.step == 3 and told.answers == {"fell": "supported"}
    assert told.study.rule.windows[0].post.labels == ("2018-01", "2018-12")


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"treated": "nowhere"}, "treated: .*'nowhere'"),
    ({"treated": []}, "treated: ids of areas are needed"),
    ({"treated": 7}, "treated: ids of areas are needed: '7'"),
    ({"start": "soon"}, "start: this is not a period: 'soon'. Write it as 2016-04"),
    ({"start": None}, "start: this is not a period"),
    ({"outcome": "arson"}, "outcome: there is no such outcome: 'arson'. .*incidents"),
    ({"base": ("2017-01", "2017-12")}, "post: a window has months before and after"),
    ({"base": "2017", "post": ("2018-01", "2018-12")}, "base: a run of months .*'2017'"),
    (
        {"base": ("2017-12", "2017-01"), "post": ("2018-01", "2018-12")},
        "windows 'window', base: it ends before",
    ),
    ({"windows": {"one": 3}}, "windows, 'one': a window has months"),
    ({"windows": [1]}, "windows: windows have names: 'list'"),
    ({"claims": ["fel"]}, "claims 'fel', kind: .*'fel'.*fell"),
    ({"claims": [3]}, "claims, no. 1: a claim is a kind"),
    ({"claims": [{"kind": "fell-by"}]}, "claims 'fell-by', stated"),
    ({"claims": [{"kind": "fell", "zone": "there"}]}, "zone: .*'there'"),
    ({"chosen_for": "luck"}, "chosen_for, rule: .*'luck'.*peak"),
    ({"level": 95}, "level: .*'95'"),
    ({"margin": "a lot"}, "margin: .*'a lot'"),
    ({"placebos": 3}, "placebos: a verdict needs 19"),
    ({"zones": {"a": {"tuching": "target"}}}, "zones 'a', tuching"),
    ({"donors": ["nowhere"]}, "donors: .*'nowhere'"),
    (
        {"panel": pl.DataFrame()},
        "panel: this must be Panel: 'DataFrame'. Make one with read_counts",
    ),
    ({"areas": "map.gpkg"}, "areas: this must be Areas: 'str'. Read them with read_areas"),
    ({"start": "2031-01"}, "2031"),
]


@pytest.mark.parametrize(("changed", "told"), WRONG, ids=range(len(WRONG)))
def test_what_is_wrong_names_the_argument(
    found: Simulated, changed: dict[str, Any], told: str
) -> None:
    with pytest.raises(wb.InputError, match=told) as caught:
        wb.compare(**(asked(found) | changed))
    assert "interventions" not in str(caught.value) and ".csv" not in str(caught.value)


ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 3000), st.floats(), st.text(max_size=8), st.dates(),
    st.lists(st.text(max_size=3), max_size=3), st.dictionaries(st.text(max_size=4), st.integers()),
)  # fmt: skip
KEYS = st.sampled_from(
    ["start", "treated", "base", "post", "windows", "claims", "zones", "buffer", "donors",
     "chosen_for", "level", "margin", "smallest_effect", "outcome", "seed", "title"]
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(KEYS, ANYTHING, min_size=1, max_size=2))
def test_anything_is_compared_or_explained(found: Simulated, changed: dict[str, Any]) -> None:
    try:
        wb.compare(**(asked(found) | {"zones": None, "areas": None, "buffer": None} | changed))
    except WaterbedError as error:
        assert str(error)
