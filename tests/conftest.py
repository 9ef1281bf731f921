"""Rules for the whole suite."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.servers.bucket_fixtures import gcs, gcs_server, s3  # noqa: F401 - for every test below
from tests.servers.fixtures import (  # noqa: F401 - for every test below
    database_kind,
    database_url,
    mariadb,
    new_database_url,
    new_mariadb_url,
    new_postgresql_url,
    postgresql,
)

BROWSERS = Path(__file__).parent / "e2e"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: Playwright keeps a loop running in this thread, and no other loop can run beside it."""
    items.sort(key=lambda item: item.path.is_relative_to(BROWSERS))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """With CI=true nothing may be skipped: a test that did not run proves nothing."""
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped and os.environ.get("CI") == "true":
        terminalreporter.write_line(f"CI allows no skip, but {len(skipped)} tests were skipped.", red=True)
        terminalreporter._session.exitstatus = pytest.ExitCode.TESTS_FAILED  # type: ignore[union-attr]
