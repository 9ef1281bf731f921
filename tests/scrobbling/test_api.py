"""Over the API: connecting, being refused, disconnecting; and a play that is heard in a room and arrives."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from sonix.config.sections_people import Scrobbling
from sonix.protocol.client import PlayCommand, Status
from sonix.protocol.server import Ack
from sonix.rooms.listeners import Listener
from sonix.scrobbling.attention import Heard
from sonix.scrobbling.watching import Watching
from tests.api.world import Person, World, eventually, opened, problem
from tests.scrobbling.conftest import a_track
from tests.scrobbling.scrobble_server import API_KEY, SECRET, Services

pytestmark = pytest.mark.anyio
NOT_CONNECTED = {"known_as": None, "refused": False, "away": False, "waiting": 0}
TOKEN = {"token": "token-of-ana"}


def settings(services: Services) -> Scrobbling:
    return Scrobbling(
        listenbrainz_url=services.url,
        lastfm_key=API_KEY,
        lastfm_secret=SecretStr(SECRET),
        lastfm_url=f"{services.url}/2.0/",
        lastfm_page=f"{services.url}/api/auth/",
        private_services=True,
    )


@pytest.fixture
async def world(tmp_path: Path, services: Services) -> AsyncIterator[World]:
    services.tokens["token-of-ana"] = "ana-there"
    async with opened(tmp_path, scrobbling=settings(services)) as found:
        yield found


async def state(person: Person) -> dict[str, Any]:
    found = (await person.get("/api/scrobbling")).json()["services"]
    return {one.pop("service"): one for one in found}


async def test_listenbrainz_is_connected_by_a_token_that_it_knows(world: World) -> None:
    ana = await world.person()
    assert (await state(ana))["listenbrainz"] == {"available": True, **NOT_CONNECTED}
    wrong = {"token": "a-token-nobody-knows"}
    problem(await ana.ask("PUT", "/api/scrobbling/listenbrainz", json=wrong), 422, "token_refused")
    connected = await ana.ask("PUT", "/api/scrobbling/listenbrainz", json=TOKEN)
    assert connected.json()["services"][0]["known_as"] == "ana-there"
    assert "token-of-ana" not in connected.text
    assert (await ana.ask("DELETE", "/api/scrobbling/listenbrainz")).status_code == 200
    assert (await state(ana))["listenbrainz"]["known_as"] is None


async def test_a_token_is_not_repeated_by_who_refuses_it(world: World) -> None:
    ana = await world.person()
    answer = await ana.ask("PUT", "/api/scrobbling/listenbrainz", json={"token": "my secret ⚠ token"})
    assert answer.status_code == 422
    assert "secret" not in answer.text


async def test_a_service_that_is_away_is_said_to_be(world: World, services: Services) -> None:
    ana = await world.person()
    world.services.party.scrobbling.listenbrainz._url = "http://127.0.0.1:9"
    told = problem(await ana.ask("PUT", "/api/scrobbling/listenbrainz", json=TOKEN), 502, "unreachable")
    assert told["retryable"]


async def test_lastfm_is_finished_by_whoever_began_once_it_is_allowed(world: World, services: Services) -> None:
    ana, ben = await world.person("Ana"), await world.person("Ben")
    begun = (await ana.ask("POST", "/api/scrobbling/lastfm/start")).json()
    ticket = {"ticket": begun["ticket"]}
    problem(await ana.ask("POST", "/api/scrobbling/lastfm/finish", json=ticket), 409, "not_allowed_yet")
    services.allow(begun["page"], "ana-there")
    problem(await ben.ask("POST", "/api/scrobbling/lastfm/finish", json=ticket), 422, "bad_ticket")
    finished = await ana.ask("POST", "/api/scrobbling/lastfm/finish", json=ticket)
    assert finished.json()["services"][1]["known_as"] == "ana-there"
    assert (await state(ben))["lastfm"]["known_as"] is None
    problem(await ana.ask("POST", "/api/scrobbling/lastfm/finish", json=ticket), 422, "bad_ticket")


async def test_without_a_key_there_is_no_lastfm(tmp_path: Path) -> None:
    async with opened(tmp_path) as world:
        ana = await world.person()
        assert [one["available"] for one in (await state(ana)).values()] == [True, False]
        problem(await ana.ask("POST", "/api/scrobbling/lastfm/start"), 409, "not_set_up")
        made_up = {"ticket": "A" * 40}
        problem(await ana.ask("POST", "/api/scrobbling/lastfm/finish", json=made_up), 422, "bad_ticket")


class Later:
    """The room clock, later."""

    def __init__(self, world: World) -> None:
        self._clock = world.services.clock
        self.by_s = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._clock, name)

    def now_us(self) -> int:
        return self._clock.now_us() + self.by_s * 1_000_000


async def test_what_somebody_hears_in_a_room_arrives(world: World, services: Services) -> None:
    """On a phone and at a desk, which are one person; Ben, who asks for nothing, is not told of."""
    ana, ben = await world.person("Ana"), await world.person("Ben")
    await ana.ask("PUT", "/api/scrobbling/listenbrainz", json=TOKEN)
    code = await ana.room()
    await world.join(code, ben)
    await world.enqueue(code, ana, await world.shelve("Tide", "Sonix", "Water"))
    room_id = await world.services.rooms.find(code)
    assert room_id is not None
    assert isinstance(await world.services.rooms.execute(room_id, "play", ana.user_id, PlayCommand()), Ack)
    party, clock = world.services.party, Later(world)
    await party.scrobbling.watching.stop()
    for member in (ana, ana, ben):
        world.services.listeners.add(Listener(room_id, member.user_id, True, 0, Status(audible=True)))
    of = party.scrobbling
    watching = Watching(of.scrobblers, of.scrobbles, world.services.rooms, world.services.listeners, clock)
    for by_s in range(0, 50, 5):
        clock.by_s = by_s
        await watching.look()

    async def arrived() -> list[str] | None:
        return [f"{one.who}: {one.artist}, {one.title}" for one in services.listens] or None

    assert await eventually(arrived) == ["ana-there: Sonix, Tide"]


async def test_what_is_scrobbled_is_in_the_export_without_the_token_and_goes_with_its_owner(world: World) -> None:
    ana = await world.person()
    await ana.ask("PUT", "/api/scrobbling/listenbrainz", json=TOKEN)
    export = zipfile.ZipFile(io.BytesIO((await ana.get("/api/me/export")).content))
    name = next(name for name in export.namelist() if name.endswith("scrobblers.json"))
    [row] = json.loads(export.read(name))
    assert (row["service"], row["known_as"]) == ("listenbrainz", "ana-there")
    assert "token_sealed" not in row
    gone = await ana.ask("DELETE", "/api/me", json={"name": "Ana"})
    assert gone.status_code < 300, gone.text
    assert await world.services.party.scrobbling.scrobblers.connections(ana.user_id) == []


async def test_a_play_that_cannot_be_kept_just_now_is_kept_a_moment_later(
    world: World, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = await world.person()
    await ana.ask("PUT", "/api/scrobbling/listenbrainz", json=TOKEN)
    of = world.services.party.scrobbling
    await of.watching.stop()
    watching = Watching(of.scrobblers, of.scrobbles, world.services.rooms, world.services.listeners, Later(world))
    heard = Heard("room", ana.user_id, a_track(), world.services.clock.now_us() - 200_000_000)
    watching._attention.look = lambda *_: [heard]  # type: ignore[method-assign]
    with monkeypatch.context() as away:
        away.setattr(of.scrobbles, "add", _away)
        with pytest.raises(OSError, match="away"):
            await watching.look()
    watching._attention.look = lambda *_: []  # type: ignore[method-assign]
    await watching.look()

    async def arrived() -> bool | None:
        return bool(services.listens) or None

    await eventually(arrived)
    assert [one.title for one in services.listens] == ["Tide"]


async def _away(*_: object) -> None:
    raise OSError("the database is away")
