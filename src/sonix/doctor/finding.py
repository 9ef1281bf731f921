"""What one check found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """Whether Sonix works with it, works worse, or does not work."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Finding:
    """`advice` says what to do; it is empty only when everything is well."""

    level: Level
    name: str
    detail: str
    advice: str = ""


def ok(name: str, detail: str) -> Finding:
    """Nothing to do."""
    return Finding(Level.OK, name, detail)


def warn(name: str, detail: str, advice: str) -> Finding:
    """Sonix works, but something of it doesn't, or soon will not."""
    return Finding(Level.WARN, name, detail, advice)


def fail(name: str, detail: str, advice: str) -> Finding:
    """Sonix does not work like this."""
    return Finding(Level.FAIL, name, detail, advice)
