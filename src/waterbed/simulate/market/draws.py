"""Random numbers that stay the same person's, whatever else is done.

A process has a stream of its own, keyed by seed, run and name, and takes the same number of draws a
shift whatever the state: so two scenarios with one seed differ only by what was done, and a part
that is off, which draws from its own stream alone, leaves every byte as it was.
"""

from __future__ import annotations

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Singles = NDArray[np.float32]


class Draws:
    """The streams of one run.

    seed : of the scenario; run : which of its repetitions
    """

    def __init__(self, seed: int, run: int = 0) -> None:
        self.seed, self.run = seed, run
        self._streams: dict[str, np.random.Generator] = {}

    def stream(self, name: str) -> np.random.Generator:
        """The stream of one process; begun when it is first asked for."""
        if name not in self._streams:
            key = np.random.SeedSequence([self.seed, self.run, crc32(name.encode())])
            self._streams[name] = np.random.Generator(np.random.SFC64(key))
        return self._streams[name]

    def uniform(self, name: str, rows: int, columns: int) -> Singles:
        """The next float32 [rows, columns] in [0, 1) of a stream."""
        drawn: Singles = self.stream(name).random((rows, columns), np.float32)
        return drawn
