"""The sign-in servers that API tests and browsers share, one of each for the whole run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.identity import playing
from tests.identity.playing import PROJECT, Emulator


@pytest.fixture(scope="session")
def sign_in_servers() -> None:
    """What `make test` installs with npm. Where it can't, tests with this fixture are left out by its name."""
    if not (playing.MODULES / ".installed").exists():
        pytest.fail("The tests need the packages in tests/identity/servers. `make test` installs them.")


@pytest.fixture(scope="session")
def emulator(sign_in_servers: None) -> Iterator[Emulator]:
    """The real Firebase Auth emulator."""
    server = playing.emulator(PROJECT)
    yield server
    server.program.stop()
