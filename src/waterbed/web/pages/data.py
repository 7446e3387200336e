"""My data: files that are sent, what was understood of them, and what they leave open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from starlette.responses import Response

from waterbed.analysis.drafted import AsDrafted
from waterbed.model.errors import InputError
from waterbed.model.typed import typed
from waterbed.propose.new import Made, write
from waterbed.propose.questions import (
    ALIAS,
    COLUMNS,
    LAYOUT,
    SHEET,
    Question,
    open_questions,
    question_of,
)
from waterbed.propose.understood import first_rows, guessed, understood
from waterbed.read.study.problems import is_unfilled
from waterbed.web.forms import FILE, HIDDEN, PICK, SEND, Field, Form
from waterbed.web.ground import remember
from waterbed.web.receive import Upload
from waterbed.web.staged import ROLES, Staged, stage, staged
from waterbed.web.visit import Visit, go
from waterbed.web.words import called, noticed

FILES = Form(
    "files",
    (
        Field("counts", "The table of counts or of incidents",
              "A CSV file, an Excel workbook or a parquet file; or the zip that data.police.uk "
              "gives. Choose it, or drop it on the field; a map may be chosen along with it.",
              FILE, several=True),
        Field("areas", "The map of the areas, or a table of them",
              "Polygons (GeoPackage or GeoJSON) or a table with a row an area. Without a map "
              "nothing can be drawn, and areas next door must be named.", FILE, optional=True),
        Field("neighbours", "A table of neighbours",
              "Only beside a table of areas: pairs of areas with the metres between their edges.",
              FILE, optional=True),
    ),
    "Read it",
)  # fmt: skip
MAPS = (".geojson", ".gpkg", ".json")
"""Ends of the names of maps, where a file was not sent as one."""
ASKED_ABOVE = "asked above"
FEW = 4
"""So many answers are buttons; more are a list to choose from."""
NEW = "waterbed new STUDY --counts FILE --areas FILE"


def show(visit: Visit) -> Mapping[str, object]:
    key = visit.query.get("sent", "")
    if not key:
        return {"files": visit.form(FILES), "sent": None}
    sent = staged(visit.bench, key)
    kept = sent.kept
    shown: dict[str, object] = {"sent": sent, "names": kept["names"]}
    if kept["answers"]:
        shown["undo"] = UNDO
    questions, drafted = _read(sent)
    if drafted is not None:
        draft, ahead = drafted
        shown |= {
            "guesses": [
                called(replace(guess, value=ASKED_ABOVE) if is_unfilled(guess.value) else guess)
                for guess in guessed(draft.survey)
            ],
            "lines": [noticed(line) for line in (*understood(draft, bool(ahead)), *ahead)],
            "rows": first_rows(draft.survey),
            "incidents": draft.survey.table.layout in ("incidents", "police-uk"),
            "command": _command(sent, "STUDY"),
        }
    if questions:
        asks = {
            "question": visit.form(_asked(questions[0])),
            "left": len(questions) - 1,
            "may_settle": questions[0].key in COLUMNS,
        }
        return shown | asks | _all_alike(questions)
    return shown | {"accept": visit.form(_accept(sent))}


def take(visit: Visit) -> Response:
    form = visit.answers.get("form", "")
    if form == FILES.name:
        return _sent(visit)
    sent = staged(visit.bench, visit.query.get("sent", ""))
    if form == "accept":
        return _accepted(visit, sent)
    kept = sent.kept
    answers = kept["answers"]
    if form == UNDO.name and answers:
        answers.popitem()
    elif form == "alike":
        spellings = _spellings(_read(sent)[0])
        answers |= {question.key: question.choices[0][0] for question in spellings}
    elif form == "question":
        key, answer = visit.answers.get("key", ""), visit.answers.get("answer", "\0")
        question = next((question for question in _read(sent)[0] if question.key == key), None)
        if question is not None and answer not in dict(question.choices):
            raise InputError("choose an answer", place="answer")
        if question is not None:
            answers[key] = answer
    _settle(sent, answers)
    return _to(sent)


def _read(sent: Staged) -> tuple[tuple[Question, ...], tuple[Made, tuple[str, ...]] | None]:
    """What is still asked, and the draft where that does not keep it from being made."""
    try:
        drafted = sent.drafted()
    except InputError as error:
        if (question := question_of(error)) is None:
            raise
        return (question,), None
    return open_questions(drafted[0].survey), drafted


def _all_alike(questions: Sequence[Question]) -> dict[str, object]:
    """Where more names than one are asked about next, the button that answers all of them."""
    names = _spellings(questions)
    if len(names) < 2 or questions[0] not in names:
        return {}
    pairs = [
        f"{question.key.removeprefix(ALIAS)} is {question.choices[0][0]}" for question in names
    ]
    return {"alike": Form("alike", (), f"Yes to all {len(names)}"), "pairs": pairs}


def _spellings(questions: Sequence[Question]) -> list[Question]:
    """Those that ask whether a name is another spelling; the first answer is that it is."""
    return [question for question in questions if question.key.startswith(ALIAS)]


def _settle(sent: Staged, answers: dict[str, str]) -> None:
    """Keep answers, unless the files cannot be read by them."""
    before = sent.kept
    sent.keep(before["names"], answers)
    try:
        _read(sent)
    except InputError as error:
        sent.keep(before["names"], before["answers"])
        raise InputError(
            error.problem, place="answer", value=error.value, mend=error.mend
        ) from None


UNDO = Form("undo", (), "Take the last answer back")


def _sent(visit: Visit) -> Response:
    """Keep the files if they can be read, or if what is wrong can be answered."""
    uploads = {role: upload for role in ROLES if (upload := visit.upload(role)) is not None}
    uploads |= _along(visit.sent("counts"), uploads)
    if "counts" not in uploads:
        raise InputError("choose a file with the counts or the incidents", place="counts")
    if not uploads["counts"].file.stat().st_size:
        raise InputError("this file is empty", place="counts")
    sent = stage(visit.bench, uploads)
    try:
        _read(sent)
    except BaseException:
        sent.drop()
        raise
    return _to(sent)


def _along(together: tuple[Upload, ...], uploads: Mapping[str, Upload]) -> dict[str, Upload]:
    """Of files that were chosen together, the table of counts and the map; InputError for others
    beside them."""
    if len(together) < 2:
        return {}
    maps = [upload for upload in together if upload.suffix in MAPS]
    tables = [upload for upload in together if upload.suffix not in MAPS]
    if len(tables) != 1 or len(maps) + ("areas" in uploads) > 1:
        raise InputError(
            "these are not one table and one map of its areas",
            place="counts", mend="Choose one table, and along with it at most one map.",
        )  # fmt: skip
    return {"counts": tables[0], **({"areas": maps[0]} if maps else {})}


def _to(sent: Staged) -> Response:
    return go(f"/data?sent={sent.key}")


def _asked(question: Question) -> Form:
    fields = (
        Field("key", "", kind=HIDDEN, value=question.key),
        Field("answer", question.asks, _why(question.why),
              SEND if len(question.choices) <= FEW else PICK, question.choices),
    )  # fmt: skip
    return Form("question", fields, "" if len(question.choices) <= FEW else "Answer")


def _why(why: str) -> str:
    return f"It is asked, since {why}."


def _accept(sent: Staged) -> Form:
    stem = sent.kept["names"]["counts"].rpartition(".")[0]
    hint = "The folder that it is kept in, inside the one that the workbench was opened on."
    return Form(
        "accept", (Field("name", "What to call it", hint, value=stem),), "Make a study of it"
    )


def _accepted(visit: Visit, sent: Staged) -> Response:
    """The study, written when all its files are there, so that none is ever there by half."""
    from waterbed.web.pages import page

    draft, _ = sent.drafted()
    folder = visit.bench.store.new_folder(visit.answers.get("name", ""))
    asked = sent.asked(folder)
    sent.move(folder)
    draft = draft.moved(folder)
    write(draft)
    remember(draft.file, draft.content.decode(), AsDrafted(asked, {}))
    study = visit.bench.store.open(folder.name)
    return go(page("where").address(study))


def _command(sent: Staged, study: str) -> str:
    """What makes the same study of files that lie in its folder."""
    kept = sent.kept
    words = ["waterbed new", study]
    for role, name in kept["names"].items():
        words += [f"--{role}", typed(f"{study}/{name}")]
    for key, value in kept["answers"].items():
        option = f"--{key}" if key in (LAYOUT, SHEET) else "--answer"
        words += [option, typed(value if key in (LAYOUT, SHEET) else f"{key}={value}")]
    return " ".join(words)
