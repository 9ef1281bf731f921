"""Which passwords are taken: long enough, not anybody's first guess. No list is fetched; what is common has a shape."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from sonix.core.errors import SonixError

MAX_CHARS = 256
MIN_DIFFERENT = 5
LONGEST_REPEATED = 5
_COMMON = (
    "password passwort passwd contrasena motdepasse parola senha wachtwoord haslo salasana losenord jelszo heslo "
    "letmein welcome willkommen bienvenue benvenuto iloveyou ichliebedich admin administrator root login access master "
    "secret geheim default changeme change test testing temp guest user monkey dragon sunshine princess football "
    "fussball baseball basketball hockey soccer superman batman pokemon starwars shadow michael jennifer jordan ashley "
    "charlie thomas andrea daniel jessica michelle nicole hallo hello schatz freedom whatever trustno flower cheese "
    "computer internet samsung google facebook master killer summer winter spring autumn sommer january february "
    "august september october november december monday friday sonix music musik listen qwerty qwertz azerty asdf "
    "asdfgh asdfghjkl zxcvbn zxcvbnm yxcvbnm abc abcd abcdef qaz wsx edc iam the and this is not to my your love you "
    "god jesus one"
)
"""Words that are no password, alone or in a row, whatever digits and signs stand around them."""
_WORDS = frozenset(_COMMON.split())
_ROWS = ("qwertyuiop", "qwertzuiop", "azertyuiop", "asdfghjkl", "qsdfghjklm", "zxcvbnm", "yxcvbnm", "1234567890")
_LEET = str.maketrans("013457@$!", "oleastasi")


def check_password(password: str, min_chars: int, *about: str | None) -> str:
    """The password as it is hashed (NFKC: the same keys on any keyboard); `about` is what others know of its owner.

    Raises:
        SonixError: `weak_password`, 422, with what to do.
    """
    typed = normalised(password)
    if len(typed) > MAX_CHARS:
        raise _weak(f"At most {MAX_CHARS} characters, please.")
    if len(typed) < min_chars:
        raise _weak(f"Take at least {min_chars} characters; a few words in a row are easy to remember.")
    folded = typed.casefold()
    if len(set(folded)) < MIN_DIFFERENT or _is_repeated(folded) or _is_in_order(folded):
        raise _weak("This follows a pattern that is guessed first. A few words in a row are easy to remember.")
    if _is_common(folded):
        raise _weak("This is one of the first that anybody would guess. Take a few words that have nothing in common.")
    if any(_says(folded, word) for word in about if word):
        raise _weak("Your name and your address are no secret. Take something else.")
    return typed


def normalised(password: str) -> str:
    """The one form of a password that looks the same."""
    return unicodedata.normalize("NFKC", password)


def _weak(what_to_do: str) -> SonixError:
    return SonixError("weak_password", what_to_do, status=422)


def _is_repeated(text: str) -> bool:
    """`abcabcabc`: a short piece again and again."""
    return any(
        text == (text[:size] * (len(text) // size + 1))[: len(text)]
        for size in range(1, LONGEST_REPEATED + 1)
        if len(text) >= 2 * size
    )


def _is_in_order(text: str) -> bool:
    """`1234567890`, `abcdefghij`, `qwertyuiop` and the same backwards: hardly a step that is a surprise."""
    steps = [ord(after) - ord(before) for before, after in pairwise(text)]
    beside = sum(_are_neighbours(before, after) for before, after in pairwise(text))
    counted = max(steps.count(1), steps.count(-1), beside)
    return counted >= 0.8 * len(steps)


def _are_neighbours(one: str, other: str) -> bool:
    return any(one + other in row or other + one in row for row in _ROWS)


def _is_common(folded: str) -> bool:
    """Common words and nothing else, behind other signs (`p4ssw0rd`) or among digits (`password123!`)."""
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded)
    return any(_made_of_words(_letters(text)) for text in (core, core.translate(_LEET), folded.translate(_LEET)))


def _letters(text: str) -> str:
    return re.sub(r"[\W\d_]+", "", text)


def _made_of_words(text: str) -> bool:
    """Whether the text is common words in a row, three at most; digits alone are none at all."""
    ends = {0: 0}
    for end in range(1, len(text) + 1):
        reached = [words + 1 for start, words in ends.items() if text[start:end] in _WORDS]
        if reached:
            ends[end] = min(reached)
    return ends.get(len(text), 4) <= 3


def _says(folded: str, about: str) -> bool:
    """Whether the password is little more than that name or address, or the part of the address before the @."""
    for word in {about.casefold(), about.casefold().partition("@")[0]}:
        known, said = _letters(word), _letters(folded)
        if len(known) >= 3 and known in said and len(said) - len(known) < 4:
            return True
    return False
