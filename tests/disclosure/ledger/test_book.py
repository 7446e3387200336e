"""The file of a ledger: its chain, its lock; a line and a report are both there or neither."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap

import pytest

from tests.disclosure.ledger.tables import ALL, Table
from waterbed.disclosure.ledger.book import Line, entered, ledger_of, locked, read_book
from waterbed.model.errors import InputError


@pytest.fixture
def path(tmp_path):
    return ledger_of(tmp_path / "counts.csv")


def line(number: int, areas=range(3)) -> Line:
    t = Table([[[5] * 12] * 40])
    cells = (t.cell(areas, (0, 11)), t.cell([0], (0, 11)), t.bare([1], (0, 5), ALL))
    return Line(str(number), "2026-01-02", "A street", "ab", f"r{number}", "tt", cells=cells)


def write(path, *lines: Line) -> None:
    for one in lines:
        with locked([path]) as books, entered(books, [one]):
            pass


def test_lines_come_back_as_they_were_written(path):
    written = [line(1), line(2, range(30)), line(3, range(30))]
    write(path, *written)
    assert path.name == "counts.ledger.jsonl"
    assert [one.cells for one in read_book(path).lines] == [one.cells for one in written]
    first, second, third = map(json.loads, path.read_text("utf-8").splitlines())
    assert first["previous"] == "" and second["previous"] != third["previous"]
    assert first["cells"][0]["lo"] == 178 and first["cells"][2]["withheld"]
    # A long list of areas is written once.
    assert len(second["sets"]) == 1 and "sets" not in third


def test_no_true_count_is_stored(path):
    write(path, line(1))
    t = Table([[[5] * 12] * 40])
    assert t.true(range(3), (0, 11)) == 180
    assert '"180"' not in path.read_text("utf-8") and ":180" not in path.read_text("utf-8")


@pytest.mark.parametrize("spoil", [
    lambda text: text.replace('"hi":62', '"hi":99', 1),
    lambda text: "\n".join(text.splitlines()[1:]) + "\n",
    lambda text: "\n".join(text.splitlines()[::-1]) + "\n",
    lambda text: text[:-40],
    lambda text: text.replace('"areas"', '"places"', 1),
    lambda text: "no ledger\n",
    lambda text: "[]\n",
])  # fmt: skip
def test_a_changed_ledger_is_refused_in_a_sentence(path, spoil):
    write(path, line(1), line(2), line(3))
    path.write_text(spoil(path.read_text("utf-8")), "utf-8")
    with pytest.raises(InputError, match=r"changed or is damaged.*Nothing was published"):
        read_book(path)


def test_a_failure_meanwhile_takes_the_line_out_again(path):
    write(path, line(1))
    before = path.read_bytes()
    with pytest.raises(ZeroDivisionError), locked([path]) as books, entered(books, [line(2)]):
        assert len(read_book(path).lines) == 2
        raise ZeroDivisionError
    assert path.read_bytes() == before


def test_the_first_line_taken_out_leaves_no_ledger(path):
    with pytest.raises(KeyboardInterrupt), locked([path]) as books, entered(books, [line(1)]):
        raise KeyboardInterrupt
    assert not path.exists()


def test_a_kill_in_between_leaves_the_line_and_lets_the_lock_go(path):
    """What a line says may have left: one too many does no harm."""
    script = f"""
    import os, sys
    from pathlib import Path
    from tests.disclosure.ledger.test_book import line
    from waterbed.disclosure.ledger.book import entered, locked
    with locked([Path({str(path)!r})]) as books, entered(books, [line(1)]):
        os._exit(9)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=False)
    assert done.returncode == 9
    assert len(read_book(path).lines) == 1
    write(path, line(2))
    assert len(read_book(path).lines) == 2


def test_two_runs_at_once_are_refused_in_a_sentence(path):
    told = pytest.raises(InputError, match="another run is publishing")
    with locked([path]), told, locked([path]):
        pass
    with locked([path]):
        pass


def test_a_folder_that_cannot_be_written_is_refused_in_a_sentence(tmp_path):
    (tmp_path / "counts.ledger.lock").mkdir()
    told = pytest.raises(InputError, match=r"cannot be written.*Nothing was published")
    with told, locked([tmp_path / "counts.ledger.jsonl"]):
        pass
