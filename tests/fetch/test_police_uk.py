"""Street files out of an archive at a server that drops, changes and refuses."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.fetch.replay import Replay, as_json
from waterbed.cli import main
from waterbed.fetch.police_uk import fetch_police_uk, parts_of
from waterbed.fetch.web import CHUNK
from waterbed.model.errors import InputError
from waterbed.model.months import label, month

DATES = "data.police.uk/api/crimes-street-dates"
MONTHS = ("2016-07", "2017-07", "2018-07")
NAMES = [f"{one}/{one}-west-yorkshire-street.csv" for one in MONTHS]


def archive_at(last: str) -> str:
    return f"data.police.uk/data/archive/{last}.zip"


def zipped(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in files.items():
            out.writestr(name, data)
    return made.getvalue()


def noise(n: int, seed: int = 1) -> bytes:
    """Bytes that do not compress."""
    import random

    return random.Random(seed).randbytes(n)


@pytest.fixture(scope="module")
def west_yorkshire(data: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(data / "policeuk" / "west-yorkshire.zip") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def archive(west_yorkshire: dict[str, bytes]) -> bytes:
    """Two years with West Yorkshire in three of their months, big with others."""
    files = dict(west_yorkshire)
    for m in range(month("2016-07"), month("2018-07") + 1):
        files[f"{label(m)}/{label(m)}-kent-street.csv"] = noise(60_000, m)
    return zipped(files)


@pytest.fixture
def published(replay: Replay, archive: bytes) -> Replay:
    """The archive behind a redirection, as it is published."""
    replay.files["s3/archive.zip"] = archive
    replay.redirect[archive_at("2018-07")] = "s3/archive.zip"
    replay.answers[DATES] = lambda query: as_json([{"date": "2018-07"}, {"date": "2018-06"}])
    return replay


def fetch(folder: Path, *more: str) -> Result:
    words = ["fetch", "police-uk", "--force", "west-yorkshire", "--out", str(folder)]
    return CliRunner().invoke(main, [*words, *more], catch_exceptions=False)


ALL = ("--from", "2016-07", "--to", "2018-07")
LAST = ("--from", "2018-07", "--to", "2018-07")


def test_only_what_is_asked_for_comes(
    published: Replay, west_yorkshire: dict[str, bytes], tmp_path: Path
) -> None:
    done = fetch(tmp_path / "police-uk", *ALL)
    assert done.exit_code == 0, done.output
    for name, data in west_yorkshire.items():
        assert (tmp_path / "police-uk" / name).read_bytes() == data
    assert not list((tmp_path / "police-uk").rglob("*kent*"))
    assert not list((tmp_path / "police-uk").rglob(".*"))
    packed = sum(len(zlib.compress(data)) for data in west_yorkshire.values())
    contents = 2**20
    assert published.sent("s3/archive.zip") < packed + contents + 20_000
    assert "3 fetched, 22 absent" in done.output
    assert "2016-08/2016-08-west-yorkshire-street.csv: absent: the force gave none" in done.output
    record = json.loads((tmp_path / "police-uk" / "fetched.json").read_text())["files"]
    assert [one["file"] for one in record] == NAMES
    for one in record:
        assert one["address"] == "https://data.police.uk/data/archive/2018-07.zip"
        assert one["bytes"] == len(west_yorkshire[one["file"]])
        assert one["licence"] == "Open Government Licence v3.0"


def test_the_folder_reads_as_the_archive_does(published: Replay, tmp_path: Path) -> None:
    from waterbed.model.sources import AreaSource, CountTable
    from waterbed.model.study import Outcome
    from waterbed.read import read_counts

    fetch(tmp_path / "police-uk", *ALL)
    table = CountTable("street", tmp_path / "police-uk", "police-uk", area="LSOA code")
    read = read_counts([table], [Outcome("all", "all", (), ((),))], None, AreaSource())
    assert read.records[0].rows == 27_176 + 28_537 + 31_635


def test_stop_and_search_comes_where_it_is_asked_for(
    replay: Replay, west_yorkshire: dict[str, bytes], tmp_path: Path
) -> None:
    """Beside the street files, and read from the same folder as what was done."""
    from tests.read.test_actions import DRUGS, KNIVES, stops
    from waterbed.model.activity import Activity
    from waterbed.read.tables.actions import read_activity

    made = stops("2018-07", DRUGS, KNIVES, DRUGS).encode()
    name = "2018-07/2018-07-west-yorkshire-stop-and-search.csv"
    replay.files[archive_at("2018-07")] = zipped(west_yorkshire | {name: made})
    replay.answers[DATES] = lambda query: as_json([{"date": "2018-07"}])
    plain, both = tmp_path / "plain", tmp_path / "both"
    assert fetch(plain, *LAST).exit_code == 0 and not list(plain.rglob("*-stop-and-search.csv"))
    done = fetch(both, *LAST, "--stops")
    assert done.exit_code == 0 and "2 fetched" in done.output, done.output
    assert (both / name).read_bytes() == made
    where = (("Object of search", "Controlled drugs"),)
    (read,), _ = read_activity([Activity("s", "stops", file=both, where=where)])
    assert read.months is not None and read.months.labels == ("2018-07", "2018-07")
    assert read.counts.tolist() == [2] and read.whole.all()
    both_months = fetch(tmp_path / "two", "--from", "2018-06", "--to", "2018-07", "--stops")
    assert both_months.exit_code == 2  # the archive does not hold June of any force


def test_what_to_tick_by_browser_names_stop_and_search(tmp_path: Path) -> None:
    told = fetch(tmp_path / "p", *LAST, "--stops", "--print").output
    assert "stop" in told and "search" in told
    assert "search" not in fetch(tmp_path / "p", *LAST, "--print").output


def test_a_dropped_connection_is_resumed(
    published: Replay, west_yorkshire: dict[str, bytes], tmp_path: Path
) -> None:
    published.drop["s3/archive.zip"] = [700_000]
    done = fetch(tmp_path / "police-uk", *LAST)
    assert done.exit_code == 0, done.output
    assert (tmp_path / "police-uk" / NAMES[2]).read_bytes() == west_yorkshire[NAMES[2]]
    starts = [
        (int(asked.removeprefix("bytes=").split("-")[0]), sent)
        for at, asked, status, sent in published.asked
        if at == "s3/archive.zip" and status == 206
    ]
    broken = next(i for i, (_, sent) in enumerate(starts) if sent == 700_000)
    further = starts[broken + 1][0] - starts[broken][0]
    assert 700_000 - CHUNK <= further <= 700_000  # on from where it broke, but for a piece


def test_a_line_that_never_holds_ends_in_a_sentence_and_what_came_is_kept(
    published: Replay, west_yorkshire: dict[str, bytes], tmp_path: Path
) -> None:
    folder = tmp_path / "police-uk"
    assert fetch(folder, "--from", "2016-07", "--to", "2017-07").exit_code == 0
    published.drop["s3/archive.zip"] = [1000] * 50
    done = fetch(folder, *ALL)
    assert done.exit_code == 2
    assert "the connection breaks off again and again" in done.stderr and "--print" in done.stderr
    assert len(list(folder.rglob("*-street.csv"))) == 2
    published.drop.clear()
    published.asked.clear()
    assert "2 unchanged" not in done.output
    done = fetch(folder, *ALL)
    assert "2 unchanged" in done.output and "1 fetched" in done.output
    packed = len(zlib.compress(west_yorkshire[NAMES[2]]))
    assert published.sent("s3/archive.zip") < packed + 2**20 + 20_000


def test_a_file_that_the_publisher_changed_is_noticed_and_not_overwritten(
    published: Replay, west_yorkshire: dict[str, bytes], tmp_path: Path
) -> None:
    folder = tmp_path / "police-uk"
    fetch(folder, *LAST)
    revised = west_yorkshire[NAMES[2]].replace(b"no suspect identified", b"suspect identified")
    assert revised != west_yorkshire[NAMES[2]]
    published.files["s3/archive.zip"] = zipped(west_yorkshire | {NAMES[2]: revised})
    done = fetch(folder, *LAST)
    assert done.exit_code == 0
    assert f"{NAMES[2]}: changed: SHA-256" in done.output and "--replace" in done.output
    assert (folder / NAMES[2]).read_bytes() == west_yorkshire[NAMES[2]]
    assert "replaced" in fetch(folder, *LAST, "--replace").output
    assert (folder / NAMES[2]).read_bytes() == revised
    assert "1 unchanged" in fetch(folder, *LAST).output


def test_a_file_changed_here_is_noticed(published: Replay, tmp_path: Path) -> None:
    folder = tmp_path / "police-uk"
    fetch(folder, *LAST)
    (folder / NAMES[2]).write_bytes(b"edited by hand")
    assert "changed" in fetch(folder, *LAST).output
    assert (folder / NAMES[2]).read_bytes() == b"edited by hand"


def test_an_archive_that_changes_while_it_is_read_is_refused(
    published: Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from waterbed.fetch import police_uk

    real = police_uk._opened

    def opened(remote: object) -> zipfile.ZipFile:
        found = real(remote)  # type: ignore[arg-type]
        published.files["s3/archive.zip"] = published.files["s3/archive.zip"] + b"more"
        return found

    monkeypatch.setattr(police_uk, "_opened", opened)
    done = fetch(tmp_path / "police-uk", *LAST)
    assert done.exit_code == 2
    assert "the publisher changed the file while it was read" in done.stderr
    assert not (tmp_path / "police-uk").exists()


def test_a_long_list_of_contents_is_read_whole(
    replay: Replay, west_yorkshire: dict[str, bytes], tmp_path: Path
) -> None:
    """The oldest archives list more files than one request for the end of the zip brings."""
    long = "y" * 90
    files = {f"2010-12/{long}-{i:05d}.csv": b"" for i in range(10_000)}
    replay.files[archive_at("2018-07")] = zipped(files | {NAMES[2]: west_yorkshire[NAMES[2]]})
    replay.answers[DATES] = lambda query: as_json([{"date": "2018-07"}])
    done = fetch(tmp_path / "police-uk", *LAST)
    assert done.exit_code == 0, done.output
    assert (tmp_path / "police-uk" / NAMES[2]).read_bytes() == west_yorkshire[NAMES[2]]


def test_stopped_by_hand_it_says_that_what_came_is_kept(
    published: Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from waterbed.fetch import police_uk

    real = police_uk._member

    def stops(*words: object) -> object:
        if "2018-07" in str(words[2]):
            raise KeyboardInterrupt
        return real(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(police_uk, "_member", stops)
    done = fetch(tmp_path / "police-uk", *ALL)
    assert done.exit_code == 130
    assert "what has come is kept" in done.stderr
    assert len(list(tmp_path.rglob("*-street.csv"))) == 2
    monkeypatch.setattr(police_uk, "_member", real)
    assert "2 unchanged" in fetch(tmp_path / "police-uk", *ALL).output


def test_a_damaged_member_is_refused(
    replay: Replay, west_yorkshire: dict[str, bytes], tmp_path: Path
) -> None:
    good = zipped({NAMES[2]: west_yorkshire[NAMES[2]]})
    spoilt = bytearray(good)
    spoilt[len(good) // 2] ^= 0xFF
    replay.files[archive_at("2018-07")] = bytes(spoilt)
    replay.answers[DATES] = lambda query: as_json([{"date": "2018-07"}])
    done = fetch(tmp_path / "police-uk", *LAST)
    assert done.exit_code == 2
    assert "this member of the archive is damaged" in done.stderr
    assert not list(tmp_path.rglob("*.csv*"))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda r: r.pages.add("s3/archive.zip"), "a web page came where a file was asked for"),
        (lambda r: r.plain.add("s3/archive.zip"), "sends this file only as a whole"),
        (lambda r: r.redirect.clear(), "police.uk has no such archive: 'HTTP 404'"),
        (lambda r: r.fail.update({DATES: [503] * 9}), "the publisher's server fails: 'HTTP 503'"),
        (lambda r: r.fail.update({DATES: [403]}), "refuses the request: 'HTTP 403'"),
        (lambda r: r.pages.add(DATES), "a web page came"),
        (lambda r: r.files.update({"s3/archive.zip": noise(3000)}), "this is not a zip file"),
    ],
    ids=["proxy", "no ranges", "404", "503", "403", "proxy at the list", "no zip"],
)
def test_what_goes_wrong_is_one_sentence_with_its_mend(
    published: Replay, tmp_path: Path, spoil: object, said: str
) -> None:
    spoil(published)  # type: ignore[operator]
    done = fetch(tmp_path / "police-uk", *LAST)
    assert done.exit_code == 2, done.output
    assert said in done.stderr
    assert done.stderr.count("\n") == 1 and "--print" in done.stderr
    assert not (tmp_path / "police-uk").exists()


def test_a_server_that_fails_for_a_moment_is_asked_again(published: Replay, tmp_path: Path) -> None:
    published.fail["s3/archive.zip"] = [503, 500]
    published.fail[DATES] = [429]
    assert fetch(tmp_path / "police-uk", *LAST).exit_code == 0


def test_no_network(tmp_path: Path, replay: Replay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATERBED_FETCH_BASE", "http://127.0.0.1:9")
    done = fetch(tmp_path / "police-uk", *LAST)
    assert done.exit_code == 2
    assert "the publisher's server cannot be reached" in done.stderr


def test_a_month_not_yet_published_and_a_force_that_there_is_not(
    published: Replay, tmp_path: Path
) -> None:
    done = fetch(tmp_path, "--from", "2018-07", "--to", "2018-08")
    assert done.exit_code == 2
    assert "not published these months yet: '2018-08'. The last month there is: 2018-07" in (
        done.stderr
    )
    words = ["fetch", "police-uk", "--force", "west-yorks", *LAST]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 2
    assert "police.uk knows no such force: 'west-yorks'" in done.stderr
    assert "Did you mean west-yorkshire" in done.stderr and "greater-manchester" in done.stderr
    assert fetch(tmp_path, "--from", "July", "--to", "2018-07").exit_code == 2


def test_a_full_disk_is_one_sentence(
    published: Replay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno

    def full(self: Path, data: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    done = fetch(tmp_path / "police-uk", *LAST)
    assert done.exit_code == 2
    assert "there is no room left on the disk" in done.stderr


@pytest.mark.parametrize("latest", ["2024-06", "2026-09"])
@pytest.mark.parametrize("span", [("2022-01", "2024-06"), ("2015-03", "2023-02")])
def test_every_month_has_one_archive_that_holds_it(span: tuple[str, str], latest: str) -> None:
    first, last = (month(one) for one in span)
    parts = parts_of(first, last, month(latest))
    months = [m for part in parts for m in range(part.first, part.last + 1)]
    assert months == list(range(first, last + 1))
    for part in parts:
        assert part.archive - 35 <= part.first <= part.last <= part.archive <= month(latest)
    assert len(parts) == -(-(last - first + 1) // 36)  # as few as can be


def test_an_archive_without_the_months_says_what_it_holds(
    published: Replay, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=r"hold these months.*2015-08.*2016-07 to 2018-07"):
        published.redirect[archive_at("2018-06")] = "s3/archive.zip"
        published.answers[DATES] = lambda query: as_json([{"date": "2018-06"}])
        fetch_police_uk(["west-yorkshire"], month("2015-08"), month("2016-08"), tmp_path)


def test_print_lists_and_asks_nothing(replay: Replay, tmp_path: Path) -> None:
    done = fetch(Path("police-uk"), "--from", "2013-01", "--to", "2017-06", "--print")
    assert done.exit_code == 0
    assert "https://data.police.uk/data/archive/2015-12.zip" in done.output
    assert "https://data.police.uk/data/archive/2018-12.zip" in done.output
    assert "police-uk/2013-01/2013-01-west-yorkshire-street.csv" in done.output
    assert "from 2016-01 to 2017-06" in done.output
    assert not replay.asked


def test_print_of_recent_months_names_the_form(replay: Replay) -> None:
    recent = label(month(date.today().strftime("%Y-%m")) - 6)
    done = fetch(Path("police-uk"), "--from", recent, "--to", recent, "--print")
    assert "Page:  https://data.police.uk/data/\n" in done.output
    assert "force west-yorkshire" in done.output and "Save:  police-uk.zip" in done.output
    assert not replay.asked
