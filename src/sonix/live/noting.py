"""Writing down what it is no harm to lose: when somebody was last seen, until when this server ran."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

import structlog

from sonix.db.outages import DatabaseUnavailableError

log = structlog.get_logger(__name__)


async def if_it_can_be(written: Coroutine[Any, Any, None]) -> None:
    """Wait for it; what keeps it from being written is logged, and keeps nobody from going on or stopping."""
    try:
        await written
    except DatabaseUnavailableError as error:
        log.warning("not_noted", code=error.code)
    except Exception:
        log.exception("not_noted")
