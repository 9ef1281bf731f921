"""A guest who signs in to an account brings along what is theirs, by every way in; nobody swallows a guest unasked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest

from sonix.protocol.client import PlayCommand
from sonix.protocol.server import Ack, Refused
from tests.accounts.authenticator import Authenticator
from tests.accounts.instances import OTHER, PASSWORD, account, as_person, ask_for_account, open_house
from tests.accounts.post import Post
from tests.accounts.test_passkeys import PAGE, add, offer
from tests.api.world import Person, World, problem, tone

pytestmark = pytest.mark.anyio
Sender = Callable[..., Awaitable[httpx2.Response]]
SIGN_IN = {"email": "ana@example.org", "password": PASSWORD}


class Place:
    """An instance with mail, Ana's account in it, and her passkey."""

    def __init__(self, world: World, post: Post) -> None:
        self.world = world
        self.post = post
        self.device = Authenticator()
        self.ana: Person

    async def furnish(self) -> None:
        self.ana = await account(self.world, self.post)
        await add(self.ana, self.device)
        await self.post.letter(2)  # that there is a new passkey

    async def by_password(self, send: Sender) -> httpx2.Response:
        return await send("/api/sessions", json=SIGN_IN)

    async def by_passkey(self, send: Sender) -> httpx2.Response:
        credential = self.device.get(await offer(self.world))
        return await send("/api/passkeys/sign-in", json={"credential": credential}, headers=PAGE)

    async def by_reset_link(self, send: Sender) -> httpx2.Response:
        await self.world.http.post("/api/passwords/forgotten", json={"email": "ana@example.org"})
        return await send("/api/passwords/reset", json={"token": (await self.post.letter(3)).token, "new": OTHER})

    async def by_letter(self, send: Sender) -> httpx2.Response:
        """Another account, which is made as its link is opened."""
        await ask_for_account(self.world, "new@example.org")
        body = {"token": (await self.post.letter(3)).token, "password": PASSWORD}
        return await send("/api/accounts/verify", json=body)


WAYS = [Place.by_password, Place.by_passkey, Place.by_reset_link, Place.by_letter]
Way = Callable[[Place, Sender], Awaitable[httpx2.Response]]


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    async with open_house(tmp_path) as (world, post):
        found = Place(world, post)
        await found.furnish()
        yield found


def showing(person: Person) -> Sender:
    """What a page sends on which that person is signed in."""

    async def send(path: str, **more: Any) -> httpx2.Response:
        return await person.ask("POST", path, **more)

    return send


async def host_of_a_room(world: World) -> tuple[Person, str, str]:
    """An administrator without an account, host of a room where music of theirs has been played."""
    guest = await world.admin()
    code = await guest.room("Own")
    track_id = await world.shelve("Rain", by=guest, visibility="mine")
    await world.enqueue(code, guest, track_id)
    room = await world.services.rooms.load(code)
    assert room is not None
    assert isinstance(await world.services.rooms.execute(room.room_id, "play", guest.user_id, PlayCommand()), Ack)
    return guest, code, track_id


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
async def test_by_every_way_in_everything_comes_along(place: Place, way: Way) -> None:
    guest, code, track_id = await host_of_a_room(place.world)
    ana = as_person(place.world, await way(place, showing(guest)))
    assert ana.user_id != guest.user_id
    assert [room["code"] for room in (await ana.get("/api/rooms")).json()] == [code]
    room = await place.world.services.rooms.load(code)
    assert room is not None
    assert room.host_id == ana.user_id
    assert (await ana.get(f"/api/tracks/{track_id}")).json()["title"] == "Rain"
    (played,) = (await ana.get(f"/api/rooms/{code}/history")).json()["items"]
    assert (played["added_by"], played["added_by_name"]) == (ana.user_id, "Ana")
    assert (await ana.get("/api/me")).json()["is_admin"]
    problem(await guest.get("/api/me"), 401, "unauthenticated")


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
async def test_the_cookie_alone_brings_nobody_along(place: Place, way: Way) -> None:
    """Whoever has made a browser somebody's guest without its owner's doing has only a cookie there."""
    guest, code, _ = await host_of_a_room(place.world)
    tokens = await place.world.services.sessions.start(guest.user_id, "a browser", "127.0.0.1")

    async def send(path: str, **more: Any) -> httpx2.Response:
        headers = {"Cookie": place.world.cookie(tokens.refresh), **more.pop("headers", {})}
        return await place.world.http.post(path, headers=headers, **more)

    ana = as_person(place.world, await way(place, send))
    assert (await ana.get("/api/rooms")).json() == []
    assert not (await ana.get("/api/me")).json()["is_admin"]
    assert [room["code"] for room in (await guest.get("/api/rooms")).json()] == [code]


async def test_another_site_signs_nobody_in_and_moves_nothing(place: Place) -> None:
    guest, code, _ = await host_of_a_room(place.world)
    for site in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        problem(await guest.ask("POST", "/api/sessions", json=SIGN_IN, headers=site), 403, "cross_site")
    assert [room["code"] for room in (await guest.get("/api/rooms")).json()] == [code]


async def test_whoever_made_the_guest_is_not_in_the_account(place: Place) -> None:
    """A guest may have been planted: its maker keeps no session, neither the guest's nor the account's."""
    guest, _, _ = await host_of_a_room(place.world)
    makers = await place.world.services.sessions.start(guest.user_id, "the maker's", "192.0.2.7")
    as_person(place.world, await place.by_password(showing(guest)))
    held = Person(place.world.http, guest.identity, makers.access)
    problem(await held.get("/api/me"), 401, "unauthenticated")
    page = {"X-Sonix": "1", "Cookie": place.world.cookie(makers.refresh)}
    problem(await place.world.http.post("/api/sessions/refresh", headers=page), 401, "unauthenticated")


async def test_a_wrong_password_moves_nothing(place: Place) -> None:
    guest, code, _ = await host_of_a_room(place.world)
    problem(await guest.ask("POST", "/api/sessions", json={**SIGN_IN, "password": OTHER}), 401, "wrong_credentials")
    assert [room["code"] for room in (await guest.get("/api/rooms")).json()] == [code]


async def test_a_room_that_can_not_be_saved_now_keeps_its_guest(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    guest, code, _ = await host_of_a_room(place.world)

    async def away(*_: object) -> Refused:
        return Refused("join", "unavailable", "The server could not save this just now.", retryable=True)

    with monkeypatch.context() as now:
        now.setattr(place.world.services.rooms, "join", away)
        problem(await place.by_password(showing(guest)), 503, "busy")
    assert [room["code"] for room in (await guest.get("/api/rooms")).json()] == [code]
    ana = as_person(place.world, await place.by_password(showing(guest)))
    assert [room["code"] for room in (await ana.get("/api/rooms")).json()] == [code]


async def test_a_file_that_is_being_worked_on_comes_along(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    guest = await place.world.person("Guest")
    pool = place.world.services.media_pool
    process, merged = pool.process, asyncio.Event()

    async def meanwhile(*more: Any) -> Any:
        await place.world.services.merging.merge(guest.user_id, place.ana.user_id)
        merged.set()
        return await process(*more)

    monkeypatch.setattr(pool, "process", meanwhile)
    data = tone()
    upload_id = await guest.start_upload(data)
    assert (await guest.send(upload_id, data)).status_code == 200
    await merged.wait()
    assert (await place.ana.ended(upload_id))["stage"] == "done"
    assert len(await place.ana.titles("mine=true")) == 1


async def test_an_account_that_is_signed_in_stays_apart_from_another(place: Place) -> None:
    ben = await account(place.world, place.post, "ben@example.org")
    code = await ben.room("Cellar")
    ana = as_person(place.world, await place.by_password(showing(ben)))
    assert (await ana.get("/api/rooms")).json() == []
    assert [room["code"] for room in (await ben.get("/api/rooms")).json()] == [code]
