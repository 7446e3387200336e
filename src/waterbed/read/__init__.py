"""Reading: from the user's files to the nouns, and no further.

No file format, column name or data frame is known below this folder.
"""

from waterbed.read.areas.areas import read_areas
from waterbed.read.tables.counts import CountsRead, panel_from_frame, read_counts
from waterbed.read.tables.frames import panel_from_long, to_pandas, to_polars

__all__ = [
    "CountsRead",
    "panel_from_frame",
    "panel_from_long",
    "read_areas",
    "read_counts",
    "to_pandas",
    "to_polars",
]
