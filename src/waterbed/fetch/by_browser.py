"""What to download by browser: pages, file names and where to put them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from waterbed.fetch.layers import file_of, where_of
from waterbed.fetch.police_uk import check_asked, parts_of
from waterbed.fetch.sources import (
    ARCHIVE_MONTHS,
    ARCHIVE_PAGE,
    CHANGES,
    COMPLAINTS_BOROUGHS,
    COMPLAINTS_FORCE,
    COMPLAINTS_MONTHS,
    CUSTOM_PAGE,
    LSOA_2021,
    LSOA_TO_WARD,
    MPS_WARDS,
    WARDS,
    Layer,
)
from waterbed.model.changes import LOG
from waterbed.model.months import label, month

LAG = 2  # months that police.uk needs to publish one


@dataclass(frozen=True, slots=True)
class Step:
    """One download. page : where to begin; get : what to choose there; address : the file's own,
    or "" where it changes; put : the path to save it under."""

    page: str
    get: str
    address: str
    put: str


def police_uk_steps(
    forces: Sequence[str],
    first: int,
    last: int,
    folder: Path,
    this_month: int,
    *,
    stops: bool = False,
) -> tuple[Step, ...]:
    """By police.uk's own form where its three years reach so far back, else by archive."""
    check_asked(forces, first, last)
    latest = max(this_month - LAG, last)
    months = f"{label(first)} to {label(last)}"
    named = ", ".join(forces)
    log = Step(
        CHANGES,
        "the page itself, as HTML: which months a force did not give, or gave again",
        CHANGES,
        (folder.parent / LOG).as_posix(),
    )
    if first > latest - ARCHIVE_MONTHS:
        more = " and 'Include stop and search data'" if stops else ""
        get = f"months {months}; force {named}; tick 'Include crime data'{more}; Generate file"
        put = f"{folder.as_posix()}.zip (or unpack it into {folder.as_posix()}/)"
        return (Step(CUSTOM_PAGE, get, "", put), log)
    steps = []
    searched = " and those of stop-and-search" if stops else ""
    for part in parts_of(first, last, latest):
        inside = f"{label(part.first)}/{label(part.first)}-{forces[0]}-street.csv"
        newest = " or, if it is not there, the latest one" if part.archive == latest else ""
        get = (
            f"{label(part.archive)}.zip{newest}; unpack of it the street files{searched} of "
            f"{named} from {label(part.first)} to {label(part.last)}"
        )
        put = f"{folder.as_posix()}/{inside} and so on"
        steps.append(Step(ARCHIVE_PAGE, get, part.address, put))
    return (*steps, log)


def layer_steps(
    layers: Sequence[Layer], names: Sequence[str], part: str, folder: Path
) -> tuple[Step, ...]:
    steps = []
    for layer in layers:
        form = "GeoJSON or GeoPackage" if layer.geometry else "CSV"
        kept = f" (its rows where {where_of(layer, names)}, or all)" if names else ""
        get = f"search for {layer.search!r}; Download as {form}{kept}: {layer.what}"
        put = (folder / file_of(layer, part)).as_posix()
        steps.append(Step(layer.page, get, "", put))
    return tuple(steps)


def redbridge_steps(folder: Path) -> tuple[Step, ...]:
    get = f"the file whose title begins {MPS_WARDS.title!r}: {MPS_WARDS.what}"
    wards = Step(MPS_WARDS.page, get, "", (folder / MPS_WARDS.file).as_posix())
    layers = layer_steps((LSOA_2021, LSOA_TO_WARD), (), "london", folder)
    return (wards, *layers)


def complaints_steps(folder: Path, this_month: int) -> tuple[Step, ...]:
    first, last = (month(written) for written in COMPLAINTS_MONTHS)
    streets = police_uk_steps((COMPLAINTS_FORCE,), first, last, folder / STREETS, this_month)
    return (*streets, *layer_steps((WARDS,), COMPLAINTS_BOROUGHS, "london", folder))


STREETS = "police-uk"
"""The folder of street files among an example's sources."""


def steps_in_words(steps: Sequence[Step]) -> str:
    """The steps as text."""
    lines = []
    for n, step in enumerate(steps, 1):
        lines += [f"{n}. Page:  {step.page}", f"   Get:   {step.get}"]
        lines += [f"   From:  {step.address}"] if step.address else []
        lines += [f"   Save:  {step.put}", ""]
    return "\n".join(lines).rstrip()
