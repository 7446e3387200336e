"""Where and when: the place, what lies round it, and the dates, of one intervention of a study."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.datastructures import ImmutableMultiDict
from starlette.responses import Response

from waterbed.analysis.drafted import AsDrafted
from waterbed.analysis.placing import Ground, Placed, drafted_study, nowhere, place
from waterbed.analysis.placing_ahead import Outlook, effects_of, outlook
from waterbed.analysis.placing_edit import answered
from waterbed.analysis.understood import shown_of
from waterbed.model.errors import InputError, WaterbedError
from waterbed.model.months import in_words
from waterbed.model.study import Study
from waterbed.model.typed import typed
from waterbed.propose.edit import at
from waterbed.propose.opening import Asked as Drafted
from waterbed.propose.places import choose
from waterbed.read.study.problems import is_unfilled
from waterbed.report.blocks import most_spoken
from waterbed.report.front import leading_outcome
from waterbed.web.ground import drafted_from, ground_of, remember, remembered
from waterbed.web.pages.claims import first_open
from waterbed.web.pages.where_fields import GROUP, answers_of, form_of, months_told
from waterbed.web.placed import picture, role_rows
from waterbed.web.reports import reports_of
from waterbed.web.visit import Visit, go
from waterbed.web.words import AHEAD, bare

UNNAMED = "the measure"
"""What was done, as long as nobody says it: no area hangs on it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page is about: one intervention of a study, and the ground that it is on."""

    raw: Mapping[str, object]
    number: int
    study: Study
    ground: Ground

    @property
    def id(self) -> str:
        return self.study.interventions[self.number].id


def show(visit: Visit) -> Mapping[str, object]:
    asked = _asked(visit)
    query = ImmutableMultiDict(visit.query.multi_items())
    given = visit.answers if visit.answers.get("form") == "where" else query
    chosen = _chosen(asked, given)
    shown = shown_of(asked.study)
    form = form_of(
        asked.raw, asked.number, asked.ground, chosen, given,
        visit.query.get("seen", "") or visit.about.seen,
        leading_outcome(shown, asked.id) if most_spoken(shown) in (asked.id, "") else "",
        bool(reports_of(visit.bench.store.root, visit.about)),
    )  # fmt: skip
    if visit.answers:
        form = replace(visit.form(form), seen=visit.about.seen)
    else:
        form = form.entered(query) if query.get("form") == form.name else form
    saved, known = _as_saved(visit, asked, given), _remembered(visit)
    placed, why = _placed(asked, saved.study, chosen)
    ahead = None if why else _ahead(visit, asked, saved)
    compared = ahead is None or ahead.compared
    values = {
        "form": form,
        "fields": {field.name: field for field in form.fields},
        "others": [
            (k, intervention.name) for k, intervention in enumerate(asked.study.interventions)
        ],
        "number": asked.number,
        "svg": picture(asked.ground, placed, compared),
        "roles": role_rows(asked.ground, placed, compared),
        "why_not": why,
        "compared": _months(asked, saved),
        "ahead": ahead.said if ahead else (),
        "nothing": ahead.nothing if ahead else (),
        "waiting": ahead is None and saved.whole and bool(chosen) and not why,
        "may_fall": "buffer" in placed.roles and not saved.whole and known is not None,
        "months": "" if known else months_told(asked.raw, asked.number, given),
        "unwritable": visit.about.file.suffix != ".toml",
        "many": len(asked.ground.areas),
    }
    if known:
        values["command"] = _command(visit, known.asked)
    return values


def take(visit: Visit) -> Response:
    from waterbed.web.pages import after, page

    asked = _asked(visit)
    said = visit.answers
    if said.get("do") == "show":
        kept = [(k, v) for k, v in said.multi_items() if k not in ("csrf", "do")]
        return go(f"?{urlencode(kept)}")
    file = visit.about.file
    if file.suffix != ".toml":
        raise InputError(
            "this study is a workbook",
            mend="Change it in a spreadsheet program, or turn it into TOML: waterbed convert.",
        )
    text = file.read_bytes().decode("utf-8-sig")
    answers = answers_of(said, asked.raw, asked.number)
    text, known = answered(file, text, asked.number, answers, drafted_from(file, text))
    visit.bench.store.write(visit.about, text, visit.seen)
    if known is not None:
        remember(file, text, known)
    following = after(page("where"))
    assert following is not None
    address, claim = following.address(visit.about), first_open(tomllib.loads(text))
    return go(f"{address}?{urlencode({'claim': claim})}" if claim else address)


def _asked(visit: Visit) -> Asked:
    raw = visit.bench.store.written(visit.about).raw
    study = drafted_study(raw, visit.about.folder)
    of = visit.answers.get("of") or visit.query.get("of", "0")
    number = int(of) if of.isdecimal() and int(of) < len(study.interventions) else 0
    if not study.interventions:
        raise InputError("this study has no intervention", mend="Add one in an editor.")
    return Asked(raw, number, study, ground_of(study))


def _chosen(asked: Asked, given: ImmutableMultiDict[str, str]) -> tuple[str, ...]:
    """Areas, or a group, as they are ticked, or as the study has them."""
    if given.get("form") == "where":
        return tuple(given.getlist("place"))
    target = at(asked.raw, ("interventions", asked.number, "target")) or []
    if isinstance(target, dict) and "group" in target:
        return (f"{GROUP}{target['group']}",)
    names = target.get("areas", []) if isinstance(target, dict) else target
    ids: list[str] = []
    for name in names:
        if not is_unfilled(name):
            try:
                ids += choose((str(name),), asked.ground.names).ids
            except InputError:
                continue
    return tuple(ids)


@dataclass(frozen=True, slots=True)
class Saved:
    """A study as saving what was entered would leave it.

    text : of its file; whole : whether that is known: what is entered may lack a place or a start,
        or be wrong, and a study that stands as it was drafted may lose its buffer to it
        (`analysis.drafted`)
    """

    study: Study
    text: str
    whole: bool


def _as_saved(visit: Visit, asked: Asked, given: ImmutableMultiDict[str, str]) -> Saved:
    file = visit.about.file
    text = "" if file.suffix != ".toml" else file.read_bytes().decode("utf-8-sig")
    here = at(asked.raw, ("interventions", asked.number))
    filled = bool(_chosen(asked, ImmutableMultiDict())) and not is_unfilled(here.get("start"))
    if given.get("form") != "where" or not text:
        return Saved(asked.study, text, filled)
    known = drafted_from(file, text)
    said = ImmutableMultiDict(
        [*given.multi_items(), ("kind", given.get("kind", "").strip() or UNNAMED)]
    )
    try:
        answers = answers_of(said, asked.raw, asked.number)
        saved, _ = answered(file, text, asked.number, answers, known)
        return Saved(drafted_study(tomllib.loads(saved), file.parent), saved, True)
    except WaterbedError:  # told when it is saved
        return Saved(asked.study, text, False)


def _ahead(visit: Visit, asked: Asked, saved: Saved) -> Outlook | None:
    """What could be told of an effect, by the judge of `check`; None while it is worked out, and
    where that hangs on what is not entered yet."""
    if not saved.whole:
        return None
    id = saved.study.interventions[asked.number].id
    study, later = effects_of(saved.study, id), visit.bench.later
    if not study.claims:
        return Outlook()
    key = ("where", visit.about.key, id, saved.text or visit.about.seen)
    try:
        able = later.get(key, lambda: later.ahead.claims(study))
    except WaterbedError as error:
        said = bare(error) if isinstance(error, InputError) else str(error)
        return Outlook(nothing=(said,))
    return None if able is None else outlook(able, AHEAD)


def _placed(asked: Asked, study: Study, chosen: tuple[str, ...]) -> tuple[Placed, str]:
    """What the rule gives round the places that are chosen, or why it gives nothing.

    study : whose rule it is
    """
    names = tuple(area.removeprefix(GROUP) for area in chosen)
    if not names:
        return nowhere(asked.ground), ""
    try:
        ids = choose(names, asked.ground.names).ids
        return place(study, study.interventions[asked.number].id, asked.ground, ids), ""
    except WaterbedError as error:
        return nowhere(asked.ground), bare(error) if isinstance(error, InputError) else str(error)


def _months(asked: Asked, saved: Saved) -> list[tuple[str, str]]:
    """Which months are compared, as saving would leave them; nothing as long as that is not
    known."""
    done = saved.study.interventions[asked.number]
    window = saved.study.rule.default_window(done.id)
    if not saved.whole or window is None or not done.has_target:
        return []
    months = [("Months before", window.base.in_words()), ("Months after", window.post.in_words())]
    if done.transition is not None:
        months.append(("In neither: it began inside", in_words(done.transition)))
    return months


def _remembered(visit: Visit) -> AsDrafted | None:
    """What the study was drafted from, where it stands as it was drafted and that is known."""
    file = visit.about.file
    if file.suffix != ".toml":
        return None
    return remembered(file, file.read_bytes().decode("utf-8-sig"))


def _command(visit: Visit, asked: Drafted) -> str:
    """What `waterbed new` would be asked for the study as it stands."""
    folder = visit.about.key
    words = [f"waterbed new {typed(folder)}", f"--counts {typed(f'{folder}/{asked.counts.name}')}"]
    if asked.areas:
        words.append(f"--areas {typed(f'{folder}/{asked.areas.name}')}")
    words += [f"--place {typed(name)}" for name in asked.places]
    words += [f"--beside {typed(name)}" for name in asked.beside]
    words += [f"--kind {typed(asked.kind)}"] if asked.kind else []
    words += [f"--about {typed(asked.about)}"] if asked.about else []
    words += [f"--start {typed(asked.start)}"] if asked.start else []
    words += [f"--answer {typed(f'{k}={v}')}" for k, v in asked.answers]
    return " ".join(words)
