"""CPU seconds of `waterbed --help` and of `import waterbed`, the least of five runs each, against
the budget of 0.15."""

from __future__ import annotations

import sys

from _measure import cpu_of, report

BUDGET = 0.15


COMMANDS = {
    "waterbed --help": ["-m", "waterbed", "--help"],
    "import waterbed": ["-c", "import waterbed"],
}


def main() -> None:
    least = {}
    for name, words in COMMANDS.items():
        runs = [cpu_of([sys.executable, *words])[0] for _ in range(5)]
        for seconds in runs:
            print(f"{name}   {seconds:.3f} CPU s")
        least[name] = min(runs)
    report("import", "CPU s", least["import waterbed"], BUDGET, "budget", stored=True)
    report("start_up", "CPU s", least["waterbed --help"], BUDGET, "budget", stored=True)


if __name__ == "__main__":
    main()
