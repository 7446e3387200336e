"""An area that outweighs all others hides no fall (slow: a minute)."""

from __future__ import annotations

import numpy as np
import pytest

from tests.validity.overwhelming import SPIKES, drawn, judged, row, spiked


def test_a_fall_is_seen_beside_an_area_that_outweighs_all_others() -> None:
    for replicate in range(3):
        panel, target = drawn(100, 10.0, replicate)
        plain = judged(panel, target, -0.5)
        for spike in SPIKES[1:]:
            beside = judged(spiked(panel, target, spike, replicate), target, -0.5)
            assert np.allclose(beside.ratio, plain.ratio, atol=0.12)
            assert beside.why == plain.why


@pytest.mark.slow
def test_its_size_and_power_are_those_without_it() -> None:
    for spike in SPIKES:
        fell, rose, seen = (float(cell) for cell in row(100, 10.0, spike, 60).split("|")[3:6])
        assert max(fell, rose) <= 7.5 + 2 * 3.4
        assert seen >= 85
