"""Sheets of contacts: who is joined, who is left out, and that no code is ever shown."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from tests.hidden.clients import SERVICES, code_of, memberships, write_clients
from tests.support.told import contacts_text
from waterbed.model.errors import InputError
from waterbed.model.histories import Histories
from waterbed.model.months import month
from waterbed.model.population import ListTable
from waterbed.read.lists.contacts import read_contacts

ROWS = """Code,Service,Date
AB12,Clinic,2024-01-03
ab 12,Shelter,2024-02-03
CD34,Clinic,2024-03-03
CD34 ,clinic,2024-03-04
CD34,Shelter,2025-01-01
EF56,Outreach,31/12/2024
EF56,Shelter,01/06/2024
GH78,Outreach,2024-05-05
"""
SECRETS = ("AB12", "ab 12", "ab12", "CD34", "EF56", "GH78", "Clinic", "Outreach")


def told_of(histories: Histories) -> list[str]:
    return [contacts_text(remark) for remark in histories.notices]


def sheet(folder: Path, text: str = ROWS, name: str = "contacts.csv", **asked: object) -> ListTable:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return ListTable(file, **({"code": "Code", "service": "Service"} | asked))  # type: ignore[arg-type]


def by_set(histories: Histories) -> dict[str, int]:
    """People by the services that met them, "Clinic+Shelter"."""
    return {
        "+".join(name for k, name in enumerate(histories.lists) if cell >> k & 1): int(people)
        for cell, people in enumerate(histories.counts)
        if people
    }


def refused(table: ListTable) -> InputError:
    with pytest.raises(InputError) as caught:
        read_contacts(table)
    for secret in SECRETS:
        assert secret not in str(caught.value)
    return caught.value


def test_a_row_a_contact(tmp_path):
    histories = read_contacts(sheet(tmp_path))
    assert histories.lists == ("Clinic", "Outreach", "Shelter")
    assert by_set(histories) == {"Clinic+Shelter": 2, "Outreach+Shelter": 1, "Outreach": 1}
    (notice,) = told_of(histories)
    assert "1 code is written in more than one way" in notice and "rows 2 and 3" in notice
    assert not any(secret in notice for secret in SECRETS)


def test_a_sheet_as_a_charity_keeps_it_gives_its_people(tmp_path):
    """Against the people whom the sheet was made from, told one by one."""
    write_clients(tmp_path / "clients.xlsx")
    histories = read_contacts(
        ListTable(tmp_path / "clients.xlsx", code="client CODE", service="Service")
    )
    names = [name for name, _ in SERVICES]
    met = memberships()[:, [names.index(service) for service in histories.lists]]
    expected = np.bincount(met @ (1, 2, 4), minlength=8)
    assert histories.counts.tolist() == [0, *expected[1:].tolist()]
    notices = " ".join(told_of(histories))
    assert (
        "names of the columns stand in row 3" in notices and "left out: 2 rows without" in notices
    )
    assert not any(code_of(person) in notices for person in range(len(met)))


def test_the_form_of_the_file_does_not_matter(tmp_path):
    csv = by_set(read_contacts(sheet(tmp_path)))
    for name, text in (
        ("semicolons.csv", ROWS.replace(",", ";")),
        ("tabs.tsv", ROWS.replace(",", "\t")),
        ("titles.csv", "Our contacts,,\n,,\n" + ROWS),
        ("blank.csv", "\n\n" + ROWS),
        ("quoted.csv", ROWS.replace("CD34 ", '"CD34\n"')),
    ):
        assert by_set(read_contacts(sheet(tmp_path, text, name))) == csv, name


def test_codes_kept_apart_where_asked(tmp_path):
    histories = read_contacts(sheet(tmp_path, exact=True))
    assert by_set(histories)["Clinic"] == 1 and by_set(histories)["Shelter"] == 1
    assert not histories.notices


def test_months_asked_for(tmp_path):
    table = sheet(tmp_path, date="Date", first=month("2024-01"), last=month("2024-12"))
    histories = read_contacts(table)
    assert by_set(histories) == {
        "Clinic": 1, "Clinic+Shelter": 1, "Outreach+Shelter": 1, "Outreach": 1,
    }  # fmt: skip
    assert "contacts of 2024-01 to 2024-12" in told_of(histories)
    assert "left out: 1 row outside these months or without a date" in told_of(histories)
    bad = sheet(tmp_path, ROWS.replace("2024-05-05", "last May"), date="Date")
    error = refused(bad)
    assert error.place == "row 9, 'Date'" and "May" not in str(error)


def test_codes_that_may_be_one_person_are_asked_about(tmp_path):
    text = ROWS + "0099,Clinic,\n99,Shelter,\nKO1,Clinic,\nK0l,Shelter,\n"
    histories = read_contacts(sheet(tmp_path, text))
    assert by_set(histories)["Shelter"] == 2 and by_set(histories)["Clinic"] == 2
    assert any(
        notice.startswith("2 sets of codes differ only in noughts") for notice in told_of(histories)
    )


def test_services_that_may_be_one_are_asked_about(tmp_path):
    text = ROWS.replace("EF56,Shelter", "EF56,Shelters")
    notices = " ".join(told_of(read_contacts(sheet(tmp_path, text))))
    assert "two services have nearly the same name" in notices and "Shelter" not in notices


def test_rows_without_a_code_or_a_service(tmp_path):
    text = ROWS + ",Clinic,\nunknown,Shelter,\nN/A,Shelter,\nIJ90,,\n  ,Clinic,\n"
    histories = read_contacts(sheet(tmp_path, text))
    assert by_set(histories) == by_set(read_contacts(sheet(tmp_path)))
    notices = " ".join(told_of(histories))
    assert "left out: 4 rows without a client's code" in notices
    assert "left out: 1 row without a service" in notices


def test_services_named_and_no_others(tmp_path):
    histories = read_contacts(sheet(tmp_path, lists=("shelter", "CLINIC")))
    assert histories.lists == ("Shelter", "clinic") or histories.lists == ("Shelter", "Clinic")
    assert histories.counts.tolist() == [0, 1, 0, 2] and histories.unlisted == 1
    assert refused(sheet(tmp_path, lists=("Hostel", "Shelter"))).value == "Hostel"


def test_too_few_and_too_many_services(tmp_path):
    single = re.sub("Shelter|Outreach|clinic", "Clinic", ROWS)
    assert "not 1" in refused(sheet(tmp_path, single)).problem
    many = "Code,Service\n" + "".join(f"P{k},S{j}\n" for k in range(9) for j in range(9))
    assert "not 9" in refused(sheet(tmp_path, many)).problem


def test_codes_that_the_services_do_not_share(tmp_path):
    text = "Code,Service\n" + "".join(f"{s}{k},{s}\n" for k in range(20) for s in ("Sh", "Cl"))
    assert "no code is at more than one service" in refused(sheet(tmp_path, text)).problem


@pytest.mark.parametrize("who", ["Ana Popescu", "O'Brien, Mary", "a.b@example.org"])
def test_names_are_refused_and_not_shown(tmp_path, who):
    text = "Code,Service\n" + f'"{who}",Clinic\n"{who}",Shelter\nX1,Clinic\n'
    error = refused(sheet(tmp_path, text))
    assert "names or addresses" in error.problem and who not in str(error)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"service": ""}, "one of services"),
        ({"count": "Date"}, "does not go with"),
        ({"first": month("2024-01")}, "no column of dates"),
        ({"date": "Date", "first": 5, "last": 3}, "upside down"),
        ({"code": "Kode"}, "there is no such column"),
    ],
)
def test_columns_that_do_not_go_together(tmp_path, asked, said):
    assert said in str(refused(sheet(tmp_path, **asked)))


def test_a_column_is_named_with_the_closest_and_the_row(tmp_path):
    error = refused(sheet(tmp_path, "Our contacts,,\n" + ROWS, code="Kode"))
    assert "Did you mean 'Code'?" in error.mend and error.place == "row 2"
