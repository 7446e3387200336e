"""One study of a batch: run as `waterbed run` does, its report, and what the summary needs."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from waterbed.analysis.ledger import has_secrets
from waterbed.analysis.readers import KeptReaders
from waterbed.analysis.run import run
from waterbed.batch.parts import REPORTS
from waterbed.batch.places import Place, places_of
from waterbed.batch.planned import Planned
from waterbed.disclosure import release
from waterbed.model.errors import WaterbedError
from waterbed.model.results import Results
from waterbed.read.tables.frames import parquet_of
from waterbed.report import write_outputs

OURS = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class HowRun:
    """What all studies of a batch have in common; small, since it travels with each task.

    out : folder of the batch; run_month : ordinal; token : of this batch alone, so that a worker
    that lives on reads its tables anew for the next one; targets : ids of all studies' areas
    nameless : whether no report names an area or has a map: of a public batch of a sensitive kind
        many reports together would say where it is most
    """

    out: Path
    profile: str
    placebos: int
    run_month: int
    token: str
    targets: frozenset[str] = frozenset()
    nameless: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one study.

    error : the one error that it has, or ""; ours : whether that is a fault of the program
    places : as its report shows them
    raw : where the ledger of releases is to be asked before it is written
    """

    id: str
    error: str = ""
    ours: bool = False
    places: tuple[Place, ...] = ()
    raw: Results | None = None


def report_folder(how: HowRun, id: str) -> Path:
    return how.out / REPORTS / id


def work(how: HowRun, planned: Planned) -> Done:
    """Run one study and write its report, unless its release is for the ledger to allow."""
    return explained(planned, lambda: _work(how, planned))


def explained(planned: Planned, step: Callable[[], Done]) -> Done:
    """What a step of a study gives; whatever goes wrong is said in it, and stops no other study."""
    try:
        return step()
    except WaterbedError as error:
        return Done(planned.id, str(error))
    except OSError as error:
        file = error.filename or planned.path
        return Done(planned.id, f"{file}: this cannot be read or written ({error.strerror}).")
    except MemoryError:
        why = f"{planned.path}: there is not enough memory for this study."
        return Done(planned.id, why, ours=True)
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        return Done(planned.id, f"{planned.path}: {_fault(error)}", ours=True)


def _fault(error: Exception) -> str:
    """A fault of ours: where it was, the same wherever it runs, and never what it says, which may
    hold a value of a table."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [at for at in frames if OURS in Path(at.filename).parents]
    at = own[-1]
    where = Path(at.filename).relative_to(OURS).as_posix()
    return f"something went wrong in Waterbed itself, at {where}, line {at.lineno}."


def _work(how: HowRun, planned: Planned) -> Done:
    raw, panel = run(
        planned.path,
        planned.data,
        placebos=how.placebos,
        run_month=how.run_month,
        readers=readers_of(how),
    )
    if how.nameless:
        raw = replace(raw, official=False)
    if how.profile == "public" and has_secrets(raw.study):
        return Done(planned.id, raw=raw)
    released = release(raw, how.profile)
    more = {"panel.parquet": parquet_of(panel)} if how.profile == "internal" else None
    write_outputs(released, report_folder(how, planned.id), more)
    return Done(planned.id, places=places_of(planned.id, released.content, raw.study))


_kept: dict[str, KeptReaders] = {}
_lock = threading.Lock()


def readers_of(how: HowRun) -> KeptReaders:
    """What this process has read for a batch; of one batch at a time."""
    with _lock:
        if how.token not in _kept:
            _kept.clear()
            _kept[how.token] = KeptReaders(targets=how.targets)
        return _kept[how.token]
