"""Who says what: the claims of a study, both sides side by side, as sentences to complete."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from waterbed.analysis.understood import UNTESTABLE
from waterbed.model.draft import Location
from waterbed.model.study import Study
from waterbed.propose.claim_form import (
    Along,
    left_behind,
    opposed,
    other_side,
    sentence_of,
    unanswered,
)
from waterbed.propose.claims import turned_round
from waterbed.propose.edit import REMOVED, edited
from waterbed.read.study.problems import is_unfilled
from waterbed.read.study.study_file import study_from
from waterbed.web.forms import HIDDEN, Field, Form
from waterbed.web.pages.claims_fields import (
    KIND,
    Asked,
    changes_of,
    entered,
    entry_at,
    figure_taken,
    form_of,
)
from waterbed.web.store import Opened
from waterbed.web.visit import Visit, go
from waterbed.web.words import AHEAD

CHOOSE = Form("choose", (KIND,), "Complete the sentence", method="get")
SHOW = Form("show", (Field("ahead", "", kind=HIDDEN, value="yes"),), "Show what could be seen",
            method="get")  # fmt: skip
Ahead = Mapping[str, tuple[str, tuple[str, ...]]]
"""By id of a claim, whether these data can speak to it, and what is to be said of that."""
RECORDED = "recorded"
"""The kind that asks for nothing but the counts of the place itself."""
ALONE = (
    "Nobody else’s claim is about this outcome. If the claim that this was put against has been "
    "changed, change this one too, or remove it."
)
WORKBOOK = (
    "This study is a workbook. Its claims are read here and changed in its sheet; convert it to "
    "TOML (waterbed convert) to change them here."
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A claim as the page shows it; mark, notes : what is foreseen of it, none before it is asked
    opposite : the form that says its opposite, None where somebody does
    alone : what to say of one that the study puts against nobody's, "" of others
    instead : where to ask what was recorded, of somebody's that these data cannot test, "" of
        others
    """

    id: str
    who: str
    words: str
    said: str
    by_study: bool
    change: str
    opposite: Form | None
    mark: str
    notes: tuple[str, ...]
    alone: str
    instead: str


def show(visit: Visit) -> Mapping[str, object]:
    store, opened = visit.bench.store, visit.about
    entries = _entries(store.written(opened).raw)
    study = store.read(opened, draft=True)
    ahead: Ahead = {}
    kept_back: tuple[str, ...] = ()
    waiting = False
    if visit.query.get("ahead"):
        foreseen = visit.bench.later.get(
            ("claims", opened.key, opened.seen), lambda: _foreseen(visit, study)
        )
        waiting = foreseen is None
        ahead, kept_back = foreseen or ({}, ())
    toml = opened.file.suffix == ".toml"
    return {
        "sides": _sides(opened, study, entries, ahead, toml),
        "choose": visit.form(CHOOSE) if toml else None,
        "show": None if ahead else SHOW,
        "waiting": waiting,
        "workbook": "" if toml else WORKBOOK,
        "kept_back": kept_back,
        "behind": (behind := left_behind(store.written(opened).raw) if toml else None),
        "along": behind and _along(behind, opened),
        "lock": locked(study),
        **(_asked(visit, study, entries) if toml else {}),
    }


def _along(behind: Along, opened: Opened) -> Form:
    them = "them" if len(behind.claims) > 1 else "it"
    return Form("along", (), f"Make {them} about {behind.outcome} too", seen=opened.seen)


def _sides(
    opened: Opened,
    study: Study,
    entries: Sequence[Mapping[str, Any]],
    ahead: Ahead,
    toml: bool,
) -> list[tuple[str, list[Shown]]]:
    """Each side with its claims, those that say most beside each other first, what the study puts
    last."""
    from waterbed.disclosure.inputs import release_study
    from waterbed.report.words.claimed import judged_as

    shown = release_study(study, official=True, internal=True)
    sides: dict[str, list[Shown]] = {}
    by_id = {str(entry.get("id", "")): entry for entry in entries}
    for claim in shown.claims:
        entry = by_id[claim.id]
        mark, notes = ahead.get(claim.id, ("", ()))
        form = None
        if toml and not opposed(entries, entry):
            field = Field("of", "", kind=HIDDEN, value=claim.id)
            form = Form(
                f"opposite-{list(by_id).index(claim.id)}",
                (field,),
                "Say the opposite",
                seen=opened.seen,
            )
        # what the study drafted itself says "because of": that is nothing that was recorded
        untested = toml and mark == UNTESTABLE and "outcome" in entry and not claim.by_study
        instead = {"claim": claim.id, "kind": RECORDED} if entry.get("kind") != RECORDED else {}
        change = "?" + urlencode({"claim": claim.id}) + "#form-claim" if toml else ""
        sides.setdefault(claim.side, []).append(
            Shown(claim.id, claim.who, claim.words, judged_as(shown, claim), claim.by_study, change,
                  form, mark, notes, ALONE if unanswered(entries, entry) else "",
                  f"?{urlencode(instead)}#form-claim" if untested and instead else "")
        )  # fmt: skip
    by_study = {side: all(claim.by_study for claim in said) for side, said in sides.items()}
    return sorted(sides.items(), key=lambda side: (by_study[side[0]], -len(side[1])))


def _asked(
    visit: Visit, study: Study, entries: Sequence[Mapping[str, Any]]
) -> Mapping[str, object]:
    """The form of one claim, new or there already, and what is foreseen of what stands in it."""
    from waterbed.web.pages import after, page

    answers = visit.answers if visit.answers.get("form") == "claim" else visit.query
    of, kind = answers.get("claim", ""), answers.get("kind", "")
    entry = _named(entries, of)
    against = _named(entries, visit.query.get("after", ""))
    kind = kind or str(entry.get("kind", ""))
    if not kind or study.written is None:
        return {"form": None}
    sentence = sentence_of(kind, study.written)
    asked = Asked(sentence, entry, entries, against, visit.about.seen)
    form, do = form_of(asked, visit.answers.get("id", "")), visit.answers.get("do")
    form = entered(form, visit.answers, entry) if do == "kind" else visit.form(form)
    looked = None
    if do == "look" and visit.error is None:
        looked = _looked(visit)
    remove = Field("of", "", kind=HIDDEN, value=of)
    removal = Form("remove", (remove,), "Remove this claim", seen=visit.about.seen)
    return {
        "form": form,
        "sentence": sentence,
        "told": looked,
        "of": of,
        "against": against,
        "remove": removal if entry else None,
        "leads_on": (against or is_unfilled(entry.get("who"))) and after(page("claims")),
    }


def _named(entries: Sequence[Mapping[str, Any]], id: str) -> Mapping[str, Any]:
    """A claim, nothing where there is none of this name."""
    return next((claim for claim in entries if id and claim.get("id") == id), {})


def first_open(raw: Mapping[str, Any]) -> str:
    """The id of the first claim that nobody has been named for yet, "" where there is none."""
    each = (str(entry.get("id", "")) for entry in _entries(raw) if is_unfilled(entry.get("who")))
    return next(each, "")


def take(visit: Visit) -> Response | None:
    store, opened = visit.bench.store, visit.about
    form = visit.answers.get("form", "")
    do = visit.answers.get("do")
    if form == "claim" and do in ("look", "kind"):
        if do == "look":
            _supposed(visit)  # what is wrong with it is said beside the form
        return None
    written = store.written(opened)
    entries = _entries(written.raw)
    if form == "along":
        behind = left_behind(written.raw)
        changes, id = dict(behind.changes) if behind else {}, ""
    elif form == "claim":
        changes, id = _changes(visit, entries)
    else:
        at, entry = entry_at(entries, visit.answers.get("of", ""))
        id = ""
        if form == "remove":
            changes = {("claims", at): REMOVED}
        else:
            taken = [str(claim.get("id", "")) for claim in entries]
            new = turned_round(entry, taken, date.today())
            changes, id = {("claims", len(entries)): new}, str(new["id"])
    text = edited(written.content.decode("utf-8-sig"), changes)
    if text != written.content.decode("utf-8-sig"):
        study_from(tomllib.loads(text), opened.folder, draft=True)
        store.write(opened, text, visit.seen)
    if do == "next":
        asked = urlencode({"kind": other_side(entries, id), "after": id})
        return go(f"{address(opened)}?{asked}")
    if do == "on" and left_behind(tomllib.loads(text)) is None:
        from waterbed.web.pages import after, page

        following = after(page("claims"))
        assert following is not None
        return go(following.address(opened))
    return go(f"{address(opened)}?{urlencode({'kept': id})}#kept" if id else address(opened))


def _changes(visit: Visit, entries: Sequence[Mapping[str, Any]]) -> tuple[dict[Location, Any], str]:
    """What the form of a claim changes in the study, and the claim's id."""
    study = visit.bench.store.read(visit.about, draft=True)
    assert study.written is not None
    return changes_of(visit.answers, study.written, entries)


def _entries(raw: Mapping[str, Any]) -> list[dict[str, Any]]:
    claims = raw.get("claims", [])
    return claims if isinstance(claims, list) else []


def _looked(visit: Visit) -> tuple[str, tuple[str, ...]] | None:
    """What is foreseen of a claim as it stands in the form; nothing of it is written."""
    study, id = _supposed(visit)
    looked = _foreseen(visit, study)[0].get(id)
    entries = _entries(visit.bench.store.written(visit.about).raw)
    if looked is not None and (figure := figure_taken(visit.answers, entries)):
        mark, notes = looked
        looked = mark, (f"the figure is taken from the words: {figure}", *notes)
    return looked


def _supposed(visit: Visit) -> tuple[Study, str]:
    """The study with a claim as it stands in the form, and the claim's id; InputError for what is
    wrong with it."""
    written = visit.bench.store.written(visit.about)
    changes, id = _changes(visit, _entries(written.raw))
    text = edited(written.content.decode("utf-8-sig"), changes)
    return study_from(tomllib.loads(text), visit.about.folder, draft=True), id


def _foreseen(visit: Visit, study: Study) -> tuple[Ahead, tuple[str, ...]]:
    """By id of a claim, whether these data can speak to it, and what is to be said of that; and of
    all what a public report is likely to keep back."""
    from waterbed.analysis.understood import claim_rows, public_lines

    able = tuple(visit.bench.later.ahead.claims(study).values())
    rows = claim_rows(study, able, AHEAD)
    return {row.claim: (row.mark, row.notes) for row in rows}, public_lines(able)


def locked(study: Study) -> str:
    """Whether the rule is the one that was locked, "" where none was."""
    from waterbed.analysis.lock import compare_lock
    from waterbed.report.words.head import lock_sentence

    lock, day = compare_lock(study)
    return lock_sentence(lock, day) if lock else ""


def address(study: Opened) -> str:
    from waterbed.web.pages import page

    return page("claims").address(study)
