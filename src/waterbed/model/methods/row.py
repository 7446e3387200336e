"""The form of a row of METHODS."""

from __future__ import annotations

from dataclasses import dataclass

EVERY_RUN, ON_REQUEST = "every run", "on request"
"""Fitted in every run of a study; fitted where a study's rule names it as headline."""

BEFORE_AND_CHANGE = "the count before and the change in the comparison areas"
EACH_WAVE = "each wave’s own comparison, added up"
WEIGHTED = ("weights", "exchangeable", "no-spill", "base-usual", "same-recording")
COUNTS, RATES = ("count", "ratio"), ("count", "ratio", "rate")
UNSHOWN = (
    "nobody has shown that, for a place chosen in this way, it finds no more effects that are none "
    "than it may"
)


@dataclass(frozen=True, slots=True)
class Method:
    """One row of the table.

    key : as it stands in results.json; name : in sentences
    title : at the head of its paragraph, "" for the name; text, formula, source : its paragraph
    told_in : key of the method whose paragraph tells of this one too, or ""
    basis : what the expected count rests on, in a sentence
    assumptions : codes of `codes.ASSUMPTIONS`; () where they differ from estimate to estimate
    scales : on which effects are given
    fitted : EVERY_RUN, ON_REQUEST, or "" for what no rule can ask to carry verdicts
    weighs : whether it gives donors weights
    takes_base : whether the base months are taken as given, so that a base out of the ordinary
        bars what rests on it
    holds : selection rules under which its size holds (docs/validity.md); None: under every one
    fails : what is known of it under the other rules, in a sentence
    """

    key: str
    name: str
    title: str = ""
    text: str = ""
    formula: str = ""
    source: str = ""
    told_in: str = ""
    basis: str = BEFORE_AND_CHANGE
    assumptions: tuple[str, ...] = ()
    scales: tuple[str, ...] = COUNTS
    fitted: str = ""
    weighs: bool = False
    takes_base: bool = True
    holds: frozenset[str] | None = frozenset()
    fails: str = UNSHOWN

    def __post_init__(self) -> None:
        needed = ("text", "formula", "source", "assumptions") if self.fitted else ()
        missing = [name for name in needed if not getattr(self, name)]
        if missing:
            raise TypeError(f"the row of the method {self.key!r} lacks {', '.join(missing)}")
