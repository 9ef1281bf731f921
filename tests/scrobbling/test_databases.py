"""Plays wait while a service is away, and go out once and in order: on each of the databases, from several nodes."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from sonix.db.tables_scrobbling import scrobbles
from sonix.scrobbling.scrobblers import hand_on_scrobbles
from sonix.scrobbling.scrobbles import LEASE_S, MAX_AT_ONCE
from sonix.scrobbling.sender import PAUSES_S
from sonix.scrobbling.services import ServiceName
from tests.scrobbling.conftest import BOTH, START_S, TITLES, Node, a_track
from tests.scrobbling.scrobble_server import Answer
from tests.servers.fixtures import database  # noqa: F401 - each of the three, instead of a file

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("service", BOTH)
async def test_what_waited_while_it_was_away_goes_out_once_and_in_order(node: Node, service: ServiceName) -> None:
    await node.connect("ana", service)
    troubles = [Answer(503, "<html>"), None, Answer(500, {}), Answer(502, {}, {"Retry-After": "77"})]
    node.services.trouble = list(troubles)
    tried = 0
    for title in reversed(TITLES[100:]):  # whoever tells late is put in order too
        await node.hear("ana", title, at_s=START_S - 90_000 + 300 * int(title[-3:]))
    for title in TITLES[:100]:
        await node.hear("ana", title, at_s=START_S - 90_000 + 300 * int(title[-3:]))
    for pause_s in (*PAUSES_S[:3], 77):
        assert await node.send() == 1
        tried += 1
        [state] = await node.scrobblers.connections("ana")
        assert (state.waiting, state.away, state.refused) == (len(TITLES), True, False)
        node.now_s += pause_s - 1
        assert await node.send() == 0, "it is not left alone"
        node.now_s += 1
    await node.send()
    assert node.titles(service) == TITLES
    [state] = await node.scrobblers.connections("ana")
    assert (state.waiting, state.away) == (0, False)
    assert node.services.sizes[0] == MAX_AT_ONCE
    assert max(node.services.sizes) <= MAX_AT_ONCE
    assert tried == len(troubles)


async def test_who_dies_while_sending_is_followed_by_another_and_nothing_is_written_twice(node: Node) -> None:
    await node.connect("ana", "lastfm")
    await node.hear("ana", "Tide")
    claimed = await node.scrobbles.claim("lastfm")
    assert claimed is not None
    await node.lastfm.submit(str(claimed.token), claimed.plays)
    assert await node.send() == 0
    node.now_s += LEASE_S
    assert await node.send() == 1
    assert node.titles("lastfm") == ["Tide"]


@pytest.mark.parametrize("service", BOTH)
async def test_two_nodes_tell_and_send_each_play_once(node: Node, service: ServiceName) -> None:
    nodes = [node, Node(node.database, node.services), Node(node.database, node.services)]
    await node.connect("ana", service)
    await node.connect("ben", service)
    for number, title in enumerate(TITLES[:12]):
        at_s = START_S - 9000 + 300 * number
        told = [
            one.scrobbles.add(who, a_track(title), at_s + i) for i, one in enumerate(nodes) for who in ("ana", "ben")
        ]
        await asyncio.gather(*told, *(one.send() for one in nodes))
    await asyncio.gather(*(one.send() for one in nodes))
    for who in ("ana-there", "ben-there"):
        assert [one.title for one in node.taken(service) if one.who == who] == TITLES[:12]


async def test_the_same_track_again_is_another_play(node: Node) -> None:
    await node.connect("ana", "lastfm")
    await node.scrobbles.add("ana", a_track("Tide", 200), START_S)
    await node.send()
    await node.scrobbles.add("ana", a_track("Tide", 200), START_S + 99)
    await node.scrobbles.add("ana", a_track("Tide", 200), START_S + 100)
    await node.send()
    assert [one.at_s for one in node.services.scrobbles] == [START_S, START_S + 100]


async def test_who_disconnects_is_forgotten(node: Node) -> None:
    await node.connect("ana", "lastfm")
    await node.connect("ana", "listenbrainz")
    await node.hear("ana", "Tide")
    await node.scrobblers.disconnect("ana", "lastfm")
    assert [one.service for one in await node.scrobblers.connections("ana")] == ["listenbrainz"]
    await node.hear("ana", "Ebb")
    await node.send()
    assert (node.titles("listenbrainz"), node.titles("lastfm")) == (["Tide", "Ebb"], [])
    async with node.database.read() as connection:
        assert set((await connection.execute(select(scrobbles.c.service))).scalars()) == {"listenbrainz"}


async def test_a_guest_brings_along_what_they_scrobble(node: Node) -> None:
    """Ben has the same account at Last.fm already, and another one at ListenBrainz."""
    for service in BOTH:
        await node.connect("ana", service)
        await node.hear("ana", "Tide")
    await node.connect("ben", "lastfm", "token-of-ana")
    await node.scrobblers.connect("ben", "lastfm", "ana-there", "token-of-ana")
    await node.hear("ben", "Tide", "Ebb")
    async with node.database.transaction() as connection:
        await hand_on_scrobbles(connection, "ana", "ben")
    assert await node.scrobblers.connections("ana") == []
    assert {one.service: one.waiting for one in await node.scrobblers.connections("ben")} == {
        "lastfm": 2,
        "listenbrainz": 1,
    }
    await node.send()
    assert (node.titles("listenbrainz"), node.titles("lastfm")) == (["Tide"], ["Tide", "Ebb"])


async def test_what_waits_for_another_account_there_is_not_mixed_in(node: Node) -> None:
    await node.connect("ana", "lastfm")
    await node.connect("ben", "lastfm")
    await node.hear("ana", "Tide")
    async with node.database.transaction() as connection:
        await hand_on_scrobbles(connection, "ana", "ben")
    [state] = await node.scrobblers.connections("ben")
    assert (state.known_as, state.waiting) == ("ben-there", 0)
