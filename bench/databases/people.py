"""An instance with very many people, rooms, acts and failures, so that lists of the administration are long."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Table, insert

from bench.databases.library import made_up_word, track_id
from sonix.accounts.people_index import entries_of
from sonix.db.engine import Database
from sonix.db.tables import room_members, rooms
from sonix.db.tables_accounts import audit, invitations, sessions, user_words, users
from sonix.db.tables_library import import_files, shares, uploads

FAR_S = 4_000_000_000
NOW_S = 1_700_000_000
ACTIONS = ["user.ban", "user.quota", "room.delete", "job.retry", "invitation.make"]
RARE_ACTION = "user.promote"
_AT_ONCE = 1000
Row = dict[str, Any]


def user_id(number: int) -> str:
    """Of the person with that number; later ones sort later."""
    return f"01p{number:023d}"


def room_id(number: int) -> str:
    """Of the room with that number."""
    return f"01r{number:023d}"


def upload_id(number: int) -> str:
    """Of the failed upload with that number."""
    return f"01v{number:023d}"


def invitation_id(number: int) -> str:
    """Of the invitation with that number."""
    return f"01w{number:023d}"


def kept_bytes(number: int) -> int:
    """What the person with that number owns: few the same."""
    return 3_000_000 + number * 7919 % 1_000_003 * 1000


def names(size: int, seed: int = 3) -> list[tuple[str, str]]:
    """First and last names: the first ones come again often, the last ones seldom."""
    chance = random.Random(seed)
    first = [made_up_word(chance).capitalize() for _ in range(1500)]
    last = [made_up_word(chance).capitalize() + made_up_word(chance) for _ in range(max(20, size // 4))]
    return [(chance.choice(first), chance.choice(last)) for _ in range(size)]


def person(number: int, name: tuple[str, str]) -> Row:
    """A row of `users`: every second one is an account."""
    first, last = name
    email = f"{first}.{last}{number}@mail{number % 40}.example.org" if number % 2 else None
    return {
        "user_id": user_id(number),
        "name": f"{first} {last}",
        "is_admin": False,
        "created_at_s": NOW_S + number,
        "seen_at_s": NOW_S + number,
        "kind": "account" if email else "guest",
        "email": email,
        "email_key": email.casefold() if email else None,
        "email_verified_at_s": NOW_S if email else None,
    }


async def fill(database: Database, size: int) -> None:
    """Write that many of everything the administration lists."""
    named = names(size)
    await _write(database, users, (person(number, named[number]) for number in range(size)))
    await _write(database, user_words, _words(person(number, named[number]) for number in range(size)))
    made: dict[Table, Callable[[int], Row]] = {
        sessions: _session,
        rooms: _room,
        room_members: _member,
        audit: _act,
        invitations: _invitation,
        shares: lambda n: {"owner_id": user_id(n), "bytes": kept_bytes(n), "tracks": 1},
        uploads: _upload,
        import_files: _import,
    }
    for table, row in made.items():
        await _write(database, table, (row(number) for number in range(size)))


async def _write(database: Database, table: Table, rows: Iterator[Row]) -> None:
    while some := list(itertools.islice(rows, _AT_ONCE)):
        async with database.transaction() as connection:
            await connection.execute(insert(table), some)


def _words(rows: Iterator[Row]) -> Iterator[Row]:
    for row in rows:
        for word in entries_of(row["user_id"], row["name"], row["email"]):
            yield {"word": word, "user_id": row["user_id"]}


def _session(number: int) -> Row:
    return {
        "session_id": f"01s{number:023d}",
        "user_id": user_id(number),
        "device": "Firefox on Linux",
        "address": "192.0.2.1",
        "created_at_s": NOW_S,
        "seen_at_s": NOW_S,
        "expires_at_s": FAR_S,
        "token_hash": f"{number:064x}",
    }


def _room(number: int) -> Row:
    return {
        "room_id": room_id(number),
        "code": f"{number:08d}",
        "name": f"Room {number}",
        "host_id": user_id(number),
        "created_at_us": number,
        "rev": 1,
        "settings": "{}",
        "loop_mode": "off",
        "transport": "{}",
        "changed_at_us": number,
    }


def _member(number: int) -> Row:
    seen = {"joined_at_us": number, "gone": False, "seen_at_us": number}
    return {"room_id": room_id(number), "member_id": user_id(number), "name": f"Host {number}", **seen}


def _act(number: int) -> Row:
    action = RARE_ACTION if number % 1000 == 0 else ACTIONS[number % len(ACTIONS)]
    details = {"subject": f"user:{user_id(number)}", "details": '{"reason":"a sentence of some length"}'}
    return {"at_s": NOW_S + number, "actor_id": user_id(number % 5), "action": action, **details}


def _invitation(number: int) -> Row:
    made = {"made_by": user_id(number % 5), "uses_left": 1, "created_at_s": NOW_S + number}
    return {"invitation_id": invitation_id(number), "code_hash": f"{number:064x}", "note": "For the choir", **made}


def _upload(number: int) -> Row:
    return {
        "upload_id": upload_id(number),
        "user_id": user_id(number),
        "visibility": "mine",
        "file_name": f"song {number}.flac",
        "size_bytes": 20_000_000,
        "offset_bytes": 0,
        "stage": "failed",
        "progress": 0.0,
        "duplicate": False,
        "error_code": "x",
        "error_message": "This file could not be read.",
        "created_at_s": NOW_S + number,
        "updated_at_s": NOW_S + number,
    }


def _import(number: int) -> Row:
    failed = number % 2 == 0
    return {
        "path_hash": f"{number:064x}",
        "path": f"/srv/music/artist/album/{number}.flac",
        "size_bytes": 20_000_000,
        "mtime_ns": 1,
        "track_id": None if failed else track_id(number),
        "error_code": "x" if failed else None,
        "error_message": "This file could not be read." if failed else None,
        "imported_at_s": NOW_S + number,
        "failed_at_s": NOW_S + number if failed else None,
    }
