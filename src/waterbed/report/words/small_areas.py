"""Areas that mostly count next to nothing, and those that outweigh all others, in words."""

from __future__ import annotations

SMALL_AREAS = (
    "Half of the comparison areas count fewer than {enough} a year. What is expected of an area is "
    "therefore a weighted sum of what it counted before. A product of powers, as it is elsewhere, "
    "would expect too much of the busiest areas and too little of the quietest."
)

OVERWHELMING = (
    "At one time an area that this place is compared with counted more than all the others "
    "together, and more than twelve times what it counts otherwise: an error in the data, or one "
    "event. What is expected of this place does not rest on it. It is still one of the places from "
    "which the range is read."
)
