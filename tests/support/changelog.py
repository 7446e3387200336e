"""A change log in the layout of police.uk's page: issues known at the time, then a list a month."""

from __future__ import annotations

PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>Changelog | data.police.uk</title>
<style>li { color: red } /* <h2>March 2099</h2> */</style></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/data/">Data</a></li></ul></nav>
<div class="container"><h1>Changelog</h1>
<p>Changes to the data are listed here.</p>
<h2>Known Issues</h2>
<ul>
<li>Court outcomes from June 2019 onwards are currently unavailable.</li>
<li>Greater Manchester Police: Currently no crime, outcome or stop and search data is available.
The force is progressing towards a new IT system.</li>
<li><strong>Humberside Police</strong>: New crime recording system; unable to provide stop and
search data.</li>
</ul>
{months}
</div><script>var x = "<li>Kent Police: Crime data not provided.</li>";</script></body></html>
"""


def month_of(heading: str, *entries: str) -> str:
    items = "\n".join(f"<li>{entry}</li>" for entry in entries)
    return f"<h2>{heading}</h2>\n<ul>\n{items}\n</ul>\n"


def page(*months: str) -> bytes:
    return PAGE.replace("{months}", "".join(months)).encode()


WEST_YORKSHIRE = page(
    month_of("August 2018", "Surrey Police: Crime data not provided.",
             "West Yorkshire Police: Crime and outcome data refresh from June 2017 to August "
             "2017."),
    month_of("July 2017", "West Yorkshire Police: Stop and search data not provided for July 2017.",
             "Snap point data refreshed for July 2017."),
    month_of("July 2016", "West Yorkshire Police: Crime data not provided for ASB incidents in "
             "part of the force."),
)  # fmt: skip
"""As it might have read beside the three files of West Yorkshire."""
