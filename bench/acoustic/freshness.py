"""Whether the built page is what the sources say: a bench of an older one would measure what nobody has any more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
_PAGE = "src/sonix/web/static/index.html"
_FOLDERS = ("src", "public", "build")
_FILES = ("index.html", "*.json", "*.ts", "*.js")
BUILD = "make page"


def why_stale(root: Path | None = None) -> str | None:
    """What is wrong with the page of the checkout at `root`, else this one, for people; None when nothing is.

    By the files' times, as `make` goes by them: a checkout sets the time of every file that it changes.
    """
    root = root or ROOT
    page = root / _PAGE
    if not page.is_file():
        return f"The page is not built: {page} is missing. Build it first: {BUILD}"
    built_ns = page.stat().st_mtime_ns
    newer = sorted(str(each.relative_to(root)) for each in _sources(root / "web") if each.stat().st_mtime_ns > built_ns)
    if not newer:
        return None
    others = f" and {len(newer) - 1} more" if len(newer) > 1 else ""
    return f"The built page is older than its sources: {newer[0]}{others} changed since. Build it first: {BUILD}"


def _sources(web: Path) -> Iterator[Path]:
    """What the page is made of; tests are not."""
    for pattern in _FILES:
        yield from web.glob(pattern)
    for folder in _FOLDERS:
        yield from (each for each in (web / folder).rglob("*") if each.is_file() and ".test." not in each.name)
