"""A scheduled room as a calendar entry (RFC 5545)."""

from __future__ import annotations

from datetime import UTC, datetime

LINE_BYTES = 75
LENGTH = "PT3H"
"""A calendar wants an end; nobody knows it."""


def calendar_of(
    *, uid: str, edition: int, starts_at_s: int, changed_at_s: int, title: str, text: str, url: str
) -> bytes:
    """A calendar with one entry. The same `uid` with a higher `edition` takes the place of the one before."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Sonix//Rooms//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"SEQUENCE:{edition}",
        f"DTSTAMP:{_stamp(changed_at_s)}",
        f"DTSTART:{_stamp(starts_at_s)}",
        f"DURATION:{LENGTH}",
        f"SUMMARY:{escaped(title)}",
        f"DESCRIPTION:{escaped(text)}",
        f"LOCATION:{escaped(url)}",
        f"URL:{url}",
        "STATUS:CONFIRMED",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines).encode()


def escaped(text: str) -> str:
    """Text as a value: what would end or split it is written out."""
    kept = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(kept.splitlines())


def folded(line: str) -> str:
    """A line in pieces of 75 bytes at most; none is cut inside of a character."""
    pieces, piece, size = [], "", 0
    for character in line:
        width = len(character.encode())
        if size + width > LINE_BYTES:
            pieces.append(piece)
            piece, size = " ", 1
        piece += character
        size += width
    return "\r\n".join([*pieces, piece])


def _stamp(at_s: int) -> str:
    return datetime.fromtimestamp(at_s, UTC).strftime("%Y%m%dT%H%M%SZ")
