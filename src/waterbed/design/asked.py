"""What a design rests on, read by the readers of `waterbed new`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from waterbed.disclosure.design import refuse_sensitive_table
from waterbed.model.areas import Areas
from waterbed.model.errors import InputError
from waterbed.model.messages import suggestion
from waterbed.model.study import Outcome, Study
from waterbed.propose.new import Made, asking, made_at, tried_study
from waterbed.propose.opening import Asked as Opening
from waterbed.propose.places import choose
from waterbed.read import read_areas
from waterbed.read.tables.counts import CountsRead

STUDY = "study.toml"


@dataclass(frozen=True, slots=True)
class Asked:
    """Tables that were read, as a study in `folder` would name them.

    draft : the draft of a study on them; counts : what they hold; areas : with their neighbours,
        where a map says them; outcome : what is to change; candidates : ids, or None for all
    """

    draft: Made
    counts: CountsRead
    areas: Areas
    outcome: Outcome
    candidates: tuple[str, ...] | None
    published: bool


def read_asked(
    opening: Opening,
    folder: Path,
    today: date,
    *,
    outcome: str = "",
    candidates: Sequence[str] = (),
    published: bool = False,
) -> Asked:
    """Read the tables; InputError where they cannot be read, leave a column open, do not hold the
    outcome, or are of a sensitive kind.

    outcome : its id, "" for the first one that a draft has; candidates : areas by id, name or group
    published : whether the counts are published already, where their layout does not tell
    """
    opening, _ = asking(opening)
    draft = made_at(folder / STUDY, opening, today)
    open_keys = [(where, what) for where, what in draft.to_fill if where[0] in ("counts", "areas")]
    if draft.counts is None or open_keys:
        keys = "; ".join(f"{where[-1]} ({what})" for where, what in open_keys) or "a column"
        raise InputError(
            f"the table leaves something open: {keys}",
            file=opening.counts.as_posix(),
            mend="Say it with --answer KEY=VALUE, as for waterbed new.",
        )
    study, _ = tried_study(draft.raw, folder)
    outcomes = () if study is None else study.outcomes
    ids = [declared.id for declared in outcomes]
    wanted = outcome or (ids[0] if ids else "")
    if wanted not in ids:
        raise InputError("the table has no such outcome", place="--outcome", value=wanted,
                         mend=suggestion(wanted, ids, "outcomes"))  # fmt: skip
    chosen_outcome = outcomes[ids.index(wanted)]
    categories = draft.survey.categories
    refuse_sensitive_table(
        (opening.counts.stem, opening.sheet, str(draft.raw["counts"][0].get("count", ""))),
        categories.totals if categories else {},
        whole=not any(chosen_outcome.include),
    )
    chosen = None
    if candidates:
        known = draft.survey.known
        if known is None:
            raise InputError("the areas cannot be told", place="--candidate",
                             mend="Say which column holds them with --answer.")  # fmt: skip
        chosen = choose(candidates, known, "--candidate").ids
    drafted = bool(draft.raw["counts"][0].get("published", False))
    areas = _areas(study, draft.counts, folder)
    return Asked(draft, draft.counts, areas, chosen_outcome, chosen, published or drafted)


def _areas(study: Study | None, counts: CountsRead, folder: Path) -> Areas:
    """The areas with what is known of their neighbours."""
    if study is None or study.areas.file is None:
        return counts.areas
    return read_areas(study.areas, 0.0, folder=folder)[0]
