"""Which area codes are taken for an official geography no smaller than an LSOA."""

from __future__ import annotations

import pytest

from waterbed.model.areas import Areas


def official(*codes: str) -> bool:
    return Areas(codes, codes, ("",) * len(codes)).official


@pytest.mark.parametrize(
    "prefix",
    ["E01", "E02", "E05", "E06", "E07", "E08", "E09", "E10", "E12", "E14", "E92", "W01", "W02",
     "W06", "W07", "W92", "S01", "S02", "S12", "S13", "S14", "S92", "N08", "N09", "N92"],
)  # fmt: skip
def test_areas_at_least_as_large_as_an_lsoa(prefix: str) -> None:
    assert official(f"{prefix}000123", f"{prefix}000124")


@pytest.mark.parametrize(
    "prefix",
    ["E00", "E03", "E04", "E30", "E33", "E34", "E35", "E63", "W00", "W04", "W05", "W35", "W37",
     "W38", "S00", "S19", "S20", "S22", "N00", "N11", "X01", "e01"],
)  # fmt: skip
def test_areas_that_may_be_smaller(prefix: str) -> None:
    assert not official(f"{prefix}000123")
    assert not official("E01000123", f"{prefix}000123")


@pytest.mark.parametrize("code", ["", "E0100012", "E010001234", "E01000123 ", "beat 7"])
def test_what_is_no_code(code: str) -> None:
    assert not official(code)


def test_no_areas_are_not_official() -> None:
    assert not official()


def test_areas_of_one_name_are_told_apart_by_their_group() -> None:
    areas = Areas(
        ("E1", "E2", "E3", "E4"),
        ("Lea Bridge", "Lea Bridge", "Leyton", ""),
        ("Hackney", "", "W", "W"),
    )
    told = [areas.called(i) for i in range(4)]
    assert told == ["Lea Bridge (Hackney)", "Lea Bridge", "Leyton", "E4"]
