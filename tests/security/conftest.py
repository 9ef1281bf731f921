"""An instance for each test, as the tests of the API have it."""

from __future__ import annotations

from tests.api.conftest import world  # noqa: F401 - for every test below
