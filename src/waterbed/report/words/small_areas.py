"""Areas that mostly count next to nothing, in words."""

from __future__ import annotations

SMALL_AREAS = (
    "Half of the comparison areas count fewer than {enough} a year. What is expected of an area is "
    "therefore a weighted sum of what it counted before. A product of powers, as it is elsewhere, "
    "would expect too much of the busiest areas and too little of the quietest."
)
