"""The publishers themselves: run where there is a network, with WATERBED_LIVE=1.

The addresses in `fetch/sources.py` come from documentation and from public programs.  These tests
try each of them with a few kilobytes; the default suite has no network and skips them.
"""

from __future__ import annotations

import os
import re

import pytest

from waterbed.fetch.datastore import present_address
from waterbed.fetch.layers import _answer
from waterbed.fetch.police_uk import latest_month, parts_of
from waterbed.fetch.sources import DATES, LAYERS, LSOA_TO_LSOA, MPS_WARDS, Layer
from waterbed.fetch.web import RemoteFile, ask, json_of
from waterbed.model.forces import FORCES
from waterbed.model.months import label

pytestmark = pytest.mark.skipif(
    os.environ.get("WATERBED_LIVE") != "1",
    reason="it asks the publishers themselves: set WATERBED_LIVE=1 where there is a network",
)


def test_the_latest_archive_is_there_and_sends_ranges() -> None:
    import zipfile

    latest = latest_month()
    remote = RemoteFile(parts_of(latest, latest, latest)[0].address)
    remote.hold(remote.size - 2**20, remote.size)
    names = zipfile.ZipFile(remote).namelist()
    months = {name[:7] for name in names if name.endswith("-street.csv")}
    assert label(latest) in months and len(months) == 36
    found = {re.sub(r"^.*/\d{4}-\d{2}-(.*)-street\.csv$", r"\1", one) for one in names}
    assert set(FORCES) - {"greater-manchester"} <= found


def test_the_change_log_reads() -> None:
    from waterbed.fetch.changes import _page
    from waterbed.model.changes import AGAIN, MISSING
    from waterbed.read.police_uk.changes import changes_in, entries_of

    page, _, _ = _page()
    found = [one for entry in entries_of(page.decode()) for one in changes_in(*entry)]
    assert {MISSING, AGAIN} <= {one.what for one in found}
    assert len({one.force for one in found}) > 20


def test_the_forces_are_those_of_police_uk() -> None:
    rows = json_of(DATES.replace("crimes-street-dates", "forces"))
    assert {row["id"] for row in rows} | {"btp"} == set(FORCES)


@pytest.mark.parametrize("layer", LAYERS, ids=lambda one: one.key)
def test_a_layer_answers_with_its_codes(layer: Layer) -> None:
    where = layer.where.format(name="Leeds")
    count = _answer(layer, layer.address, {"where": where, "returnCountOnly": "true", "f": "json"})
    assert 30 < count["count"] < 600
    asked = {"where": where, "outFields": "*", "resultRecordCount": "1", "orderByFields": layer.id}
    asked |= {"f": "geojson", "outSR": "27700"} if layer.geometry else {"f": "json"}
    (row,) = _answer(layer, layer.address, asked)["features"]
    fields = row.get("properties") or row["attributes"]
    assert layer.id in fields
    assert layer is not LSOA_TO_LSOA or {"LSOA21CD", "CHGIND"} <= fields.keys()


def test_the_ward_file_is_in_the_catalogue() -> None:
    with ask(present_address(MPS_WARDS), {"Range": "bytes=0-4000"}) as found:
        header = found.raw.read(4000).decode("utf-8-sig").splitlines()[0].lower()
    assert "wardcode" in header and "201004" in header and "202103" in header
