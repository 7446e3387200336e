"""Tables of incidents with columns about persons, and with rows that are no crimes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.propose.filled import made
from tests.read.exports.clean import MONTHS, clean
from tests.read.exports.sheets import text
from waterbed.model.errors import InputError

WHO = ("Ann Archer", "Bob Baker", "Cy Carter", "Dee Dixon")
STATES = ("Crime", "No Crime", "Crime", "Cancelled", "Detected")


def incidents(path: Path, column: str, values: tuple[str, ...]) -> Path:
    known, rows = clean(), []
    for code in known.codes:
        for at in MONTHS[:6]:
            for n in range(known.total(code, at)):
                day = f"{1 + n % 28:02d}/{at % 12 + 1:02d}/{at // 12}"
                row = [
                    f"CR{len(rows):06d}",
                    day,
                    known.names[code],
                    values[len(rows) % len(values)],
                ]
                rows.append(row)
    return text(path, [["Ref", "Date", "Ward", column], *rows])


@pytest.mark.parametrize(
    "column", ["Officer", "Caller", "Attending", "Type of complainant", "Crime reported by", "Who"]
)
def test_values_of_a_column_about_persons_are_not_written(column: str, tmp_path: Path) -> None:
    new = made(tmp_path, incidents(tmp_path / "c.csv", column, WHO), places=("Loxford",))
    written = new.content.decode()
    assert not any(name in written for name in WHO)
    assert [one["id"] for one in new.raw["outcomes"]] == ["all incidents"]


def test_a_kind_of_offence_is_written(tmp_path: Path) -> None:
    path = incidents(tmp_path / "c.csv", "Offence type", ("Theft", "Robbery"))
    new = made(tmp_path, path, places=("Loxford",))
    assert [one["id"] for one in new.raw["outcomes"]] == ["all incidents", "Robbery", "Theft"]


def test_rows_that_are_no_crime_are_in_no_outcome(tmp_path: Path) -> None:
    new = made(tmp_path, incidents(tmp_path / "c.csv", "Status", STATES), places=("Loxford",))
    assert new.raw["outcomes"][0]["exclude"] == [{"Status": "Cancelled"}, {"Status": "No Crime"}]
    assert any("no crime" in note for note in new.survey.notes)
    assert new.counts is not None
    rows = sum(clean().total(code, at) for code in clean().codes for at in MONTHS[:6])
    void = sum(STATES[k % len(STATES)] in ("No Crime", "Cancelled") for k in range(rows))
    assert new.counts.panel.counts[0].sum() == rows - void


def test_some_dates_that_cannot_be_read_are_counted_and_not_shown(tmp_path: Path) -> None:
    path = incidents(tmp_path / "c.csv", "Kind", ("Theft", "Robbery"))
    lines = path.read_text().splitlines()
    lines[1::9] = [line.replace("/2016", "/1016") for line in lines[1::9]]
    path.write_text("\n".join(lines))
    with pytest.raises(InputError, match="are no dates") as caught:
        made(tmp_path, path, places=("Loxford",))
    assert caught.value.place == "column 'Date'" and "/1016" not in str(caught.value)
