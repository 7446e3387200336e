"""docs/kinds.md: every kind of claim, as its row of `model/kinds.py` says it.

python -m waterbed.propose.kinds_page > docs/kinds.md
"""

from __future__ import annotations

from collections.abc import Iterator

from waterbed.model.kinds import KINDS, QUANTITIES, Kind

_HEAD = """# The kinds of claims

What a claim may say (`kind`), what of the data it is held against, and what its denial is held
against. This page is made from the rows that the study file is checked by, the judge judges by and
the report words claims by (`python -m waterbed.propose.kinds_page > docs/kinds.md`). All keys are
in [keys.md](keys.md), claims of what was done in [activity.md](activity.md), of reporting and harm
in [reporting.md](reporting.md).

A claim is a region of one number. Where all that fits the data lies in the region it is supported,
where none does contradicted, else undecided; where the data hold nothing for it, untestable. Any
claim may be denied (`negated = true`): supported and contradicted then change places. "The smallest
effect" is the rule's `smallest_effect`, "the margin" its `margin`.
"""

_ABOUT = {
    "counts": "A change in what was recorded, before and after, with no word on its cause.",
    "an effect": "What was recorded against what would be expected with nothing done.",
    "a move": "How much of the target's fall turned up in a zone; that fall must be supported.",
    "beside": "The target's own ratio of recorded to expected beside that of a zone; it takes a "
    "change of the target's own that is supported.",
    "later": "The effect in a later window (`later`), after one in the first.",
    "reporting": "How much of what happened was reported, and what happened; by a second source.",
    "people": "A number of people, or the share of one number in another.",
    "done": "What was done, as far as it was counted (`[[activity]]`).",
    "answers": "What people answer, before and after, by a survey (`[[survey]]`).",
    "no data": "What no count here can show: the claim says what would.",
}
_STANDS = {
    "by": " by more than the smallest effect",
    "size": "the figure",
    "least": "the smallest effect",
    "figure": "the figure",
    "who": "those it names",
    "what": "the actions",
}
_FIGURES = {
    "change": "a change with its sign: -0.21",
    "size": "the size of the change: 0.5",
    "people": "a number of people",
    "share": "a share of people: 0.06",
    "points": "points of a share, or none: 0.1",
    "actions": "a number of actions, or with `among` a share of them",
    "": "none",
}


def kinds_page() -> str:
    """The page, in Markdown."""
    parts = [_HEAD]
    for means in dict.fromkeys(quantity.means for quantity in QUANTITIES.values()):
        rows = [(key, kind) for key, kind in KINDS.items() if kind.quantity.means == means]
        if rows:
            parts += [f"## {means[:1].upper()}{means[1:]}\n\n{_ABOUT[means]}\n", *_table(rows)]
    return "\n".join(parts)


def _table(rows: list[tuple[str, Kind]]) -> Iterator[str]:
    yield "| kind | agrees where | its denial | figure (`stated`) | needs |"
    yield "|---|---|---|---|---|"
    for key, kind in rows:
        needs = ", ".join(f"`{name}`" for name in kind.needs if name != "stated") or "nothing more"
        words = (words_of(kind, denied) for denied in (False, True))
        yield f"| `{key}` | {' | '.join(words)} | {_FIGURES[kind.figure]} | {needs} |"
    yield f"\nWithout the data: {rows[0][1].untested}\n"


def words_of(kind: Kind, denied: bool) -> str:
    """What it is judged as, or its denial, with words for what a claim fills in."""
    people = kind.figure if kind.takes and kind.figure else kind.direction
    if said := _OURS.get((kind.parameter, people)):
        return said[denied]
    stands = _STANDS | ({"least": "the margin"} if kind.quantity.zoned else {})
    if kind.figure == "points":
        stands["by"] = " (by the figure or more, where there is one)"
    text = kind.in_words(denied).format(**stands)
    if kind.parameter == "movement":
        return f"{text} the margin of the fall turned up there"
    return f"it {text}" if kind.quantity.compared else text


_OURS = {
    ("recorded", ""): ("the counts changed by the figure or more, its way", "they did not"),
    ("reporting", "fall"): ("a smaller part was reported", "no smaller part was"),
    ("harm", "fall"): ("less happened, by more than the smallest effect", "no such fall"),
    ("harm", "rise"): ("more happened, by more than the smallest effect", "no such rise"),
    ("population", "people"): ("there are as many as the figure says", "there are not so many"),
    ("population", "share"): ("the share is the figure", "the share is another"),
    ("none", ""): ("untestable, with what would test it", "the same"),
}
"""Of kinds whose row holds no words that stand alone, by parameter and direction or figure."""


if __name__ == "__main__":
    print(kinds_page(), end="")
