"""Charts as inline SVG: intervals in rows, counts over time, dots in columns.

Colours are the Government Analysis Function's; series also differ by dash or shape and are
labelled where they end.  Every chart has a title and a description, and a table of its numbers
stands beside it.
"""

from waterbed.report.charts.dots import DotRow, dot_chart
from waterbed.report.charts.intervals import IntervalRow, interval_chart
from waterbed.report.charts.timelines import CountsOverTime, Marker, series_chart

__all__ = [
    "CountsOverTime",
    "DotRow",
    "IntervalRow",
    "Marker",
    "dot_chart",
    "interval_chart",
    "series_chart",
]
