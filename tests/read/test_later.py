"""The later window of a claim that a change lasted: what a study file may name."""

from __future__ import annotations

import tomllib

import pytest

from tests.read.study_files import SMALL
from waterbed.model.errors import InputError, InputErrors
from waterbed.model.kinds import Region
from waterbed.model.study import Study
from waterbed.read.study.study_file import study_from

ENDED = SMALL.replace('start = "2018-08-21"\n', 'start = "2018-08-21"\nend = "2019-08-31"\n')
WINDOWS = """
[[rule.windows]]
name = "first"
base = ["2017-08", "2018-07"]
post = ["2018-09", "2019-08"]

[[rule.windows]]
name = "second"
base = {base}
post = {post}

[[claims]]
"""


def read(
    text: str = ENDED,
    kind: str = "lasted",
    more: str = 'later = "second"',
    base: str = '["2017-08", "2018-07"]',
    post: str = '["2019-09", "2020-08"]',
) -> Study:
    changed = text.replace("[[claims]]", WINDOWS.format(base=base, post=post))
    return study_from(tomllib.loads(changed.replace('kind = "fell"', f'kind = "{kind}"\n{more}')))


def told(**asked: str) -> str:
    with pytest.raises((InputError, InputErrors)) as caught:
        read(**asked)
    return str(caught.value)


def test_a_window_after_the_end_may_be_the_later_one() -> None:
    (claim,) = read().claims
    assert (claim.window, claim.later) == ("", "second")
    assert claim.region == Region(high=0.0, high_open=True)


def test_a_window_after_the_end_is_no_window_of_any_other_claim() -> None:
    over = "the post months begin when the intervention is over"
    assert over in told(kind="fell", more='window = "second"')
    assert over in told(kind="fell", more="")


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ({"more": ""}, "later: this key is missing"),
        ({"kind": "fell"}, "this key means nothing in a claim of the kind 'fell'"),
        ({"more": 'later = "third"'}, "third"),
        ({"more": 'later = "first"', "text": SMALL}, "do not come after those of 'first'"),
        ({"base": '["2017-01", "2017-12"]'}, "its base differs from that of 'first'"),
        ({"more": 'later = "second"\nzone = "ring"'}, "ring"),
        ({"more": 'later = "second"\nzone = "net"'}, "net"),
    ],
)
def test_what_is_no_later_window_is_told(asked: dict[str, str], text: str) -> None:
    assert text in told(**asked)
