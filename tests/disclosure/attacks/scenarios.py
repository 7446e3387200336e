"""What is released of unpublished tables, in one report or several, and attacked."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.disclosure.attacks.learn import Learning, learn
from tests.disclosure.attacks.lists import only_at_the_fourth
from tests.disclosure.attacks.solve import LEAST, Fact, Guarded, Learnt, solve
from tests.disclosure.attacks.world import (
    FIRST,
    KINDS,
    Asked,
    Cell,
    Question,
    Said,
    Table,
    made,
    positions,
    released,
    write,
)
from waterbed.model.months import Months, label, month

ALL = frozenset(KINDS)
YEAR = (("year", "2016-01", "2016-12", "2017-01", "2017-12"),)


@dataclass(frozen=True, slots=True)
class Attack:
    """Tables that nobody may learn, the studies of them in their order, and what is public.

    lines : cells that are also tried one by one, by an attacker who knows everything else
    """

    tables: Sequence[Table]
    questions: Sequence[Question]
    public: Sequence[Fact] = ()
    lines: Sequence[Cell] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was learnt, and how many of the reports were written."""

    learnt: Sequence[Learnt]
    written: int


def attack(made_up: Attack, folder: Path, tried: Sequence[int] = range(LEAST)) -> Outcome:
    """Run every study for anyone, one after the other, and solve for all that is guarded.

    tried : counts that are tried for the cells of `lines`
    """
    known = Learning(made_up.tables)
    written = 0
    for number, question in enumerate(made_up.questions):
        path = write(folder, question, made_up.tables, f"study{number}.toml")
        shown = released(folder, path)
        if shown is not None:
            written += 1
            learn(known, shown, question)
    learnt = solve(
        made_up.tables, known.facts, known.guarded(made_up.public), KINDS, made_up.public
    )
    learnt += [along(cell, made_up, folder, tried) for cell in made_up.lines]
    return Outcome(learnt, written)


def along(cell: Cell, made_up: Attack, folder: Path, tried: Sequence[int]) -> Learnt:
    """The counts of one cell that give the same report but for totals over everything, which are
    coarse; each is tried in a table that is else the true one."""
    (table,), (question,) = made_up.tables, made_up.questions
    true = table.total(cell)

    def report(count: int, place: str) -> str:
        made_of = replace(table, counts=_with_total(table, cell, count))
        own = folder / place
        shown = released(own, write(own, question, [made_of]))
        assert shown is not None
        return json.dumps({key: shown[key] for key in shown if key not in ("inputs", "outcomes")})

    seen = report(true, "true")
    same = [true]
    for step in (1, -1):
        for count in sorted(tried, key=lambda count: step * count):
            if step * (count - true) > 0 and report(count, f"tried {count}") == seen:
                same.append(count)
    gaps = [count for count in tried if count not in same and count != true]
    lost = len(gaps) * LEAST / len(tried)
    return Learnt(Guarded("line", ((1.0, cell),)), true, 0, LEAST - 1 - np.ceil(lost))


def _with_total(table: Table, cell: Cell, count: int) -> NDArray[np.int64]:
    """The table with so many in the cell: taken from its fullest months, or put into its emptiest,
    the months in turn."""
    counts = table.counts.copy()
    place = np.ix_(*positions(table, cell))
    inside = counts[place]
    while inside.sum() > count:
        inside.flat[np.argmax(inside)] -= 1
    while inside.sum() < count:
        inside.flat[np.argmin(inside)] += 1
    counts[place] = inside
    return counts


def one_report(rng: np.random.Generator) -> Attack:
    """A busy target, a quiet zone, and seven donors that count some ten a year between them."""
    table = made(rng, [420, 12, 5, 1] + [1.3] * 7)
    claims = (
        said("recorded", stated=-0.2),
        said("fell"),
        said("recorded", zone="next", stated=-0.5),
    )
    return Attack([table], [Question([Asked("patrol", [0], [("next", [1, 2, 3])])], claims=claims)])


def noughts(rng: np.random.Generator) -> Attack:
    """A place where nothing, or next to nothing, was counted before, or after."""
    table = made(rng, [8, 9, 5, 1] + [14] * 14)
    base = slice(month("2016-01") - FIRST, month("2016-12") - FIRST + 1)
    post = slice(base.stop, base.stop + 12)
    spell = base if rng.random() < 0.5 else post
    table.counts[:, 0, spell] = 0
    claims = (said("recorded", stated=-0.5), said("fell"))
    empty = Cell(frozenset({table.areas[0]}), Months(FIRST + spell.start, FIRST + spell.stop - 1))
    question = Question([Asked("patrol", [0], [("next", [1, 2])])], claims=claims)
    return Attack([table], [question], lines=[empty])


def quiet_donors(rng: np.random.Generator) -> Attack:
    """Twenty donors of .6 a year, with a busy target; in a second report one is in the buffer."""
    table = made(rng, [150, 20] + [0.6] * 20)
    asked = Asked("patrol", [0], [("next", [1])])
    return Attack([table], [Question([asked]), Question([replace(asked, buffer=[2])])])


def nested(rng: np.random.Generator) -> Attack:
    """Targets and zones of one study that hold one another."""
    table = made(rng, [16, 14, 3, 12, 11, 2] + [15] * 12)
    again = (("again", *YEAR[0][1:]),)
    first = Asked("patrol", [0, 1], [("next", [3, 4])], donors=range(6, 18))
    second = Asked("lighting", [0, 1, 2], [("next", [3, 4, 5])], donors=range(6, 18), windows=again)
    return Attack([table], [Question([first, second])])


def windows(rng: np.random.Generator) -> Attack:
    """Windows of one place that overlap: months stand between them."""
    table = made(rng, [40, 30] + [25] * 12)
    every = []
    for length in range(9, 21):
        for shift in range(4):
            base = month("2017-01") - length
            every.append(
                (f"w{length}-{shift}", label(base), label(base + length - 1),
                 label(base + length + shift), label(base + 2 * length + shift - 1))
            )  # fmt: skip
    chosen = [every[i] for i in sorted(rng.choice(len(every), 8, replace=False))]
    return Attack([table], [Question([Asked("patrol", [0], [("next", [1])], windows=chosen)])])


def outcomes(rng: np.random.Generator) -> Attack:
    """All, all but soliciting, and soliciting, which is rare."""
    table = made(rng, [60, 40] + [50] * 12, shares=(0.08, 0.3, 0.62))
    asked = (
        ("all", KINDS, ()),
        ("all but soliciting", KINDS[1:], ()),
        ("soliciting", KINDS[:1], ()),
    )
    return Attack([table], [Question([Asked("patrol", [0], [("next", [1])])], outcomes=asked)])


def borough(rng: np.random.Generator) -> Attack:
    """The borough's totals are published; a report is of all of it but one small area."""
    table = made(rng, [30, 25, 20, 4] + [18] * 12)
    target = Asked("patrol", [0, 1, 2], donors=range(4, 16))
    public = [
        Fact(((1.0, cell),), table.total(cell), table.total(cell), "published")
        for name in (("2016-01", "2016-12"), ("2017-01", "2017-12"))
        for cell in [Cell(frozenset(table.areas[:4]), Months(month(name[0]), month(name[1])))]
    ]
    known = "\n".join(
        f'[[known_total]]\nname = "yearbook {k}"\nareas = {list(table.areas[:4])}\n'
        f'first = "{label(cell.months.first)}"\nlast = "{label(cell.months.last)}"\n'
        f"total = {round(fact.lo)}\n"
        for k, fact in enumerate(public)
        for _, cell in fact.terms
    )
    more = known.replace("'", '"') if KNOWN_TOTALS else ""
    return Attack([table], [Question([target], more=more)], public)


KNOWN_TOTALS = True
"""Whether a study file takes totals that are known from elsewhere."""


def beside_published(rng: np.random.Generator) -> Attack:
    """An unpublished count of everything, beside published ones of all but one of its kinds."""
    table = made(rng, [60, 40] + [50] * 12, shares=(0.08, 0.3, 0.62))
    counts = table.counts.copy()
    counts[0] = 0
    other = Table(counts, "police")
    asked = (("all", KINDS, ("incidents",)), ("published", KINDS, ("police",)))
    question = Question(
        [Asked("patrol", [0], [("next", [1])])], outcomes=asked, published=frozenset({"police"})
    )
    public = []
    for area in table.areas:
        for kind in KINDS[1:]:
            for january in range(table.months.first, table.months.last, 12):
                year = Months(january, january + 11)
                cell = Cell(frozenset({area}), year, frozenset({kind}))
                public.append(Fact(((1.0, cell),), table.total(cell), table.total(cell), "public"))
    return Attack([table, other], [question], public)


def waves(rng: np.random.Generator) -> Attack:
    """A programme of three waves, with donors that count next to nothing."""
    table = made(rng, [120, 140, 90] + [0.7] * 10)
    starts = ("2017-01", "2017-07", "2018-01")
    asked = []
    for place, start in enumerate(starts):
        first = month(start)
        window = (
            f"year {place}",
            label(first - 12),
            label(first - 1),
            label(first),
            label(first + 11),
        )
        asked.append(
            Asked(f"wave {place}", [place], start=start, windows=(window,), donors=range(3, 13))
        )
    programme = (("all waves", [one.name for one in asked]),)
    return Attack([table], [Question(asked, programmes=programme)])


def two_sources(rng: np.random.Generator) -> Attack:
    """Police, and a charity that counts few of the same incidents."""
    police = made(rng, [50, 30] + [40] * 12)
    charity = Table(made(rng, [5, 4] + [6] * 12).counts, "charity")
    asked = (
        ("police", KINDS, ("incidents",)),
        ("charity", KINDS, ("charity",)),
    )
    question = Question(
        [Asked("patrol", [0], [("next", [1])])], outcomes=asked, second=(("police", "charity"),)
    )
    return Attack([police, charity], [question])


def growing(rng: np.random.Generator, releases: int = 6) -> Attack:
    """A zone that takes in one more area with every report."""
    table = made(rng, [60, 16] + [4] * (releases + 1) + [20] * 12)
    last = releases + 3
    questions = [
        Question([Asked("patrol", [0], [("near", range(1, 3 + k))], donors=range(last, last + 12))])
        for k in range(releases)
    ]
    return Attack([table], questions)


def said(kind: str, *, zone: str = "target", stated: float | None = None) -> Said:
    keys = f'outcome = "all"\nwindow = "year"\nzone = "{zone}"'
    return Said(f"{kind} in {zone}", kind, keys + (f"\nstated = {stated}" if stated else ""))


Made = Callable[[np.random.Generator], Attack]
SCENARIOS: dict[str, Made] = {
    "one report": one_report,
    "noughts": noughts,
    "quiet donors, one moved": quiet_donors,
    "nested places": nested,
    "overlapping windows": windows,
    "outcomes in outcomes": outcomes,
    "published borough total": borough,
    "beside a published outcome": beside_published,
    "waves": waves,
    "two sources": two_sources,
    "zones that grow": growing,
    "zones that grow, 16 times": lambda rng: growing(rng, 16),
}


def attacked(name: str, number: int, folder: Path, tried: Sequence[int] = range(LEAST)) -> Outcome:
    """One random table of a scenario, attacked."""
    rng = np.random.default_rng([number, *name.encode()])
    if name == LISTS:
        return Outcome(*only_at_the_fourth(rng, folder))
    return attack(SCENARIOS[name](rng), folder, tried)


LISTS = "only at the fourth list"
NAMES = (*SCENARIOS, LISTS)
