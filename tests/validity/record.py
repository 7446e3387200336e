"""The table of record: a line a row, as it is kept beside docs/validity.md and printed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.validity.cases import GROUPS, MAP, NOTHING, ONE, RING, SIZES, Case
from tests.validity.rates import Found, claim_rates, oracle, rate, stands
from tests.validity.studies import Seen, start_of
from waterbed.model.months import in_words

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs" / "validity" / "table.csv"
BUSY = 20
HEAD = (
    "row", "bed", "a month", "areas", "target", "study gives", "window", "chosen", "told", "zone",
    "method", "planted", "level", "studies", "claim", "supported", "contradicted", "false answers",
    "barred before", "barred, 20 a year", "supported, nothing barred", "untestable", "oracle",
    "asked", "stands",
)  # fmt: skip


def line(number: int, case: Case, seen: Sequence[Seen]) -> dict[str, str]:
    """The cells of one row, those of its claims parted by semicolons."""
    rates = claim_rates(case, seen)
    best = oracle(case, seen)
    return dict(
        zip(
            HEAD,
            (
                str(number),
                case.bed,
                "" if case.real else f"{case.mean:g}",
                "679" if case.real else str(case.areas),
                _target(case),
                _given(case),
                _window(case),
                _chosen(case),
                "nothing" if case.told == NOTHING else case.told or "so",
                "touching ring" if case.zone == RING else "none",
                case.method,
                _planted(case),
                f"{case.level:.2f}",
                str(len(seen)),
                "; ".join(case.claims),
                _cells(rates, "supported"),
                _cells(rates, "contradicted"),
                "; ".join("-" if claim.wrong is None else f"{claim.wrong}" for claim in rates),
                _cells(rates, "barred"),
                _busy(case, seen),
                _cells(rates, "ungated"),
                _cells(rates, "untestable"),
                "" if best is None else str(best),
                "" if case.asked is None else f"{case.asked:g}",
                stands(case, rates),
            ),
            strict=True,
        )
    )


def _cells(rates: Sequence[Found], name: str) -> str:
    return "; ".join(str(getattr(claim, name)) for claim in rates)


def _busy(case: Case, seen: Sequence[Seen]) -> str:
    """Of real places with twenty or more a year, those barred from the answer "fell" or "rose"."""
    busy = [study for study in seen if case.real and study.base >= BUSY]
    hits = [any("supported" in said.barred for said in trial.said) for trial in busy]
    return str(rate(hits, busy, True)) if busy else ""


def _target(case: Case) -> str:
    own = f", of the {_own(case)}" if case.own else ""
    if case.shape == ONE:
        return f"one{own}"
    return f"{SIZES[case.areas]} {case.shape}{own}"


def _chosen(case: Case) -> str:
    """Of real wards, any of the top twentieth: there are too few origins for the top alone."""
    return case.chosen.replace("(top)", "(top twentieth)") if case.real else case.chosen


def _own(case: Case) -> str:
    if case.real:
        return "most volatile tenth"
    return {"own season": "tenth with a season", "bursty": "8% that burst"}[case.bed]


def _given(case: Case) -> str:
    if case.real:
        return "groups"
    said = {MAP: "map", GROUPS: "groups"}.get(case.given, "neither")
    return f"{said}, that they lie apart" if case.apart else said


def _window(case: Case) -> str:
    month = in_words(start_of(case)).split()[0]
    from_ = f" from {month}" if case.bed == "own season" else ""
    return f"{case.months} months{from_}"


def _planted(case: Case) -> str:
    said = []
    if case.local != 1:
        said.append(f"all round about x {case.local:g}")
    if case.effect:
        said.append(f"{100 * case.effect:+.0f}%" + " for a year" * case.ended)
    if case.moved:
        said.append(f"{100 * case.moved:.0f}% of it moved to the ring")
    return ", ".join(said) or "nothing"


def written(lines: Iterable[dict[str, str]]) -> str:
    """The file of record."""
    file = io.StringIO()
    writer = csv.DictWriter(file, HEAD, lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return file.getvalue()


def kept(path: Path = TABLE) -> list[dict[str, str]]:
    """The lines of record."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def markdown(lines: Iterable[dict[str, str]]) -> str:
    """The same to be read in a terminal."""
    rows = [HEAD, tuple("---" for _ in HEAD), *(tuple(line[key] for key in HEAD) for line in lines)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in rows)
