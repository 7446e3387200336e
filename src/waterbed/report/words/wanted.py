"""What would test a claim: what to do, how large it must be, what it costs, who has the data."""

from __future__ import annotations

from waterbed.model.released_study import ShownClaim, ShownStudy, ShownWouldTest
from waterbed.model.sizes import POWER, size_of
from waterbed.report.words.numbers import counted, going, plural, sentence, share

BESIDE = ", and the same where nothing is done"
OFTEN = "four times in five" if POWER == 0.8 else f"{share(POWER)} of the time"


def wanted(study: ShownStudy, claim: ShownClaim) -> str:
    """How large the study that would test a claim has to be, roughly what it would cost, and who
    could hold the data; "" where the study file says nothing of it."""
    found = test_of(study, claim)
    return "" if found is None else told(found, study.rule.level)


def test_of(study: ShownStudy, claim: ShownClaim) -> ShownWouldTest | None:
    return next((one for one in study.tests if one.id == claim.test), None)


def told(one: ShownWouldTest, level: float) -> str:
    """The sentences on one study; "" where its size, its cost and the holders are left out."""
    parts = [
        f"How large: {size}" if (size := size_told(one, level)) else "",
        f"Cost, roughly: the work of {cost}" if (cost := cost_told(one)) else "",
        f"Who could hold the data: {one.holders}" if one.holders else "",
    ]
    return " ".join(sentence(part) for part in parts if part)


def cost_told(one: ShownWouldTest) -> str:
    """2 people for 4 months."""
    staff = "" if one.staff is None else plural_of(one.staff, "person", "people")
    months = "" if one.months is None else plural_of(one.months, "month", "months")
    return " for ".join(part for part in (staff, months) if part)


def plural_of(number: float, one: str, many: str) -> str:
    return f"{number:g} {one if number == 1 else many}"


def size_told(one: ShownWouldTest, level: float) -> str:
    """About 97 residents, to know the share to within 10 points; "" where no size is worked out."""
    if not one.by:
        return ""
    size = size_of(one, level)
    if size is None:
        return "no number that could be had would be enough"
    return _SIZED[one.by](one, size)


def _share(one: ShownWouldTest, size: float) -> str:
    near = share(one.within or 0.0).removesuffix("%")
    return (
        f"about {counted(size)} {one.of or 'people'}, to know the share to within {near} points "
        f"where it is about {share(one.expected or 0.0)}{clustered(one)}"
    )


def _change(one: ShownWouldTest, size: float) -> str:
    before = one.expected or 0.0
    beside = BESIDE if one.comparison else ""
    return (
        f"about {counted(size)} {one.of or 'people'} before and as many after{beside}, to see a "
        f"share go from {share(before)} to {share(before + (one.change or 0.0))} {OFTEN}"
        f"{clustered(one)}"
    )


def clustered(one: ShownWouldTest) -> str:
    """That answers come in clusters, where they do."""
    if one.spread == 1:
        return ""
    return f", where answers in clusters stray {one.spread:g} times as much as alone"


def _counts(one: ShownWouldTest, size: float) -> str:
    change = one.change or 0.0
    beside = BESIDE if one.comparison else ""
    seen = f" of whom {share(one.seen)} are seen" if one.seen < 1 else ""
    strays = f", straying {one.spread:g} times as much as chance" if one.spread > 1 else ""
    caveat = ". A change in the chance of being seen or recorded would look the same"
    made = f"about {counted(size)} {one.of or 'counts'}"
    if one.by == "places":
        less = "fewer" if change < 0 else "more"
        return (
            f"{made} in each of two places, to see {share(abs(change))} {less} in the one than in "
            f"the other {OFTEN}, at {one.expected:g} each time in the other{seen}{strays}"
        )
    return (
        f"{made} before and as many after{beside}, to see a {going(change)} of "
        f"{share(abs(change))} {OFTEN}, at {one.expected:g} each time{seen}{strays}{caveat}"
    )


def _lists(one: ShownWouldTest, size: float) -> str:
    return (
        f"two lists that overlap, each with about {share(size)} of them or more, to know their "
        f"number to within {share(one.within or 0.0)} (were there {counted(one.expected)})"
    )


_SIZED = {
    "share": _share,
    "change": _change,
    "counts": _counts,
    "places": _counts,
    "lists": _lists,
}


def size_row(one: ShownWouldTest, level: float) -> dict[str, object]:
    """A row of `waterbed power` for --json."""
    size = size_of(one, level) if one.by else None
    return {"test": one.id, "by": one.by, "needed": size, "power": POWER, "text": told(one, level)}


def counts_of_tests(study: ShownStudy) -> tuple[tuple[str, str], ...]:
    """Each study that would test a claim, and how large it has to be, for a terminal."""
    return tuple(
        (f"{one.id} ({plural(sum(c.test == one.id for c in study.claims), 'claim')})",
         f"{one.what} {told(one, study.rule.level)}".strip())
        for one in study.tests
    )  # fmt: skip
