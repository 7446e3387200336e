"""A batch from its studies to its reports and its summary."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path

from waterbed import __version__
from waterbed.analysis.foresight import PLACEBOS
from waterbed.analysis.ledger import (
    Releasing,
    has_secrets,
    releasing,
    sources_of,
    unread_words,
)
from waterbed.analysis.run import areas_of, read_inputs, this_month
from waterbed.analysis.verify import all_published
from waterbed.batch.lock import Locked, compare_lock, lock_path
from waterbed.batch.months import ByMonth, by_month
from waterbed.batch.parts import begin, keep, kept
from waterbed.batch.places import Place, places_of
from waterbed.batch.planned import Planned, Read, Standings, read_batch, stamp_of
from waterbed.batch.single import Done, HowRun, explained, readers_of, report_folder, work
from waterbed.batch.summary import summarise
from waterbed.disclosure.elsewhere import sensitive_study
from waterbed.disclosure.ledger.book import Book, ledger_of, read_book
from waterbed.model.errors import InputError, WaterbedError
from waterbed.model.parallel import map_tasks
from waterbed.model.progress import Progress, quiet
from waterbed.model.released_batch import ShownBatch
from waterbed.model.results import Results
from waterbed.model.study import Study
from waterbed.report import write_outputs
from waterbed.report.batch import write_summary


@dataclass(frozen=True, slots=True)
class Batch:
    """What a batch made.

    shown : the summary, as it leaves; errors : by id of the studies that failed, for the screen
    alone; ours : ids of those that failed by a fault of the program
    begun : ledgers that it began; resumed : how many studies were whole already
    left : reports in the folder that it did not make, of an earlier batch
    files : name of each study's file, by id, for the screen alone
    """

    shown: ShownBatch
    folder: Path
    errors: dict[str, str] = field(default_factory=dict)
    ours: frozenset[str] = frozenset()
    begun: tuple[Path, ...] = ()
    resumed: int = 0
    left: tuple[str, ...] = ()
    files: dict[str, str] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """What the shell gets: nought where a study has a report; else what a single run leaves
        with, 2, or 1 where nothing but the program is at fault."""
        if len(self.errors) < self.shown.studies:
            return 0
        return 1 if self.ours >= self.errors.keys() else InputError.exit_code


def words_to_read(studies: Sequence[Read]) -> tuple[tuple[str, str], ...]:
    """Texts that reports on unpublished tables would print and that nobody said were read, each
    once, with its study and place."""
    first_at: dict[str, str] = {}
    for read in studies:
        if read.study is not None and has_secrets(read.study):
            for place, text in unread_words(read.study):
                first_at.setdefault(text, f"{read.planned.id}, {place}")
    return tuple((place, text) for text, place in first_at.items())


def batch(
    studies: Path,
    out: Path,
    *,
    template: Path | None = None,
    data: Path | None = None,
    profile: str = "public",
    placebos: int = PLACEBOS,
    workers: int = 1,
    executor: Executor | None = None,
    words_read: bool = False,
    new_vintage: bool = False,
    run_month: int | None = None,
    progress: Progress = quiet,
) -> Batch:
    """Judge every study of a folder, or of a table of places, by one rule; write a report each and
    a summary.

    studies : a folder of study files, or a table (place, areas, date, kind); then `template` is the
        study that its rows are put into
    data : the folder of the files that studies name, by default each study's own
    profile, placebos, run_month : as of `analysis.run.run` and `disclosure.release`
    executor : any `concurrent.futures.Executor`, whose workers see the same files; the bytes are
        the same for any of them, for any number of workers, and for a batch that was stopped and
        begun again
    words_read, new_vintage : that somebody says that all words which reports print were read, and
        that a table that changed since its last release is meant to have done so
    InputError where there is no study, or the folder holds something else.
    """
    begin(out, profile)
    progress("reading", 0, 1)
    read = read_batch(studies, out, template, data)
    month = this_month() if run_month is None else run_month
    nameless = profile == "public" and any(map(sensitive_study, readable(read)))
    token = secrets.token_hex(8)
    how = HowRun(out.resolve(), profile, placebos, month, token, targets_of(read), nameless)
    lock = compare_lock(read, lock_path(studies))
    ledgers = partial(releasing, words_read=words_read, new_vintage=new_vintage)
    making = _Making(how, read, ledgers, template is not None)
    making.resume()
    making.run(workers, executor, progress)
    return making.summed(studies, lock)


def targets_of(read: Sequence[Read]) -> frozenset[str]:
    """Areas whose change is asked about, as the studies write them."""
    return frozenset(
        id for study in readable(read) for done in study.interventions for id in done.target
    )


def readable(read: Sequence[Read]) -> list[Study]:
    """The studies that could be read."""
    return [planned.study for planned in read if planned.study is not None]


class _Making:
    """A batch as it is made: what each study gave, or its error, by id."""

    def __init__(
        self,
        how: HowRun,
        read: Sequence[Read],
        ledgers: Callable[..., AbstractContextManager[Releasing]],
        of_table: bool,
    ) -> None:
        self.how, self.read, self.ledgers = how, read, ledgers
        self.of_table, self.studies = of_table, readable(read)
        self.places: dict[str, tuple[Place, ...]] = {}
        self.errors = {each.planned.id: each.error for each in read if each.error}
        self.ours: set[str] = set()
        self.stamps: dict[str, str] = {}
        self.begun: list[Path] = []
        self.resumed = 0

    def resume(self) -> None:
        """Take up what is whole already."""
        known: Standings = {}
        books: dict[Path, Book] = {}
        for read in self.read:
            if read.study is None:
                continue
            id, how = read.planned.id, self.how
            self.stamps[id] = stamp_of(
                read, known, version=__version__, profile=how.profile, placebos=how.placebos,
                month=how.run_month, nameless=how.nameless,
            )  # fmt: skip
            report = report_folder(how, id)
            whole = kept(how.out, id, self.stamps[id], report)
            if whole is not None and self._is_known(read.study, report, books):
                self.places[id] = whole
        self.resumed = len(self.places)

    def _is_known(self, study: Study, report: Path, books: dict[Path, Book]) -> bool:
        """Whether a public report stands in the ledgers of its unpublished tables; where one of
        them was lost it is released anew, so that others are held with it.  books : is added to"""
        if self.how.profile != "public" or not has_secrets(study):
            return True
        results = sha256((report / "results.json").read_bytes()).hexdigest()
        paths = {ledger_of(file) for _, file in sources_of(study)}
        books |= {path: read_book(path) for path in paths - books.keys()}
        return all(books[path].has_results(results) for path in paths)

    def run(self, workers: int, executor: Executor | None, progress: Progress) -> None:
        """Run what is not there yet; reports on unpublished tables are written here, one after the
        other, since each has to pass the ledger with those before it."""
        todo = [read for read in self.read if read.study and read.planned.id not in self.places]
        total = len(self.read)
        progress("judging", total - len(todo), total)
        if todo and workers > 1 and executor is None:
            self._read_first(todo[0])
        tasks = map_tasks(
            work, self.how, [read.planned for read in todo], workers=workers, executor=executor
        )
        for number, (read, done) in enumerate(zip(todo, tasks, strict=True), 1):
            self._take(read.planned, done)
            progress("judging", total - len(todo) + number, total)

    def _read_first(self, first: Read) -> None:
        """Read the counts before workers are forked, so that they share them."""
        try:
            read_inputs(first.planned.path, first.planned.data, readers=readers_of(self.how))
        except WaterbedError:
            return  # said again, of the study that it is an error of

    def _take(self, planned: Planned, done: Done) -> None:
        if done.raw is not None:
            raw = done.raw
            done = explained(planned, lambda: self._released(planned, raw))
        if done.error:
            self.errors[planned.id] = done.error
            self.ours |= {planned.id} if done.ours else set()
            return
        self.places[planned.id] = done.places
        folder = report_folder(self.how, planned.id)
        keep(self.how.out, planned.id, self.stamps[planned.id], folder, done.places)

    def _released(self, planned: Planned, raw: Results) -> Done:
        """A public report on unpublished tables, held with their ledgers and written."""
        inputs = read_inputs(planned.path, planned.data, readers=readers_of(self.how))
        panel = inputs.counts.panel
        areas = areas_of(raw.study, panel)
        with self.ledgers(raw, panel, areas) as passed:
            content = passed.held.content
            folder = report_folder(self.how, planned.id)
            write_outputs(content, folder, entered=passed.entered)
        self.begun += passed.started
        return Done(planned.id, places=places_of(planned.id, content.content, raw.study))

    def summed(self, studies: Path, lock: Locked) -> Batch:
        """The summary, written."""
        rule = self.studies[0].rule if self.studies else None
        order = [read.planned.id for read in self.read]
        secret = any(map(sensitive_study, self.studies))
        open_ = self._all_read and all(map(all_published, self.studies))
        said = self.how.profile == "internal" or (open_ and not secret)
        errors = {id: self.errors[id] for id in order if id in self.errors}
        shown = summarise(
            studies.stem,
            self.how.profile,
            rule,
            order,
            [place for id in order for place in self.places.get(id, ())],
            {id: self._plain(why, studies) if said else "" for id, why in errors.items()},
            lock,
            self._by_month(secret),
            sensitive=secret,
            unnamed=rule is None,
        )
        write_summary(shown, self.how.out)
        begun = tuple(dict.fromkeys(self.begun))
        files = {each.planned.id: each.planned.path.name for each in self.read}
        ours = frozenset(self.ours)
        return Batch(shown, self.how.out, errors, ours, begun, self.resumed, self._left(), files)

    def _by_month(self, secret: bool) -> Mapping[str, ByMonth]:
        """By months since each start, over the places that averages are of."""
        ran = {
            each.planned.id: each.study
            for each in self.read
            if each.study and each.planned.id in self.places
        }
        averaged = {
            (place.study, place.intervention, place.outcome)
            for places in self.places.values()
            for place in places
            if place.is_averaged
        }
        return by_month(ran, readers_of(self.how), self.how.profile, averaged, secret)

    @property
    def _all_read(self) -> bool:
        """Whether the tables of all studies are known: what could not be read may be of a table
        that is not published, or of a sensitive kind; but rows of a table of places all have the
        tables of its template."""
        return len(self.studies) == len(self.read) or (self.of_table and bool(self.studies))

    def _left(self) -> tuple[str, ...]:
        there = (folder.name for folder in report_folder(self.how, "").glob("*") if folder.is_dir())
        return tuple(sorted(name for name in there if name not in self.places))

    def _plain(self, error: str, studies: Path) -> str:
        """An error without the folders of this machine."""
        own = {at for read in self.read for at in (read.planned.path.parent, read.planned.data)}
        named = {self.how.out, studies, *own} - {None, Path()}
        folders = {at for path in named if path for at in (path, path.resolve())}
        for folder in sorted(folders, key=lambda at: len(str(at)), reverse=True):
            error = error.replace(f"{folder}/", "")
            error = error.replace(f"'{folder}'", f"'{folder.name}'")
        return error.splitlines()[0]
