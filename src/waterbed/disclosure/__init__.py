"""Is it safe to publish?  The one place that makes `Released`."""

from waterbed.disclosure.elsewhere import Limits, limits
from waterbed.disclosure.release import release
from waterbed.disclosure.rules import PROFILES

__all__ = ["PROFILES", "Limits", "limits", "release"]
