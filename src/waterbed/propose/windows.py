"""The months to compare, from the start and the months that the counts hold."""

from __future__ import annotations

from typing import Any

from waterbed.model.errors import InputError
from waterbed.model.messages import fault
from waterbed.model.months import MONTH_NAMES, YEAR, Dated, Months, label, read_date
from waterbed.propose.survey import Survey


def draft_windows(survey: Survey) -> tuple[list[dict[str, Any]], str]:
    """Entries of [[rule.windows]], and a note on them or on their absence.

    The twelve months before and after: a whole year, which a place's own season does not touch.
    Fewer where the counts are shorter, and then the same months of the year before, where they hold
    them; where months are missing among them, those that both years hold.  InputError where the
    counts have no month before or after the start.
    """
    start, months, step = survey.asked.start, survey.table.months, survey.table.step
    if not start or months is None:
        return [], ("No windows are set: the twelve months before the start are compared with the "
                    "twelve after it.")  # fmt: skip
    began, first = began_in(start)
    first += -(first - months.first) % step
    if gaps(survey):
        return _of_what_is_held(survey, began, first)
    after = min(YEAR, months.last - first + 1)
    begun = began - (began - months.first) % step
    longest = max(after - after % step, 0)
    tried = [(length, _base(begun, first, length, months))
             for length in range(longest, 0, -step)]  # fmt: skip
    length, base = next(((n, base) for n, base in tried if base), (0, None))
    if base is None:
        raise _outside(start, months)
    post = Months.starting(first, length)
    name = "twelve months" if length == YEAR else f"{length} months"
    entry = {"name": name, "base": list(base.labels), "post": list(post.labels)}
    note = "The months before and after."
    if length < YEAR:
        note = f"The counts hold no more than {length} months on both sides of the start."
        if base.last + 1 < began:
            note += " The same months of the year before are compared with them."
    if length % YEAR:
        note += (
            " They are no whole year, so that a season of the place's own can look like a rise or "
            "a fall: compare twelve months as soon as there are counts of them."
        )
    if begun + step == first:
        note += f" {names_of(begun, step)}, in which it began, stands in neither."
    return [entry], note


def gaps(survey: Survey) -> bool:
    """Whether months are missing between the first and the last of the counts."""
    held, step = survey.table.held, survey.table.step
    return len(held) > 1 and held[-1] - held[0] > step * (len(held) - 1)


def _of_what_is_held(survey: Survey, began: int, first: int) -> tuple[list[dict[str, Any]], str]:
    """The longest run of months within a year after the start that an earlier year holds as well:
    of three Julys, July on July."""
    step, held = survey.table.step, set(survey.table.held)
    months = survey.table.months
    assert months is not None
    best: tuple[int, int, int] | None = None  # length, years before, first month after
    for years in range(1, (months.last - months.first) // YEAR + 1):
        both = [at for at in sorted(held) if first <= at < first + YEAR
                and at - YEAR * years in held and at - YEAR * years + step <= began]  # fmt: skip
        for at in both:
            length = next(n for n in range(1, YEAR + 2) if at + n * step not in both)
            best = max(best or (0, 0, 0), (length, -years, -at))
    if (best is None and not any(at < began for at in held)) or max(held) < first:
        raise _outside(survey.asked.start, months)
    if best is None:
        return [], (
            "No windows are set: no month after the start is in the counts of an earlier year as "
            "well. Name the months to compare under [[rule.windows]]."
        )
    length, years, at = best[0], -best[1], -best[2]
    post = Months.starting(at, length * step)
    base = post.shift(-YEAR * years)
    name = f"{len(post)} months"
    if len(post) == 1:
        name = " on ".join([MONTH_NAMES[at % 12]] * 2)
    entry = {"name": name, "base": list(base.labels), "post": list(post.labels)}
    note = (
        "Months are missing from the counts: these are the most that a year after the start and a "
        "year before it both hold."
    )
    return [entry], note


def _outside(start: str, months: Months) -> InputError:
    first, last = label(months.first), label(months.last)
    return fault("start-outside", place="--start", value=start, first=first, last=last)


def names_of(first: int, step: int) -> str:
    """The period that begins in a month: a month, or the months of a quarter or a year."""
    return Months(first, first + step - 1).in_words()


def too_short(survey: Survey) -> bool:
    """Whether the counts hold too few months before the start for an effect to be judged."""
    start, months = survey.asked.start, survey.table.months
    return bool(start) and months is not None and began_in(start)[0] - months.first < 2 * YEAR


def began_in(start: str) -> tuple[int, int]:
    """Ordinals of the month in which it began, and of the first month that is wholly after.

    InputError where it is written in another way.
    """
    given = start_given(start)
    return given.month, given.month + ((given.day or 1) > 1)


def start_given(start: str) -> Dated:
    """A month or a day as the user wrote it; InputError for what is neither."""
    try:
        return read_date(start)
    except ValueError:
        raise fault("no-start", place="--start", value=start) from None


def _base(began: int, first: int, length: int, months: Months) -> Months | None:
    """As many months before: the same ones a year earlier, or those just before."""
    year = Months.starting(first - YEAR, length)
    if year.last < began and year.first >= months.first:
        return year
    just = Months(began - length, began - 1)
    return just if just.first >= months.first else None
