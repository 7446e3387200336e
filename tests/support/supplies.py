"""What the reader of a page of docs/ has before they begin: files that the page says are theirs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.hidden.clients import write_clients
from tests.propose.exported import write_export


def _clients(folder: Path) -> None:
    write_clients(folder / "clients.xlsx")


def _export(folder: Path) -> None:
    write_export(folder / "incidents.xlsx")


SUPPLIES: dict[str, Callable[[Path], None]] = {"clients": _clients, "spreadsheet": _export}
"""By the stem of the page; each writes into the folder where the page's commands are run."""
