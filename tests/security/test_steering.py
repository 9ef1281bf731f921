"""The table "Who may steer a room" of docs/security.md is what the rules say: every command, role and setting."""

from __future__ import annotations

from typing import Any, cast, get_args

import msgspec

from sonix.core.roles import may
from sonix.core.room import commands as c
from sonix.core.room.state import Audience, Room, Settings
from tests.core.room.rooms import Driver, track
from tests.security.tables import rows_under

TITLE = "### Who may steer a room"
LISTENERS: tuple[tuple[Audience, Audience], ...] = (("everyone", "host"), ("host", "everyone"), ("host", "host"))
"""Who controls and who adds, for the three columns of listeners."""
HOST, LISTENER = "ana", "ben"


def commands() -> dict[str, type[msgspec.Struct]]:
    return {str(kind.__struct_config__.tag): kind for kind in get_args(c.Command)}


def room() -> Room:
    """Each has an entry in the queue and one that was removed; ids name who added it."""
    driver = Driver()
    for who in (HOST, LISTENER):
        for entry in (who, f"gone-{who}"):
            driver.do(c.Enqueue((c.NewEntry(entry, track(entry)),)), actor=who)
        driver.do(c.Remove((f"gone-{who}",), undo_id=who))
    return driver.room


def decided(kind: type[msgspec.Struct], member: str, control: Audience, add: Audience, whose: str) -> bool:
    """Whether the member may, when it is about something that `whose` has added."""
    about: dict[str, Any] = {"entry_ids": (whose,), "undo_id": whose}
    command = kind(**{field.name: about.get(field.name) for field in msgspec.structs.fields(kind)})
    here = msgspec.structs.replace(room(), settings=Settings(control=control, add=add))
    return may(here, member, cast(c.Command, command))


def test_every_command_stands_in_the_table_and_is_decided_as_it_says() -> None:
    said = {row[0].strip("`"): row[1:] for row in rows_under(TITLE)}
    assert set(said) == set(commands())
    for name, kind in commands().items():
        seen = ["yes" if decided(kind, HOST, "host", "host", LISTENER) else "no"]
        for control, add in LISTENERS:
            others, own = (decided(kind, LISTENER, control, add, whose) for whose in (HOST, LISTENER))
            seen.append("yes" if others else "own" if own else "no")
        assert seen == said[name], name
