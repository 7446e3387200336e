"""The catalogue of remarks: every code that a check, a warning or a reason may carry, and the
names of its facts.  `report/words.py` has a sentence for each; a test holds the two together.

Numbers that stand in the estimate, the check or the reading table are not repeated as facts: the
sentence takes them from there, after release.
"""

from __future__ import annotations

# Reasons of a verdict, the binding one first.
REASONS: dict[str, tuple[str, ...]] = {
    # recorded claims: numbers in the claim's ReadingTable and in Verdict.recorded / readings
    "recorded-window": (),  # judged on the reading that the claim states
    "recorded-grid": (),  # judged on every declared reading
    "other-readings": (),  # what the declared readings show beside the stated one
    "nearest-place": (),  # not so in the nearest published area; the area meant is not one of ours
    # effect claims: numbers in estimates[0], the deciding estimate
    "interval": (),  # the deciding interval lies inside, outside or across the region
    "population": ("populations",),  # the range lies inside, outside or across the region
    "part-exceeds-whole": (
        "populations",
    ),  # the least of the one is more than the most of the other
    # of claims of what was done: the range that is known of it, in the unit of the claim
    # part, whole: of those alone whose number and group are known
    "activity": ("low", "high", "part", "whole", "all"),
    "not-all-of-them": ("activities",),  # a part of the actions or of the months is not known
    "on-whom-unsaid": ("activities",),  # no source says on whom: they may be on either side
    "no-activity": ("activities",),  # nothing is known of any of them in these months
    # of claims of what people answer: numbers in the run's surveys
    "answers": (),  # the range of the change lies inside, outside or across the region
    "what-answers-are": (),  # what no size of a survey mends
    "no-answers": (),  # nobody was asked again
    "no-population": ("populations",),  # ids asked for; "" where the claim names none
    "relative": (),  # target beside zone: the interval lies inside, outside or across the region
    "lasting": (),  # what two windows say at once
    "share": (),  # the set of shares lies inside, outside or across the region
    "gate": ("check",),  # a failed gate keeps the estimate from carrying this answer
    "gate-beside": ("check",),  # a failed gate took away the other end, on which this does not rest
    "parts-differ": ("whole", "rest"),  # answers on the whole zone and outside co-treated areas
    # wave: whose other start it is, of a programme's waves, else ""
    "alternative-start-opposite": ("start", "source", "wave"),  # it gives the opposite answer
    "alternative-start": ("start", "source", "wave", "answer"),  # what another start would give
    "co-treated-target": ("interventions",),  # the target was under these as well
    "own-place": (),  # another kind of count, in a place of its own, of which no fall is a share
    "unusual": ("reached", "placebos"),  # placebo places that changed at least as much
    "surroundings": (),  # what the untreated surroundings did: numbers in the run's surroundings
    "recorded-not-harm": (),  # reports, not harm: a fall in one need not be a fall in the other
    "event": ("event",),  # a window touches an event
    "recorded-date": (),  # counted by month of recording
    "pre-trend": ("check",),  # the check that found one
    "police-attention": (),  # such offences are found where police look
    "base-window": ("check",),  # a base out of the ordinary, which this method allows for
    "own-years": ("check",),  # yearly counts that move more than others do
    "season": ("check",),  # a season of its own, which this method allows for
    # no estimate
    "no-estimate": ("why",),  # a code of REFUSALS
    "not-shown": ("why",),  # no public answer: "few", counts behind it are withheld; "near", those
    # that would be shown alike give either answer
    "as-recorded": (),  # what was recorded, of which no effect can be judged
    # too few places to compare with, or years: what there is, and what would have sufficed; from: a
    # month, or ""
    "would-suffice": ("needed", "areas", "starts", "enough", "from"),
    # of places with all their zones, of which few share no area; separate, enough: "" if not known
    "zones-suffice": ("needed", "areas", "starts", "separate", "enough"),
    # of claims on harm and on reporting: numbers in estimates[0]
    "second-source": (),  # what a second source of the same incidents says
    "later": (),  # a question that is not yet asked of these data
    "needs": (),  # no data that a study like this holds; claim.tested_by says what would
}

# Why an estimate could not be made.
REFUSALS: dict[str, str] = {
    "no-target": "the intervention names no target",
    "no-zone": "the zone has no areas",
    "no-donors": "fewer than two donors are left",
    "few-donors": "fewer than ten donors are left, too few to tell what to expect",
    "gaps": "months are missing in the target or the zone",
    "outside": "the window lies outside the counts",
    "empty-base": "the donors have no counts in the base months",
    "nothing-expected": "nothing was counted in the place in the base months",
    "short-history": "there are fewer than two years of months before the start",
    "few-references": "too few separate places and earlier years are left to compare with",
    "method": "the headline method cannot be used here",
    "infeasible-weights": "no donor weights reproduce the target's past",
    "no-variation": "the outcome does not vary among donors beyond what is expected of them",
    "no-success": "the target did not fall against its control",
    "no-control-counts": "nothing was counted before or after in the areas compared with",
    "no-dispersion": "too few areas or months have counts",
    "counted-twice": "an area and month would be counted in two waves of a programme",
    "base-treated": "the base of a wave's target lies under another wave of the programme",
    "wave": "a wave of a programme has no estimate",
    "sampled": "the areas are a sample, in which not all that lies about each is known",
    "covariate-target": "the covariate is not known for the target in all months compared",
    "covariate-still": "the covariate changes alike in all donors, or not at all",
}

TOO_LITTLE = ("few-references", "few-donors", "no-donors", "short-history")
"""Refusals for want of places or of years."""

# Checks, by name: the facts of their remark.
CHECKS: dict[str, tuple[str, ...]] = {
    "base-window": ("direction", "base", "expected", "z", "rank", "of", "from", "to"),
    # direction: high, low, usual, unknown (no earlier months)
    "placebos": ("placebos", "needed", "disjoint"),
    "side-by-side": ("how", "areas"),
    # how it is known that placebos of several areas lie as they do, where no map tells: said, group
    # (a whole one), half (of a small group), unknown
    "comparable": ("direction", "beyond", "of", "needed"),
    # direction: high or low, of the target's base; beyond: placebos at least as far on that side
    "small-areas": ("enough",),
    # enough: a year, that half of the comparison areas count fewer than.  What they count is no
    # fact of it
    "overwhelming": (),  # a comparison area that in one period counts more than all others together
    "steady": ("direction", "times", "limit", "years"),
    "own-years": ("direction", "times", "limit", "years"),
    # direction: usual, high (its counts jump about more), unknown (too few years), of single months
    # of a table that is not published unclear, where it is not high; times: what is
    # usual among its placebos, for places of its size; limit: times that may be chance
    "season": (
        *("direction", "method", "counted", "expected", "rank", "of", "years", "first", "last"),
    ),
    # direction: high or low, of the place's count in these months of the calendar against what the
    # method compares them with and the donors; usual, unknown (too few years); first, last: months
    "target-fell": ("none", "all"),
    # of a share: whether the data fit with none and with all of it having moved, "yes" or "no"
    "first-change": ("direction", "window"),  # of two windows: something that could have lasted
    # of the target's surroundings, ring or group: whether they changed the same way beyond chance
    "common-change": ("around", "direction"),
    "own-change": ("direction",),  # of the target beside a zone: the change that must be its own
    "method-asked": ("method", "why"),  # the headline asked for gives no estimate; a REFUSALS code
    "weights": ("method", "donors", "months", "largest", "distance", "unsolved"),
    # figure: effective number of donors; distance: standard deviations from what donors can make up
    "waves": ("why", "waves", "because"),
    # why waves are not added up: counted-twice, base-treated, or wave; then the waves and the code
    # of each
    "weighted-sum": ("outcome", "kinds", "least", "most"),  # of an outcome with weights
    # of the counts: rise, fall, unclear; what the police did, before and after, and the share of
    # the change that it would give one for one
    "police-attention": ("direction", "activities", "before", "after", "explained"),
    "coverage": ("missing", "donors_left_out"),  # missing: periods, written out
    "withheld": ("direction", "cells", "base_low", "base_high", "post_low", "post_high"),
    # of counts withheld in target or zone: fall or rise whatever they are, or unclear
    "pre-trend": ("change", "p"),
    "recorded-date": ("tables",),
    # nine tenths or more of a category gone, or there from then on, nearly everywhere at once; and
    # periods that depart from the same months of other years.  change to without_high: the target's
    # change as it stands and without what breaks; why: why there is none, a code of REFUSALS
    "category-break": (
        *("category", "direction", "first", "last", "why", "change", "low", "high"),
        *("without_change", "without_low", "without_high"),
    ),
    "period-jump": (
        *("direction", "first", "last", "why", "change", "low", "high"),
        *("without_change", "without_low", "without_high"),
    ),
    # a covariate: its means in target and donors, the target's change without it and with it, how
    # much of what strays it accounts for, whether the target's lies outside the donors' changes;
    # why: why there is no second reading, a code of REFUSALS
    "covariate": (
        *("covariate", "why", "before", "after", "around_before", "around_after", "areas"),
        *("donors_left_out", "outside", "change", "low", "high"),
        *("with_change", "with_low", "with_high", "accounts"),
    ),
    # early: share of what was recorded that was committed before the start; since: the change in
    # offences committed since, with those from before taken as expected
    "committed-before": ("early", "recorded", "since"),
    "completeness": ("known",),  # of the last month compared, by month of the offence
    # of the weighted displacement difference; the leading number is the check's figure
    # shares of incidents at snap points used on one side of a comparison only; figure: once
    "snap-points": ("table", "window", "new", "gone", "once", "expected", "high", "p", "months"),
    "detectable-change": (
        "zone",
        "change",
        "share",
        "power",
    ),  # figure: counts; share: of the zone's base count
    "dispersion-unknown": ("ratios", "coverages"),  # what a Poisson interval covers at each ratio
    "total-net-effect": ("prevented", "low", "high", "why", "level"),
    # figure: counts prevented (positive: fewer); the others as of the quotient
    "displacement-quotient": ("quotient", "band", "low", "high", "why", "level"),
    # band: exceeds, diffusion, none, displacement, outweighs, or "" where refused; why: "" or a
    # code of REFUSALS; low, high: the middle `level` of those of counts drawn anew
}

# Warnings of an estimate.
WARNINGS: dict[str, tuple[str, ...]] = {
    "event": ("event",),
    "co-treated": ("interventions",),
    "dispersion-bound": ("ratio",),  # nobody said how much counts vary: a bound was taken
    "poisson-interval": (),  # no room for dispersion: too narrow where counts vary more
    "bounds": ("why", "places", "years"),  # no test: extremes elsewhere and in earlier years
    "pooled-bounds": ("waves",),  # ends of so many waves added up, each at its share of the error
    "pooled-open": ("waves", "needed"),  # waves with fewer placebos than such a sum takes
    "pooled-independent": (),  # of independent errors, for information
    "pooled-without-test": ("waves",),  # waves that have bounds and no test
    "no-control": (),  # before and after: takes every other change for the effect
    "groups-at-random": (),  # placebo zones drawn at random, not by the rule of the zone
    "few-disjoint": ("disjoint",),
    "small-counts": (),
    "matched": ("rules",),  # placebos picked by the rules that the target meets
    "matched-quarter": (),  # what is expected rests on the last quarter too, since it stood out
    "not-matched": (),  # all donors in this and earlier years, not matched to how it was chosen
    "not-matched-busy": (),  # those of them with ten or more a year, as every rule asks
    "not-matched-counting": (),  # of all donors those that do not count far less than the target
    "not-matched-nearest": (),  # these, and again those nearest to being picked so
}

# Notices of a run.
NOTICES: dict[str, tuple[str, ...]] = {
    "lock-differs": ("date",),
    "lock-areas": (),  # the lock does not cover which areas were chosen
    "data-seen": ("date",),
    "not-covered": ("areas",),  # areas of the map without counts: no data
    "alternative-outside": ("start", "intervention"),  # an alternative start outside the counts
    "sampled": ("intervention", "areas", "kept"),  # too many areas to compare with each
    "sampled-zones": ("intervention", "areas", "kept"),  # the same of a place with zones
    "window-refused": ("window", "why"),
    "headline-replaced": ("asked", "used", "intervention"),  # its size does not hold here
    # of what was done, in an intervention's first window
    "activity-none": ("activities", "window"),  # none in the months compared
    "activity-other-months": ("activities", "window"),  # known of other months only
    "activity-donors": ("activities", "window"),  # of areas that are compared with as well
    "covariate-unread": ("covariate", "why"),  # no second reading with it; a code of REFUSALS
    # what police.uk cannot show, where it concerns the study (limits.py)
    "police-uk-sexual": ("outcomes",),  # ids of those that include the combined category
    "police-uk-soliciting": (),
    "police-uk-month": ("tables",),
    "police-uk-points": ("tables",),
    "police-uk-disorder": ("outcomes",),
    # what police.uk's own change log says of the months compared; force: "" of every force; named:
    # runs of months; listed: the month that it stands under, or "" of the issues known at the time
    "police-uk-missing": ("force", "named", "windows", "listed"),
    "police-uk-again": ("force", "named", "windows", "listed"),
    "police-uk-noted": ("force", "named", "windows", "listed"),
    "police-uk-points-anew": ("named", "windows"),
    "police-uk-areas-anew": ("named", "windows"),
    "police-uk-stops-missing": ("force", "named", "windows", "listed"),
    "police-uk-stops-again": ("force", "named", "windows", "listed"),
    "police-uk-stops-noted": ("force", "named", "windows", "listed"),
    "police-uk-changes-more": ("entries",),
    "police-uk-log": ("listed",),  # it names none of the months compared
    "police-uk-no-log": (),  # none is kept beside the files
}

# What to look at in a claim that is testable by its months: what the categories of a table cannot
# tell apart, an outcome that its words do not name, or too few places to decide by.
CAUTIONS: dict[str, str] = {
    "other-outcome": "the words of the claim name another outcome than its own",
    "mixed-category": "the outcome counts violence and sexual offences together",
    "no-category": "police.uk has no category for what the claim speaks of",
    "few-places": "fewer separate placebos than the level needs: it will be undecided",
    "side-by-side": "several areas, and nothing tells which lie side by side: it will be undecided",
}

# What was done to read a table of counts as it came.  Facts that are figures are numbers of rows,
# cells or areas; the others are words of the file, which a table that is not published keeps.
READING: dict[str, tuple[str, ...]] = {
    "titles": (
        "rows",
        "header",
    ),  # rows above the names of the columns, which stand in row `header`
    "header-joined": ("first",),  # two rows of names, the first of which is row `first`
    "notes": ("rows",),  # below the table
    "unnamed-columns": ("columns",),  # with values and without a name, not read
    "blank-rows": ("rows",),
    "repeated-header": ("rows",),
    "sheet": ("sheet", "of"),  # the only one of `of` sheets that holds the table
    "separator": ("separator",),
    "encoding": ("encoding",),
    "misnamed-html": (),  # in a file that is called a workbook
    "misnamed-text": (),
    "period-format": ("form", "example", "means"),  # told from the values
    # Two in one column, and how many rows of each.
    "period-formats": ("form", "rows", "other_form", "other_rows"),
    # A first month that seems to be there in part: `why` is "few" where it counts far less than
    # those beside it, "none" where its first `days` hold nothing.
    "part-first": ("named", "why", "days", "to"),
    "part-last": ("named", "why", "days", "to"),
    "utc": ("rows", "moved"),  # times in UTC, and those in another month by British time
    "columns-left-out": ("columns",),  # totals and longer periods beside the periods
    "totals": ("rows", "names"),  # rows named as totals
    "totals-unequal": ("names",),  # of them, those that are not the sum of the others
    "sum-area": ("names",),  # an area that equals the sum of the others
    "cut-short": ("areas", "names"),  # areas with no rows for long at an end of the table
    "subtotals": ("names",),  # areas that equal the sum of those listed beside them
    "sum-category": ("names",),  # a category that equals the sum of the others
    "total-category": ("names",),  # a category named as a total, and which no outcome asks for
    "no-place": ("rows", "counts", "of", "names"),
    # rows whose area is a word for no place, and how much of all that is counted they count
    "by-name": ("areas",),  # areas known by their name, not their id
    "spellings": ("rows", "names"),  # rows joined to an area that others spell otherwise
    "aliases": ("rows",),  # rows joined to an area by the study file
    "category-spellings": ("rows", "names"),
    "thousands": ("cells",),  # numbers with separators
    "blank": ("cells", "meaning"),
    "dash": ("cells", "meaning"),
    "absent": ("cells",),  # "n/a" and the like
    "suppressed": ("cells", "areas", "bounded", "low", "high"),
    # of `cells` counts withheld, `bounded` have bounds, and make up `low` to `high` together
    "times": ("columns",),  # of times of day, which were not opened
    "unknown-areas": ("areas",),  # named by the table and none of the study's
    "keys-summed": ("keys", "columns"),  # keys of several rows, which differ only in these columns
    "idle-selector": ("outcome", "selector"),  # what an outcome selects and no row holds
    "added-together": ("outcome", "tables"),
    # tables of other areas that an outcome counts beside this one
    "outlines-mended": ("areas", "names"),
    "empty-files": ("files", "months"),  # street files without a crime: force and month of each
    "thin-file": ("month", "rows", "usual"),  # far fewer rows than the months near it
    "missing-kind": ("month", "kind"),  # no row of a kind that the months near it have in plenty
    "silent-areas": ("month", "areas", "usual", "others"),
    # areas without a crime where `usual` are, and what all others hold in that month
    "more-months": ("months",),  # that lack something as the ones before do
    "lsoa-codes": ("newer", "of", "month", "older", "made", "gone"),
    # months with codes of 2021, the first of them, months of 2011; areas of 2021 and of 2011 that
    # have no data where their code was not in use
}

# Why rows of a table are rejected, in words.
REJECTED: dict[str, str] = {
    "no-area": "no area",
    "no-place": "no place (named as unknown, other or the like)",
    "unknown-area": "an area that is not among the study's areas",
    "no-period": "no date",
    "stand-in": "no date (January 1900, January 1970 or another that stands for none)",
    "bad-period": "a date that cannot be read",
    "not-number": "a count that is not a number",
    "negative": "a negative count",
    "fraction": "a count that is not a whole number",
    "repeated-id": "an incident id that stands in an earlier row",
    "no-point": "no coordinates",
    "zero-point": "coordinates at (0, 0)",
    "outside": "coordinates outside every area",
    "no-code": "a code that is none of an area",
    "no-location": "no location (the publisher could not place it)",
    "other-month": "a month other than the file's",
    # of tables with a month of recording and one of the offence
    "no-recorded": "no month of recording that can be read",
    "no-committed": "no month of the offence",
    "bad-committed": "a month of the offence that cannot be read or stands for none (1900)",
    "backwards": "committed after it was recorded",
    "no-count": "no count",
    "other": "another reason",  # in place of a code that stands nowhere here
}

# What was done to read a sheet with a row a contact, beyond what READING has.  Row numbers are for
# those who hold the sheet.
CONTACTS: dict[str, tuple[str, ...]] = {
    "contact-months": ("first", "last"),
    "outside-months": ("rows",),
    "without-code": ("rows",),
    "without-service": ("rows",),
    "codes-joined": ("codes", "row", "other"),  # written in more than one way; two rows of one
    "codes-alike": ("sets", "row", "other"),  # counted as different people, and may be one
    "services-left": ("services",),  # that were not named
    "services-alike": (),  # two with nearly the same name
}

# Assumptions of a method, by code.
ASSUMPTIONS: dict[str, str] = {
    "parallel": "without the intervention the target would have changed by the donors' ratio",
    "history": "without the intervention the target would have gone as donors with its past did",
    "weights": "without the intervention the target would have gone as its weighted donors did",
    "between-extremes": "without the intervention the place would have changed by no less and no "
    "more than such places did, or it did itself in earlier years",
    "exchangeable": "the target is one of the donors but for the intervention",
    "no-spill": "the donors were not touched by the intervention",
    "base-usual": "the base months were not unusual for this place",
    "same-recording": "the share of incidents that are reported and recorded did not change",
    "poisson": "counts vary as a Poisson variable does",
    "dispersion": "counts vary by the same multiple of the Poisson variance everywhere",
    "no-other-change": "nothing else changed between base and post months",
    "reporting-range": "reporting changed by a ratio within the stated range",
    "same-incidents": "both sources count incidents of the same kind, places and months",
    "second-stable": "the second source counts the same share of incidents as before",
    "lists-independent": "being on one list says nothing of being on the other, in each period",
    "waves-independent": "waves of a programme err independently of each other",
    "independent-measure": "the change of reporting was measured apart from these counts",
}
