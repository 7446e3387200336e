"""Words on what people answer: what a survey of the study found, and what a claim of it meets."""

from __future__ import annotations

from waterbed.model.kinds import KINDS
from waterbed.model.released import ShownRemark, ShownRun, ShownVerdict
from waterbed.model.released_study import ShownClaim, ShownStudy
from waterbed.model.released_survey import ShownSurvey, ShownWave
from waterbed.report.words import survey as words
from waterbed.report.words.answers import each_end
from waterbed.report.words.numbers import HIDDEN, day, listed, plural, sentence

TITLE = "Do people answer otherwise?"
COLUMNS = (
    "What was asked",
    "Who was asked",
    "Before",
    "After",
    "Before, where nothing was done",
    "After, where nothing was done",
    "Change",
    "Source",
)
NEAREST = "Counts are rounded to the nearest five, and a change is that of the rounded counts."
NOT_YET = "not yet asked"


def survey_of(results: ShownRun, claim: ShownClaim) -> ShownSurvey | None:
    return next((survey for survey in results.surveys if survey.id == claim.survey), None)


def questioned(survey: ShownSurvey) -> str:
    """“Do you feel safe?” (yes: agree, strongly agree)."""
    return f"“{survey.question}” (yes: {survey.yes_means})"


def attitude_sentence(survey: ShownSurvey) -> str:
    """What was asked, what was answered, and by how much that changed."""
    asked = questioned(survey)
    if survey.status == "withheld":
        return sentence(f"{asked}: {HIDDEN}")
    if survey.change is None:
        before = words.wave(survey.before.answers)
        return sentence(f"{asked}: {before} said yes before; nobody has been asked again yet")
    level = each_end((1 + survey.level) / 2)
    return f"{asked}: {' '.join(words.change_sentences(survey.change, level))}"


def could_see(survey: ShownSurvey) -> str:
    """The smallest fall and rise that a survey of this size would mostly see; "" where withheld."""
    return "" if survey.seen is None else words.could_see(survey.seen)


def foretold(survey: ShownSurvey) -> str:
    """What a survey asks, how many answered, and what it could see; nothing of what they said
    after."""
    asked = [f"{wave.of or 0:,}" for wave in survey.waves]
    return f"{questioned(survey)}, of {listed(asked)} people. {could_see(survey)}".strip()


# Claims ---------------------------------------------------------------------------------------


def _points(claim: ShownClaim) -> str:
    if not claim.stated:
        return ""
    size = words.points(claim.stated).removesuffix(" more")
    return f" by {size} or more"


def _question(study: ShownStudy, claim: ShownClaim) -> tuple[str, bool]:
    """What was asked, and whether it was asked where nothing was done as well."""
    question = next((survey for survey in study.surveys if survey.id == claim.survey), None)
    return ("", False) if question is None else (question.question, question.compared)


def judged(study: ShownStudy, claim: ShownClaim) -> str:
    """The claim as a region of the change of a share."""
    said = KINDS[claim.kind].in_words(claim.negated).format(by=_points(claim))
    question, compared = _question(study, claim)
    against = ", compared with where nothing was done" if compared else ""
    return f"{said}{against}: “{question}”"


def in_short(study: ShownStudy, claim: ShownClaim) -> str:
    """fewer say yes: “Do you feel safe?”"""
    question, _ = _question(study, claim)
    return f"{KINDS[claim.kind].says[claim.negated]}{_points(claim)}: “{question}”"


def reason(results: ShownRun, verdict: ShownVerdict, why: ShownRemark) -> str:
    survey = survey_of(results, verdict.claim)
    return "" if survey is None else attitude_sentence(survey)


def limits(results: ShownRun, verdict: ShownVerdict, why: ShownRemark) -> str:
    survey = survey_of(results, verdict.claim)
    return "" if survey is None else " ".join(cautions(survey))


def cautions(survey: ShownSurvey) -> tuple[str, ...]:
    """How counts are told, and what no size of a survey mends; none where nothing was found."""
    if survey.change is None:
        return ()
    rounded = (NEAREST,) if survey.status == "rounded" else ()
    return (*rounded, *words.cautions(survey.change, survey.same_people))


def seen_for(results: ShownRun, claim: ShownClaim) -> str:
    survey = survey_of(results, claim)
    return "" if survey is None else could_see(survey)


# The section ----------------------------------------------------------------------------------


def finding(surveys: tuple[ShownSurvey, ...]) -> str:
    """How many questions there are, and of how many the answers changed beyond chance."""
    changes = [survey.change for survey in surveys if survey.change is not None]
    asked = plural(len(surveys), "question was asked", "questions were asked")
    if not changes:
        return f"{asked} before, and no change of the answers is known."
    fell = sum(change.high < 0 for change in changes)
    rose = sum(change.low > 0 for change in changes)
    both = plural(len(changes), "question was asked", "questions were asked")
    said = [
        f"of {n} the share who say yes {way}" for n, way in ((fell, "fell"), (rose, "rose")) if n
    ]
    if unclear := len(changes) - fell - rose:
        said.append(f"for {unclear} the answers cannot tell a change from chance")
    if unknown := len(surveys) - len(changes):
        said.append(f"of {unknown} more no change is known")
    return sentence(f"{both} before and after: {listed(said)}")


def row(survey: ShownSurvey) -> tuple[str, ...]:
    change = survey.change
    moved = HIDDEN if survey.status == "withheld" else NOT_YET
    if change is not None:
        span = f"{words.points(change.low)} to {words.points(change.high)}"
        moved = f"{words.points(change.value)} ({span})"
    source = ", ".join(text for text in (survey.source, survey.date and day(survey.date)) if text)
    waves = (survey.before, survey.after, survey.comparison_before, survey.comparison_after)
    answers = [_wave(survey, wave) for wave in waves[:2]]
    beside = [
        _wave(survey, wave) if survey.comparison_before else "not asked" for wave in waves[2:]
    ]
    return (questioned(survey), survey.who or "not said", *answers, *beside, moved, source)


def _wave(survey: ShownSurvey, wave: ShownWave | None) -> str:
    if wave is None:
        return NOT_YET
    asked = f", {day(wave.asked)}" if wave.asked else ""
    if survey.status == "withheld":
        return f"{HIDDEN}{asked}"
    about = "about " if survey.status == "rounded" else ""
    return f"{about}{words.wave(wave.answers)}{asked}"


def note(level: float) -> str:
    return (
        "Who said yes, of all who answered. Change: in points, hundredths of all who answered, "
        f"with what fits ({each_end(level)}); where the same was asked where nothing was done, by "
        "how much more than there."
    )
