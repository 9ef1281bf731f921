"""Bounded values that messages of every kind are made of."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

Id = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]
Micros = Annotated[int, Meta(ge=0, le=2**52)]
