"""How far a command is, with the time left."""

from __future__ import annotations

import numpy as np

from tests.support.builders import counts, grid
from waterbed.cli.shared import ProgressLines, progress_bar
from waterbed.model.progress import quiet
from waterbed.power.injection import PlaceAnswer, inject
from waterbed.power.planted import _progress_of_row


class Clock:
    """Seconds that pass when they are told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_lines_come_late_and_seldom_and_say_what_is_left(capsys) -> None:
    clock = Clock()
    lines = ProgressLines(clock)
    for second in range(0, 61):
        clock.now = float(second)
        lines("planting falls", second, 120)
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "planting falls: 4%, about 2 minutes left"
    assert said[-1].startswith("planting falls: 41%, about 70 seconds left") and len(said) == 4


def test_a_new_step_has_its_own_time(capsys) -> None:
    clock = Clock()
    lines = ProgressLines(clock)
    lines("reading", 0, 1)
    clock.now = 50.0
    lines("comparing", 0, 10)
    clock.now = 65.0
    lines("comparing", 5, 10)
    said = capsys.readouterr().err.splitlines()
    assert said == ["comparing: 0%", "comparing: 50%, about 15 seconds left"]


def test_json_has_none() -> None:
    with progress_bar(False) as progress:
        assert progress is quiet


def test_power_tells_of_every_place() -> None:
    told: list[tuple[str, int, int]] = []
    progress = lambda *words: told.append(words)  # noqa: E731
    panel = counts(grid(2, 2))
    inject(
        panel, panel.outcomes[0], [(id,) for id in panel.areas[:3]], int(panel.periods[30]),
        lambda *_: PlaceAnswer(False, False, False, ""), np.random.default_rng(1),
        falls=(0.0, 0.2), progress=_progress_of_row(progress, 1, 2),
    )  # fmt: skip
    assert told == [("planting falls", 100 + k, 200) for k in (33, 66, 100)]
