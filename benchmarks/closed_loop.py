"""Could a study like the worked example have told the stories apart?

It writes src/waterbed/model/closed_loop.csv and docs/closed-loop.md.  Each mechanism, as the
simulated market has it, is planted in counts like those of London's wards and goes through whole
runs; their answers stand beside what is true by construction (waterbed.model.closed_loop).

    python benchmarks/closed_loop.py --effects --draws 400
    python benchmarks/closed_loop.py --keep parts --workers 2 --write

--effects: take the mechanisms' multipliers from the market anew; --draws: markets that are drawn;
--keep: a folder where parts are kept as they come, so that a run that was broken off goes on where
it was; --print: no more than the folder holds; --write: put the table and the page in their place.
"""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from _measure import report

from tests.loop import effects, page, record, run
from waterbed.model.closed_loop import FALSE_BOUND


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--effects", action="store_true")
    ask.add_argument("--draws", type=int, default=400)
    ask.add_argument("--keep", type=Path, default=Path("closed-loop-parts"))
    ask.add_argument("--print", action="store_true")
    ask.add_argument("--workers", type=int, default=1)
    ask.add_argument("--write", action="store_true")
    asked = ask.parse_args()
    begun = time.process_time()
    if asked.effects:
        drawn, held = effects.kept(asked.draws)
        effects.write(drawn)
        report("closed loop", "markets drawn", asked.draws, stories=held,
               cpu_seconds=round(time.process_time() - begun))  # fmt: skip
        return
    asked.keep.mkdir(parents=True, exist_ok=True)
    done = effects.read()
    parts = run.parts_of(done)
    if not asked.print:
        with ProcessPoolExecutor(asked.workers) as pool:
            go = map if asked.workers == 1 else pool.map
            for number, took in enumerate(go(partial(run.run_part, done, asked.keep), parts), 1):
                print(
                    f"{number} of {len(parts)} parts, {took:.0f} CPU s", file=sys.stderr, flush=True
                )
    lines = record.lines(run.held(parts, asked.keep))
    if asked.write:
        record.TABLE.write_text(record.written(lines), "utf-8")
        page.PAGE.write_text(page.text(lines), "utf-8")
    false = record.false_in_nothing(lines)
    report("closed loop",
           f"false claims supported in more than {FALSE_BOUND:.1%} where nothing happened",
           len(false), which=false)  # fmt: skip


if __name__ == "__main__":
    main()
