"""Which files of polygons are opened: by what they hold, not by what they are called.

The library behind them knows a hundred formats, some of which name other files, or addresses to
fetch from; of these none is opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from waterbed.model.messages import fault

_SQLITE, _SHAPES = b"SQLite format 3\x00", b"\x00\x00\x27\x0a"
_COMMANDS = b"gdal_streamed_alg"
_AT_ONCE = 2**22


def must_be_map(path: Path, label: str) -> None:
    """InputError for anything but a GeoPackage, a Shapefile or GeoJSON by its content."""
    with path.open("rb") as handle:
        head = handle.read(_AT_ONCE)
        if head.startswith((_SQLITE, _SHAPES)):
            return
        text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
        if not text.startswith(b"{"):
            raise fault("other-map", file=label)
        kept = b""
        while head:
            # JSON that is a list of commands, which may hold addresses, is no GeoJSON.
            if _COMMANDS in kept + head:
                raise fault("other-map", file=label)
            kept, head = head[-len(_COMMANDS) :], handle.read(_AT_ONCE)


@contextmanager
def whole_map(label: str, code: str = "no-map") -> Iterator[None]:
    """InputError of this code for a map that is damaged: its list of fields, its text, its system,
    its shapes."""
    import pyogrio  # slow to import, as pyproj is
    import pyproj
    import shapely

    try:
        yield
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        pyproj.exceptions.ProjError,
        shapely.errors.ShapelyError,
        UnicodeDecodeError,
    ) as error:
        reason = "" if isinstance(error, UnicodeDecodeError) else str(error).partition("\n")[0]
        raise fault(code, file=label, value=reason or None) from error
