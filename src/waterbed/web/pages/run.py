"""Run a study, watch it, stop it, and read what it made."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace

from starlette.responses import Response

from waterbed.model.errors import InputError
from waterbed.model.progress import duration
from waterbed.web.forms import HIDDEN, PICK, SEND, TICK, Field, Form
from waterbed.web.reports import PROFILES, reports_of
from waterbed.web.runs import FAILED, RUNNING, STOPPED, WAITING, WHOLE, Going, Run
from waterbed.web.store import Opened
from waterbed.web.visit import Visit, go
from waterbed.web.words import STEPS

APART = 0.4
"""Seconds between two looks at a run that a page watches."""
STATES = {
    WAITING: "It waits for others to be whole.",
    WHOLE: "The run is whole.",
    STOPPED: "The run was stopped. The earlier report, if there was one, is as it was.",
    FAILED: "The run did not come to an end.",
}
READ = "words_read"
PROFILE = Field(
    "profile",
    "Who will read it?",
    kind=PICK,
    choices=tuple((name, f"{name.capitalize()}. {what}") for name, what in PROFILES.items()),
    value="public",
)
_WORDS = Field(
    READ,
    "The words above would be published as they are written",
    kind=TICK,
    choices=(("yes", "I read them all, and they may be published"),),
    hint="No screen knows the names of people and small places. Your yes is written into the "
    "ledger; it is asked again only when the words change.",
)


def show(visit: Visit) -> Mapping[str, object]:
    bench, study = visit.bench, visit.about
    runs = bench.runs.latest(study)
    going = [run for run in runs if run.going]
    texts = unread(visit)
    return {
        "form": visit.form(form_of(visit, bool(texts))),
        "texts": texts,
        "runs": [(run, standing_of(visit, run), _stop(run)) for run in runs],
        "watched": bool(going),
        "reports": [
            (report, f"{address(study)}/{report.profile}")
            for report in reports_of(bench.store.root, study)
        ],
        "profiles": PROFILES,
    }


def take(visit: Visit) -> Response:
    """Ask for a run, or stop one."""
    bench, study = visit.bench, visit.about
    profile = visit.answers.get("profile", "")
    if profile not in PROFILES:
        raise InputError("say who will read it", place="profile")
    if visit.answers.get("form", "").startswith("stop-"):
        for run in bench.runs.latest(study):
            if run.profile == profile:
                bench.runs.stop(run)
    else:
        read = "yes" in visit.answers.getlist(READ)
        if profile == "public" and not read and unread(visit):
            raise InputError("say that these words were read, or run it as internal", place=READ)
        bench.store.read(study)
        bench.runs.add(study, profile, words_read=read and profile == "public")
    return go(address(study))


def unread(visit: Visit) -> tuple[tuple[str, str], ...]:
    """Words that a public report would print and that nobody has said were read; none of a study
    that cannot be read, which running it tells."""
    from waterbed.analysis.ledger import has_secrets, unread_words

    try:
        study = visit.bench.store.read(visit.about)
        return unread_words(study) if has_secrets(study) else ()
    except InputError:
        return ()


def standing_of(visit: Visit, run: Run) -> str:
    """How a run stands, in a line."""
    if run.state == WAITING:
        return f"{STATES[WAITING]} Before it: {visit.bench.runs.ahead(run)}."
    if run.state != RUNNING:
        return STATES[run.state]
    return f"It is being run: {doing(run)}."


def doing(going: Going) -> str:
    """What a command is doing, and how long that has taken or may still take."""
    left = going.left
    time = f"{duration(going.taken)} so far" if left is None else f"{duration(left)} left"
    return f"{STEPS.get(going.what, going.what)}, {time}"


def at_once(visit: Visit) -> Form:
    """What asks for a run from the page that shows the words it would publish: saying that they
    were read asks for the public one."""
    if not unread(visit):
        whole = form_of(visit, False)
        button = f"Go on and {whole.button[:1].lower()}{whole.button[1:]}"
        return replace(whole, action=address(visit.about), button=button)
    fields = (
        Field("profile", "", kind=HIDDEN, value="public"),
        replace(_WORDS, kind=SEND, choices=(("yes", f"{_WORDS.choices[0][1]}: run it"),)),
    )
    return Form("run", fields, "", address(visit.about))


def form_of(visit: Visit, unread: bool) -> Form:
    """What asks for a run; unread : whether words would be printed that nobody has read."""
    fields = (PROFILE, _WORDS) if unread else (PROFILE,)
    again = bool(reports_of(visit.bench.store.root, visit.about))
    return Form("run", fields, "Run it again" if again else "Run it")


def _stop(run: Run) -> Form:
    field = Field("profile", "", kind=HIDDEN, value=run.profile)
    return Form(f"stop-{run.profile}", (field,), "Stop it")


def address(study: Opened) -> str:
    from waterbed.web.pages import page

    return page("run").address(study)


async def events(visit: Visit) -> AsyncIterator[str]:
    """How the runs of a study stand, as server-sent events, until none of them goes."""
    before = ""
    while True:
        runs = visit.bench.runs.latest(visit.about)
        going = [run for run in runs if run.going]
        now = json.dumps(
            [{"profile": run.profile, "told": standing_of(visit, run), "done": run.done,
              "of": run.of} for run in going]
        )  # fmt: skip
        if now != before:
            yield f"data: {now}\n\n"
            before = now
        if not going:
            return
        await asyncio.sleep(APART)
