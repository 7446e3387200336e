"""The words of a study that a report would print as they are written, and who has read them.

A screen refuses what has the shape of an address or a number plate; it knows no names.  So the
first public report of an unpublished table waits until somebody says that all of its words were
read, and the table's ledgers keep that, as a hash: it is asked again when the words change.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from waterbed.disclosure.ledger.book import Book
from waterbed.model.errors import InputError
from waterbed.model.study import Study
from waterbed.model.written.walk import printed_texts

FLAG = "--words-read"


def free_text(study: Study) -> tuple[tuple[str, str], ...]:
    """Everything that a report prints as the user wrote it, with its place."""
    if study.written is None:
        return ()
    texts = ((str(place), text) for place, _, text in printed_texts(study.written))
    return tuple(placed for placed in texts if placed[0] not in study.to_fill)


def sha256_of_words(study: Study) -> str:
    """Of the texts in any order, wherever they stand; "" where there are none."""
    texts = sorted({text for _, text in free_text(study)})
    if not texts:
        return ""
    return hashlib.sha256(json.dumps(texts, ensure_ascii=False).encode()).hexdigest()


def needs_reading(study: Study, books: Sequence[Book]) -> bool:
    """Whether some ledger has no release of these very words."""
    words = sha256_of_words(study)
    return bool(words) and any(
        all(line.words_sha256 != words for line in book.lines) for book in books
    )


def refuse_unread(study: Study, books: Sequence[Book], read: bool) -> None:
    """InputError where nobody has said of these words that they were read.

    read : that somebody says so now
    """
    if not read and needs_reading(study, books):
        raise unread(study, len(free_text(study)))


def unread(study: Study, texts: int) -> InputError:
    """The error of words that were not read."""
    return InputError(
        f"{texts} texts would be published as they are written, and nobody has said that they were "
        "read. A screen finds addresses and numbers; it does not know the names of people and "
        "small places. Nothing was published",
        file=study.file,
        mend=f"Read them, and run again with {FLAG}. That you did is written into the ledger; it "
        "is asked again only when the words change. waterbed check prints them too.",
    )
