"""How many sign-ins, token checks and room commands a second."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable

from sqlalchemy import update

from sonix.core.room.commands import Loop
from sonix.db.tables_accounts import users
from sonix.protocol.server import Ack
from sonix.web.services import Services

AT_ONCE = 32
ROOMS = 8
PEOPLE = 16
PASSWORD = "correct horse battery staple"


async def measure(services: Services, seconds: float) -> dict[str, float]:
    """Things done a second, each for so many seconds, with many people at once."""
    ids = [(await services.people.users.create_guest(f"Person {n}")).user_id for n in range(PEOPLE)]
    return {
        "sign-ins a second (Argon2id and a session)": await _rate(seconds, await _signing_in(services, ids)),
        "token checks a second": await _rate(seconds, await _checking(services, ids)),
        f"room commands acknowledged a second, {ROOMS} rooms": await _rate(seconds, await _commanding(services, ids)),
    }


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
    """With address and password, as the page does."""
    people, emails = services.people, [f"{user_id}@example.org" for user_id in ids]
    hashed = await people.passwords.hash(PASSWORD)
    async with services.database.transaction() as connection:
        for user_id, email in zip(ids, emails, strict=True):
            values = {"kind": "account", "email": email, "email_key": email, "password_hash": hashed}
            await connection.execute(update(users).where(users.c.user_id == user_id).values(values))

    async def once(number: int) -> None:
        proven = await people.password_sign_in.sign_in(emails[number % len(ids)], PASSWORD, "127.0.0.1")
        await services.sessions.start(proven.user_id, "Bench", "127.0.0.1")

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
