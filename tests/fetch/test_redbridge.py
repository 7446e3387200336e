"""The publishers' files behind the example, from which its tables are made again."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pyogrio
import pytest
import shapely
from click.testing import CliRunner, Result

from tests.conftest import ROOT
from tests.fetch.replay import Replay, as_json
from waterbed.cli import main
from waterbed.fetch.sources import LSOA_2021, LSOA_TO_WARD, MPS_WARDS, Layer

EXAMPLE = ROOT / "examples" / "redbridge"
CATALOGUE = "data.london.gov.uk/api/dataset/exy3m"
WARD_FILE = "data.london.gov.uk/download/exy3m/abc/MPS%20Ward%20Level%20Crime%20(Historical).csv"
Rows = list[dict[str, object]]


def path_of(layer: Layer) -> str:
    return layer.address.removeprefix("https://")


def serve_layer(replay: Replay, layer: Layer, rows: Rows, cap: int, edited: int = 1) -> None:
    """A layer that sends at most `cap` rows at once, whatever it is asked for."""

    def answer(query: dict[str, str]) -> tuple[int, str, bytes]:
        if query.get("returnCountOnly"):
            return as_json({"count": len(rows)})
        start = int(query["resultOffset"])
        assert query["orderByFields"] == layer.id
        part = rows[start : start + min(cap, int(query["resultRecordCount"]))]
        return as_json({"features": part, "exceededTransferLimit": start + cap < len(rows)})

    replay.answers[path_of(layer)] = answer
    about = path_of(layer).removesuffix("/query")
    replay.answers[about] = lambda query: as_json({"editingInfo": {"lastEditDate": edited}})


@pytest.fixture(scope="module")
def london(data: Path) -> tuple[Rows, Rows, bytes]:
    """LSOA outlines, their wards, and the ward counts, in the forms of the publishers."""
    meta, _, wkb, values = pyogrio.raw.read(data / "london" / "lsoa2021.gpkg")
    fields = dict(zip(meta["fields"], values, strict=True))
    shapes = json.loads(
        json.dumps([json.loads(text) for text in shapely.to_geojson(shapely.from_wkb(wkb))])
    )
    outlines: Rows = []
    wards: Rows = []
    for i, shape in enumerate(shapes):
        code, name = str(fields["LSOA21CD"][i]), str(fields["LSOA21NM"][i])
        outlines.append(
            {
                "type": "Feature",
                "properties": {"LSOA21CD": code, "LSOA21NM": name},
                "geometry": shape,
            }
        )
        row = {
            "LSOA21CD": code,
            "LSOA21NM": name,
            "WD25CD": str(fields["WD25CD"][i]),
            "WD25NM": str(fields["WD25NM"][i]),
            "LAD25CD": "E09000000",
            "LAD25NM": str(fields["LAD22NM"][i]),
        }
        wards.append({"attributes": row})
    # The lookup is of all of England and Wales where it was downloaded by browser.
    other = {"LSOA21CD": "E01010646", "LSOA21NM": "Bradford 001A", "WD25CD": "E05001345",
             "WD25NM": "Craven", "LAD25CD": "E08000032", "LAD25NM": "Bradford"}  # fmt: skip
    wards.append({"attributes": other})
    counts = pl.read_parquet(data / "london" / "mps-recorded-crime-ward-historical.parquet")
    said = {"wardname": "WardName", "wardcode": "WardCode", "majortext": "MajorText",
            "minortext": "MinorText", "lookup_boroughname": "LookUp_BoroughName"}  # fmt: skip
    text = io.BytesIO()
    counts.rename(said).write_csv(text)
    return outlines, wards, text.getvalue()


@pytest.fixture(scope="module")
def part(london: tuple[Rows, Rows, bytes]) -> tuple[Rows, Rows, bytes]:
    """A few hundred LSOA and a few hundred kilobytes of it."""
    outlines, wards, counts = london
    end = counts.index(b"\n", 400_000) + 1
    return outlines[:300], wards[:300], counts[:end]


@pytest.fixture
def published(replay: Replay, part: tuple[Rows, Rows, bytes]) -> Replay:
    publish(replay, part)
    return replay


def publish(replay: Replay, what: tuple[Rows, Rows, bytes]) -> None:
    outlines, wards, counts = what
    serve_layer(replay, LSOA_2021, outlines, 200 if len(outlines) < 1000 else 2000)
    serve_layer(replay, LSOA_TO_WARD, wards, 1000)
    replay.files[WARD_FILE] = counts
    url = f"https://{WARD_FILE}"
    resources = {
        "a": {"title": "MPS Borough Level Crime (Historical)", "url": "https://x/b.csv"},
        "b": {"title": "MPS Ward Level Crime (most recent 24 months)", "url": "https://x/r.csv"},
        "c": {"title": "MPS Ward Level Crime (Historical).csv", "url": url},
    }
    replay.answers[CATALOGUE] = lambda query: as_json({"resources": resources})


def fetch(folder: Path, *more: str, what: str = "redbridge") -> Result:
    words = ["fetch", what, "--out", str(folder), *more]
    return CliRunner().invoke(main, words, catch_exceptions=False)


def extract(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(EXAMPLE / "extract.py"), *words]
    plain = {key: value for key, value in os.environ.items() if key != "WATERBED_DATA"}
    return subprocess.run(command, capture_output=True, text=True, env=plain)


def test_the_examples_tables_are_made_again_from_what_is_fetched(
    replay: Replay, tmp_path: Path, london: tuple[Rows, Rows, bytes]
) -> None:
    publish(replay, london)
    replay.drop[WARD_FILE] = [2_000_000]
    done = fetch(tmp_path / "sources")
    assert done.exit_code == 0, done.output
    assert "3 files" in done.output and "3 fetched" in done.output
    made = extract(str(tmp_path / "sources"), str(tmp_path))
    assert made.returncode == 0, made.stderr
    for name in ("areas.csv", "neighbours.csv"):
        assert (tmp_path / name).read_bytes() == (EXAMPLE / name).read_bytes()
    ours, kept = (pl.read_parquet(at / "counts.parquet") for at in (tmp_path, EXAMPLE))
    assert ours.equals(kept) and ours.schema == kept.schema


def test_a_file_that_lacks_the_months_is_refused(
    published: Replay, tmp_path: Path, part: tuple[Rows, Rows, bytes]
) -> None:
    fetch(tmp_path)
    rows = list(csv.reader(io.StringIO(part[2].decode())))[:50]
    gone = rows[0].index("201105")
    shorter = "\n".join(",".join(row[:5] + row[gone:]) for row in rows)
    (tmp_path / MPS_WARDS.file).write_text(shorter)
    made = extract(str(tmp_path), str(tmp_path / "out"))
    assert made.returncode == 1
    assert "does not hold 13 of the 132 months from 201004" in made.stderr


def test_the_download_goes_on_where_it_broke_off(
    published: Replay, tmp_path: Path, part: tuple[Rows, Rows, bytes]
) -> None:
    size = len(part[2])
    published.drop[WARD_FILE] = [70_000] * 5
    done = fetch(tmp_path)
    assert done.exit_code == 2
    assert "the connection breaks off again and again" in done.stderr
    came = (tmp_path / f".{MPS_WARDS.file}.part").stat().st_size
    assert 280_000 < came < size  # five pieces, each on from the last
    published.asked.clear()
    assert fetch(tmp_path).exit_code == 0
    assert (tmp_path / MPS_WARDS.file).read_bytes() == part[2]
    assert published.sent(WARD_FILE) == size - came
    assert not list(tmp_path.glob(".*"))


def test_a_server_that_knows_no_ranges_is_asked_for_the_whole_again(
    published: Replay, tmp_path: Path, part: tuple[Rows, Rows, bytes]
) -> None:
    published.plain.add(WARD_FILE)
    published.drop[WARD_FILE] = [70_000]
    assert fetch(tmp_path).exit_code == 0
    assert (tmp_path / MPS_WARDS.file).read_bytes() == part[2]


def test_a_part_of_an_older_version_is_thrown_away(
    published: Replay, tmp_path: Path, part: tuple[Rows, Rows, bytes]
) -> None:
    published.drop[WARD_FILE] = [70_000] * 5
    fetch(tmp_path)
    newer = part[2].replace(b"BURGLARY", b"BURGLARI")
    published.files[WARD_FILE] = newer
    assert fetch(tmp_path).exit_code == 0
    assert (tmp_path / MPS_WARDS.file).read_bytes() == newer


def test_what_has_not_changed_is_not_fetched_again_and_what_has_is_noticed(
    published: Replay, tmp_path: Path, part: tuple[Rows, Rows, bytes]
) -> None:
    fetch(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    published.asked.clear()
    assert "3 unchanged" in fetch(tmp_path).output
    assert published.sent(WARD_FILE) == 0
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    published.files[WARD_FILE] = part[2] + b"\n"
    serve_layer(published, LSOA_TO_WARD, part[1][:-1], 1000, edited=2)
    done = fetch(tmp_path)
    assert "1 unchanged, 1 changed" in done.output or "2 changed" in done.output
    assert f"{MPS_WARDS.file}: changed: SHA-256" in done.output
    assert "lsoa-2021-to-ward-2025-london.csv: changed" in done.output
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert "2 replaced" in fetch(tmp_path, "--replace").output
    assert (tmp_path / MPS_WARDS.file).read_bytes() == part[2] + b"\n"


def test_without_a_network_what_is_there_is_kept(
    published: Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch(tmp_path)
    monkeypatch.setenv("WATERBED_FETCH_BASE", "http://127.0.0.1:9")
    done = fetch(tmp_path)
    assert done.exit_code == 0 and "3 kept" in done.output
    assert fetch(tmp_path / "empty").exit_code == 2


def test_a_file_that_was_downloaded_by_browser_is_taken_up(
    published: Replay, tmp_path: Path, part: tuple[Rows, Rows, bytes]
) -> None:
    (tmp_path / MPS_WARDS.file).write_bytes(part[2])
    assert "1 unchanged, 2 fetched" in fetch(tmp_path).output
    record = json.loads((tmp_path / "fetched.json").read_text())["files"]
    assert MPS_WARDS.file in {one["file"] for one in record}


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda r: r.pages.add(WARD_FILE), "a web page came where a file was asked for"),
        (lambda r: r.files.pop(WARD_FILE), "the publisher has no such file: 'HTTP 404'"),
        (lambda r: r.wrong.add(WARD_FILE), "the connection breaks off again and again"),
        (lambda r: r.fail.update({WARD_FILE: [503] * 9}), "the publisher's server fails"),
        (
            lambda r: r.answers.update({CATALOGUE: lambda query: as_json({"resources": {}})}),
            "holds no file of this title any more",
        ),
    ],
    ids=["proxy", "404", "wrong length", "503", "renamed"],
)
def test_what_goes_wrong_is_one_sentence_and_no_file(
    published: Replay, tmp_path: Path, spoil: object, said: str
) -> None:
    spoil(published)  # type: ignore[operator]
    done = fetch(tmp_path)
    assert done.exit_code == 2
    assert said in done.stderr and "--print" in done.stderr and done.stderr.count("\n") == 1
    assert not (tmp_path / MPS_WARDS.file).exists()


# Boundaries -----------------------------------------------------------------------------------


def test_pages_that_came_are_not_asked_for_again(
    replay: Replay, tmp_path: Path, part: tuple[Rows, Rows, bytes]
) -> None:
    serve_layer(replay, LSOA_2021, part[0], 70)
    whole = replay.answers[path_of(LSOA_2021)]
    broken = {"after": 2}

    def breaks(query: dict[str, str]) -> tuple[int, str, bytes]:
        if "resultOffset" in query:
            broken["after"] -= 1
            if broken["after"] < 0:
                return 403, "text/plain", b""
        return whole(query)

    replay.answers[path_of(LSOA_2021)] = breaks
    words = ("--layer", "lsoa-2021")
    assert fetch(tmp_path, *words, what="boundaries").exit_code == 2
    replay.answers[path_of(LSOA_2021)] = whole
    replay.asked.clear()
    assert fetch(tmp_path, *words, what="boundaries").exit_code == 0
    pages = [one for one in replay.asked if one[0] == path_of(LSOA_2021)]
    assert len(pages) == 1 + (-(-len(part[0]) // 70) - 2)  # the count, and what was missing
    assert not list(tmp_path.glob(".*"))


def test_boundaries_read_as_a_map(
    replay: Replay, tmp_path: Path, part: tuple[Rows, Rows, bytes]
) -> None:
    from waterbed.model.sources import AreaSource
    from waterbed.read.areas.areas import read_polygons

    serve_layer(replay, LSOA_2021, part[0], 200)
    words = ("--layer", "lsoa-2021", "--authority", "Barnet")
    assert fetch(tmp_path, *words, what="boundaries").exit_code == 0
    source = AreaSource(tmp_path / "lsoa-2021-barnet.geojson", id="LSOA21CD", name="LSOA21NM")
    polygons = read_polygons(source)
    assert len(polygons.ids) == 300 and "27700" in polygons.crs
    assert np.ptp(shapely.total_bounds(polygons.shapes)[[0, 2]]) < 100_000


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"error": {"code": 400, "message": "Invalid URL"}}, "does not answer this question"),
        ({"count": 0}, "holds no area of this local authority: 'Leeds'"),
    ],
)
def test_a_portal_that_does_not_answer_is_one_sentence(
    replay: Replay, tmp_path: Path, answer: object, said: str
) -> None:
    serve_layer(replay, LSOA_2021, [], 10)
    replay.answers[path_of(LSOA_2021)] = lambda query: as_json(answer)
    words = ("--layer", "lsoa-2021", "--authority", "Leeds")
    done = fetch(tmp_path, *words, what="boundaries")
    assert done.exit_code == 2 and said in done.stderr
    assert not list(tmp_path.glob("*.geojson"))


def test_an_authority_is_asked_for_by_its_name(replay: Replay, tmp_path: Path) -> None:
    seen = []

    def answer(query: dict[str, str]) -> tuple[int, str, bytes]:
        seen.append(query["where"])
        return as_json({"count": 0})

    serve_layer(replay, LSOA_TO_WARD, [], 10)
    replay.answers[path_of(LSOA_TO_WARD)] = answer
    words = ("--layer", "lsoa-2021-ward", "--authority", "Bristol, City of", "--authority", "O'N")
    fetch(tmp_path, *words, what="boundaries")
    assert seen == [
        "LAD25NM = 'Bristol' OR LAD25NM LIKE 'Bristol,%' "
        "OR LAD25NM = 'O''N' OR LAD25NM LIKE 'O''N,%'"
    ]


@pytest.mark.parametrize("what", ["redbridge", "boundaries"])
def test_print_lists_and_asks_nothing(replay: Replay, what: str) -> None:
    done = fetch(Path("here"), "--print", what=what)
    assert done.exit_code == 0
    pages = done.output.count("Page:")
    assert pages == {"redbridge": 3, "boundaries": 5}[what]
    assert done.output.count("Get:") == done.output.count("Save:  here/") == pages
    assert "https://geoportal.statistics.gov.uk/" in done.output
    assert not replay.asked and not Path("here").exists()
