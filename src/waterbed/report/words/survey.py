"""Words on a survey before and after: whether a share of people changed, what that leaves open."""

from __future__ import annotations

from waterbed.model.survey import Answers, ShareChange, SurveyDesign, detectable_share
from waterbed.report.words.numbers import share


def points(x: float) -> str:
    """12 points fewer; 3.5 points more."""
    size = f"{abs(100 * x):.1f}".removesuffix(".0")
    if size == "0":
        return "no change"
    return f"{size} {'point' if size == '1' else 'points'} {'fewer' if x < 0 else 'more'}"


def answers(change: ShareChange) -> tuple[str, ...]:
    """What was asked, the finding and how sure it is, a sentence each."""
    return (*change_sentences(change), _verdict(change, len(change.waves) > 2))


def change_sentences(change: ShareChange, level: str = "") -> tuple[str, ...]:
    """What was answered in each wave, and by how much the share changed.

    level : of its range, in words; by default as 95% range
    """
    before, after, *control = change.waves
    said = [f"{wave(before)} said yes before and {wave(after)} after."]
    if control:
        said.append(
            f"Where nothing was done it was {wave(control[0])} before and {wave(control[1])} after."
        )
    set_against = "Set against that, it is" if control else "That is"
    span = f"between {points(change.low)} and {points(change.high)}"
    level = level or f"{_level(change)} range"
    comparison = f"{set_against} {points(change.value)}; the true change lies {span} ({level})."
    return (*said, comparison)


def wave(answers: Answers) -> str:
    return f"{answers.yes:,} of {answers.of:,} ({share(answers.share)})"


def _level(change: ShareChange) -> str:
    return share(
        change.level, 0 if abs(100 * change.level - round(100 * change.level)) < 1e-9 else 1
    )


def _verdict(change: ShareChange, compared: bool) -> str:
    if change.low <= 0 <= change.high:
        return "So these answers cannot tell a change from chance."
    went = "fell" if change.high < 0 else "rose"
    more = " compared with where nothing was done" if compared else ""
    return f"So the share who say so {went}{more}, beyond what chance would bring."


def could_see(asked: SurveyDesign) -> str:
    """The smallest fall and rise that this survey would mostly see."""
    ends = {way: detectable_share(asked, rise=way == "rise") for way in ("fall", "rise")}
    sizes = [
        f"no {way}" if end is None else f"a {way} to {share(end)}" for way, end in ends.items()
    ]
    return (
        f"Starting from {share(asked.before)}, a survey of this size sees {sizes[0]}, or "
        f"{sizes[1]}, four times in five."
    )


BY_CHANCE = (
    "The interval takes the answers for a simple random sample. People asked in the same street or "
    "with weights tell less"
)


def cautions(change: ShareChange, repeated: bool, mend: str = "") -> tuple[str, ...]:
    """What no size of a survey mends.

    repeated : whether the same people were asked; mend : what to give where they were asked in
        clusters, for whoever can
    """
    said = ["Answers are what people say to somebody who asks, not what they do."]
    if len(change.waves) == 2:
        said.append(
            "Nobody was asked where nothing was done: what changed everywhere is in this change."
        )
    if not repeated:
        said.append(
            "The people asked after are not those asked before: a change of who answers would look "
            "like a change of mind."
        )
    if change.design_effect == 1:
        said.append(f"{BY_CHANCE}{f': {mend}' if mend else ''}.")
    else:
        said.append(f"The design raises the variance {change.design_effect:.2g} times.")
    return tuple(said)


def needed(people: int | None, asked: SurveyDesign, after: float) -> str:
    """People a wave who would see that change."""
    went = f"{share(asked.before)} to {share(after)}"
    if people is None:
        return f"No survey would tell {went} from chance."
    control = ", and as many where nothing is done" if asked.control else ""
    return f"To see a change from {went} four times in five, ask {people:,} people a wave{control}."
