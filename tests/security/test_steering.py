"""The tables "Who may steer a room" of docs/security.md are what the rules say: every command, right and role."""

from __future__ import annotations

from typing import Any, cast, get_args

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from sonix.core.roles import has_right, may
from sonix.core.room import commands as c
from sonix.core.room.events import MemberUpserted
from sonix.core.room.evolve import evolve
from sonix.core.room.rights import EVERYONE, RIGHTS, ROLES, MemberRole, Right, Rights
from sonix.core.room.state import DoorRules, Member, Room, Settings
from tests.core.room.rooms import START_US, Driver, track
from tests.security.tables import rows_under

COMMANDS, MATRIX = "### Who may steer a room", "### What each role may"
HOST = "ana"
EVERY = dict.fromkeys(RIGHTS, EVERYONE)
NONE: dict[Right, tuple[MemberRole, ...]] = dict.fromkeys(RIGHTS, ())
ARGUMENTS: dict[str, tuple[dict[str, Any], ...]] = {
    "enqueue": ({"where": "last"}, {"where": "next"}),
    "configure": (
        {"name": "Attic"},
        {"rights": {"add": ()}},
        {"name": "Attic", "rights": {"add": ()}},
        {"doors": DoorRules()},
    ),
}
"""Where it depends on what is asked for, in the order of the rows in the table."""


def commands() -> dict[str, type[msgspec.Struct]]:
    return {str(kind.__struct_config__.tag): kind for kind in get_args(c.Command)}


def room(rights: dict[Right, tuple[MemberRole, ...]]) -> Room:
    """One member of each role, who has an entry in the queue and one that was removed; ids name who added it."""
    driver = Driver()
    everybody: list[str] = [HOST, *ROLES]
    for role in ROLES:
        member = Member(member_id=role, name=role, joined_at_us=START_US, role=role)
        driver.room = evolve(driver.room, MemberUpserted(member))
    for who in everybody:
        for entry in (who, f"gone-{who}"):
            driver.do(c.Enqueue((c.NewEntry(entry, track(entry)),)), actor=who)
        driver.do(c.Remove((f"gone-{who}",), undo_id=who))
    return msgspec.structs.replace(driver.room, settings=Settings(rights=Rights(**rights)))


def command(kind: type[msgspec.Struct], whose: str, said: dict[str, Any]) -> c.Command:
    """One that is about something that `whose` has added."""
    about: dict[str, Any] = {"entry_ids": (whose,), "undo_id": whose} | said
    required = {field.name for field in msgspec.structs.fields(kind) if field.required}
    known = {name: about.get(name) for name in required | (about.keys() & set(kind.__struct_fields__))}
    return cast(c.Command, kind(**known))


def allowed(asked: c.Command, right: Right | None, role: str = "listener") -> bool:
    """Whether it is when nobody has any right but this one."""
    return may(room(NONE | ({right: EVERYONE} if right else {})), role, asked)


def test_every_command_stands_in_the_table_and_takes_the_rights_it_says() -> None:
    rows = rows_under(COMMANDS)
    assert {row[0].strip("`") for row in rows} == set(commands())
    for name, kind in commands().items():
        said = [row[1:] for row in rows if row[0].strip("`") == name]
        cases = ARGUMENTS.get(name, ({},))
        assert len(said) == len(cases), name
        for (host, takes, own), case in zip(said, cases, strict=True):
            asked = command(kind, HOST, case)
            assert may(room(NONE), HOST, asked) == (host == "yes"), name
            assert may(room(EVERY), "listener", asked) == (takes not in ("the host", "the server")), name
            assert allowed(asked, None) == (takes == "nothing"), name
            assert own == ("yes" if allowed(command(kind, "listener", case), None) else "no"), name
            if "`" in takes:
                assert sufficient(asked) == alternatives(takes), name


def alternatives(takes: str) -> list[set[str]]:
    return [{right.strip(" `") for right in each.split("and")} for each in takes.split(" or ")]


def sufficient(asked: c.Command) -> list[set[str]]:
    """Rights that do alone, else every right without which all others do not do."""
    alone: list[set[str]] = [{right} for right in RIGHTS if allowed(asked, right)]
    needed: set[str] = {right for right in RIGHTS if not may(room(EVERY | {right: ()}), "listener", asked)}
    return sorted(alone, key=str, reverse=True) or [needed]


def test_the_table_of_roles_is_the_one_new_rooms_have() -> None:
    said = {row[0].strip("`"): row[2:] for row in rows_under(MATRIX)}
    rights = Rights()
    assert said == {r: ["yes" if role in rights.of(r) else "no" for role in ROLES] for r in RIGHTS}


@given(st.dictionaries(st.sampled_from(RIGHTS), st.sets(st.sampled_from(ROLES)).map(tuple)))
def test_each_right_is_had_by_exactly_those_it_is_given_to(given_to: dict[Right, tuple[MemberRole, ...]]) -> None:
    here = room(EVERY | given_to)
    for right in RIGHTS:
        for role in ROLES:
            assert has_right(here, role, right) == (role in (EVERY | given_to)[right])
        assert has_right(here, HOST, right)
        assert not has_right(here, "stranger", right)
