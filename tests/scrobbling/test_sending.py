"""What the services say, and what becomes of the plays: none is lost but one that is never taken."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from sonix.core.errors import SonixError
from sonix.db.engine import Database
from sonix.db.tables_scrobbling import scrobblers
from sonix.scrobbling.lastfm import NotAllowedYetError
from sonix.scrobbling.services import ServiceName, TokenGoneError
from tests.scrobbling.conftest import BOTH, START_S, TITLES, Node, a_track
from tests.scrobbling.scrobble_server import Answer, Listen, Services

pytestmark = pytest.mark.anyio


def taken(node: Node, service: ServiceName) -> list[Listen]:
    return node.services.listens if service == "listenbrainz" else node.services.scrobbles


def titles(node: Node, service: ServiceName) -> list[str]:
    return [listen.title for listen in node.taken(service)]


@pytest.mark.parametrize("service", BOTH)
async def test_a_play_is_written_down_as_it_was_heard(node: Node, service: ServiceName) -> None:
    await node.connect("ana", service)
    await node.scrobbles.add("ana", a_track("Tide & Ebbe — ♫", artist="Björk + Co=1"), START_S - 300)
    await node.scrobbles.add("ana", a_track("Plain", album=""), START_S - 90)
    await node.scrobbles.add("ana", a_track("No artist", artist=" "), START_S - 60)
    await node.hear("ben", "Not wanted")
    assert await node.send() == 1
    assert node.taken(service) == [
        Listen("ana-there", "Björk + Co=1", "Tide & Ebbe — ♫", "Water", START_S - 300),
        Listen("ana-there", "Sonix", "Plain", "", START_S - 90),
    ]
    assert await node.send() == 0


async def test_a_limit_is_waited_out_as_long_as_it_says(node: Node) -> None:
    await node.connect("ana", "listenbrainz")
    node.services.trouble = [Answer(429, {"code": 429}, {"X-RateLimit-Reset-In": "9"})]
    await node.hear("ana", "Tide")
    assert await node.send() == 1
    node.now_s += 8
    assert await node.send() == 0
    node.now_s += 1
    assert await node.send() == 1
    assert node.titles("listenbrainz") == ["Tide"]


@pytest.mark.parametrize("code", [8, 10, 11, 13, 16, 26, 29])
async def test_trouble_at_lastfm_or_with_its_key_loses_nothing(node: Node, code: int) -> None:
    await node.connect("ana", "lastfm")
    node.services.trouble = [Answer(403, {"error": code, "message": "-"})]
    await node.hear("ana", "Tide")
    await node.send()
    [state] = await node.scrobblers.connections("ana")
    assert (state.waiting, state.away, state.refused) == (1, True, False)


@pytest.mark.parametrize("answer", [Answer(302, {}, {"Location": "/"}), Answer(404, {}), Answer(200, {"hello": 1})])
@pytest.mark.parametrize("service", BOTH)
async def test_whatever_else_answers_is_not_believed(node: Node, service: ServiceName, answer: Answer) -> None:
    await node.connect("ana", service)
    node.services.trouble = [answer]
    await node.hear("ana", "Tide")
    await node.send()
    [state] = await node.scrobblers.connections("ana")
    assert (state.waiting, state.away) == (1, True)


@pytest.mark.parametrize("service", BOTH)
async def test_a_token_that_is_known_no_more_stops_the_sending_and_a_new_one_catches_up(
    node: Node, service: ServiceName
) -> None:
    await node.connect("ana", service, "old")
    node.services.tokens.clear()
    node.services.sessions.clear()
    await node.hear("ana", "Tide", "Ebb")
    assert await node.send() == 1
    [state] = await node.scrobblers.connections("ana")
    assert (state.refused, state.waiting) == (True, 2)
    node.now_s += 100_000
    assert await node.send() == 0
    await node.connect("ana", service, "new")
    assert await node.send() == 1
    assert node.titles(service) == ["Tide", "Ebb"]
    assert not (await node.scrobblers.connections("ana"))[0].refused


@pytest.mark.parametrize("service", BOTH)
async def test_one_that_is_never_taken_does_not_keep_the_others(node: Node, service: ServiceName) -> None:
    await node.connect("ana", service)
    node.services.unwanted = {TITLES[41]}
    await node.hear("ana", *TITLES[:60])
    await node.send()
    assert node.titles(service) == [title for title in TITLES[:60] if title != TITLES[41]]


async def test_above_the_limit_of_a_day_they_come_again(node: Node) -> None:
    await node.connect("ana", "lastfm")
    node.services.limit_a_day = 2
    await node.hear("ana", *TITLES[:4])
    await node.send()
    assert node.titles("lastfm") == TITLES[:2]
    for limit in (2, 100):
        node.services.limit_a_day = limit
        node.now_s += 3600
        await node.send()
    assert node.titles("lastfm") == TITLES[:4]


async def test_one_service_that_is_away_holds_up_neither_the_other_nor_other_people(node: Node) -> None:
    for who in ("ana", "ben"):
        for service in BOTH:
            await node.connect(who, service)
        await node.hear(who, "Tide")
    node.services.trouble = [None]
    await node.send()
    assert len(node.services.listens) + len(node.services.scrobbles) == 3


async def test_tokens_lie_sealed_and_stand_in_no_address(database: Database, node: Node) -> None:
    await node.connect("ana", "lastfm", "secret-session")
    await node.connect("ana", "listenbrainz", "secret-token")
    await node.hear("ana", "Tide")
    await node.send()
    async with database.read() as connection:
        rows = (await connection.execute(select(scrobblers))).all()
    assert "secret" not in repr(rows)
    assert node.services.addresses
    assert not any("secret" in address for address in node.services.addresses)


async def test_lastfm_is_connected_by_whoever_allows_it_there(node: Node) -> None:
    token, page = await node.lastfm.begin()
    with pytest.raises(NotAllowedYetError):
        await node.lastfm.finish(token)
    node.services.allow(page, "ana-there")
    name, session = await node.lastfm.finish(token)
    assert (name, node.services.sessions[session]) == ("ana-there", "ana-there")
    with pytest.raises(SonixError) as refused:
        await node.lastfm.finish(token)
    assert refused.value.code == "bad_ticket"


async def test_a_token_says_whose_it_is(services: Services, node: Node) -> None:
    listenbrainz = node.there["listenbrainz"]
    services.tokens["right"] = "ana\u202e\n-there"
    assert await listenbrainz.name_of("right") == "ana-there"  # type: ignore[attr-defined]
    with pytest.raises(TokenGoneError):
        await listenbrainz.name_of("wrong")  # type: ignore[attr-defined]
