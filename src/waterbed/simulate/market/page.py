"""docs/market.md: the protocol of the market (ODD, Grimm 2020), with its table of parameters.

python -m waterbed.simulate.market.page > docs/market.md
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib import resources

from waterbed.simulate.market.counts import KINDS, NIGHTS, SOURCES
from waterbed.simulate.market.modules import MODULES
from waterbed.simulate.market.parameters import STATUSES
from waterbed.simulate.market.people import RECENT
from waterbed.simulate.market.places import SORTS
from waterbed.simulate.market.regions import REGIONS
from waterbed.simulate.market.scenario import HISTORY
from waterbed.simulate.market.stories import STORIES
from waterbed.simulate.market.table import PARAMETERS
from waterbed.simulate.market.targets import CALIBRATED, TARGETS

_HEAD = """\
# A street market, simulated

What comes out of this model comes out by construction: it follows from the parameters below, of
most of which little is known. It shows what would have to be true for a story, what that story
would leave in the counts, and whether a study could tell. It is no evidence about any place,
gives no cost per outcome, and must not be quoted as a forecast. The page is made from the program
(`python -m waterbed.simulate.market.page > docs/market.md`); its order is that of the ODD
protocol (Grimm and others 2020).

<!-- slow -->
```sh
waterbed simulate examples/market/scenario.toml --out market --truth
waterbed run market/study.toml
```

`examples/market/scenario.toml` is a scenario with every key, module and parameter in it, each
explained; copy it and change it. `waterbed simulate --page` also writes `market.html`, which shows
the truth: street, violence and confrontations beside nothing done, and with `--stories 100` where
each side's story comes out over the priors.

## 1. Purpose, and patterns

Two stories are told of enforcement against a street market. In one, buyers grow nervous, so that
people who sell lose the minutes in which they look a man over, and violence rises while the
street looks emptier. In the other, fines and messages shrink demand, third parties lose their
hold, and support opens a way out. And both may be true of different people at once. The model is
made so that each can come out of it, depending on its parameters, and its output is what a study
would count.

Patterns that it is held against: people who sell on London's streets (Walker 2024: 64% homeless,
72% with recent violence, 78% recently moved on by police; odds ratios of violence of 1.97 for the
homeless and 4.79 for those moved on, and of being moved on of 3.60 for the homeless); violence
outdoors and indoors (hazard ratio 2.3); rushed talks (9 to 15% of women; the model has the share
of talks).

## 2. Who and what

- **Cells**: four to an area ({sorts}), each with its
  visibility and isolation; areas lie on a grid and are grouped into boroughs. The map is abstract:
  areas are called by row and column.
- **People who sell**: the area that they start from; need for income and debts; homelessness;
  contact with support; fear of the police; when they last met violence and were last moved on;
  whether a third party controls them. Who is controlled cannot refuse a buyer, is moved, and
  loses earnings. A reserve of people does not sell and may come to.
- **Buyers**: the area that they start from; how police unnerve them; whether they are violent;
  what fines and messages have changed.
- **Residents** are no agents: confrontations follow from who is about where they can be seen.
- **Patrols and cameras**, by place and day of the week.

A step is a shift, and there is one a day. What people know of places (police, crowds, fines) is
that of last week and before; recent means within {recent} weeks.

## 3. What happens, in order

A shift:

1. Patrols take their beats; modules add patrols and cameras.
2. People who sell go out, by chance, more of them the deeper in debt; each chooses a cell of the
   own area or of one beside it, by a softmax over 36 cells drawn by the inverse of its
   distribution.
3. Patrols move on some of those whom they meet, to where nobody looks.
4. Buyers go out, fewer where police or fines are known of, and choose a cell likewise.
5. In each cell buyers come up to people who sell in random order, until none is left or each has
   had as many talks as a shift holds.
6. They talk for s seconds, the fewer the more police are in sight and the more nervous the buyer.
   The share 1 - exp(-s / look) of violent buyers is seen for what they are, and may be refused:
   never by somebody controlled, less often by somebody in debt.
7. A violent buyer who is not refused is violent with a chance that falls in s and rises with
   isolation, outdoors, for the homeless and for those moved on.
8. Violence is told to the police, to a charity, to both or to nobody; the police record a share.
9. Fines and cautions.

Between weeks: people learn of places; earnings meet need, and the rest is debt; homes are lost
and found; contact with support, control, leaving and entering; violence by third parties; then
the modules that act on people, and what everybody will do next. Rates of entering, of losing
homes and of losing touch are set so that nothing drifts while nothing is done.

Who stops for want of custom: where people earn less of late than they are used to, those leave the
sooner who have another way to live, a home or contact with support, and fewer come in; the others
stay, and run into debt. Where they earn more, fewer leave and more come in. With `short_leave` and
`short_enter` at nought nobody comes or goes for what there is to earn.

## 4. Design concepts

- **Draws**: each process has a stream of its own, keyed by seed and name, and takes the same
  number of draws a shift whatever the state. Two scenarios with one seed have the same people and
  the same luck, and a module that is off, or has not begun, leaves every byte as it was.
- **Cause**: ratios from surveys at one time are confounded by who is policed most. Each is taken
  to the power of an attenuation between 0 and 1, a parameter of its own.
- **Learning and adaptation**: people go where the other side was last week, and keep away from
  police.
- **Conservation**: nobody is lost; who stops selling is in the reserve.
- **Left out**: prices that move, buyers who come in place of others, violence by police, and
  people who take up the trade elsewhere because there is more to earn here.
- **Observation**: sources count their share of what happened, see below.

## 5. At the start

People are based in areas in proportion to a gamma draw for each. The market then lives for some
weeks that are not counted. A study needs {history} months before anything is done.
"""
_MODULES = """\
## 6. What can be done

Each module is on or off alone, with a start. Its dose is in its own unit.

| module | what it is | dose, if none is given | told by |
|---|---|---|---|"""
_SOURCES = """
## 7. What is counted

| table | kinds |
|---|---|"""
_AFTER_SOURCES = """
Street counts are of {nights} nights a month, on main and side streets. `truth.json` holds what
happened, with what was done and with nothing done, and is read by no report.

## 8. The stories

| story | side | what it says | what it would leave in the counts |
|---|---|---|---|"""
_REGIONS = """
The same stories as regions of parameters, for a year of a thousand agents beside nothing done
(`simulate/market/regions.py`); for each there are parameters within the priors, held by a test:

| story | side | what would have to come out | what is done |
|---|---|---|---|"""
_SWEEPS = """
## 9. What decides, and what is known

<!-- slow -->
```sh
waterbed sweep examples/market/scenario.toml --method factorial --size 2
```

prints what each module does alone, and what several do together beyond that: every subset of the
modules is run with the same people and draws, so that the terms add up. `--method morris` (quick)
and `--method sobol` (shares) say which parameters decide each effect; a sweep goes on where it was
stopped, and writes the same bytes with any number of workers, or on a Dask cluster (`--cluster
ADDRESS`).

`simulate/market/calibrate.py` calibrates {calibrated} parameters on {targets} published patterns
by sequential Monte Carlo; `benchmarks/market_patterns.py` prints prior and posterior of each, which
of them stay at their priors, whether it converged, and the patterns that were held back: as
written in [market-patterns.md](market-patterns.md)."""
_DECIDED = """
What decides under the example's patrols and fines for buyers, by construction and over the priors:
Sobol's indices
({made}).
Shares of the variance with interactions, and half a 95% interval;
where it is wide, luck is in it. The share of people whom a third party controls and how readily
people go next door, of which nothing usable is known, decide most of what is asked.

<!-- not run: ten minutes or more -->
```sh
{command}
```

| effect | decided by |
|---|---|"""
_PARAMETERS = """
## 10. Parameters

What is known of each is one of:
"""


def market_page() -> str:
    """The page, in Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    sorts = ", ".join(SORTS)
    yield _HEAD.format(sorts=sorts, recent=RECENT, history=HISTORY)
    yield _MODULES
    for row in MODULES.values():
        parameters = ", ".join(f"`{name}`" for name in row.told_by)
        yield f"| `{row.name}` | {row.says} | {row.usual:g} ({row.dose}) | {parameters} |"
    yield _SOURCES
    for source, kinds in KINDS.items():
        yield f"| {SOURCES[source]} | {', '.join(kinds)} |"
    yield _AFTER_SOURCES.format(nights=NIGHTS)
    for story in STORIES:
        yield f"| {story.id} | {story.side} | {story.words} | {story.leaves} |"
    yield _REGIONS
    for region in REGIONS:
        done = ", ".join(region.plan.doses)
        yield f"| {region.story} | {region.side} | {region.says} | {done} |"
    yield _SWEEPS.format(calibrated=len(CALIBRATED), targets=len(TARGETS))
    yield from _decided()
    yield _PARAMETERS
    for status, means in STATUSES.items():
        yield f"- **{status}**: {means}."
    yield "\nA scenario may give any value within a prior's limits; a rate or share may be nought."
    yield from _table()


def _decided() -> Iterator[str]:
    """What a finished sweep said: `decided.csv`, with what it was made by on its first lines."""
    text = resources.files("waterbed.simulate.market").joinpath("decided.csv").read_text("utf-8")
    command, made_by, *rows = text.splitlines()
    yield _DECIDED.format(command=command.removeprefix("# "), made=made_by.removeprefix("# "))
    shares: dict[str, list[str]] = {}
    for row in csv.DictReader(rows):
        share = f"`{row['parameter']}` {row['total']} ± {row['error']}"
        shares.setdefault(row["effect"], []).append(share)
    yield from (f"| {effect} | {', '.join(most)} |" for effect, most in shares.items())


def _table() -> Iterator[str]:
    group = ""
    for row in PARAMETERS.values():
        if row.group != group:
            group = row.group
            yield f"\n### {group}\n"
            yield "| parameter | what it is | unit | default | prior | known |"
            yield "|---|---|---|---|---|---|"
        known = row.status if row.source == "none" else f"{row.status}: {row.source}"
        yield (
            f"| `{row.name}` | {row.says} | {row.unit} | {row.default:g} | "
            f"{row.prior.words} | {known} |"
        )


if __name__ == "__main__":
    print(market_page(), end="")
