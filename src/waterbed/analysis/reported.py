"""What a change in reports may mean, and what a survey says, for the doors that take numbers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from waterbed.analysis.numbers import counts_json
from waterbed.disclosure.exact import as_given
from waterbed.effect.shares import share_change
from waterbed.model.errors import InputError
from waterbed.model.released import ShownCheck, ShownEstimate
from waterbed.model.survey import Answers, ShareChange, as_asked, people_needed
from waterbed.report.words import survey as survey_words
from waterbed.report.words.reporting import reporting_sentences
from waterbed.reporting.command import Given, reporting_command

Wave = tuple[int, int]
"""Who said yes, and all who answered."""


@dataclass(frozen=True, slots=True)
class Reported:
    """Estimates of `reporting_command` and their sentences."""

    estimates: tuple[ShownEstimate, ...]
    checks: tuple[ShownCheck, ...]
    words: tuple[str, ...]


def reported(
    given: Given,
    *,
    rate: float | None = None,
    change: tuple[float, float] | None = None,
    smallest_effect: float = 0.0,
    exposed: float | None = None,
    least_share: float | None = None,
    **more: Any,
) -> Reported:
    """Is a fall in reports a fall in harm?  Arguments and errors as of `reporting_command`."""
    raw = reporting_command(
        given, rate=rate, change=change, smallest_effect=smallest_effect, exposed=exposed,
        least_share=least_share, **more,
    )  # fmt: skip
    estimates, checks = as_given(*raw)
    words = reporting_sentences(
        estimates, rate=rate, smallest_effect=smallest_effect, stated=change, exposed=exposed,
        least_share=least_share,
    )  # fmt: skip
    return Reported(tuple(estimates), tuple(checks), tuple(words))


def reported_json(answer: Reported) -> str:
    """The same in the form of results.json, with the sentences."""
    shown = json.loads(counts_json(answer.estimates, answer.checks)) | {"words": answer.words}
    return json.dumps(shown, ensure_ascii=False, indent=1)


@dataclass(frozen=True, slots=True)
class Surveyed:
    """The change of a share, and its sentences."""

    change: ShareChange
    words: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self.change) | {"words": list(self.words)}


def surveyed(
    before: Wave,
    after: Wave,
    control_before: Wave | None = None,
    control_after: Wave | None = None,
    *,
    to: float | None = None,
    repeated: float = 0.0,
    level: float = 0.95,
    mend: str = "",
    names: Sequence[str] = ("control_before", "control_after"),
    **clustered: Any,
) -> Surveyed:
    """Do people answer otherwise than before?

    Arguments and errors as of `share_change`
    clustered : its arguments on clusters; to : a share to which people needed are told
    mend : what to give where people were asked in clusters; names : of the comparison's waves
    """
    if (control_before is None) != (control_after is None):
        raise InputError(
            "a comparison has two waves", place=", ".join(names), mend="Give both, or neither."
        )
    given = (before, after, control_before, control_after)
    waves = [Answers(*wave) for wave in given if wave]
    control = (waves[2], waves[3]) if len(waves) == 4 else None
    change = share_change(waves[0], waves[1], control, repeated=repeated, level=level, **clustered)
    asked = as_asked(waves[::2], waves[1::2], change.design_effect, repeated, (1 + level) / 2)
    said = [*survey_words.answers(change), survey_words.could_see(asked)]
    if to is not None:
        said.append(survey_words.needed(people_needed(asked, to), asked, to))
    said += survey_words.cautions(change, repeated > 0, mend)
    return Surveyed(change, tuple(said))
