"""No count under ten is known to within fewer than ten values, whatever was released of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.disclosure.attacks.scenarios import NAMES, attacked
from tests.disclosure.attacks.solve import LEAST

LONG = ("zones that grow, 16 times",)


def tables(number: int, slow: bool) -> list:
    return [
        pytest.param(
            name,
            number,
            id=name,
            marks=[
                *([pytest.mark.slow] if slow or name in LONG else []),
            ],
        )
        for name in NAMES
    ]


@pytest.mark.parametrize(("name", "number"), tables(2, slow=False) + tables(10, slow=True))
def test_no_small_count_is_known(name: str, number: int, tmp_path: Path) -> None:
    guarded = 0
    for k in range(number):
        found = attacked(name, k, tmp_path / str(k), range(10) if number > 2 else (0, 1, 9))
        guarded += len(found.learnt)
        for one in found.learnt:
            assert one.values >= LEAST, (
                f"table {k}: {one.guarded} is {one.true}, between {one.least} and {one.greatest}"
            )
    assert guarded, "nothing was attacked"
