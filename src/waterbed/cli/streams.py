"""Terminals that cannot show every character: a console in cp1252, a pipe in ASCII."""

from __future__ import annotations

import codecs
import sys
import unicodedata

import click

from waterbed.model.freetext import visible

PLAIN = str.maketrans(
    {
        "−": "-", "–": "-", "—": "-", "‑": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "…": "...",
        "●": "*", "⊗": "x", "◐": "/", "○": "o", "±": "+/-", "×": "x", "≤": "<=", "≥": ">=",
        "→": "->", "√": "sqrt", "\u00a0": " ", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "ß": "ss",
    }
)  # fmt: skip


def plain(text: str) -> str:
    """The nearest text in ASCII: signs by their usual stand-ins, letters without accents."""
    bare = unicodedata.normalize("NFKD", text.translate(PLAIN))
    kept = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return "".join(sign if sign.isascii() else "?" for sign in kept)


def _stand_in(error: UnicodeError) -> tuple[str | bytes, int]:
    """For `codecs.register_error`: stand-ins, and bytes of file names as they came."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    unwritable = error.object[error.start : error.end]
    if all("\udc80" <= sign <= "\udcff" for sign in unwritable):
        return bytes(ord(sign) - 0xDC00 for sign in unwritable), error.end
    return plain(unwritable), error.end


def settle() -> None:
    """Let standard output and error write what they can, and stand-ins for the rest."""
    codecs.register_error("waterbed-plain", _stand_in)
    for stream in (sys.stdout, sys.stderr):
        encoding = getattr(stream, "encoding", None) or ""
        wide = encoding.lower().startswith("utf")
        if hasattr(stream, "reconfigure") and not wide:
            stream.reconfigure(errors="waterbed-plain")


def print_json(text: str) -> None:
    """JSON to standard output: UTF-8 whatever the locale, except on a terminal."""
    text = text.removesuffix("\n")
    click.echo(visible(text) if sys.stdout.isatty() else text.encode("utf-8"))


def echo(text: str, *, err: bool = False) -> None:
    """Print a text, which may hold words of the user's files, to standard output or error."""
    click.echo(visible(text), err=err)
