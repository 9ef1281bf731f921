"""What a room may say of itself: its description, tags and link name, and when it opens. Pure.

A link name stands where a code stands (`/r/<name>`), so none may be taken for one: a code is six letters and figures,
however they are spaced.
"""

from __future__ import annotations

import re
from typing import Literal

from sonix.core.errors import SonixError
from sonix.core.ids import CODE_LENGTH
from sonix.core.text import clean_line

DESCRIPTION_CHARS = 500
DESCRIPTION_LINES = 12
TAG_CHARS = 24
MOST_TAGS = 5
NAME_CHARS = (3, 40)
MOST_AHEAD_S = 400 * 86_400
RESERVED = frozenset({
    "about", "account", "admin", "administrator", "api", "app", "assets", "discover", "help", "home", "host",
    "invite", "join", "library", "login", "logout", "media", "moderator", "new", "null", "official", "r", "register",
    "reset", "room", "rooms", "root", "settings", "sign-in", "sign-out", "signin", "signout", "sonix", "static",
    "support", "system", "undefined", "www",
})  # fmt: skip
"""Names that would say something of this Sonix and not of a room."""
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
Phase = Literal["open", "waiting"]


def clean_description(text: str) -> str:
    """Some lines of visible text, one empty one between two at most."""
    lines: list[str] = []
    for line in (clean_line(line) for line in text.splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines[:DESCRIPTION_LINES]).strip()[:DESCRIPTION_CHARS].rstrip()


def clean_tags(tags: list[str]) -> list[str]:
    """Tags in lower case, each once, in the order they came.

    Raises:
        SonixError: `too_many_tags`, `bad_tag`, 422.
    """
    cleaned = list(
        dict.fromkeys(tag for tag in (clean_line(tag).casefold().lstrip("#").strip() for tag in tags) if tag)
    )
    if len(cleaned) > MOST_TAGS:
        raise SonixError("too_many_tags", f"A room has {MOST_TAGS} tags at most. Leave some out.", status=422)
    if any(len(tag) > TAG_CHARS for tag in cleaned):
        raise SonixError("bad_tag", f"A tag has {TAG_CHARS} letters at most. Make it shorter.", status=422)
    return cleaned


def checked_link_name(text: str) -> str:
    """The link name that was meant.

    Raises:
        SonixError: `bad_link_name`, 422, with what to change.
    """
    name = text.strip().lower()
    shortest, longest = NAME_CHARS
    if not shortest <= len(name) <= longest:
        raise _bad_name(f"A link name has {shortest} to {longest} letters.")
    if _NAME.fullmatch(name) is None:
        raise _bad_name("A link name is made of the letters a to z and figures, with single dashes between them.")
    if looks_like_a_code(name):
        raise _bad_name("A name of just six letters and figures looks like a room's code. Make it longer or shorter.")
    if name in RESERVED:
        raise _bad_name("This name is kept for Sonix itself. Choose another one.")
    return name


def looks_like_a_code(name: str) -> bool:
    """Whether somebody may take it for a code: also one with letters that no code has, but people read into one."""
    return len(name.replace("-", "")) == CODE_LENGTH


def phase(starts_at_s: int | None, opened_at_s: int | None, now_s: float) -> Phase:
    """Whether a room is open, or waits for its hour. Its host may open it before."""
    if starts_at_s is None or opened_at_s is not None or now_s >= starts_at_s:
        return "open"
    return "waiting"


def check_start(starts_at_s: int, now_s: float) -> None:
    """Raises SonixError `bad_start`, 422, for an hour that is over, or further off than anybody plans."""
    if starts_at_s <= now_s:
        raise SonixError("bad_start", "This time is over. Choose a later one.", status=422)
    if starts_at_s > now_s + MOST_AHEAD_S:
        raise SonixError("bad_start", "That is more than a year ahead. Choose an earlier time.", status=422)


def _bad_name(message: str) -> SonixError:
    return SonixError("bad_link_name", message, status=422)
