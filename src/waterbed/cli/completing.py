"""What the Tab key offers where an option or an argument takes a name: words, areas, claims.

Nothing is offered, and nothing said, where a file cannot be read: the command itself will say why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]
MOST = 200


def beginning(names: Iterable[str], typed: str) -> list[CompletionItem]:
    """The names that begin with what is typed, whatever its case."""
    wanted = typed.casefold()
    matching = (name for name in dict.fromkeys(names) if name.casefold().startswith(wanted))
    return [CompletionItem(name) for name, _ in zip(matching, range(MOST), strict=False)]


def terms(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Words of the glossary."""
    from waterbed.report.words.glossary import terms as every

    return beginning((term.name for term in every()), typed)


def areas(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Areas by name, by id and by group, of the tables named before on the line."""
    known = _quietly(_known, ctx.params)
    texts = () if known is None else (*known.names, *known.groups, *known.ids)
    return beginning((text for text in texts if text), typed)


def claims(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem]:
    """Claims of the study named before on the line, by id."""
    files = [file for file in (ctx.params.get("study"), *ctx.args) if file]
    ids_by_file = [_quietly(_ids, Path(file)) for file in files]
    return beginning(next((ids for ids in ids_by_file if ids), ()), typed)


def _known(given: dict[str, Any]) -> Any:
    from waterbed.propose.opening import Asked
    from waterbed.propose.survey import survey

    return survey(Asked(Path(given["counts"]), given.get("map_file"))).known


def _ids(study: Path) -> list[str]:
    from waterbed.read.study.study_file import read_written

    return [str(claim["id"]) for claim in read_written(study).raw["claims"]]


def _quietly(read: Callable[[Any], Any], given: Any) -> Any:
    try:
        return read(given)
    except Exception:  # of a file that is half written, or of another kind
        return None
