"""Skid Row, Los Angeles: the Safer Cities Initiative of September 2006, as a study of its own.

Counts of the Los Angeles Police Department as collected by G. Ridgeway; no licence is stated, so
that nothing of them is kept here.  Districts at least 70% inside 3rd to 7th Street, Main to Alameda
(bounds: Blasi 2007) are treated.
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path("la-skid-row")
FILES = ("areas.csv", "neighbours.csv", "counts.csv")
TREATED = ("RD145", "RD146", "RD147", "RD148_158", "RD155", "RD156", "RD157", "RD165", "RD166")
RING = "adjacent districts"
ONE, TWO = "one year", "two years"

STUDY = """
title = "Skid Row, Los Angeles, 2006"
question = "Did the Safer Cities Initiative cut robbery, and did it move?"
seed = 20060924

[areas]
file = "areas.csv"
id = "code"
name = "name"
group = "division"
neighbours = "neighbours.csv"

[[counts]]
name = "recorded crime"
file = "counts.csv"
layout = "wide"
area = "rd"
categories = ["offence"]
period_format = "YYYY-Qn"
date = "recorded"
absent = "zero"
blank = "no-data"               # the first three quarters of 2005 are counted twice at source
published = true

[[outcomes]]
id = "robbery"
include = ["robbery"]

[[outcomes]]
id = "property"
include = ["property"]

[[interventions]]
id = "sci"
name = "Safer Cities Initiative"
kind = "crackdown"
start = "2006-10"
start_source = "announced 24 September 2006"
areas = {treated}
target = {treated}
donors = "rest"

[[interventions.zones]]
name = "adjacent districts"
touching = "target"
tolerance = 100

[interventions.buffer]
touching = "adjacent districts"
tolerance = 100

[rule]
data_seen = true
data_seen_date = 2026-11-28
smallest_effect = 0.05
margin = 0.2

[[rule.windows]]
name = "one year"
base = ["2005-10", "2006-09"]
post = ["2006-10", "2007-09"]

[[rule.windows]]
name = "two years"
base = ["2003-01", "2004-12"]
post = ["2006-10", "2008-09"]
"""

EVALUATORS = ("Evaluators (Berk and MacDonald 2010)", "evaluators",
              "Criminology & Public Policy 9(4), 2010, abstract", "2010")  # fmt: skip
CRITICS = ("Critics (Blasi, UCLA, 2007)", "critics",
           "Daily News, 25 September 2007, on G. Blasi, UCLA School of Law", "2007")  # fmt: skip
OWN_SIDE = ("This study, for the evaluators", "evaluators", "put by this study", "2026")
OTHER_SIDE = ("This study, for the critics", "critics", "put by this study", "2026")
PRESS = ("The press", "press", "Daily News, 25 September 2007", "2007")
CLAIMS = (
    ("robbery-fell", EVALUATORS, "Meaningful reductions in violent crime", "fell", "", ""),
    ("property-fell", EVALUATORS, "Meaningful reductions in property crime", "fell", "", ""),
    ("not-moved", EVALUATORS, "No evidence of crime displacement", "not-moved", RING, ""),
    ("fell-more", OWN_SIDE, "It fell more there than next door", "fell-more", RING, ""),
    ("no-more", CRITICS, "Reductions nearly identical outside the district", "no-more", RING, ""),
    ("next-door-rose", CRITICS, "Higher crime in adjacent communities", "rose", RING, ""),
    ("unchanged", OTHER_SIDE, "The initiative changed nothing", "unchanged", "", ""),
    ("forty-per-cent", PRESS, "Crime plunged 40 percent", "fell-by", "", "stated = 0.4"),
)  # fmt: skip
CLAIM = """
[[claims]]
id = "{name}"
who = "{who}"
side = "{side}"
words = "{words}"
source = "{source}"
date = "{date}"
kind = "{kind}"
intervention = "sci"
outcome = "{outcome}"
window = "{window}"
"""


def claims() -> str:
    """Every claim of both windows."""
    made = []
    for window in (ONE, TWO):
        for name, (who, side, source, date), words, kind, zone, more in CLAIMS:
            outcome = "property" if name.startswith("property") else "robbery"
            text = CLAIM.format(
                name=f"{name} {window}", who=who, side=side, words=words, source=source, date=date,
                kind=kind, outcome=outcome, window=window,
            )  # fmt: skip
            made.append(text + (f'zone = "{zone}"\n' if zone else "") + (more and more + "\n"))
    return "".join(made)


def write_study(data: Path, folder: Path) -> Path:
    """`study.toml` beside links to the published files."""
    for name in FILES:
        (folder / name).symlink_to((data / FOLDER / name).resolve())
    names = "[" + ", ".join(f'"{one}"' for one in TREATED) + "]"
    study = folder / "study.toml"
    study.write_text(STUDY.replace("{treated}", names) + claims(), encoding="utf-8")
    return study
