"""What docs/validity.md says of the table of record, made from it, so that the two cannot part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from tests.validity.rates import BOUND, FEWEST
from tests.validity.record import ROOT

PAGE = ROOT / "docs" / "validity.md"
BEGIN = "<!-- printed by benchmarks/validity.py: {} -->"
END = "<!-- end of what it printed -->"

Line = dict[str, str]
STANDS = ("holds", "barred", "above", "few")


def put_in(document: str, lines: Sequence[Line]) -> str:
    """The page with what stands between each pair of marks made anew."""
    for name, make in BLOCKS.items():
        begin = BEGIN.format(name)
        head, rest = document.split(begin, 1)
        block = "\n".join(make(lines)).strip()
        document = f"{head}{begin}\n\n{block}\n\n{END}{rest.split(END, 1)[1]}"
    return document


def cells(line: Line, column: str) -> list[str]:
    """The cells of a row's claims."""
    return line[column].split("; ")


def share(cell: str) -> float:
    return float(cell.split(" ")[0]) if cell not in ("", "-") else float("nan")


def worst(line: Line) -> float:
    """The largest share of false answers of a row's claims, -1 where nothing decides."""
    return max((share(cell) for cell in cells(line, "false answers") if cell != "-"), default=-1.0)


def of(lines: Iterable[Line], **wanted: str) -> list[Line]:
    columns = {"given": "study gives", "mean": "a month"}
    return [
        line
        for line in lines
        if all(line[columns.get(key, key)] == value for key, value in wanted.items())
    ]


def place(line: Line) -> str:
    """A row in words: what it was, and how it was chosen."""
    lies = (
        ""
        if line["target"].startswith("one") or line["bed"].startswith("London")
        else (f", {line['study gives']}")
    )
    parts = [f"{line['bed']}, {line['areas']} areas, {line['target']}{lies}"]
    chosen_blind = ", told nothing" if line["told"] == "nothing" else ""
    parts.append(f"{line['chosen']}{chosen_blind}")
    parts += [line["window"]] if line["window"] != "12 months" else []
    parts += ["with a ring"] if line["zone"] != "none" else []
    parts += [line["method"]] if line["method"] != "forecast" else []
    parts += [line["planted"]] if line["planted"] != "nothing" else []
    parts += ["at 90%"] if line["level"] == "0.90" else []
    return "; ".join(parts)


def _table(head: Sequence[str], body: Iterable[Sequence[str]]) -> list[str]:
    rows = [head, ["---"] * len(head), *body]
    return ["| " + " | ".join(row) + " |" for row in rows]


def _carry(lines: Iterable[Line]) -> list[Line]:
    """Rows of the method that carries verdicts."""
    return of(lines, method="forecast")


def summary(lines: Sequence[Line]) -> Iterator[str]:
    """How many rows decide, hold, are barred, are above."""
    rows = _carry(lines)
    by = {name: [line for line in rows if line["stands"] == name] for name in STANDS}
    studies = sum(int(line["studies"]) for line in rows)
    yield (
        f"{len(rows)} rows of the forecast, {studies:,} studies. "
        f"**{len(by['holds'])} rows decide and hold**: no "
        f"answer that is false there is given in more than {100 * BOUND[0.95]:g}% of the studies "
        f"that nothing bars ({100 * BOUND[0.9]:g}% at the level of 90%)."
    )
    for level, name in (("0.95", "95%"), ("0.90", "90%")):
        holding = [line for line in by["holds"] if line["level"] == level]
        if holding:
            top = max(holding, key=worst)
            yield f"The largest of them at {name} is {worst(top):.1f}% ({place(top)})."
    yield (
        f"**{len(by['barred'])} rows are barred**: a rule that is known before the start keeps "
        f"all but a few of their studies (fewer than {FEWEST}) from the answer."
    )
    if by["above"]:
        yield f"**{len(by['above'])} rows are above their bound**; they are named below."
    else:
        yield "**None of them is above its bound.**"
    if by["few"]:
        yield f"{len(by['few'])} rows have fewer than {FEWEST} studies and say nothing yet."


def choosing(lines: Sequence[Line]) -> Iterator[str]:
    """One area of a plain world: false falls and false rises by way of choosing and size."""
    plain = of(
        _carry(lines), bed="plain", target="one", planted="nothing", zone="none", level="0.95",
        window="12 months", mean="4",
    )  # fmt: skip
    ways = dict.fromkeys((line["chosen"], line["told"]) for line in plain)

    def cell(rows: list[Line]) -> str:
        return ", ".join(cells(rows[0], "false answers")) if rows else ""

    body = []
    for chosen, told in ways:
        here = of(plain, chosen=chosen, told=told)
        name = chosen if told == "so" else f"{chosen}, told nothing"
        body.append((name, *(cell(of(here, areas=size)) for size in ("24", "100", "680"))))
    yield from _table(("chosen by", "24 areas", "100 areas", "680 areas"), body)


def theme(line: Line) -> str:
    """What a row is about, in the words of the page."""
    bed, target = line["bed"], line["target"]
    if bed.startswith("London"):
        return "London's wards, real counts"
    if line["claim"].startswith("lasted"):
        return "whether it lasted"
    if line["zone"] != "none":
        more = line["claim"].startswith(("fell-more", "no-more"))
        return "more here than there" if more else "zones, net, movement"
    if not target.startswith("one"):
        lies = "scattered" if "scattered" in target else "side by side"
        return f"several areas, {lies}, {line['study gives'].split(',')[0]}"
    if bed != "plain":
        return "shocks smooth in space, one area" if bed.startswith("shocks") else bed
    return "plain" if line["window"] == "12 months" else "plain, nine or six months"


def themes(lines: Sequence[Line]) -> Iterator[str]:
    """Rows in which nothing was planted, by what they are about."""
    rows = [
        line
        for line in _carry(lines)
        if line["planted"] == "nothing" or line["claim"] != "fell; rose"
    ]
    body = []
    for name in dict.fromkeys(theme(line) for line in rows):
        here = [line for line in rows if theme(line) == name]
        known = [line for line in here if line["stands"] in ("holds", "above")]
        top = max(known, key=worst, default=None)
        counts = (
            sum(line["stands"] == key for line in here) for key in ("holds", "barred", "above")
        )
        largest = "-" if top is None else f"{worst(top):.1f} (row {top['row']})"
        body.append((name, str(len(here)), *map(str, counts), largest))
    head = ("about", "rows", "hold", "barred", "above", "largest share of false answers")
    yield from _table(head, body)


def barred(lines: Sequence[Line]) -> Iterator[str]:
    """What barring costs where nothing is wrong: plain worlds, and real wards."""
    plain = [
        line for line in _carry(lines)
        if line["bed"] == "plain" and line["target"] == "one" and line["zone"] == "none"
        and line["planted"] != "nothing" and line["stands"] != "few"
    ]  # fmt: skip
    if plain:
        costs = {cost(line): line for line in plain}
        top = costs[max(costs)]
        yield (
            f"In plain worlds with one area and something planted, checks take at most "
            f"{max(costs):.1f} points from what would have been seen "
            f"(row {top['row']}: {place(top)})."
        )
    wards = [line for line in _carry(lines) if line["barred, 20 a year"] not in ("", "-")]
    if wards:
        top = max(wards, key=lambda line: share(line["barred, 20 a year"]))
        yield (
            f"Of studies of real wards with twenty or more a year, at most "
            f"{share(top['barred, 20 a year']):.1f}% are barred from a fall or a rise "
            f"(row {top['row']}: {place(top)})."
        )


def cost(line: Line) -> float:
    """Points of power that checks take from what was planted."""
    i = cells(line, "claim").index("rose") if line["planted"].startswith("+") else 0
    free, seen = (share(cells(line, key)[i]) for key in ("supported, nothing barred", "supported"))
    return free - seen


def power(lines: Sequence[Line]) -> Iterator[str]:
    """What was planted, and what was seen of it."""
    rows = [
        line for line in _carry(lines)
        if line["planted"] != "nothing" and line["claim"].startswith(("fell;", "fell net"))
        and "round about" not in line["planted"] and "moved" not in line["planted"]
    ]  # fmt: skip
    body = []
    for line in rows:
        rise = line["planted"].startswith("+")
        i = cells(line, "claim").index("rose") if rise else 0
        mean = f"{line['a month']} a month; " if line["a month"] else ""
        seen = (cells(line, key)[i] for key in ("supported", "supported, nothing barred"))
        body.append((f"{mean}{place(line)}", *seen, line["oracle"] or "-", line["asked"] or "-"))
    head = ("planted", "seen", "had nothing been barred", "oracle", "asked")
    yield from _table(head, body)


def weak(lines: Sequence[Line]) -> Iterator[str]:
    """Rows above their bound, and what was asked for and not reached."""
    above = [line for line in _carry(lines) if line["stands"] == "above"]
    short = [
        line
        for line in lines
        if line["asked"] and share(cells(line, "supported")[0]) < float(line["asked"])
    ]
    if not above:
        yield "- No row of the forecast is above its bound."
    for line in above:
        shares = ", ".join(
            f"{claim} {cell}"
            for claim, cell in zip(cells(line, "claim"), cells(line, "false answers"), strict=True)
            if cell != "-" and share(cell) > 100 * BOUND[float(line["level"])]
        )
        yield f"- Row {line['row']} ({place(line)}): {shares} of the studies that nothing bars."
    for line in short:
        seen = cells(line, "supported")[0]
        yield f"- Row {line['row']} ({place(line)}): seen in {seen}, {line['asked']} was asked."


BLOCKS: dict[str, Callable[[Sequence[Line]], Iterator[str]]] = {
    "summary": summary,
    "choosing": choosing,
    "themes": themes,
    "power": power,
    "barred": barred,
    "weak": weak,
}
"""Parts of the page that are made from the table, by the names of their marks."""
