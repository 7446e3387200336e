"""What several cards say is said once; what one card says stays on it."""

from __future__ import annotations

from waterbed.report.sections.card_notes import FEW, said_once

LONG = "This is what is known of it, word after word, " + "and so on " * 30 + "to its end."
OWN = "A share of 63% was found among those whose number and group are known here."
SHARED = "What several of these cards have to say, in more than eight words."


def test_a_cards_own_reason_stays_on_it_however_long() -> None:
    """A share of what was done, told in sixty words, stood in a note and on no card."""
    cards = [
        (f"{LONG} {OWN}", SHARED),
        ("Another reason of this card, and of no other one.", SHARED),
    ]
    left, numbers, notes = said_once(cards)
    assert left == ((f"{LONG} {OWN}",), ("Another reason of this card, and of no other one.",))
    assert numbers == ((1,), (1,)) and notes == (SHARED,)


def test_a_long_reason_of_two_cards_and_a_short_one_of_many_are_notes() -> None:
    _, numbers, notes = said_once([(LONG,), (LONG,)])
    assert notes == (LONG,) and numbers == ((1,), (1,))
    few = said_once([(SHARED,)] * (FEW - 1))
    many = said_once([(SHARED,)] * FEW)
    assert few[2] == () and many[2] == (SHARED,)
