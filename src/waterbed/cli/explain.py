"""The command that says what a word of a report means."""

from __future__ import annotations

import textwrap

import click

from waterbed.cli.completing import terms
from waterbed.cli.shared import explained
from waterbed.cli.streams import echo
from waterbed.model.errors import InputError

WIDTH = 80


@click.command()
@click.argument("term", nargs=-1, shell_complete=terms)
@explained
def explain(term: tuple[str, ...]) -> None:
    """What a word of a report means, in three sentences at most.

    Without a TERM it lists the words that it knows. Headings and columns of a report's tables, and
    the codes in results.json, are known as well.

    \b
    Example:
      waterbed explain placebo
      waterbed explain tipping point
    """
    from waterbed.report.words import glossary

    if not term:
        echo(textwrap.fill(", ".join(term.name for term in glossary.terms()), WIDTH,
                                 break_on_hyphens=False))  # fmt: skip
        return
    asked = " ".join(term)
    entry = glossary.find(asked)
    if entry is None:
        near = glossary.closest(asked)
        known = " or ".join(repr(name) for name in near)
        raise InputError(
            "this word is not in the glossary",
            value=asked,
            mend=f"Did you mean {known}?" if near else "waterbed explain lists those that are.",
        )
    echo(f"{entry.name}\n{click.wrap_text(entry.text, WIDTH, '  ', '  ')}")
