"""Files as they are exported: each is read like the clean file, or one message says the mend."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.read.exports import kinds_long, kinds_traps, kinds_wide
from tests.read.exports.clean import Cells, Clean, Export, clean
from tests.read.made import ALL, NOWHERE
from waterbed.model.errors import InputError, InputErrors
from waterbed.model.study import Outcome
from waterbed.read import CountsRead, read_counts
from waterbed.read.tables.opener import open_table

Kind = Callable[[Path, Clean], Export]
EXPORTS: dict[str, Kind] = {
    f"{module.__name__.rsplit('_', 1)[1]}: {name.replace('_', ' ')}": function
    for module in (kinds_wide, kinds_long, kinds_traps)
    for name, function in vars(module).items()
    if callable(function)
    and getattr(function, "__module__", "") == module.__name__
    and name[0] != "_"
}
ROBBERY = Outcome("robbery", "robbery", (), ((("Type", "ROBBERY"),),))


def read(export: Export, *outcomes: Outcome) -> CountsRead:
    folder = export.table.file.parent
    return read_counts([export.table], outcomes or (ALL,), export.areas, NOWHERE, folder=folder)


def cells_of(counts: CountsRead, known: Clean) -> Cells:
    """Counts by ward code and period, whatever the areas are called."""
    codes = {name.casefold(): code for code, name in known.names.items()}
    panel = counts.panel
    return {
        (codes.get(area.casefold(), area), int(at)): int(panel.counts[0, a, t])
        if panel.covered[0, a, t]
        else None
        for a, area in enumerate(panel.areas)
        for t, at in enumerate(panel.periods)
    }


@pytest.mark.parametrize("kind", EXPORTS)
def test_an_export_is_read_like_the_clean_file_or_asked_about(kind: str, tmp_path: Path) -> None:
    export, known = EXPORTS[kind](tmp_path, clean()), clean()
    if export.mend:
        with pytest.raises(InputError) as caught:
            read(export)
        error = caught.value
        assert not isinstance(error, InputErrors)
        assert error.file == export.table.file.name and error.place
        assert export.mend in error.mend and error.mend in str(error)
        if export.table.layout == "incidents":
            assert error.value is None and "Loxf" not in str(error)
        return
    counts = read(export)
    expected = known.cells(export.step, export.months) | dict.fromkeys(export.lost)
    assert cells_of(counts, known) == expected
    assert counts.panel.step == export.step
    codes = [remark.code for remark in counts.records[0].remarks]
    assert set(export.codes) <= set(codes) and len(codes) == len(set(codes))
    assert counts.records[0].rejected == 0


def test_at_least_25_kinds_and_no_other_panel() -> None:
    print(f"{len(EXPORTS)} kinds of exported files")
    assert len(EXPORTS) >= 25


LONG = [kind for kind in EXPORTS if kind.startswith("long") and "incident" not in kind]


@pytest.mark.parametrize("kind", LONG)
def test_one_kind_of_crime_of_an_export(kind: str, tmp_path: Path) -> None:
    """An outcome that picks one category counts it alone, whatever totals stand beside."""
    export, known = EXPORTS[kind](tmp_path, clean()), clean()
    expected = {(code, at): known.counts[code, "ROBBERY", at] for code, at in known.cells()}
    try:
        counts = read(export, ROBBERY)
    except InputError as error:
        assert export.mend and export.mend in error.mend
    else:
        assert cells_of(counts, known) == expected


def test_a_total_stays_where_the_study_keeps_it_or_asks_for_it(tmp_path: Path) -> None:
    export = kinds_wide.total_under_the_boroughs_name(tmp_path, clean())
    kept = read(replace(export, table=replace(export.table, totals="keep")))
    assert "Redbridge" in kept.panel.areas and len(kept.panel.areas) == 23
    export = kinds_long.all_crime_among_the_kinds(tmp_path, clean())
    whole = Outcome("all", "all", (), ((("Type", "All crime"),),))
    assert cells_of(read(export, whole), clean()) == clean().cells()


def test_bounds_of_suppressed_counts_hold_the_truth(tmp_path: Path) -> None:
    export = kinds_wide.small_counts_suppressed(tmp_path, clean())
    (notice,) = [
        remark for remark in read(export).records[0].remarks if remark.code == "suppressed"
    ]
    truth = sum(clean().total(code, at) for code, at in export.lost)
    assert notice["cells"].value == notice["bounded"].value == len(export.lost)
    assert notice["low"].value <= truth <= notice["high"].value


def test_a_clean_file_has_nothing_to_be_told(tmp_path: Path) -> None:
    from tests.read.exports.sheets import text, wide

    path = text(tmp_path / "c.csv", [["Ward", *kinds_wide.ISO], *clean().rows(names=False)])
    counts = read(Export(wide(path), clean().areas()))
    assert counts.records[0].remarks == () and cells_of(counts, clean()) == clean().cells()


def test_semicolons_are_told_from_decimal_commas_without_the_names_of_columns(
    tmp_path: Path,
) -> None:
    export = kinds_traps.decimal_commas(tmp_path, clean())
    assert open_table(export.table.file).columns == tuple(kinds_wide.HEAD)
