"""`pytest --leave-out mariadb,browsers`: what this machine has no servers for is deselected, and named at the end.

A test needs a server when it asks for the fixture of that name, at first or at second hand, or when one of its
parameters is that name. Browser tests are known by their folder.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

BROWSERS = Path(__file__).parents[1] / "e2e"
SERVERS = ("mariadb", "postgresql", "pgbouncer", "sign_in_servers")
KNOWN = ("browsers", *SERVERS)
_COUNTS = pytest.StashKey[Counter[str]]()
_OUTPUT = "left_out"


def add_option(parser: pytest.Parser) -> None:
    """The option itself; `scripts/test` gives it."""
    parser.addoption("--leave-out", default="", metavar="NAMES", help=f"what is not here, of: {', '.join(KNOWN)}")


def chosen(config: pytest.Config) -> list[str]:
    """What is to be left out. Raises UsageError for a name nobody knows, and for any name with CI=true."""
    names = [name for name in str(config.getoption("--leave-out")).split(",") if name]
    strange = sorted(set(names) - set(KNOWN))
    if strange:
        raise pytest.UsageError(f"--leave-out knows {', '.join(KNOWN)}; not {', '.join(strange)}.")
    if names and os.environ.get("CI") == "true":
        raise pytest.UsageError("With CI=true nothing may be left out.")
    return names


def needs(item: pytest.Item) -> set[str]:
    """What of `KNOWN` a test can't do without."""
    found = {"browsers"} if item.path.is_relative_to(BROWSERS) else set()
    asked = set(getattr(item, "fixturenames", ()))
    call = getattr(item, "callspec", None)
    parameters = {value for value in call.params.values() if isinstance(value, str)} if call else set()
    return found | ((asked | parameters) & set(SERVERS))


def leave_out(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take them out of `items`."""
    names = set(chosen(config))
    without = {item: sorted(needs(item) & names) for item in items} if names else {}
    gone = [item for item, missing in without.items() if missing]
    counts = Counter(missing for item in gone for missing in without[item])
    config.stash[_COUNTS] = counts
    if hasattr(config, "workeroutput"):
        config.workeroutput[_OUTPUT] = dict(counts)
    if gone:
        config.hook.pytest_deselected(items=gone)
        items[:] = [item for item in items if not without[item]]


def hear(config: pytest.Config, output: dict[str, Any]) -> None:
    """What a process of a run on several cores left out: each collects everything, so any of them knows."""
    config.stash[_COUNTS] = Counter(output.get(_OUTPUT, {}))


def tell(reporter: pytest.TerminalReporter) -> None:
    """The last lines of a run that left something out."""
    for name, count in sorted(reporter.config.stash.get(_COUNTS, Counter[str]()).items()):
        reporter.write_line(f"Left out for want of {name}: {count} tests.", yellow=True)
