"""What the library offers, for type checkers: made from the table in `__init__.py`."""

from waterbed.design.table import design as design
from waterbed.library.compare import compare as compare
from waterbed.library.counts import read_areas as read_areas
from waterbed.library.counts import read_counts as read_counts
from waterbed.library.estimates import estimate as estimate
from waterbed.library.lists import hidden as hidden
from waterbed.library.numbers import reporting as reporting
from waterbed.library.numbers import survey as survey
from waterbed.library.numbers import wdd as wdd
from waterbed.library.studies import batch as batch
from waterbed.library.studies import check as check
from waterbed.library.studies import load as load
from waterbed.library.studies import lock as lock
from waterbed.library.studies import release as release
from waterbed.library.studies import run as run
from waterbed.model.areas import Areas as Areas
from waterbed.model.errors import InputError as InputError
from waterbed.model.errors import Refusal as Refusal
from waterbed.model.panel import Panel as Panel
from waterbed.model.study import Study as Study

__all__ = [
    "Areas",
    "InputError",
    "Panel",
    "Refusal",
    "Study",
    "batch",
    "check",
    "compare",
    "design",
    "estimate",
    "hidden",
    "load",
    "lock",
    "read_areas",
    "read_counts",
    "release",
    "reporting",
    "run",
    "survey",
    "wdd",
]
__version__: str
