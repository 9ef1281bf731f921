"""A push service that takes what is sent to it, and browsers that can open it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.push.push_service import PushService


@pytest.fixture
def service() -> Iterator[PushService]:
    with PushService() as running:
        yield running
