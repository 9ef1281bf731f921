"""A whole instance for each test, as for the rest of the API."""

from __future__ import annotations

from tests.api.conftest import world  # noqa: F401 - for every test below
