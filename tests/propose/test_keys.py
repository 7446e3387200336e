"""Every key of a study file is explained, once, in few words."""

from __future__ import annotations

import pytest

from waterbed.propose.keys import (
    BLOCKS,
    KEYS,
    about,
    about_column,
)
from waterbed.read.study.blocks import Block, block_of, blocks

# What a spreadsheet shows beside a cell.
_LONGEST = 250


@pytest.mark.parametrize("block", blocks(), ids=lambda block: block.name)
def test_every_key_has_a_sentence_and_nothing_else_has(block: Block) -> None:
    """A key that is added to read/study/schema.py needs a sentence in propose/keys.py."""
    assert set(KEYS[block.name]) == {column.header for column in block.columns}
    assert BLOCKS[block.name]


def test_no_block_is_explained_that_is_not_there() -> None:
    assert set(KEYS) == set(BLOCKS) == {block.name for block in blocks()}


@pytest.mark.parametrize("name", KEYS)
def test_sentences_are_short_and_end(name: str) -> None:
    for key, text in KEYS[name].items():
        assert text.endswith("."), key
        assert len(text) <= _LONGEST, key
    for column in block_of(name).columns:
        assert about_column(name, column).startswith(about(name, column.header))


def test_a_key_with_keys_of_its_own_is_explained_by_them() -> None:
    assert about("interventions", "chosen_for").startswith("rule: How the place")
    assert about("interventions", "nonsense") == ""
