"""Targets of many areas that count little each, in words."""

from __future__ import annotations

MANY_SMALL = (
    "Its areas are many and count little each: of such places, where they were picked as the "
    "busiest, this method says too often that they fell when nothing happened. There are {areas} "
    "of them, and a comparison area counts fewer than {enough} a year on average. Larger areas "
    "would not be barred for it."
)
