"""How long lists of the administration take: their first page, and pages from anywhere in them."""

from __future__ import annotations

import random
import time
from collections.abc import Awaitable, Callable, Iterator
from itertools import chain

from bench.databases import people
from bench.databases.asking import Took
from sonix.admin.audit import audit_page
from sonix.admin.invitations import AdminInvitations
from sonix.admin.jobs import failed_jobs
from sonix.admin.rooms import AdminRooms
from sonix.admin.storage import storage_page
from sonix.admin.users import AdminUsers
from sonix.library.browse import encode_cursor
from sonix.web.services import Services

Ask = Callable[[], Awaitable[object]]
_List = Callable[[str | None], Awaitable[object]]


async def ask_all(services: Services, size: int, count: int) -> dict[str, Took]:
    """Every list, by its name."""
    return {name: await _each(asks) for name, asks in _asks(services, size, count).items()}


def _asks(services: Services, size: int, count: int) -> dict[str, list[Ask]]:
    database, settings, chance = services.database, services.settings, random.Random(11)
    users = AdminUsers(database, services.sessions)
    invitations = AdminInvitations(database, services.people.invitations)
    rooms = AdminRooms(database, services.rooms, services.listeners, services.clock)

    def paged(ask: _List, cursor_of: Callable[[int], str]) -> list[Ask]:
        """The first page and one from anywhere in the list, in turns."""
        anywhere = (cursor_of(chance.randrange(size)) for _ in range(count // 2))
        cursors = chain.from_iterable((None, cursor) for cursor in anywhere)
        return [lambda cursor=cursor: ask(cursor) for cursor in cursors]  # type: ignore[misc]

    def found(words: Iterator[str]) -> list[Ask]:
        return [lambda q=q: users.page(q) for q, _ in zip(words, range(count), strict=False)]  # type: ignore[misc]

    def act_of(action: str | None) -> _List:
        return lambda cursor: audit_page(database, cursor, action)

    def at(number: int) -> str:
        return str(people.NOW_S + number)

    named = people.names(size)
    return {
        "people": paged(lambda cursor: users.page("", cursor), lambda n: encode_cursor(people.user_id(n))),
        "people found by a name begun": found(name[: chance.randint(1, 8)] for name, _ in _some(named, chance)),
        "people found by first and last name": found(f"{one} {other}" for one, other in _some(named, chance)),
        "people found by a part of a name": found(name[2:7] for _, name in _some(named, chance)),
        "people found by an address": found(f"{name}{n}@mail{n % 40}" for n, name in _accounts(named, chance)),
        "people nobody has heard of": found(name[::-1] + "xq" for _, name in _some(named, chance)),
        "rooms": paged(rooms.page, lambda n: encode_cursor(people.room_id(n))),
        "invitations": paged(invitations.page, lambda n: encode_cursor(people.invitation_id(n))),
        "storage by person": paged(
            lambda cursor: storage_page(database, settings, cursor),
            lambda n: encode_cursor(str(people.kept_bytes(n)), people.user_id(n)),
        ),
        "failed uploads and imports": paged(
            lambda cursor: failed_jobs(database, cursor), lambda n: encode_cursor(at(n), people.upload_id(n))
        ),
        "acts": paged(act_of(None), lambda n: encode_cursor(str(n))),
        "acts of a common kind": paged(act_of(people.ACTIONS[0]), lambda n: encode_cursor(str(n))),
        "acts of a rare kind": paged(act_of(people.RARE_ACTION), lambda n: encode_cursor(str(n))),
    }


def _some(named: list[tuple[str, str]], chance: random.Random) -> Iterator[tuple[str, str]]:
    while True:
        yield chance.choice(named)


def _accounts(named: list[tuple[str, str]], chance: random.Random) -> Iterator[tuple[int, str]]:
    """Numbers and last names of people with an address."""
    while True:
        number = chance.randrange(len(named)) | 1
        yield number, named[min(number, len(named) - 1)][1]


async def _each(asks: list[Ask]) -> Took:
    await asks[0]()
    times = []
    for ask in asks:
        begun = time.perf_counter()
        await ask()
        times.append((time.perf_counter() - begun) * 1000)
    return Took(tuple(times), len(times))
