"""What would test a claim: what to do, how large it must be, what it costs, who has the data."""

from __future__ import annotations

from waterbed.model.released_study import ShownClaim, ShownStudy, ShownWouldTest
from waterbed.model.sizes import size_of
from waterbed.model.verdict import POWER
from waterbed.report.words.numbers import counted, going, plural, sentence, share

BESIDE = ", and the same where nothing is done"
OFTEN = "four times in five" if POWER == 0.8 else f"{share(POWER)} of the time"


def wanted(study: ShownStudy, claim: ShownClaim) -> str:
    """How large the study that would test a claim has to be, roughly what it would cost, and who
    could hold the data; "" where the study file says nothing of it."""
    test = test_of(study, claim)
    return "" if test is None else study_sentences(test, study.rule.level)


def test_of(study: ShownStudy, claim: ShownClaim) -> ShownWouldTest | None:
    return next((test for test in study.tests if test.id == claim.test), None)


def study_sentences(test: ShownWouldTest, level: float) -> str:
    """The sentences on one study; "" where its size, its cost and the holders are left out."""
    parts = [
        f"How large: {size}" if (size := size_words(test, level)) else "",
        f"Cost, roughly: the work of {cost}" if (cost := cost_words(test)) else "",
        f"Who could hold the data: {test.holders}" if test.holders else "",
    ]
    return " ".join(sentence(part) for part in parts if part)


def cost_words(test: ShownWouldTest) -> str:
    """2 people for 4 months."""
    staff = "" if test.staff is None else plural_of(test.staff, "person", "people")
    months = "" if test.months is None else plural_of(test.months, "month", "months")
    return " for ".join(part for part in (staff, months) if part)


def plural_of(number: float, noun: str, nouns: str) -> str:
    return f"{number:g} {noun if number == 1 else nouns}"


def size_words(test: ShownWouldTest, level: float) -> str:
    """About 97 residents, to know the share to within 10 points; "" where no size is worked out."""
    if not test.by:
        return ""
    size = size_of(test, level)
    if size is None:
        return "no number that could be had would be enough"
    return _SIZED[test.by](test, size)


def _share(test: ShownWouldTest, size: float) -> str:
    near = share(test.within or 0.0).removesuffix("%")
    return (
        f"about {counted(size)} {test.of or 'people'}, to know the share to within {near} points "
        f"where it is about {share(test.expected or 0.0)}{clustered(test)}"
    )


def _change(test: ShownWouldTest, size: float) -> str:
    before = test.expected or 0.0
    beside = BESIDE if test.comparison else ""
    return (
        f"about {counted(size)} {test.of or 'people'} before and as many after{beside}, to see a "
        f"share go from {share(before)} to {share(before + (test.change or 0.0))} {OFTEN}"
        f"{clustered(test)}"
    )


def clustered(test: ShownWouldTest) -> str:
    """That answers come in clusters, where they do."""
    if test.spread == 1:
        return ""
    return f", where answers in clusters stray {test.spread:g} times as much as alone"


def _counts(test: ShownWouldTest, size: float) -> str:
    change = test.change or 0.0
    beside = BESIDE if test.comparison else ""
    seen = f" of whom {share(test.seen)} are seen" if test.seen < 1 else ""
    strays = f", straying {test.spread:g} times as much as chance" if test.spread > 1 else ""
    caveat = ". A change in the chance of being seen or recorded would look the same"
    amount = f"about {counted(size)} {test.of or 'counts'}"
    if test.by == "places":
        less = "fewer" if change < 0 else "more"
        return (
            f"{amount} in each of two places, to see {share(abs(change))} {less} in the one than "
            f"in the other {OFTEN}, at {test.expected:g} each time in the other{seen}{strays}"
        )
    return (
        f"{amount} before and as many after{beside}, to see a {going(change)} of "
        f"{share(abs(change))} {OFTEN}, at {test.expected:g} each time{seen}{strays}{caveat}"
    )


def _lists(test: ShownWouldTest, size: float) -> str:
    return (
        f"two lists that overlap, each with about {share(size)} of them or more, to know their "
        f"number to within {share(test.within or 0.0)} (were there {counted(test.expected)})"
    )


_SIZED = {
    "share": _share,
    "change": _change,
    "counts": _counts,
    "places": _counts,
    "lists": _lists,
}


def size_row(test: ShownWouldTest, level: float) -> dict[str, object]:
    """A row of `waterbed power` for --json."""
    size = size_of(test, level) if test.by else None
    return {
        "test": test.id,
        "by": test.by,
        "needed": size,
        "power": POWER,
        "text": study_sentences(test, level),
    }


def counts_of_tests(study: ShownStudy) -> tuple[tuple[str, str], ...]:
    """Each study that would test a claim, and how large it has to be, for a terminal."""
    return tuple(
        (f"{test.id} ({plural(sum(c.test == test.id for c in study.claims), 'claim')})",
         f"{test.what} {study_sentences(test, study.rule.level)}".strip())
        for test in study.tests
    )  # fmt: skip
