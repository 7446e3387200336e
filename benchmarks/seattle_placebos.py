"""1,000 placebo groups of the Seattle problem, each with its own weights and four statistics.

39 treated blocks of 9,642, 58 moments met to 1e-8, effects over four quarters, through
`effect.placebos`, from a panel already read.  The peer is microsynth 2.0.51 with its default
(survey) statistics: 2.25 CPU s a placebo, measured as the difference between runs of 2 and of 10.

    OPENBLAS_NUM_THREADS=1 python benchmarks/seattle_placebos.py [--count 1000] [--rounds 3]
        [--workers 1] [--microsynth-draw]

CPU seconds are `time.process_time` of this process, least of the rounds; with more workers, wall
seconds.  The data (GPL-3) are read from WATERBED_DATA or ../shared/data.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from pathlib import Path

from _measure import report

ROOT = Path(__file__).resolve().parents[1]
PEER = 2250.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--microsynth-draw", action="store_true", help="the treated may be drawn")
    asked = parser.parse_args()
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":
        os.environ["OPENBLAS_NUM_THREADS"] = "1"
        os.execv(sys.executable, [sys.executable, *sys.argv])
    sys.path.insert(0, str(ROOT))
    from tests.published.seattle.seattle import FILE, OUTCOMES, arguments
    from waterbed import effect

    data = Path(os.environ.get("WATERBED_DATA", ROOT.parent / "shared" / "data"))
    if not (data / FILE).exists():
        raise SystemExit(f"no {FILE} under {data}: set WATERBED_DATA")
    panel, problem = arguments(data)
    clock = time.process_time if asked.workers == 1 else time.perf_counter
    used = []
    for _ in range(asked.rounds):
        before = clock()
        found = effect.placebos(
            panel,
            **problem,
            count=asked.count,
            seed=1,
            workers=asked.workers,
            with_treated=asked.microsynth_draw,
        )
        used.append(clock() - before)
    if len(found) != asked.count:
        raise SystemExit(f"only {len(found)} of {asked.count} placebos were solved")
    shown = effect.estimate(panel, **problem, reference=found)
    for name in OUTCOMES:
        one = shown.estimate(name)
        print(f"  {name:12s} t {one.t:8.4f}   p of a fall {one.p_low:.4f}   two-sided {one.p:.4f}")
    unit = "CPU s" if asked.workers == 1 else "wall s"
    print(f"{asked.count} placebos: {', '.join(f'{one:.2f}' for one in used)} {unit}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    peer = PEER * asked.count / 1000 if asked.workers == 1 else None
    report(
        "seattle_placebos",
        unit,
        min(used),
        peer,
        "microsynth 2.0.51, extrapolated",
        placebos=asked.count,
        workers=asked.workers,
        peak_mb=round(peak),
    )


if __name__ == "__main__":
    main()
