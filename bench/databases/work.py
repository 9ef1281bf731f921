"""How many sign-ins, token checks and room commands a second."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from pwdlib import PasswordHash
from sqlalchemy import select, update

from sonix.core.room.commands import Loop
from sonix.db.tables_accounts import users
from sonix.protocol.server import Ack
from sonix.web.services import Services

AT_ONCE = 32
ROOMS = 8
PEOPLE = 16
HASHERS = 2
PASSWORD = "correct horse battery staple"


@dataclass(frozen=True)
class Rates:
    """Things done a second."""

    sign_ins: float
    token_checks: float
    commands: float


async def measure(services: Services, seconds: float) -> Rates:
    """Each for so many seconds, with many people at once."""
    ids = [(await services.people.users.create_guest(f"Person {n}")).user_id for n in range(PEOPLE)]
    return Rates(
        await _rate(seconds, await _signing_in(services, ids)),
        await _rate(seconds, await _checking(services, ids)),
        await _rate(seconds, await _commanding(services, ids)),
    )


_Once = Callable[[int], Awaitable[None]]


async def _rate(seconds: float, once: _Once) -> float:
    numbers = itertools.count()
    begun = time.perf_counter()
    done = 0

    async def work() -> None:
        nonlocal done
        while time.perf_counter() - begun < seconds:
            await once(next(numbers))
            done += 1

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    return done / (time.perf_counter() - begun)


async def _signing_in(services: Services, ids: list[str]) -> _Once:
    """As a password sign-in goes: look the address up, check the password beside the loop, begin a session."""
    hashing = PasswordHash.recommended()
    hashed = hashing.hash(PASSWORD)
    async with services.database.transaction() as connection:
        for user_id in ids:
            values = {"email_key": f"{user_id}@example.org", "password_hash": hashed}
            await connection.execute(update(users).where(users.c.user_id == user_id).values(values))
    pool = ThreadPoolExecutor(HASHERS)

    async def once(number: int) -> None:
        user_id = ids[number % len(ids)]
        async with services.database.read() as connection:
            wanted = select(users.c.user_id, users.c.password_hash).where(users.c.email_key == f"{user_id}@example.org")
            row = (await connection.execute(wanted)).one()
        right = await asyncio.get_running_loop().run_in_executor(pool, hashing.verify, PASSWORD, row.password_hash)
        assert right
        await services.sessions.start(row.user_id, "Bench", "127.0.0.1")

    return once


async def _checking(services: Services, ids: list[str]) -> _Once:
    tokens = [(await services.sessions.start(user_id, "Bench", "127.0.0.1")).access for user_id in ids]

    async def once(number: int) -> None:
        await services.people.users.verify(tokens[number % len(tokens)])

    return once


async def _commanding(services: Services, ids: list[str]) -> _Once:
    rooms = [await services.rooms.create(ids[0], "Host", f"Room {n}") for n in range(ROOMS)]

    async def once(number: int) -> None:
        command = Loop("queue" if number // ROOMS % 2 else "off")
        reply = await services.rooms.execute(rooms[number % ROOMS].room_id, f"c{number}", ids[0], command)
        assert isinstance(reply, Ack), reply

    return once
