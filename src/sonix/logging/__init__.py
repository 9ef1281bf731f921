"""Log lines of one form from every part, uvicorn included, with who and where, and never with a secret."""

from __future__ import annotations

from sonix.logging.requests import RequestLog
from sonix.logging.setup import configure

__all__ = ["RequestLog", "configure"]
