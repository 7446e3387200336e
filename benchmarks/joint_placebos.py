"""CPU seconds of 1,000 joint placebos on London's wards: rings found anew for each.

Target, adjacent wards and net of the worked example, by the difference and by the forecast, four
outcomes; the placebos of the forecast are places in this and in earlier years.

    python benchmarks/joint_placebos.py
"""

from __future__ import annotations

import time
from pathlib import Path

from _measure import report

from waterbed.analysis.run import read_inputs
from waterbed.effect.compare import compare
from waterbed.model.study import TARGET

EXAMPLE = Path(__file__).parents[1] / "examples" / "redbridge" / "study.toml"
TIMES = 5


def main() -> None:
    inputs = read_inputs(EXAMPLE)
    study, window = inputs.study, inputs.study.rule.windows[0]
    panel = inputs.counts.panel
    seconds = {}
    for method in ("difference", "forecast"):
        compare(study, window, inputs.areas, panel, count=999, seed=[1], methods=(method,))
        start = time.process_time()
        for _ in range(TIMES):
            found = compare(
                study, window, inputs.areas, panel, count=999, seed=[1], methods=(method,)
            )
        spent = (time.process_time() - start) / TIMES
        reference = found.fitted[method].reference
        zone = reference.zones.index("adjacent wards")
        both = reference.valid[:, [reference.zones.index(TARGET), zone], 1].all(axis=1)
        seconds[method] = spent / both.sum() * 1000
        print(
            f"{method:11} {both.sum():5,} joint placebos ({reference.disjoint[zone, 1]} disjoint) "
            f"in {spent:.3f} CPU s: {seconds[method]:.3f} for 1,000"
        )
    report("joint_placebos", "CPU s", max(seconds.values()), **seconds)


if __name__ == "__main__":
    main()
