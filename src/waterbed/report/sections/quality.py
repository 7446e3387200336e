"""What is wrong with these data, how it was done, and quality assurance."""

from __future__ import annotations

from waterbed.model.released import ShownRun
from waterbed.report.blocks import Block, Fold, Grid, Section
from waterbed.report.words import data, head, methods, names, remarks, standing
from waterbed.report.words.checks import CHECK_TITLES, check_outcome, check_text
from waterbed.report.words.failures import Failure, failures
from waterbed.report.words.numbers import figure, sentence
from waterbed.report.words.reading import notices, reasons


def data_section(results: ShownRun) -> Section:
    """Gaps, rejected rows, failed checks, other interventions, notices."""
    study = results.study
    gaps = tuple(data.gaps_words(study, outcome) for outcome in results.outcomes)
    rejected = tuple(said for record in results.inputs if (said := data.rejected_words(record)))
    noticed = tuple(
        sentence(f"in {shown_input.path}: {notice}")
        for shown_input in results.inputs
        for notice in notices(shown_input)
    )
    limits = tuple(
        remarks.notice_text(study, notice)
        for notice in results.notices
        if notice.code.startswith("police-uk-")
    )
    sentences = tuple(
        remarks.notice_text(study, notice)
        for notice in results.notices
        if not notice.code.startswith(("police-uk-", "activity-", "data-seen"))
    )
    points = tuple(
        check_text(study, check)
        for check in results.checks
        if check.passed is not False and check.name == "snap-points"
    )
    informed = tuple(
        dict.fromkeys(
            check_text(study, check)
            for check in results.checks
            if check.passed is None and check.name == "recorded-date"
        )
    )
    blocks = [
        Block(paragraphs=tuple(filter(None, (head.released_note(results),)))),
        Block("Months and gaps", points=gaps),
        *(failure_block(failure) for failure in failures(results)),
        Block("What police.uk cannot show", points=limits),
        Block("Snap points", points=points),
        Block("What else happened", points=(*data.event_words(study), *informed)),
        Block("Rows and notices", points=(*rejected, *noticed, *sentences)),
    ]
    shown = tuple(block for block in blocks if block.points or block.folds or block.paragraphs)
    return Section("data", "What is wrong with these data", data.data_finding(results), shown)


FEW = 3
"""So many places of a failure stand in the page; of more, the workbook has the list."""


def failure_block(failure: Failure) -> Block:
    """A kind of failure with its places, or how many they are."""
    title = f"Did not pass: {failure.title[:1].lower()}{failure.title[1:]}"
    if len(failure.places) <= FEW:
        return Block(title, paragraphs=(failure.meaning,), points=failure.places)
    many = f"{len(failure.places)} places, outcomes and months; tables.xlsx lists them."
    rows = tuple((place,) for place in failure.places)
    grid = Grid(title, ("Place",), rows, page=False)
    return Block(title, paragraphs=(failure.meaning, many), grids=(grid,))


def method_section(results: ShownRun) -> Section:
    """When the rule was written, places and their roles, the design, and the methods folded."""
    study = results.study
    done = tuple(
        f"{data.intervention_words(intervention)} {data.chosen_words(study, intervention)}"
        if intervention.targets
        else data.intervention_words(intervention)
        for intervention in study.interventions
    )
    blocks = (
        Block(
            "When the rule was written",
            paragraphs=(head.seen_state(study), head.lock_state(results)),
        ),
        Block("What was done, and when", points=done),
        _roles_block(results),
        Block(
            "How strong the design is",
            paragraphs=(f"{standing.maryland_sentence(results)} {standing.left_open(results)}",),
            grids=(
                Grid(
                    "What this study holds under the five headings of an evaluation (EMMIE)",
                    ("Question", "What it holds"),
                    standing.headings(results),
                    page=False,
                ),
            ),
        ),
        _methods_block(results),
    )
    # That it was written first is said only where no result had been seen.
    written = "" if study.rule.data_seen else "written before this run and "
    finding = f"Every claim was judged by one rule, {written}blind to who made the claim."
    return Section("method", "How it was done", finding, blocks)


def _roles_block(results: ShownRun) -> Block:
    """Areas that a zone's tolerance let in; how many areas play each role."""
    study = results.study
    roles = [
        (
            names.capital(names.intervention(study, role.intervention)),
            names.window_words(study, role.window),
            data.role_words(role.role),
            f"{role.areas:,}",
        )
        for role in results.roles
        if role.areas
    ]
    grid = Grid(
        "How many areas play each role",
        ("Intervention", "Months after", "Role", "Areas"),
        tuple(dict.fromkeys(roles)),
        (3,),
        note="Role: what an area is used for in the comparison of those months.",
        page=False,
    )
    let_in = data.tolerance_words(study, results.roles)
    return Block(
        "Which areas play which role" if let_in else "",
        paragraphs=let_in,
        grids=(grid,) if roles else (),
    )


def _methods_block(results: ShownRun) -> Block:
    """The methods that decide and the rule of judging, each folded; all of them in the workbook."""
    used = {estimate.method for estimate in results.estimates}
    used |= {"recorded", "readings"} if results.readings else set()
    every = (
        *methods.paragraphs(used),
        methods.verdict_rule(results.study.rule.level, data.deciding_words(results)),
        *methods.RULES,
    )
    deciding = {key for _, key in results.methods}
    carry = {paragraph.title for paragraph in methods.paragraphs(deciding)} | {methods.JUDGED}
    folds = tuple(
        Fold(paragraph.title, (paragraph.text,), paragraph.formula, paragraph.source)
        for paragraph in every
        if paragraph.title in carry
    )
    rows = tuple(
        (paragraph.title, paragraph.text, paragraph.formula, paragraph.source)
        for paragraph in every
    )
    columns = ("Name", "What is done", "Formula", "Source")
    grid = Grid("Methods and rules", columns, rows, page=False)
    return Block("Methods", paragraphs=(methods.OTHERS,), folds=folds, grids=(grid,))


def quality_section(results: ShownRun) -> Section:
    """Inputs, settings, assumptions, every check with its figure, attributions."""
    study = results.study
    assumed = dict.fromkeys(code for estimate in results.estimates for code in estimate.assumptions)
    warned = dict.fromkeys(
        remarks.warning_text(study, warning)
        for estimate in results.estimates
        for warning in estimate.warnings
    )
    settings = Grid(
        "Settings of this run", ("Setting", "Value"), data.settings(results), page=False
    )
    blocks = (
        Block(paragraphs=tuple(filter(None, (head.asked(study), head.place_and_data(results))))),
        Block("Inputs", open_grids=(inputs_grid(results),), folded=True),
        Block("Settings", paragraphs=(data.fingerprints(results),), grids=(settings,)),
        Block(
            "Assumptions",
            points=tuple(remarks.assumption_text(code) for code in assumed),
            folded=True,
        ),
        Block(grids=(warnings_grid(tuple(warned)),)),
        Block(grids=(checks_grid(results),)),
        Block("Data used under licence", points=data.attribution(results)),
    )
    shown = tuple(
        block
        for block in blocks
        if block.points or block.grids or block.open_grids or block.paragraphs
    )
    return Section("quality", "Quality assurance", data.quality_finding(results), shown)


def warnings_grid(warnings: tuple[str, ...]) -> Grid:
    """What is said beside the estimates, each once; the cards say what concerns them."""
    rows = tuple((warning,) for warning in warnings)
    return Grid("Warnings of the estimates", ("Warning",), rows, page=False)


def inputs_grid(results: ShownRun) -> Grid:
    rows = tuple(
        (
            record.path,
            f"{record.rows:,}",
            f"{record.rejected:,}",
            "; ".join(f"{reason}: {n:,}" for reason, n in reasons(record)),
            "yes" if record.published else "no",
            record.date,
            record.sha256 or "not shown",
        )
        for record in results.inputs
    )
    columns = ("File", "Rows", "Rejected", "Reasons", "Published", "Date", "SHA-256")
    note = (
        "Rejected: rows that could not be used. Published: whether the counts can be had elsewhere "
        "at this detail. Date: what a count's month is that of. SHA-256: the file's fingerprint."
    )
    if any(record.status == "rounded" for record in results.inputs):
        note += " Numbers of rows are rounded where the counts are not published."
    return Grid("Files that were read", columns, rows, (1, 2), (6,), note)


def checks_grid(results: ShownRun) -> Grid:
    """Every check's result and leading figure: a row a comparison, a column a check."""
    study = results.study
    check_names = list(dict.fromkeys(check.name for check in results.checks))
    cells: dict[tuple[str, str, str], dict[str, list[str]]] = {}
    for check in results.checks:
        key = check.parameter
        about = ("Whole study", "", "")
        if key is not None:
            what = names.outcome(study, key.outcome)
            where = f"{names.zone_label(key.zone)}{names.behind_place(key.part)}"
            about = (what, where, names.window_words(study, key.window))
        shown = figure(check.figure) if check.figure and check.figure.status != "withheld" else ""
        outcome = "" if check.passed and shown else check_outcome(check)
        cell = cells.setdefault(about, {}).setdefault(check.name, [])
        cell.append(", ".join(part for part in (outcome, shown) if part))
    rows = tuple(
        (*about, *("; ".join(dict.fromkeys(row.get(name, ()))) for name in check_names))
        for about, row in cells.items()
    )
    titles = (CHECK_TITLES.get(name, name) for name in check_names)
    note = (
        "A figure alone: passed. Of the base, how far it lay from what was expected, in standard "
        "deviations; of placebos, how many are separate; of months missing, how many; of places "
        "like it, how many placebos had a base as far out; of drift before, p; of snap points, the "
        "share of incidents at points used on one side only. Two entries: one for the deciding "
        "method, one for those beside it."
    )
    columns = ("Outcome", "Place", "Months after", *titles)
    return Grid("Every check with its figure", columns, rows, note=note, page=False)
