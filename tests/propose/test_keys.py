"""Every key of a study is explained, once, in few words, and docs/keys.md says the same."""

from __future__ import annotations

import pytest

from tests.conftest import ROOT
from waterbed.model.kinds import KINDS
from waterbed.model.written.blocks import Block, block_of, blocks
from waterbed.propose.keys_page import keys_page
from waterbed.propose.kinds_page import kinds_page

# What a spreadsheet shows beside a cell.
_LONGEST = 250


@pytest.mark.parametrize("block", blocks(), ids=lambda block: block.name)
def test_every_section_and_key_has_a_short_sentence(block: Block) -> None:
    assert block.about.endswith(".")
    for column in block.columns:
        assert column.key.says.endswith("."), column.header
        assert len(column.key.says) <= _LONGEST, column.header
        assert column.about.startswith(column.key.says)


def test_a_key_that_names_entries_of_a_list_says_of_which() -> None:
    lists = {block.path[-1] for block in blocks() if block.many}
    named = {column.key.refers for block in blocks() for column in block.columns} - {""}
    of = {
        "outcomes",
        "populations",
        "zones",
        "interventions",
        "windows",
        "counts",
        "activity",
        "survey",
        "covariate",
    }
    of |= {"claims", "tests"}
    assert named == of
    assert named <= lists


def test_links_are_welcome_only_in_printed_text() -> None:
    columns = [column for block in blocks() for column in block.columns]
    assert all(column.key.printed for column in columns if column.key.links)


def test_a_key_with_keys_of_its_own_is_explained_by_them() -> None:
    assert block_of("interventions").says("chosen_for").startswith("rule: How the place")
    assert block_of("interventions").says("nonsense") == ""


def test_the_page_of_kinds_is_up_to_date_and_has_every_kind() -> None:
    """python -m waterbed.propose.kinds_page > docs/kinds.md"""
    page = (ROOT / "docs" / "kinds.md").read_text(encoding="utf-8")
    assert page == kinds_page()
    for key, kind in KINDS.items():
        (line,) = [line for line in page.splitlines() if line.startswith(f"| `{key}` |")]
        agrees, denial, _, needs = [cell.strip() for cell in line.strip("|").split("|")[1:]]
        assert agrees and denial and agrees != denial and "{" not in line and "  " not in agrees
        for name in kind.needs:
            assert name == "stated" or f"`{name}`" in needs


def test_the_page_of_keys_is_up_to_date() -> None:
    """python -m waterbed.propose.keys_page > docs/keys.md"""
    assert (ROOT / "docs" / "keys.md").read_text(encoding="utf-8") == keys_page()
