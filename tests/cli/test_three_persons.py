"""Three persons with files of their own, from an export to a report, as they would call it.

An analyst has an export of some 8,000 incidents and a pivot of it, a journalist 48 months of
police.uk, a charity a sheet of 400 clients.  All of it is made up, with a fall by half planted in
counts.  The commands, and the answers filled in, are printed.
"""

from __future__ import annotations

import calendar
import csv
import random
import re
import shlex
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.read.made import crime, street
from waterbed.cli import main
from waterbed.model.months import label, month

WARDS = (
    "Abbey", "Ashfield", "Beacon Hill", "Birchwood", "Bridge End", "Castle", "Central", "Eastgate",
    "Fairfield", "Fox Hill", "Glebe", "Greenbank", "Hawthorn", "Highfields", "Kingsway", "Lakeside",
    "Longmeadow", "Manor", "Market", "Millbrook", "Northgate", "Oakwood", "Priory", "Queensbury",
)  # fmt: skip
PLACE = 18
"""The ward, of WARDS, in which counts are halved."""

ANSWERS = {
    "who": "Community safety partnership",
    "words": "Incidents have halved since the wardens came.",
    "source": "Cabinet report",
    "date": "June 2023",
    "blank": "zero",
}
MOST_COMMANDS, MOST_ANSWERS = 3, 5


def counts(first: int, months: int, start: int, mean: float) -> Iterator[tuple[int, int, int]]:
    """Month, place and count, halved in the place from its start."""
    draw = random.Random(3)
    for at in range(first, first + months):
        for k in range(len(WARDS)):
            expected = (mean + k % 6) * (0.5 if k == PLACE and at >= start else 1.0)
            yield at, k, max(0, round(draw.gauss(expected, expected**0.5)))


class Person:
    """Somebody in a folder of her own: what she calls, what she fills in."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(folder)
        self.commands: list[str] = []
        self.answers = 0

    def call(self, *words: str) -> str:
        done = CliRunner().invoke(main, list(words), catch_exceptions=False)
        assert done.exit_code == 0, done.output
        self.commands.append(shlex.join(["waterbed", *words]))
        return " ".join(done.output.split())

    def fill(self, study: Path) -> None:
        """Every value that says FILL IN."""
        text = study.read_text(encoding="utf-8")
        for key, value in ANSWERS.items():
            pattern = rf"^{key} = (?:\"FILL IN[^\"]*\"|'FILL IN[^']*')"
            text, found = re.subn(pattern, f'{key} = "{value}"', text, flags=re.MULTILINE)
            self.answers += found
        assert "FILL IN" not in text
        study.write_text(text, encoding="utf-8")

    def summary(self, study: str) -> str:
        """What is called last: the report, and its first page by itself."""
        return self.call("run", study, "--summary", "--words-read")

    def written(self, folder: str) -> set[str]:
        return {one.name for one in Path(folder).iterdir()}

    def told(self, who: str, capsys: pytest.CaptureFixture[str]) -> None:
        with capsys.disabled():
            print(f"\n{who}: {len(self.commands)} commands, {self.answers} answers")
            for command in self.commands:
                print(f"  {command}")
        assert len(self.commands) <= MOST_COMMANDS and self.answers <= MOST_ANSWERS


@pytest.fixture
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Person:
    return Person(tmp_path, monkeypatch)


def test_an_analyst_with_an_export_of_incidents(person: Person, capsys) -> None:
    draw, rows = random.Random(5), []
    for at, k, number in counts(month("2019-01"), 57, month("2022-10"), 3.5):
        last = 12 if at == month("2023-09") else calendar.monthrange(at // 12, at % 12 + 1)[1]
        for _ in range(number):
            day = date(at // 12, at % 12 + 1, draw.randint(1, last))
            closed = day + timedelta(days=draw.randint(1, 90))
            rows.append((f"{closed:%d/%m/%Y}", f"{day:%d/%m/%Y}", WARDS[k].upper(), "Noise"))
    with Path("export.csv").open("w", newline="") as handle:
        out = csv.writer(handle)
        out.writerow(("Date Closed", "Date Reported", "Ward", "Type"))
        out.writerows(rows)
    assert 7000 < len(rows) < 9000
    said = person.call(
        "new", "wardens.toml", "--counts", "export.csv", "--place", "Market", "--beside", "Manor",
        "--kind", "wardens", "--start", "01/10/2022",
    )  # fmt: skip
    assert "Date Reported" in said and "the day first" in said
    drafted = Path("wardens.toml").read_text()
    assert 'last = "2023-08"' in drafted and "Left to fill in: 4" in said
    person.fill(Path("wardens.toml"))
    said = person.summary("wardens.toml")
    assert "Supported" in said and "Contradicted" in said
    assert {"report.html", "summary.html"} <= person.written("wardens-report")
    person.told("analyst, export", capsys)


def test_an_analyst_with_a_pivot(person: Person, capsys) -> None:
    first = month("2019-01")
    table = {name: [""] * 48 for name in WARDS}
    for at, k, number in counts(first, 48, month("2021-10"), 9.0):
        table[WARDS[k]][at - first] = str((max(0, number - 8) if k == 0 else number) or "")
    names = [f"{calendar.month_abbr[(first + k) % 12 + 1]}-{(first + k) // 12 % 100}"
             for k in range(48)]  # fmt: skip
    with Path("pivot.csv").open("w", newline="") as handle:
        out = csv.writer(handle)
        out.writerow(["Count of incidents", "Column Labels"])
        out.writerow(["Row Labels", *names, "Grand Total"])
        for name, row in table.items():
            out.writerow([name, *row, sum(int(one or 0) for one in row)])
        columns = [sum(int(row[k] or 0) for row in table.values()) for k in range(48)]
        out.writerow(["Grand Total", *columns, sum(columns)])
    said = person.call(
        "new", "pivot.toml", "--counts", "pivot.csv", "--place", "Market", "--kind", "wardens",
        "--start", "October 2021",
    )  # fmt: skip
    assert "Left to fill in: 5" in said and "untestable" not in said
    person.fill(Path("pivot.toml"))
    assert "Supported" in person.summary("pivot.toml")
    person.told("analyst, pivot", capsys)


def test_a_journalist_with_48_months_of_police_uk(person: Person, capsys) -> None:
    by_month: dict[int, list[dict[str, str]]] = {}
    for at, k, number in counts(month("2014-01"), 48, month("2016-10"), 9.0):
        name = f"Bradford {k // 8 + 30:03d}{'ABCDEFGH'[k % 8]}"
        row = dict(crime(f"E010{k:05d}", "Anti-social behaviour"), **{"LSOA name": name})
        by_month.setdefault(at, []).extend([row] * number)
    for at, rows in by_month.items():
        street(Path("police-uk"), "west-yorkshire", label(at), rows)
    said = person.call(
        "new", "patrol", "--counts", "police-uk", "--place", "Bradford 032C", "--beside",
        "Bradford 032B", "--kind", "patrol", "--start", "10/2016",
    )  # fmt: skip
    assert 'target = ["E01000018"]' in Path("patrol/study.toml").read_text()
    assert "Left to fill in: 4" in said
    person.fill(Path("patrol/study.toml"))
    assert "Supported" in person.summary("patrol/study.toml")
    person.told("journalist, police.uk", capsys)


def test_a_charity_with_a_sheet_of_400_clients(person: Person, capsys) -> None:
    draw = random.Random(6)
    with Path("clients.csv").open("w", newline="") as handle:
        out = csv.writer(handle)
        out.writerow(("Client code", "Service", "Date"))
        for client in range(400):
            for service, share in (("Outreach", 0.5), ("Clinic", 0.4), ("Shelter", 0.35)):
                if draw.random() < share:
                    day = date(2023, 1, 1) + timedelta(days=draw.randrange(365))
                    out.writerow((f"KB{client:03d}", service, f"{day:%d/%m/%Y}"))
    said = person.call(
        "hidden", "clients.csv", "--code", "Client code", "--service", "Service", "--date", "Date",
        "--from", "January 2023", "--to", "12/2023", "--out", "board.html", "--about",
        "Women met in Northtown, 2023",
    )  # fmt: skip
    assert "there are at least about" in said and Path("board.html").is_file()
    person.told("charity, clients", capsys)
