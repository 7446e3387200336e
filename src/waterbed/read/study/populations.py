"""Populations that a study names: checked as keys of the study file, their lists read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from waterbed.model.errors import InputError, Place
from waterbed.model.histories import Histories
from waterbed.model.kinds import KINDS
from waterbed.model.population import ListTable, Population
from waterbed.model.written.claims import ClaimForm
from waterbed.model.written.tables import PopulationForm
from waterbed.model.written.walk import entry_in
from waterbed.read.lists.contacts import read_contacts
from waterbed.read.lists.lists import read_lists
from waterbed.read.study.problems import Problems
from waterbed.read.tables.files import shown

POPULATIONS = Place(("populations",))
_OF_LISTS = (
    "lists", "count", "stratum", "encoding", "sheet", "published", "code", "service", "date",
    "first", "last", "exact",
)  # fmt: skip


def resolve_populations(
    forms: Sequence[PopulationForm],
    claims: Sequence[ClaimForm],
    folder: Path,
    problems: Problems,
) -> tuple[Population, ...]:
    problems.no_repeats(POPULATIONS / "id", [form.id for form in forms], "Give each its own.")
    known = [form.id for form in forms]
    for claim in claims:
        _check_claim(claim, entry_in(Place(("claims",)), claims, claim), known, problems)
    return tuple(
        _population(form, folder, entry_in(POPULATIONS, forms, form), problems) for form in forms
    )


def _check_claim(claim: ClaimForm, entry: Place, known: Sequence[str], problems: Problems) -> None:
    """The keys that lead to populations: one of a number, two of a share, none of other kinds."""
    takes = KINDS[claim.kind].takes
    for key in ("population", "numerator", "denominator"):
        value, place = getattr(claim, key), entry / key
        if value is None:
            continue
        if key not in takes:
            problem = f"this key means nothing in a claim of the kind {claim.kind!r}"
            problems.add(place, problem, value, "Leave it out.")
        else:
            problems.check_known(place, "population", value, known)


def _population(form: PopulationForm, folder: Path, place: Place, problems: Problems) -> Population:
    quoted = form.low is not None or form.high is not None
    if quoted == (form.file is not None):
        mend = "Give low and high with their source, or the file of lists."
        problems.add(place, "a population has either a range or a table of lists", mend=mend)
    if quoted and not form.source:
        problems.add(place / "source", "this key is missing", mend="Say who gives the range.")
    if form.low is not None and form.high is not None and form.high < form.low:
        problems.add(place / "high", "the range is upside down", form.high, "Swap low and high.")
    for key in _OF_LISTS:
        if quoted and key in form.model_fields_set:
            problem = "this key goes with a table of lists"
            problems.add(place / key, problem, mend="Leave it out.")
    table = None
    if form.file is not None:
        values = {key: getattr(form, key) for key in _OF_LISTS} | {"lists": tuple(form.lists)}
        table = ListTable(file=folder / form.file, **values)
    return Population(
        form.id, form.name, form.scope, form.here, form.low, form.high, form.source, table
    )


def read_populations(
    populations: Sequence[Population], *, folder: Path | None = None
) -> tuple[tuple[str, Histories], ...]:
    """The lists of every population that has some, by id; InputError as `read_lists`."""
    lists = []
    for population in populations:
        table = population.table
        if table is None:
            continue
        lists.append((population.id, read_table(table, shown(table.file, folder))))
    return tuple(lists)


def read_table(table: ListTable, label: str) -> Histories:
    """The histories of one table, in whichever form; InputError as its reader."""
    if not table.code and not table.service:
        for key in ("date", "first", "last", "exact"):
            if getattr(table, key) not in ("", None, False):
                raise InputError(
                    "this goes with a sheet of contacts",
                    file=label,
                    place=key,
                    mend="Name its columns of the client's code and of the service as well.",
                )
        return read_lists(
            table.file,
            lists=table.lists,
            count=table.count,
            stratum=table.stratum,
            encoding=table.encoding,
            sheet=table.sheet,
            label=label,
        )
    return read_contacts(table, label=label)
