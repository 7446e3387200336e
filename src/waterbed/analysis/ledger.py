"""A public release of tables that are not published: held with all that their ledgers hold."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from waterbed.analysis.plan import make_plan
from waterbed.analysis.published_beside import beside_published
from waterbed.analysis.words import free_text, needs_reading, refuse_unread, sha256_of_words
from waterbed.disclosure import release
from waterbed.disclosure.ledger.atoms import TrueCounts
from waterbed.disclosure.ledger.book import (
    Book,
    Line,
    books_with,
    entered,
    ledger_of,
    locked,
    read_book,
)
from waterbed.disclosure.ledger.cell import Cell, Kinds, Origin
from waterbed.disclosure.ledger.hold import KNOWN, PAST, Held, hold
from waterbed.disclosure.ledger.people import is_of_people, lists_in_ledger, people_cell
from waterbed.disclosure.ledger.released import (
    DONORS,
    PEOPLE,
    PLACE,
    Sets,
    called_in_ledger,
    cells_released,
    kinds_of,
    tables_of,
)
from waterbed.effect.other_outcomes import place_of
from waterbed.effect.zones import resolve
from waterbed.model.areas import Areas
from waterbed.model.errors import InputError
from waterbed.model.kinds import KINDS
from waterbed.model.known_totals import KnownTotal
from waterbed.model.months import Months
from waterbed.model.panel import Panel
from waterbed.model.released import Released, ShownRun
from waterbed.model.results import Results
from waterbed.model.sources import CountTable
from waterbed.model.study import NET, TARGET, Outcome, Study
from waterbed.model.zones import Members
from waterbed.read.tables.counts import read_counts
from waterbed.read.tables.files import digest


@dataclass(frozen=True, slots=True)
class Releasing:
    """A release that passed, before it is written.

    books : one a table; started : ledgers that this release begins
    entered : for `report.write_outputs`
    """

    held: Held[Released[ShownRun]]
    books: tuple[Book, ...]
    started: tuple[Path, ...]
    entered: Callable[[bytes], AbstractContextManager[None]]


def secret_tables(study: Study) -> tuple[CountTable, ...]:
    """Tables whose counts are not published."""
    return tuple(table for table in study.counts if not table.published)


def has_secrets(study: Study) -> bool:
    """Whether any of its tables is not published, of counts or of lists."""
    return not (study.published and all(population.published for population in study.populations))


@contextmanager
def releasing(
    raw: Results,
    panel: Panel,
    areas: Areas,
    *,
    new_vintage: bool = False,
    replaces: str = "",
    words_read: bool = False,
) -> Iterator[Releasing]:
    """A public release of a run, held with the ledgers of its unpublished tables, which stay locked
    until it is written.

    new_vintage : that a table that changed since its last release is meant to have done so
    replaces : a release whose report this one takes the place of; its cells stay
    words_read : that somebody says that the words which the report prints were read
    InputError or Refusal where nothing may be published; nothing is then written.
    """
    study, sources = raw.study, sources_of(raw.study)
    paths = list(dict.fromkeys(ledger_of(file) for _, file in sources))
    with locked(paths) as books:
        refuse_unread(study, books, words_read)
        by_path = dict(zip(paths, books, strict=True))
        for _, file in sources:
            check_vintage(by_path[ledger_of(file)], file, new_vintage)
        having = books_with(replaces, books)
        sets = sets_of(study, areas, panel)
        hashes = {ledger_of(file): sha256_of(file) for _, file in sources}
        past = [*_past(books, hashes), *known_cells(study, sets)]
        counts = true_counts(study, areas, panel, past)

        def published(outcome: str, ids: tuple[str, ...], months: Months) -> int:
            return _published(study, panel, counts, outcome, ids, months)

        held = hold(
            lambda withheld: release(raw, "public", withheld),
            lambda shown: (
                *cells_released(shown.content, study, sets, published),
                *_people(raw, shown.content),
            ),
            past,
            counts,
            headline_of(raw),
        )

        def line(book: Book, results: bytes) -> Line:
            own = {called for called, file in sources if ledger_of(file) == book.path}
            cells = tuple(cell for cell in held.cells if own.intersection(cell.tables))
            of = replaces if book in having else ""
            return _line(study, book, results, hashes[book.path], of, cells)

        def entering(results: bytes) -> AbstractContextManager[None]:
            sha256 = hashlib.sha256(results).hexdigest()
            new = [book for book in books if replaces or not book.has_results(sha256)]
            return entered(new, [line(book, results) for book in new])

        started = tuple(book.path for book in books if not book.lines)
        yield Releasing(held, books, started, entering)


def _line(
    study: Study,
    book: Book,
    results: bytes,
    table_sha256: str,
    replaces: str,
    cells: tuple[Cell, ...],
) -> Line:
    """What a book keeps of a release of today."""
    return Line(
        book.next_release,
        date.today().isoformat(),
        study.title,
        study.rule_sha256,
        hashlib.sha256(results).hexdigest(),
        table_sha256,
        replaces,
        words_sha256=sha256_of_words(study),
        cells=cells,
    )


def _past(books: Sequence[Book], hashes: Mapping[Path, str]) -> list[Cell]:
    """What was released before; people of a table that changed since then are others, and no sum
    of these.

    hashes : of each book's table as it is now
    """
    return [
        cell
        for book in books
        for line in book.lines
        for cell in past_cells([line])
        if not is_of_people(cell) or line.table_sha256 in ("", hashes[book.path])
    ]


def sources_of(study: Study) -> tuple[tuple[str, Path], ...]:
    """What is not published, counts and lists: its name in a ledger and its file.

    InputError where two are called alike there.
    """
    sources = [(called_in_ledger(table), table.file) for table in secret_tables(study)]
    lists = [population.table for population in study.populations if not population.published]
    sources += dict.fromkeys((lists_in_ledger(table), table.file) for table in lists if table)
    names = [called for called, _ in sources]
    for called, file in sources:
        if names.count(called) > 1:
            raise InputError(
                "two tables that are not published are called alike, and their releases could not "
                "be told apart",
                file=str(file),
                mend="Give one of the files another name.",
            )
    return tuple(sources)


def unread_words(study: Study) -> tuple[tuple[str, str], ...]:
    """What a report would print as it is written, with its place, where a ledger of the study's
    unpublished tables does not have that it was read; else nothing.  InputError as of `read_book`.
    """
    paths = dict.fromkeys(ledger_of(file) for _, file in sources_of(study))
    return free_text(study) if needs_reading(study, [read_book(path) for path in paths]) else ()


def _people(raw: Results, shown: ShownRun) -> Iterator[Cell]:
    """How many are seen on the lists of each population, as far as it is shown."""
    for ranged, printed in zip(raw.populations, shown.populations, strict=True):
        population, lists = ranged.population, printed.lists
        if population.table and not population.published and ranged.study and lists:
            origin = (PEOPLE, population.id)
            yield people_cell(population.table, ranged.study.lists, lists.seen.value, origin)


def check_vintage(book: Book, file: Path, meant: bool) -> None:
    """InputError where a table changed since its last release and nobody says that it should."""
    if book.vintage in ("", sha256_of(file)) or meant:
        return
    raise InputError(
        "the table has changed since its last public release. Nothing was published",
        file=str(file),
        mend="If it was meant to (months were added, counts were corrected), say so with "
        "--new-vintage; if not, bring the earlier table back.",
    )


def sha256_of(file: Path) -> str:
    """Of a file; of a folder, of all files in it."""
    if file.is_dir():
        return digest(*sorted(path for path in file.rglob("*") if path.is_file()))
    return digest(file)


def past_cells(lines: Sequence[Line]) -> list[Cell]:
    """The cells of earlier releases, each with the date of its release."""
    return [
        replace(cell, origin=(PAST, line.date), words=cell.words or line.holder)
        for line in lines
        for cell in line.cells
    ]


def known_cells(study: Study, sets: Sets) -> list[Cell]:
    """The totals that a study declares as known; InputError where they name what is not there."""
    cells = []
    secret = {table.name: called_in_ledger(table) for table in secret_tables(study)}
    for number, known in enumerate(study.known_totals, 1):
        tables = tuple(sorted({secret[name] for name in known.tables or secret if name in secret}))
        if known.outcome:
            tables = tables_of(study, study.outcome(known.outcome))
        if not tables:
            continue
        kinds = _kinds_known(known, study)
        areas = tuple(sorted(_areas_known(known, sets, f"known_total no. {number}")))
        cells.append(Cell(areas, known.months, kinds, tables, known.total, known.total,
                          known.name, (KNOWN, known.source)))  # fmt: skip
    return cells


def _kinds_known(known: KnownTotal, study: Study) -> Kinds:
    if known.outcome:
        return kinds_of(study, study.outcome(known.outcome))
    if not known.categories:
        return Kinds()
    meant = Outcome("", "", known.tables, tuple((("", category),) for category in known.categories))
    return kinds_of(study, meant)


def _areas_known(known: KnownTotal, sets: Sets, place: str) -> Sequence[str]:
    if known.group:
        if known.group not in sets.groups:
            raise InputError(
                "there is no such group of areas",
                place=f"{place}, group",
                value=known.group,
                mend=f"Groups there are: {', '.join(sorted(sets.groups)) or 'none'}.",
            )
        return sets.groups[known.group]
    strange = [key for key in known.areas if key not in sets.every]
    if strange:
        mend = "Give codes of the study's areas."
        raise InputError(
            "there is no such area", place=f"{place}, areas", value=strange[0], mend=mend
        )
    return known.areas or sets.every


def sets_of(study: Study, areas: Areas, panel: Panel) -> Sets:
    """The areas of every place that a release speaks of."""
    places: dict[tuple[str, str, str], tuple[str, ...]] = {}

    def ids(members: Members) -> tuple[str, ...]:
        return tuple(sorted(areas.ids[int(i)] for i in members))

    known = panel.has_data
    for task in make_plan(study, panel).tasks:
        window = task.window
        intervention = study.intervention(window.intervention)
        if not intervention.has_target:
            continue
        zones = resolve(intervention, window, study.interventions, areas, known)
        where = (window.intervention, str(window.key))
        for name, members in (*zones.named(), (DONORS, zones.donors)):
            places[*where, name] = ids(members)
        for other in intervention.other_outcomes:
            members = place_of(other, zones, areas, known)
            places.setdefault((*where, other.name), ids(members))
    return Sets(
        tuple(sorted(panel.areas)),
        places,
        _by(areas.groups, areas.ids),
    )


def _by(names: Sequence[str], ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    lists: dict[str, list[str]] = {}
    for name, key in zip(names, ids, strict=True):
        if name:
            lists.setdefault(name, []).append(key)
    return {name: tuple(sorted(keys)) for name, keys in lists.items()}


def true_counts(
    study: Study, areas: Areas, panel: Panel, past: Sequence[Cell]
) -> dict[str, TrueCounts]:
    """What the unpublished tables count now, by their names in a ledger, all months of them."""
    counts = {}
    for table in secret_tables(study):
        called = called_in_ledger(table)
        own = [
            outcome
            for outcome in study.outcomes
            if called in tables_of(study, outcome) and not outcome.weights
        ]
        kinds = dict.fromkeys(kinds_of(study, outcome) for outcome in own)
        kinds |= dict.fromkeys(cell.kinds for cell in past if called in cell.tables)
        asked = [Outcome(f"k{n}", "", (), k.include, k.exclude) for n, k in enumerate(kinds)]
        whole = replace(table, first=None, last=None, max_rejected=1.0)
        read = read_counts(
            [whole], asked, areas, study.areas, examples=0, folder=study.folder, empty=True,
            classes=True,
        )  # fmt: skip
        ids, periods, classes = read.classes[table.name]
        plain = TrueCounts(ids, periods, tuple(kinds), classes.holds, classes.counts)
        alone = {
            outcome.id: kinds_of(study, outcome)
            for outcome in own
            if tables_of(study, outcome) == (called,)
        }
        counts[called] = beside_published(plain, alone, study, panel)
    return counts


def _published(
    study: Study,
    panel: Panel,
    counts: dict[str, TrueCounts],
    outcome: str,
    ids: tuple[str, ...],
    months: Months,
) -> int:
    """What an outcome counts in published tables: in all, less what it counts in the others."""
    at = np.isin(panel.areas, ids)
    inside = (panel.periods >= months.first) & (panel.periods <= months.last)
    everything = int(panel.counts[panel.outcomes.index(outcome)][at][:, inside].sum())
    meant = study.outcome(outcome)
    kinds = kinds_of(study, meant)
    for called in tables_of(study, meant):
        own = counts[called]
        which = own.holds[own.kinds.index(kinds)]
        rows = np.isin(own.areas, ids)
        when = (own.periods >= months.first) & (own.periods <= months.last)
        everything -= int(own.counts[which][:, rows][:, :, when].sum())
    return max(everything, 0)


def headline_of(raw: Results) -> frozenset[Origin]:
    """What claims are answered from: their zone, the target and, unless they are about what is
    recorded, the donors, in the windows that they name."""
    origins: set[Origin] = set()
    for verdict in raw.verdicts:
        claim = verdict.claim
        for population in (claim.population, claim.numerator, claim.denominator):
            origins |= {(PEOPLE, population)} if population else set()
        keys = [estimate.parameter for estimate in verdict.estimates]
        places = {(key.intervention, str(key.window), key.outcome, key.zone) for key in keys}
        if claim.intervention and claim.window:
            places.add((claim.intervention, claim.window, claim.outcome, claim.zone))
        for intervention, window, outcome, zone in places:
            named = [TARGET, zone]
            if zone == NET:
                meant = next((i for i in raw.study.interventions if i.id == intervention), None)
                named += [name for name, _ in meant.zones] if meant else []
            origins |= {(PLACE, intervention, window, name, outcome) for name in named}
            if KINDS[claim.kind].parameter != "recorded":
                origins.add((DONORS, intervention, window, DONORS, outcome))
    return frozenset(origins)
