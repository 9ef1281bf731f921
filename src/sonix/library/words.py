"""Words as they are indexed and looked for. Pure; all text here is folded (`sonix.library.folding`).

A word is found by any three letters in a row, by its first one or two, and, for forgiving a typing error, by itself
with any one letter left out: two words that differ by one letter more, less, other or swapped share such a key. Words
of scripts that write without spaces are also found by any one or two characters.
"""

from __future__ import annotations

import hashlib

from sonix.db.tables_search import WORD_CHARS

GRAM = 3
MIN_FORGIVEN = 4
MIN_FORGIVEN_TWICE = 8
"""Letters of a word from which on one typing error, and two, are forgiven."""
_MAX_SHORTENED = 24


def number(text: str) -> int:
    """64 bits of a hash, as the signed integer a database keeps."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


def words_of(search: str) -> set[str]:
    """The words of a track's folded text; longer ones in pieces."""
    return {word[at : at + WORD_CHARS] for word in search.split() for at in range(0, len(word), WORD_CHARS)}


def keys_of(word: str) -> set[int]:
    """Everything `word` is found by."""
    return {number(key) for key in (*_parts(word), *_begins(word), *shortened(word))}


def keys_for_part(part: str) -> set[int]:
    """Keys that a word with `part` in it has; for one or two letters of the Latin script, at its beginning."""
    if len(part) >= GRAM:
        return {number(key) for key in _grams(part, GRAM)}
    return {number(part if not part.isascii() else f"^{part}")}


def keys_for_misspelt(word: str) -> set[int]:
    """Keys of which a word that differs from `word` by one letter has at least one."""
    return {number(key) for key in shortened(word)}


def shortened(word: str) -> set[str]:
    """`word` with any one letter left out, and itself, marked as such; nothing for words too short to be guessed."""
    if not MIN_FORGIVEN - 1 <= len(word) <= _MAX_SHORTENED:
        return set()
    return {f"-{word[:at]}{word[at + 1 :]}" for at in range(len(word))} | {f"-{word}"}


def errors_forgiven(word: str) -> int:
    """How many typing errors in a word that is looked for are forgiven."""
    if len(word) < MIN_FORGIVEN or any(c.isdigit() for c in word):
        return 0
    return 2 if len(word) >= MIN_FORGIVEN_TWICE else 1


def distance(one: str, other: str) -> int:
    """Letters more, less, other, or swapped with their neighbour (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, compared in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != compared))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == compared:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


def _parts(word: str) -> set[str]:
    if word.isascii():
        return _grams(word, GRAM)
    return {gram for length in range(1, GRAM + 1) for gram in _grams(word, length)}


def _begins(word: str) -> set[str]:
    return {f"^{word[:1]}", f"^{word[:2]}"}


def _grams(text: str, length: int) -> set[str]:
    return {text[at : at + length] for at in range(len(text) - length + 1)}
