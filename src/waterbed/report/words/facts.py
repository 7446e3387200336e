"""The facts of a remark that was released, each by its name."""

from __future__ import annotations

from waterbed.model.released import ShownFact, ShownFigure, ShownRemark
from waterbed.report.words.numbers import fact


def known(remark: ShownRemark, key: str) -> ShownFact:
    """A fact of a remark, or "" where it carries none of that name."""
    return dict(remark.facts).get(key, "")


def tell(remark: ShownRemark, key: str) -> str:
    return fact(known(remark, key))


def number(remark: ShownRemark, key: str) -> float | None:
    figure = known(remark, key)
    return figure.value if isinstance(figure, ShownFigure) else None
