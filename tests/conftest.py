"""Rules for the whole suite."""

from __future__ import annotations

import os

import hypothesis
import pytest
import structlog
from xdist.workermanage import WorkerController

from tests.identity.fixtures import emulator, sign_in_servers  # noqa: F401 - for every test below
from tests.servers import leaving_out
from tests.servers.bucket_fixtures import gcs, gcs_server, s3  # noqa: F401 - for every test below
from tests.servers.fixtures import (  # noqa: F401 - for every test below
    database,
    database_kind,
    database_url,
    mariadb,
    new_database_url,
    new_mariadb_url,
    new_postgresql_url,
    postgresql,
)

hypothesis.settings.register_profile("sonix", deadline=None)  # a timing never decides
hypothesis.settings.load_profile("sonix")

# As production does: a traceback with the values of all variables takes the event loop away for seconds.
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)


@pytest.fixture
def anyio_backend() -> str:
    """Sonix runs on asyncio, and on nothing else."""
    return "asyncio"


def pytest_addoption(parser: pytest.Parser) -> None:
    """See `leaving_out`."""
    leaving_out.add_option(parser)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Browser tests come last: Playwright keeps a loop running in this thread, and no other loop can run beside it."""
    leaving_out.leave_out(config, items)
    items.sort(key=lambda item: item.path.is_relative_to(leaving_out.BROWSERS))


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: WorkerController) -> None:
    """What runs on every core tells at its end what it left out."""
    leaving_out.hear(node.config, getattr(node, "workeroutput", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """With CI=true nothing may be skipped: a test that did not run proves nothing."""
    leaving_out.tell(terminalreporter)
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped and os.environ.get("CI") == "true":
        terminalreporter.write_line(f"CI allows no skip, but {len(skipped)} tests were skipped.", red=True)
        terminalreporter._session.exitstatus = pytest.ExitCode.TESTS_FAILED  # type: ignore[union-attr]
