"""What a page says where the library speaks of options of the command or of keys of the file, by
the code of what it says."""

from __future__ import annotations

from waterbed.model.errors import InputError

MENDS = {
    "dates-for-names": "Add a first row with a name for each column; or, where columns are named "
    "after periods, name the first column.",
    "counts-or-incidents": "Answer the question.",
    "several-sheets": "Answer the question.",
    "may-be-total": "Answer the question.",
    "may-be-subtotals": "Answer the question.",
    "points-without-map": "Give a map of the areas in the second field, or add a column of area "
    "codes.",
    "beside-waves": "Name none next door here; name them in the study, under the zones of each "
    "wave.",
    "beside-itself": "Leave it out of one of the two lists.",
    "neighbours-alone": "Give the table of areas in the second field.",
}
"""What to do, by the code of an error, where its own mend names what no page has."""

AHEAD = {
    "side-by-side": "give a map or a table of neighbours, or say on Where and when that no two of "
    "its areas lie side by side",
}
"""What would decide a claim, by the code of a caution."""


def worded(error: InputError) -> InputError:
    """An error with the mend of the pages."""
    mend = MENDS.get(error.code, error.mend)
    return InputError(
        error.problem, file=error.file, place=error.place, value=error.value, mend=mend,
        where=error.where, code=error.code, facts=error.facts,
    )  # fmt: skip


def bare(error: InputError) -> str:
    """What is wrong and what to do, without the place."""
    error = worded(error)
    said = str(InputError(error.problem, value=error.value, mend=error.mend))
    first = said.partition(" ")[0]  # a name of a file stays as it is
    return said if "." in first else said[:1].upper() + said[1:]
