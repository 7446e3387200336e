"""The folder is the store: nothing outside it is read or written, and no study is lost."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import sent
from waterbed.model.errors import InputError
from waterbed.propose.examples import EXAMPLES
from waterbed.web.bench import Bench
from waterbed.web.store import ITSELF, Store

STUDY = 'title = "A street"\n[areas]\nfile = "areas.csv"\nid = "code"\n'
KEYS = ["..", ".", "../studies", "%2e%2e", "street/../street", "nowhere", ".hidden", "file.toml"]


@pytest.fixture
def street(root: Path) -> Path:
    folder = root / "street"
    folder.mkdir()
    (folder / "study.toml").write_text(STUDY)
    (folder / "areas.csv").write_text("code\nA1\n")
    return folder


def test_studies_of_the_folder_and_of_its_folders_are_found(street: Path, root: Path) -> None:
    (root / "study.toml").write_text('title = "Itself"\n')
    (root / ".hidden").mkdir()
    (root / ".hidden" / "study.toml").write_text(STUDY)
    (root / "broken").mkdir()
    (root / "broken" / "study.toml").write_text("= no toml")
    found = {one.key: one.title for one in Store.at(root).studies()}
    assert found == {ITSELF: "Itself", "street": "A street", "broken": "broken"}


@pytest.mark.parametrize("key", KEYS)
def test_no_other_key_opens_anything(street: Path, root: Path, key: str) -> None:
    with pytest.raises(InputError, match="no such study"):
        Store.at(root).open(key)


@pytest.mark.parametrize("key", [key.replace("/", "%2f") for key in KEYS])
def test_no_address_leads_elsewhere(client: TestClient, street: Path, key: str) -> None:
    assert client.get(f"/study/{key}/run").status_code in (307, 403, 404)


@pytest.mark.parametrize("named", ["../../secret.csv", "/etc/passwd", "link.csv", "inner/x.csv"])
def test_a_study_that_names_a_file_outside_is_not_read(
    street: Path, root: Path, tmp_path: Path, named: str
) -> None:
    (tmp_path / "secret.csv").write_text("code\nSECRET\n")
    (tmp_path / "x.csv").write_text("code\nSECRET\n")
    if named == "link.csv":
        (street / named).symlink_to(tmp_path / "secret.csv")
    if named == "inner/x.csv":
        (street / "inner").symlink_to(tmp_path)
    (street / "study.toml").write_text(STUDY.replace("areas.csv", named))
    store = Store.at(root)
    with pytest.raises(InputError, match=r"outside the folder|leads out of the folder"):
        store.read(store.open("street"))


def test_a_link_to_a_folder_or_a_study_is_none(street: Path, root: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "study.toml").write_text(STUDY)
    (root / "linked").symlink_to(other)
    (root / "half").mkdir()
    (root / "half" / "study.toml").symlink_to(other / "study.toml")
    assert [one.key for one in Store.at(root).studies()] == ["street"]


def test_a_link_beside_a_table_is_refused(street: Path, root: Path, tmp_path: Path) -> None:
    """A ledger or a lock would be written through it."""
    (street / "areas.ledger.jsonl").symlink_to(tmp_path / "ledger.jsonl")
    with pytest.raises(InputError, match="leads out of the folder"):
        Store.at(root).open("street")


def test_a_study_is_written_whole_and_only_as_it_was_seen(street: Path, root: Path) -> None:
    store = Store.at(root)
    first = store.open("street")
    second = store.write(first, STUDY.replace("A street", "Another"), first.seen)
    assert second.title == "Another" and second.seen != first.seen
    with pytest.raises(InputError, match="changed since this page was opened"):
        store.write(first, "title = 'lost'\n", first.seen)
    assert store.open("street").title == "Another"


def test_a_full_disk_loses_no_study(
    street: Path, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    store = Store.at(root)
    study = store.open("street")
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(InputError, match="Free some space"):
        store.write(study, "title = 'half'\n", study.seen)
    monkeypatch.undo()
    assert (street / "study.toml").read_text() == STUDY
    assert sorted(one.name for one in street.iterdir()) == ["areas.csv", "study.toml"]


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "A Street: 2024", "..", "", "ß/..\\x"])
def test_a_new_folder_is_in_the_folder(root: Path, name: str) -> None:
    store = Store.at(root)
    try:
        made = store.new_folder(name)
    except InputError as error:
        assert error.place == "name"
        return
    assert made.parent == root and made.is_dir()
    with pytest.raises(InputError, match="already"):
        store.new_folder(name)


def test_html_in_a_title_is_text(client: TestClient, street: Path) -> None:
    (street / "study.toml").write_text('title = "<script>alert(1)</script>"\n')
    for path in ("/", "/study/street/run"):
        text = client.get(path).text
        assert "<script>alert" not in text and "&lt;script&gt;alert" in text


def test_the_example_is_copied_once(bench: Bench, client: TestClient, root: Path) -> None:
    answer = client.post("/", data=sent(bench, form="example"))
    assert answer.status_code == 303
    assert (root / "redbridge" / "study.toml").is_file()
    again = client.post("/", data=sent(bench, form="example"))
    assert again.status_code == 422 and "not empty" in again.text


def test_an_example_is_not_copied_through_a_link(
    bench: Bench, client: TestClient, root: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (root / "redbridge").symlink_to(tmp_path / "elsewhere")
    assert client.post("/", data=sent(bench, form="example")).status_code == 422
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_every_example_is_offered_until_it_is_copied(
    bench: Bench, client: TestClient, root: Path
) -> None:
    assert all(says in client.get("/").text for says in EXAMPLES.values())
    for name, says in EXAMPLES.items():
        answer = client.post("/", data=sent(bench, form="example", example=name))
        assert answer.status_code == 303 and (root / name / "study.toml").is_file()
        assert says not in client.get("/").text
    assert client.post("/", data=sent(bench, form="example", example="..")).status_code == 422
