"""Settings of rooms that strangers may see."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sonix.config.section import Section


class Directory(Section):
    """The list of public rooms that everybody who can open this Sonix sees."""

    who: Literal["nobody", "accounts", "everyone"] = Field(
        default="nobody", description="Who may list a room there. nobody: there is no directory."
    )
