"""A realistic run, made by hand: two interventions, four outcomes, sixteen claims, all answers.

Counts follow the published ones of the worked example where a test quotes them; the rest is made
by a seeded generator.  Everything carries the status that release gives it.
"""

from __future__ import annotations

import functools
from dataclasses import replace

import numpy as np

from waterbed.model.kinds import KINDS, Region
from waterbed.model.months import Months, month
from waterbed.model.released import (
    Released,
    ShownCheck,
    ShownDetectable,
    ShownEstimate,
    ShownFact,
    ShownFigure,
    ShownInput,
    ShownParameter,
    ShownReading,
    ShownReadings,
    ShownRemark,
    ShownRun,
    ShownSeries,
    ShownStrip,
    ShownTotal,
    ShownVerdict,
)
from waterbed.model.released_places import ShownRole
from waterbed.model.released_study import (
    ShownChoice,
    ShownClaim,
    ShownEvent,
    ShownIntervention,
    ShownOutcome,
    ShownRule,
    ShownSource,
    ShownStart,
    ShownStudy,
    ShownWindow,
)
from waterbed.model.study import ReadingGrid

BASE, POST = Months.parse("2016-04", "2017-03"), Months.parse("2017-04", "2018-03")
NINE_BASE, NINE = Months.parse("2016-04", "2016-12"), Months.parse("2017-04", "2017-12")
OUTCOMES = {
    # name, monthly mean in the target, base, observed, expected, half of the deciding interval
    "sexual": ("Sexual offences", 2.4, 49, 29, 54.27, 29.0),
    "robbery": ("Robbery", 4.0, 46, 41, 55.85, 24.0),
    "violence": ("Violence against the person", 26.0, 350, 402, 373.23, 70.0),
    "all": ("All crime", 100.0, 1190, 1255, 1254.79, 160.0),
}
NINE_MONTHS = {"sexual": (33, 23), "robbery": (45, 48), "violence": (277, 305), "all": (899, 965)}
CLAIMED = {"sexual": -0.5, "robbery": -0.33, "violence": -0.21, "all": -0.21}
REACH = {"sexual": 7, "robbery": 5, "violence": 1, "all": 1}
ZONE = {"sexual": (26.13, 26.36, -0.22), "robbery": (-0.82, 16.21, -17.02)}
ZONE |= {"violence": (87.84, 79.12, 8.72), "all": (408.5, 412.99, -4.49)}


def count(value: float | None, status: str = "exact") -> ShownFigure:
    return ShownFigure(value, "count", status)


def remark(code: str, **facts: ShownFact) -> ShownRemark:
    return ShownRemark(code, tuple(facts.items()))


def claim(key: str, kind: str, words: str, **more: object) -> ShownClaim:
    made = ShownClaim(
        id=key,
        who=str(more.pop("who", "Metropolitan Police, Loxford team")),
        side=str(more.pop("side", "for")),
        words=words,
        source="Ilford Recorder, 3151230",
        date="2018-02",
        kind=kind,
        **more,  # type: ignore[arg-type]
    )
    region = KINDS[kind].region
    if region is None:
        return made
    found: Region = region(made.stated or 0.0, made.rounding / 2, 0.0)
    return replace(made, region=found.complement() if made.negated else found)


@functools.cache
def claims() -> tuple[ShownClaim, ...]:
    other = {"who": "Outreach charity", "side": "against"}
    on = {"intervention": "operation"}
    recorded = [
        claim(
            f"police-{key}",
            "recorded",
            f"{OUTCOMES[key][0]} down by {abs(stated):.0%}",
            outcome=key,
            stated=stated,
            window="nine months" if key != "robbery" else "",
            place="nearest" if key == "all" else "named",
            **on,
        )
        for key, stated in CLAIMED.items()
    ]
    effects = [
        claim("fell-sexual", "fell", "It has made women safer", outcome="sexual", **on),
        claim("rose-sexual", "rose", "Violence went up", outcome="sexual", **on, **other),
        claim("fell-robbery", "fell", "Robbers have gone", outcome="robbery", **on),
        claim("all-by", "fell-by", "Crime fell by a fifth", outcome="all", stated=-0.2, **on),
        claim("not-rose-all", "rose", "Crime did not go up", outcome="all", negated=True, **on),
        claim(
            "same-violence", "unchanged", "It changed nothing", outcome="violence", **on, **other
        ),
        claim(
            "zone-violence",
            "rose",
            "It only pushed violence into the next streets",
            outcome="violence",
            zone="adjacent",
            **on,
            **other,
        ),
        claim(
            "net-sexual",
            "fell",
            "All this will do is displace",
            outcome="sexual",
            zone="net",
            negated=True,
            **on,
            **other,
        ),
        claim(
            "order-rose",
            "rose",
            "The order made it worse",
            outcome="robbery",
            intervention="order",
            **other,
        ),
    ]
    rest = [
        claim(
            "moved",
            "moved",
            "They went round the corner",
            outcome="sexual",
            subject="Movement",
            **on,
            **other,
        ),
        claim(
            "harm",
            "harm-rose",
            "Fewer reports, more harm",
            outcome="sexual",
            subject="Harm",
            **on,
            **other,
        ),
        claim(
            "men",
            "needs",
            "The men fined are mostly local",
            subject="Who is fined",
            tested_by="home postcodes of those fined, as districts",
        ),
    ]
    return tuple(recorded + effects + rest)


@functools.cache
def study() -> ShownStudy:
    operation = ShownIntervention(
        "operation",
        "Police operation",
        "police",
        month("2017-04"),
        targets=1,
        zones=("adjacent",),
        start_source="Ilford Recorder",
        alternative_starts=(ShownStart(month("2017-06"), "Barking and Dagenham Post"),),
        chosen_for=ShownChoice("peak", "sexual"),
    )
    order = ShownIntervention(
        "order",
        "Anti-social behaviour order",
        "order",
        month("2017-05"),
        targets=1,
        end=month("2020-05"),
    )
    rule = ShownRule(
        level=0.95,
        headline="difference",
        windows=(
            ShownWindow("twelve months", "operation", BASE, POST),
            ShownWindow("nine months", "operation", NINE_BASE, NINE),
            ShownWindow("order year", "order", BASE.shift(1), POST.shift(1)),
        ),
        data_seen=True,
        data_seen_date="2026-11-02",
    )
    return ShownStudy(
        title="Ilford Lane, 2017: did the police operation work?",
        question="Did recorded crime fall in Loxford because of the operation, and did it move?",
        asked_by="the scrutiny committee",
        seed=1,
        sources=(
            ShownSource(
                "wards",
                "wide",
                licence="OGL v3",
                attribution="Metropolitan Police Service, London Datastore",
            ),
            ShownSource(
                "areas",
                licence="OGL v3",
                attribution="Contains OS data © Crown copyright 2018.",
            ),
        ),
        outcomes=tuple(ShownOutcome(key, row[0]) for key, row in OUTCOMES.items()),
        interventions=(operation, order),
        events=(ShownEvent("Covid-19", Months.parse("2020-03", "2021-07"), "public health law"),),
        rule=rule,
        claims=claims(),
        file="study.toml",
        sha256="a" * 64,
        rule_sha256="b" * 64,
    )


def estimate(
    key: str, zone: str, part: str, scale: str, value: float, expected: float, half: float
) -> ShownEstimate:
    question = {"target": "effect", "net": "net"}.get(zone, "displacement")
    by = expected if scale == "ratio" else 1.0
    wide = half * 1.2
    of_outcome = (one for one in checks() if one.parameter and one.parameter.outcome == key)
    own = tuple(of_outcome) if zone == "target" else ()
    return ShownEstimate(
        parameter=ShownParameter(question, "operation", key, zone, "twelve months", scale, part),
        method="difference",
        base=BASE,
        post=POST,
        value=value / by,
        low=(value - wide) / by,
        high=(value + wide) / by,
        level=0.95,
        deciding=((value - half) / by, (value + half) / by),
        base_count=round(expected * 0.93),
        observed=round(expected + value),
        expected=expected,
        t=value / half,
        p=0.064 if key == "sexual" else 0.4,
        p_low=0.03,
        p_high=0.97,
        placebos=656,
        disjoint=656,
        assumptions=("parallel", "exchangeable", "no-spill", "base-usual", "same-recording"),
        warnings=(remark("small-counts"),) if key == "sexual" else (),
        checks=own,
        areas=3 if part == "co-treated" else 5 if part == "rest" else 1 if zone == "target" else 8,
        status="exact",
    )


@functools.cache
def estimates() -> tuple[ShownEstimate, ...]:
    found = []
    for key, (_, _, _, observed, expected, half) in OUTCOMES.items():
        zone, under, rest = ZONE[key]
        target = observed - expected
        found += [
            estimate(key, "target", "whole", "count", target, expected, half),
            estimate(key, "target", "whole", "ratio", target, expected, half),
            estimate(key, "adjacent", "whole", "count", zone, expected * 8, half * 4),
            estimate(key, "adjacent", "co-treated", "count", under, expected * 3, half * 3),
            estimate(key, "adjacent", "rest", "count", rest, expected * 5, half * 3),
            estimate(key, "net", "whole", "count", target + zone, expected * 9, half * 5),
        ]
    return tuple(found)


@functools.cache
def checks() -> tuple[ShownCheck, ...]:
    found = []
    for key, (_, _, base, _, _, _) in OUTCOMES.items():
        about = ShownParameter("effect", "operation", key, "target", "twelve months", "count")
        high = key == "sexual"
        z = ShownFigure(3.8 if high else 0.4, "statistic")
        usual = remark(
            "base-window",
            direction="high" if high else "usual",
            base=count(base),
            expected=count(28.4 if high else base * 0.97),
            z=z,
            rank=ShownFigure(10.0 if high else 300.0),
            of=ShownFigure(657.0),
            **{"from": "April 2010", "to": "March 2016"},
        )
        enough = remark(
            "placebos",
            placebos=ShownFigure(656.0),
            needed=ShownFigure(19.0),
            disjoint=ShownFigure(656.0),
        )
        whole = remark("coverage", missing=(), donors_left_out=ShownFigure(2.0))
        season = remark(
            "season",
            direction="usual",
            method="forecast",
            counted=count(base * 2.0),
            expected=count(base * 2.1),
            rank=ShownFigure(300.0),
            of=ShownFigure(657.0),
            years=ShownFigure(5.0),
            first="April",
            last="September",
        )
        own = remark(
            "own-years",
            direction="usual",
            times=ShownFigure(1.1, "statistic"),
            limit=ShownFigure(1.75, "statistic"),
            years=ShownFigure(6.0),
        )
        drift = remark("pre-trend", change=count(-7.0), p=ShownFigure(0.3, "probability"))
        found += [
            ShownCheck("base-window", not high, True, usual, z, "fall" if high else "", about),
            ShownCheck("placebos", True, True, enough, ShownFigure(656.0), "", about),
            ShownCheck("coverage", True, True, whole, ShownFigure(2.0), "", about),
            ShownCheck("season", True, False, season, ShownFigure(0.3, "statistic"), "", about),
            ShownCheck("own-years", True, False, own, ShownFigure(1.1, "statistic"), "", about),
            ShownCheck(
                "pre-trend",
                True,
                False,
                drift,
                ShownFigure(0.3, "probability"),
                "",
                about,
            ),
            ShownCheck(
                "recorded-date",
                None,
                False,
                remark("recorded-date", tables=("wards",)),
                None,
                "",
                about,
            ),
        ]
    return tuple(found)


@functools.cache
def detectable() -> tuple[ShownDetectable, ...]:
    sizes = {
        "sexual": (0.62, 0.71),
        "robbery": (None, 0.9),
        "violence": (0.24, 0.26),
        "all": (0.15, 0.16),
    }
    return tuple(
        ShownDetectable(
            ShownParameter("effect", "operation", key, zone, "twelve months", "count"),
            float(OUTCOMES[key][2]),
            OUTCOMES[key][4] * (1 if zone == "target" else 8),
            fall,
            rise,
            0.8,
            656,
            "exact",
        )
        for zone in ("target", "adjacent")
        for key, (fall, rise) in sizes.items()
    )


def readings() -> tuple[ShownReadings, ...]:
    rng = np.random.default_rng(7)
    grid = ReadingGrid(
        tuple(range(month("2017-04"), month("2017-09"))),
        tuple(range(3, 10)),
        ("year-before", "just-before"),
    )
    found = []
    for key, claimed in CLAIMED.items():
        base, post = NINE_MONTHS[key]
        made = []
        for i, window in enumerate(grid.windows("operation")):
            b = max(3, round(base * len(window.post) / 9))
            reaches = i < REACH[key]
            p = (
                round(b * (1 + claimed - 0.05))
                if reaches
                else round(b * (0.95 + rng.random() * 0.6))
            )
            made.append(
                ShownReading(
                    window.base, window.post, window.name, float(b), float(p), p / b - 1, reaches
                )
            )
        stated = ShownReading(NINE_BASE, NINE, "", float(base), float(post), post / base - 1, False)
        found.append(
            ShownReadings(
                f"police-{key}",
                key,
                claimed,
                None if key == "robbery" else stated,
                tuple(made),
                "exact",
            )
        )
    return tuple(found)


def series() -> tuple[ShownSeries, ...]:
    rng = np.random.default_rng(3)
    periods = tuple(range(month("2010-04"), month("2021-04")))
    found = []
    for key, (_, mean, *_rest) in OUTCOMES.items():
        for zone, size in (("target", 1), ("adjacent", 8)):
            observed: list[float | None] = [
                float(x) for x in rng.poisson(mean * size, len(periods))
            ]
            observed[20] = None if key == "robbery" else observed[20]
            expected = tuple(
                round(float(mean * size * (1 + 0.1 * np.sin(t / 9))), 3)
                for t in range(len(periods))
            )
            found.append(
                ShownSeries(
                    "operation",
                    key,
                    zone,
                    "twelve months",
                    1,
                    BASE,
                    POST,
                    periods,
                    tuple(observed),
                    expected,
                    "exact",
                )
            )
    return tuple(found)


def strips() -> tuple[ShownStrip, ...]:
    rng = np.random.default_rng(5)
    return tuple(
        ShownStrip(
            ShownParameter("effect", "operation", key, "target", "twelve months", "count"),
            target,
            tuple(round(float(x), 4) for x in rng.normal(0, 1.4, 656)),
            "exact",
        )
        for key, target in (("sexual", -2.4), ("robbery", -0.9), ("violence", 0.6), ("all", 0.0))
    )


def verdict(
    one: ShownClaim, answer: str, reasons: tuple[ShownRemark, ...], **more: object
) -> ShownVerdict:
    known = {"estimates": estimates(), "checks": checks()}
    for name, rows in known.items():
        if name in more:
            more[name] = tuple(rows[i] for i in more[name])  # type: ignore[attr-defined]
    if "detectable" in more:
        more["detectable"] = detectable()[more["detectable"]]  # type: ignore[index]
    return ShownVerdict(
        one,
        one.kind,
        answer,
        str(more.pop("simultaneous", answer)),
        reasons,
        one.negated,
        one.stated,
        **more,  # type: ignore[arg-type]
    )


def verdicts() -> tuple[ShownVerdict, ...]:
    by = {one.id: one for one in claims()}
    found = []
    for key in CLAIMED:
        one = by[f"police-{key}"]
        base, post = NINE_MONTHS[key]
        change = ShownFigure(post / base - 1, "ratio")
        nearest = (remark("nearest-place"),) if key == "all" else ()
        if key == "robbery":
            found.append(verdict(one, "undecided", (remark("recorded-grid"),), readings=(5, 70)))
        else:
            found.append(
                verdict(
                    one,
                    "undecided" if nearest else "contradicted",
                    (*nearest, remark("recorded-window"), remark("other-readings")),
                    recorded=change,
                    reproduced=False,
                    readings=(REACH[key], 70),
                )
            )
    unusual = remark("unusual", reached=ShownFigure(20.0), placebos=ShownFigure(656.0))
    other = remark(
        "alternative-start",
        start="2017-06",
        source="Barking and Dagenham Post",
        wave="",
        answer="undecided",
    )
    harm = remark("recorded-not-harm")
    at = {"family": "Metropolitan Police, Loxford team, twelve months"}
    sexual = {"estimates": (0,), "checks": (0, 1, 2, 3, 4, 5), "detectable": 0}
    found += [
        verdict(
            by["fell-sexual"],
            "undecided",
            (remark("gate", check="base-window"), remark("interval"), other, unusual),
            **sexual,
            **at,
        ),
        verdict(
            by["rose-sexual"],
            "undecided",
            (remark("interval"), unusual, remark("event", event="Covid-19")),
            **sexual,
        ),
        verdict(
            by["fell-robbery"],
            "undecided",
            (remark("interval"), unusual),
            estimates=(6,),
            detectable=1,
        ),
        verdict(
            by["all-by"],
            "contradicted",
            (remark("interval"), harm, remark("recorded-date")),
            estimates=(19,),
            detectable=3,
            simultaneous="undecided",
            **at,
        ),
        verdict(
            by["not-rose-all"],
            "supported",
            (remark("interval"), harm),
            estimates=(18,),
            detectable=3,
        ),
        verdict(
            by["same-violence"],
            "undecided",
            (remark("interval"), remark("pre-trend", check="pre-trend")),
            estimates=(12,),
            checks=(19,),
            detectable=2,
        ),
        verdict(
            by["zone-violence"],
            "undecided",
            (remark("parts-differ", whole="supported", rest="undecided"), remark("interval")),
            estimates=(14, 15, 16),
            detectable=6,
        ),
        verdict(
            by["net-sexual"],
            "undecided",
            (
                remark("alternative-start-opposite", start="2017-06", source="the Post", wave=""),
                remark("interval"),
                remark("co-treated-target", interventions=("Anti-social behaviour order",)),
            ),
            estimates=(5,),
        ),
        verdict(by["order-rose"], "untestable", (remark("no-estimate", why="gaps"),)),
        verdict(by["moved"], "untestable", (remark("later"),)),
        verdict(by["harm"], "untestable", (remark("later"),)),
        verdict(by["men"], "untestable", (remark("needs"),)),
    ]
    return tuple(found)


def results(**changes: object) -> ShownRun:
    total = {key: row[1] * 132 * 674 for key, row in OUTCOMES.items()}
    made = ShownRun(
        study=study(),
        version="0.1.0",
        inputs=(
            ShownInput(
                "counts.parquet",
                "c" * 64,
                352_001,
                12,
                (("not-number", 12),),
                True,
                "2024-02",
                "OGL v3",
                "Metropolitan Police Service, London Datastore",
                (remark("keys-summed", keys=ShownFigure(4), columns=("ward",)),),
            ),
        ),
        outcomes=tuple(
            ShownTotal(
                key,
                count(round(total[key])),
                month("2010-04"),
                month("2021-03"),
                674,
                ("December 2011",) if key == "robbery" else (),
            )
            for key in OUTCOMES
        ),
        roles=(
            ShownRole("operation", "twelve months", "target", 1),
            ShownRole("operation", "twelve months", "adjacent", 8, ("Wall End",)),
            ShownRole("operation", "twelve months", "buffer", 14),
            ShownRole("operation", "twelve months", "donors", 656),
        ),
        detectable=detectable(),
        estimates=estimates(),
        checks=checks(),
        verdicts=verdicts(),
        readings=readings(),
        series=series(),
        strips=strips(),
        notices=(
            remark("data-seen", date="2026-11-02"),
            remark("lock-areas"),
            remark("not-covered", areas=("a", "b", "c", "d", "e")),
        ),
        packages=(("numpy", "2.4.6"), ("scipy", "1.17.0")),
        placebos_asked=999,
        profile="public",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def replaced(run: ShownRun, **changes: object) -> ShownRun:
    """The run with other rows, and whatever pointed at a row pointing at the one in its place."""
    new = replace(run, **changes)  # type: ignore[arg-type]
    swap: dict[int, object] = {}

    def same(rows: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(swap.get(id(row), row) for row in rows)

    for old, fresh in (
        (run.study.claims, new.study.claims),
        (run.checks, new.checks),
        (run.detectable, new.detectable),
    ):
        swap |= {id(a): b for a, b in zip(old, fresh, strict=False)}
    fresh = tuple(replace(one, checks=same(one.checks)) for one in new.estimates)  # type: ignore
    swap |= {id(a): b for a, b in zip(run.estimates, fresh, strict=False)}
    swap |= {id(a): b for a, b in zip(new.estimates, fresh, strict=True)}
    verdicts = tuple(
        replace(
            one,
            claim=swap.get(id(one.claim), one.claim),  # type: ignore[arg-type]
            estimates=same(one.estimates),  # type: ignore[arg-type]
            checks=same(one.checks),  # type: ignore[arg-type]
            detectable=swap.get(id(one.detectable), one.detectable),  # type: ignore[arg-type]
        )
        for one in new.verdicts
    )
    return replace(new, estimates=fresh, verdicts=verdicts)


def released(**changes: object) -> Released[ShownRun]:
    made = results(**changes)
    return Released(made, made.profile)


def small() -> Released[ShownRun]:
    """A run of one claim, quick to write."""
    one = replace(study(), claims=study().claims[-1:])
    none: tuple[()] = ()
    return released(
        study=one,
        verdicts=verdicts()[-1:],
        estimates=none,
        checks=none,
        detectable=none,
        readings=none,
        series=none,
        strips=none,
    )
