"""Errors of areas, lists and archives by code: what is wrong, what to do, what names are called."""

from __future__ import annotations

AREAS: dict[str, tuple[str, ...]] = {
    "not-here": ("this file is not here yet", "To get it: {get}."),
    "no-areas-file": ("the study names no file of areas", "Set `file`."),
    "no-polygons": (
        "the study's areas have no polygons",
        "Set `file` to a .gpkg, .shp or .geojson file.",
    ),
    "no-areas": ("there are no areas in it", "Check the file."),
    "no-system": (
        "the map does not say which coordinate system it is in",
        "Save it with its system (for a Shapefile, put the .prj beside it).",
    ),
    "other-system": (
        "the coordinates do not lie in the system that the map names",
        "Save the map with the system that its coordinates are in.",
    ),
    "unknown-pair": ("the pair names an area that is not in the table of areas", "", "areas"),
    "other-outlines": ("none of these outlines is that of an area of the study", "", "areas"),
    "no-gap": (
        "the gap is not a number of metres, 0 or more",
        "Give the distance between the two edges in metres, 0 where they touch.",
    ),
    "no-layer": ("there is no such layer", "", "layers"),
    "no-map": (
        "this is not a map that can be read",
        "Give a GeoPackage, a Shapefile with its .dbf, .shx and .prj, or GeoJSON.",
    ),
    "other-map": (
        "the file's content is not what its name says, and is not opened: it could make this "
        "computer fetch or run something",
        "Give a GeoPackage, a Shapefile with its .dbf, .shx and .prj, or GeoJSON.",
    ),
    "nowhere-area": (
        "the name says that this is not a place: it would be compared with as one",
        "Remove the row: what is counted there is then told as without a place.",
    ),
    "no-shape": ("the area has no shape", "Give every area a polygon, or remove it."),
    "no-polygon": (
        "the area has a shape that is not a polygon",
        "Give every area a polygon, or remove it.",
    ),
    "no-id": ("the area has no id", "Fill in the id, or remove the row."),
    "id-twice": ("the id stands in row {row} already", "Give every area one row and one id."),
    "pair-with-itself": ("the pair joins an area to itself", "Remove the row."),
    "two-gaps": ("the pair has two gaps", "Keep one of them."),
}
"""Of maps, tables of areas and of neighbours."""

LISTS: dict[str, tuple[str, ...]] = {
    "names-not-codes": (
        "this column seems to hold names or addresses, not codes",
        "Name the column of codes with --code; if there is none, give each person a code and "
        "take the names out of the sheet first.",
    ),
    "no-contacts": (
        "no row has both a code and a service",
        "Check that the columns named are those of the codes and the services.",
    ),
    "no-overlap": (
        "no code is at more than one service",
        "Overlaps can only be seen where the services give a person the same code. If each "
        "makes its own, agree on one way to make it (docs/clients.md) first.",
    ),
    "no-contact-date": (
        "this is not a date that can be read",
        "Write dates as 2024-03-31 or 31/03/2024.",
    ),
    "no-such-service": (
        "no contact is with this service",
        "Write it with --list as the sheet does.",
    ),
    "no-people": (
        "this is not a number of people",
        "Write a whole number of 0 or more; a history that nobody has may be left out.",
    ),
    "nobody-listed": (
        "nobody in the table is on any of the lists",
        "Check that the columns named are those of the lists.",
    ),
    "nameless-columns": (
        "the first row does not name every column",
        "Put a row with the names of the columns on top.",
    ),
    "person-or-history": (
        "it is not said whether a row is a person or a history that many have",
        "Name that column with --count if it says how many have the history; if each row is a "
        "person, rename it.",
    ),
    "no-lists": (
        "no lists are named, and there is no column of counts",
        "Name the 0/1 column of each list with --list, once for each (no other column is "
        "opened), and with --count the column of people, if rows are histories; or, if each "
        "row is a contact, the columns of the client's code and of the service with --code and "
        "--service.",
    ),
    "column-twice": ("a column is named twice",),
    "never-strata": (
        "people are not divided by nationality, immigration status or the like",
        "Divide them by period or by borough, or not at all.",
    ),
    "no-membership": (
        "this is neither 0 nor 1, yes nor no",
        "Write 1 where a person is on the list and 0 where not; name the columns of the lists "
        "with --list if this is not one.",
    ),
    "columns-no-lists": (
        "{n} of the columns may be no list: {columns}",
        "Name the columns of the lists, and no others, with --list, once for each: a year, an age "
        "or a sex is no list.",
    ),
    "no-such-value": ("no row has this value", "", "values"),
    "no-code-or-service": (
        "a sheet of contacts needs a column of codes and one of services",
        "Name both, --code and --service.",
    ),
    "not-of-contacts": (
        "this does not go with a sheet of contacts",
        "Leave it out; to divide by period, run once for each, with --date, --from and --to.",
    ),
    "no-date-column": (
        "months are named, and no column of dates",
        "Name the column of the date of contact with --date.",
    ),
    "months-upside-down": ("the months are upside down", "Swap them."),
    "empty-stratum": ("the stratum is empty", "Fill in the period or area of every row."),
    "fine-stratum": ("a stratum must be a borough or coarser", "Use boroughs, forces or regions."),
    "many-lists": (
        "between two and {most} lists are needed, not {number}",
        "Merge lists of the same kind (on either: 1), the smallest first.",
    ),
    "few-lists": (
        "between two and {most} lists are needed, not {number}",
        "Name the 0/1 column of each list with --list.",
    ),
    "many-services": (
        "between two and {most} services are needed, not {number}",
        "Name those to count with --list, once for each; or add a column with the kind of "
        "service (street, clinic, shelter), and name that one with --service.",
    ),
    "few-services": (
        "between two and {most} services are needed, not {number}",
        "Overlaps can only be seen between services: put the contacts of three or more into "
        "one sheet, under the same codes.",
    ),
    "delays-rejected": (
        "{rejected} of {rows} rows are rejected, more than max_rejected ({allowed:g}) allows; "
        "most often ({number}) for {reason}",
        "Check the two columns of months and period_format.",
    ),
}
"""Of lists, contacts and tables of delays; of persons no value is ever named."""

ARCHIVES: dict[str, tuple[str, ...]] = {
    "broken-street-files": (
        "the street files cannot be read as CSV",
        "Download the archive again.",
    ),
    "no-street-file": (
        "there is no street file in it",
        "Give the archive as downloaded: YYYY-MM/YYYY-MM-force-street.csv, or its zip.",
    ),
    "long-log": (
        "the change log is longer than any of police.uk's",
        "Fetch it again, or save https://data.police.uk/changelog/ under this name.",
    ),
    "no-log": (
        "this is not the change log of police.uk: no month heads a part of it",
        "Fetch it again, or save https://data.police.uk/changelog/ under this name.",
    ),
    "archive-outside": (
        "no month of the archive lies between `first` and `last`",
        "Change `first` or `last` of the table, or leave the table out.",
    ),
    "broken-zip": (
        "this is not a whole zip file",
        "Download the archive again, or give the folder that it unpacks to.",
    ),
    "no-file-month": (
        "the file's name does not begin with a month",
        "Give the files the names that they were downloaded with.",
    ),
    "broken-member": ("this member of the zip is damaged", "Download the archive again."),
    "no-crime-of-month": (
        "no street file holds a crime of its own month",
        "Download the archive again.",
    ),
    "same-month-twice": (
        "the archive holds the same force and month twice",
        "Remove it or {twin}.",
    ),
    "empty-archive-file": ("the file is empty", "Download the archive again."),
}
"""Of an archive of police.uk."""

PROPOSALS: dict[str, tuple[str, ...]] = {
    "no-id-column": (
        "no column has a different value for each area",
        "Give every area one row with a code of its own.",
    ),
    "no-map-or-table": (
        "this is neither a map nor a table that can be read",
        "Give a GeoPackage, a Shapefile, GeoJSON, or a table (.csv, .parquet, .xlsx).",
    ),
    "no-pair-columns": (
        "the columns of the two areas and of the gap are not plain",
        "Give a table of three columns: two of ids as in the file of areas, one of the metres "
        "between their edges.",
    ),
    "dates-for-names": (
        "the row of names holds months or dates, as a row of values would",
        "Add a first row with a name for each column; or, where columns are named after "
        "periods, say --layout wide.",
    ),
    "no-periods": (
        "no column holds months or dates, and no columns are named after them",
        "Give a table with a column of months or dates, or with a column for each month.",
    ),
    "counts-or-incidents": (
        "this may be a table of counts, a row a count, or of incidents, a row an incident",
        "Say which with --layout long or --layout incidents.",
    ),
    "month-apart": (
        "the year and the month stand in two columns",
        "Add one column of both, written 2017-04.",
    ),
    "study-there": (
        "there is a study already, and it is not replaced",
        "Name another file, or move this one.",
    ),
    "no-lsoa-column": (
        "no column of it holds the LSOA codes of the archive",
        "Give the LSOAs of the year that the archive uses (2021, since 2023).",
    ),
    "points-without-map": (
        "the incidents have coordinates, and no column of areas",
        "Give a map of areas with --areas, or add a column of area codes.",
    ),
    "beside-waves": (
        "of several waves, each has areas of its own next door",
        "Leave --beside out, and name them in the study, under the zones of each wave.",
    ),
    "neighbours-with-map": (
        "a table of neighbours goes with a table of areas",
        "Leave it out: gaps are measured on the map.",
    ),
    "neighbours-alone": (
        "a table of neighbours goes with a table of areas",
        "Give the table of areas with --areas.",
    ),
    "beside-itself": (
        "the place itself is named as next door to it",
        "Leave it out of --beside, or of --place.",
    ),
    "start-outside": (
        "the counts have no months before it or none after it",
        "They run from {first} to {last}.",
    ),
    "no-start": (
        "this is neither a month nor a day",
        "Write the month as 2017-04 or April 2017, or the day as 2017-04-03 or 03/04/2017, the day "
        "first.",
    ),
}
"""Of files of which `new` drafts a study."""

ACTIONS: dict[str, tuple[str, ...]] = {
    "no-action-kept": (
        "no row of the table lies in the areas and between the first and last month asked for",
        "Change areas, first or last of the activity, or leave them out.",
    ),
    "no-such-action": ("no row has this value", "", "values"),
    "action-without-month": (
        "the row has no month",
        "Fill it in, or remove the row: it would otherwise count nowhere.",
    ),
    "action-two-ways": (
        "the months can be read in more than one way",
        "Set period_format of this table: {ways}.",
    ),
    "action-not-monthly": (
        "the table counts by quarters or years, and activity is held month by month",
        "Give months; or write each quarter or year as a total, with its first and last month.",
    ),
    "action-bad-month": (
        "this is not a month that can be read",
        "Write months as 2017-04, and leave rows of totals out.",
    ),
    "action-no-number": (
        "this is not a number",
        "Write a number of 0 or more; leave the cell empty where nobody knows.",
    ),
    "action-negative": (
        "a number is below 0",
        "Correct it; leave the cell empty where nobody knows.",
    ),
    "action-without-area": (
        "the row has no area",
        "Fill in its code, or leave the column area out to take all rows together.",
    ),
    "action-unknown-area": (
        "this area is none of the study's",
        "Write codes as they stand in the file of areas.",
    ),
    "no-area-known": (
        "none of these areas is the study's",
        "Write codes as they stand in the file of areas.",
    ),
    "action-area-gone": (
        "the table has no row of this area",
        "Correct it, or leave it out: what has no row is not known, and is not nought.",
    ),
    "action-twice": (
        "the month has a number in row {row} already",
        "Add them up into one row, or name under where, or as area, the column that tells them "
        "apart.",
    ),
    "no-stops": (
        "there is no file of stop-and-search in it",
        "Give the folder or zip as downloaded: YYYY-MM/YYYY-MM-force-stop-and-search.csv.",
    ),
    "stops-column": (
        "this column of stop-and-search is not opened: it says who or where a person was",
        "Choose rows under where by {columns}.",
    ),
}
"""Of tables of what was done."""
