"""What endpoints of the administration are given: who asks, how often they may, and the forms of ids in addresses."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path

from sonix.rooms.ports import Identity
from sonix.web.dependencies import AdminUser, ServicesDep, limit

PER_S = 5.0
AT_ONCE = 100.0


def get_administrator(user: AdminUser, services: ServicesDep) -> Identity:
    """An administrator, who may ask a lot. Raises SonixError `admin_needed`; RateLimitedError."""
    limit(services, f"admin:{user.user_id}", PER_S, AT_ONCE)
    return user


Administrator = Annotated[Identity, Depends(get_administrator)]
Id = Annotated[str, Path(max_length=64, pattern=r"^[0-9A-Za-z_-]+$")]
JobId = Annotated[str, Path(max_length=80, pattern=r"^[0-9A-Za-z_-]+$")]
"""Of an import: a word and a hash."""
