"""Who has a list: by link, by name, no more; what cover it has; what a room gives to it; what leaves with somebody."""

from __future__ import annotations

import pytest

from sonix.core.room.queue import ordered
from sonix.library.sweep import sweep_media
from sonix.playlists import sharing
from sonix.protocol.client import JumpCommand, LoopCommand
from tests.api.world import World, picture, problem
from tests.playlists.lists import command, made, shared, titles

pytestmark = pytest.mark.anyio


async def test_a_link_lets_in_until_it_ends_and_stands_in_no_address(world: World) -> None:
    ana, ben, cleo = [await world.person(name) for name in ("Ana", "Ben", "Cleo")]
    playlist_id = await made(ana)
    path = f"/api/playlists/{playlist_id}"
    secret = (await ana.ask("POST", f"{path}/link", json={"role": "editor"})).json()["secret"]
    assert (await ben.ask("POST", "/api/shared-playlists", json={"secret": secret})).json()["role"] == "editor"
    assert (await ana.get(path)).json()["link_role"] == "editor"
    assert (await ben.get(path)).json()["link_role"] is None
    await ana.ask("POST", f"{path}/link", json={"role": "viewer"})
    problem(await cleo.ask("POST", "/api/shared-playlists", json={"secret": secret}), 410, "dead_link")
    await ana.ask("DELETE", f"{path}/link")
    assert (await ben.get(path)).status_code == 200
    problem(await ben.ask("POST", f"{path}/link", json={"role": "viewer"}), 403, "not_allowed")


async def test_a_link_for_less_takes_nothing_away(world: World) -> None:
    ana, ben = await world.person("Ana"), await world.person("Ben")
    playlist_id = await made(ana)
    await shared(ana, playlist_id, ben, role="editor")
    await shared(ana, playlist_id, ben, ana, role="viewer")
    assert (await ben.get(f"/api/playlists/{playlist_id}")).json()["role"] == "editor"
    assert (await ana.get(f"/api/playlists/{playlist_id}")).json()["role"] == "owner"


async def test_one_shares_with_people_one_knows_from_a_room(world: World) -> None:
    ana, ben, cleo = [await world.person(name) for name in ("Ana", "Ben", "Cleo")]
    code = await ana.room()
    await world.join(code, ben)
    assert [one["name"] for one in (await ana.get("/api/known-people")).json()["people"]] == ["Ben"]
    playlist_id = await made(ana)
    path = f"/api/playlists/{playlist_id}"
    stranger = await ana.ask("PUT", f"{path}/members/{cleo.user_id}", json={"role": "viewer"})
    problem(stranger, 404, "no_such_person")
    assert (await ana.ask("PUT", f"{path}/members/{ben.user_id}", json={"role": "viewer"})).status_code == 204
    problem(await command(ben, playlist_id, "rename", name="Ben's"), 403, "not_allowed")
    await ana.ask("PUT", f"{path}/members/{ben.user_id}", json={"role": "editor"})
    assert (await command(ben, playlist_id, "rename", name="Ours")).status_code == 200
    members = (await ben.get(f"{path}/members")).json()["members"]
    assert [(one["name"], one["role"]) for one in members] == [("Ana", "owner"), ("Ben", "editor")]


async def test_a_list_is_handed_over_and_given_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ana, ben = await world.person("Ana"), await world.person("Ben")
    playlist_id = await made(ana)
    path = f"/api/playlists/{playlist_id}"
    await shared(ana, playlist_id, ben)
    problem(await ana.ask("DELETE", f"{path}/members/{ana.user_id}"), 409, "is_owner")
    hand_over = ("PUT", f"{path}/members/{ben.user_id}")
    with monkeypatch.context() as few:
        few.setattr(sharing, "MOST_LISTS", 0)
        problem(await ana.ask(*hand_over, json={"role": "owner"}), 409, "heir_has_most")
    assert (await ana.ask(*hand_over, json={"role": "owner"})).status_code == 204
    assert [(await one.get(path)).json()["role"] for one in (ana, ben)] == ["editor", "owner"]
    problem(await ana.ask("DELETE", path), 403, "not_allowed")
    assert (await ana.ask("DELETE", f"{path}/members/{ana.user_id}")).status_code == 204
    problem(await ana.get(path), 404, "no_such_playlist")


async def test_a_deleted_list_is_gone_for_all_until_its_owner_brings_it_back(world: World) -> None:
    ana, ben = await world.person("Ana"), await world.person("Ben")
    playlist_id = await made(ana)
    path = f"/api/playlists/{playlist_id}"
    await shared(ana, playlist_id, ben)
    assert (await ana.ask("DELETE", path)).status_code == 204
    for one in (ana, ben):
        problem(await one.get(path), 404, "no_such_playlist")
    problem(await ben.ask("POST", f"{path}/restore"), 404, "no_such_playlist")
    assert (await ana.ask("POST", f"{path}/restore")).status_code == 200
    assert (await ben.get(path)).status_code == 200


async def test_a_list_has_a_cover_of_its_own_or_those_of_its_tracks(world: World) -> None:
    ana = await world.person()
    playlist_id = await made(ana)
    path = f"/api/playlists/{playlist_id}"
    first, second = [(await ana.ask("PUT", f"{path}/cover", content=picture(c))).json() for c in ("teal", "red")]
    assert first["cover_id"] != second["cover_id"]
    services = world.services
    await sweep_media(services.database, services.storage, now_s=2**33)
    for cover_id, status in ((first["cover_id"], 404), (second["cover_id"], 200)):
        assert (await ana.get(f"/media/covers/{cover_id}/96.webp")).status_code == status
    problem(await ana.ask("PUT", f"{path}/cover", content=b"no picture"), 422, "bad_cover")
    assert (await ana.ask("DELETE", f"{path}/cover")).json()["cover_id"] is None


def songs_of(many: int) -> list[str]:
    return [f"Song {number}" for number in range(many)]


async def test_a_rooms_queue_and_history_become_lists(world: World) -> None:
    ana, ben = await world.person("Ana"), await world.person("Ben")
    code = await ana.room("Kitchen")
    songs = [await world.shelve(f"Song {n}", by=ana, visibility="mine") for n in range(3)]
    await world.enqueue(code, ana, *songs)
    queue = await made(ana, "", room={"code": code, "what": "queue"})
    assert (await ana.get(f"/api/playlists/{queue}")).json()["name"] == "Kitchen"
    assert await titles(ana, queue) == songs_of(3)
    history = await made(ana, "Played", room={"code": code, "what": "history"})
    assert await titles(ana, history) == []
    room_id = await world.services.rooms.find(code)
    assert room_id is not None
    room = await world.services.rooms.get(room_id)
    assert room is not None
    await world.services.rooms.execute(room_id, "jump", ana.user_id, JumpCommand(ordered(room)[1].entry_id))
    assert await titles(ana, await made(ana, "To come", room={"code": code, "what": "queue"})) == ["Song 1", "Song 2"]
    await world.services.rooms.execute(room_id, "loop", ana.user_id, LoopCommand("queue"))
    assert await titles(ana, await made(ana, "Loop", room={"code": code, "what": "queue"})) == songs_of(3)
    outside = {"name": "x", "room": {"code": code, "what": "queue"}}
    problem(await ben.ask("POST", "/api/playlists", json=outside), 403, "not_in_room")


async def test_who_leaves_leaves_shared_lists_to_others(world: World) -> None:
    ana, ben = await world.person("Ana"), await world.person("Ben")
    playlist_id = await made(ana, track_ids=[await world.shelve("Song")])
    await shared(ana, playlist_id, ben)
    assert (await ana.ask("DELETE", "/api/me", json={}, headers={"X-Sonix": "1"})).is_success
    assert (await ben.get(f"/api/playlists/{playlist_id}")).json()["role"] == "owner"
    assert await titles(ben, playlist_id) == ["Song"]
