"""Editing and deleting tracks, and what happens to the rooms that play them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from sonix.library.adding import Claim
from sonix.library.sweep import sweep_media
from sonix.library.track_store import GRACE_S
from sonix.protocol.client import ClearCommand, LeaveCommand
from tests.api.world import World, picture, problem, processed

pytestmark = pytest.mark.anyio


def stored(world: World, kind: str) -> set[str]:
    """Ids of what lies in the media folder."""
    return {path.name for path in (world.settings.data_dir / "media" / kind).glob("*")}


async def sweep(world: World) -> int:
    """Sweep as of after the time files are left lying in any case."""
    services = world.services
    return await sweep_media(services.database, services.storage, time.time() + GRACE_S + 1)


async def test_tags_are_edited_and_found_by_their_new_names(world: World) -> None:
    admin = await world.admin()
    track_id = await world.shelve("wrng titel", "Unknown", "Unknown")
    changes = {"title": "Rïght  Title\n", "artist": "Sómebody", "track_no": 3, "year": 1984}
    track = (await admin.ask("PATCH", f"/api/tracks/{track_id}", json=changes)).json()
    assert (track["title"], track["artist"], track["album"]) == ("Rïght Title", "Sómebody", "Unknown")
    assert (track["track_no"], track["year"]) == (3, 1984)
    assert await admin.titles("q=right+somebody") == ["Rïght Title"]
    assert await admin.titles("q=wrng") == []
    cleared = (await admin.ask("PATCH", f"/api/tracks/{track_id}", json={"year": None})).json()
    assert (cleared["year"], cleared["track_no"]) == (None, 3)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": ""}, "invalid_request"),
        ({"title": "\u200b"}, "bad_title"),
        ({"title": "x" * 401}, "invalid_request"),
        ({"year": -1}, "invalid_request"),
        ({"owner_id": "me"}, "invalid_request"),
        ({"visibility": "world"}, "invalid_request"),
    ],
)
async def test_edits_that_make_no_sense_are_refused(world: World, changes: dict[str, object], code: str) -> None:
    admin = await world.admin()
    track_id = await world.shelve("Song")
    problem(await admin.ask("PATCH", f"/api/tracks/{track_id}", json=changes), 422, code)
    assert (await admin.get(f"/api/tracks/{track_id}")).json()["title"] == "Song"


async def test_what_a_delete_touches_is_told_first(world: World) -> None:
    ana = await world.person()
    track_id = await world.shelve("Song", by=ana, visibility="mine")
    assert (await ana.get(f"/api/tracks/{track_id}/usage")).json() == {"rooms": [], "other_rooms": 0, "entries": 0}
    code = await ana.room("Kitchen")
    await world.enqueue(code, ana, track_id, track_id)
    usage = (await ana.get(f"/api/tracks/{track_id}/usage")).json()
    assert usage == {"rooms": [{"code": code, "name": "Kitchen", "entries": 2}], "other_rooms": 0, "entries": 2}


async def test_rooms_one_is_not_in_are_counted_and_not_named(world: World) -> None:
    ana, ben, admin = await world.person("Ana"), await world.person("Ben"), await world.admin()
    track_id = await world.shelve("Song", by=ana, visibility="instance")
    await world.enqueue(await ben.room("Bens own"), ben, track_id, track_id)
    left = await ben.room("Left")
    await world.join(left, ana)
    await world.enqueue(left, ben, track_id)
    room_id = await world.services.rooms.find(left)
    assert room_id is not None
    await world.services.rooms.execute(room_id, "leave", ana.user_id, LeaveCommand())
    for asking in (ana, admin):
        usage = (await asking.get(f"/api/tracks/{track_id}/usage")).json()
        assert usage == {"rooms": [], "other_rooms": 2, "entries": 3}


async def test_what_the_instance_imports_is_nobodys_own_any_more(world: World) -> None:
    ana = await world.person()
    track_id = await world.shelve("Song", by=ana, visibility="mine")
    assert await world.shelve("Song") == track_id
    track = (await ana.get(f"/api/tracks/{track_id}")).json()
    assert (track["owner_id"], track["visibility"], track["can_edit"]) == (None, "instance", False)
    problem(await ana.ask("PATCH", f"/api/tracks/{track_id}", json={"title": "Mine"}), 403, "not_yours")


async def test_who_brought_the_same_bytes_gives_up_no_more_than_that(world: World) -> None:
    ana, ben = await world.person("Ana"), await world.person("Ben")
    track_id = await world.shelve("Song", by=ana, visibility="mine")
    await world.shelve("Song", by=ben, visibility="mine")
    assert (await ben.ask("DELETE", f"/api/tracks/{track_id}")).status_code == 204
    assert (await ben.titles(), await ana.titles()) == ([], ["Song"])
    problem(await ben.ask("DELETE", f"/api/tracks/{track_id}"), 404, "no_such_track")
    everybodys = await world.shelve("Anthem")
    problem(await ben.ask("DELETE", f"/api/tracks/{everybodys}"), 403, "not_yours")


async def test_an_original_that_was_stored_before_a_crash_is_swept(tmp_path: Path, world: World) -> None:
    """The process ends between storing the original and noting it: its storage fails to tell of success."""
    services = world.services
    folder = tmp_path / "made"
    made = processed("Song", "", "", folder)
    (tmp_path / "original").write_bytes(b"original")
    put_file = services.storage.put_file

    async def put_and_die(key: str, path: Path) -> None:
        await put_file(key, path)
        if key.startswith("originals/"):
            raise OSError("the process ends here")

    adding = services.library.adding
    with pytest.MonkeyPatch.context() as patch, pytest.raises(OSError, match="ends here"):
        patch.setattr(services.storage, "put_file", put_and_die)
        await adding.add(made, folder, Claim(None, "instance"), tmp_path / "original")
    assert len(stored(world, "originals")) == 1
    await sweep(world)
    assert stored(world, "originals") == set()


async def test_a_deleted_track_plays_on_where_it_is_queued(world: World) -> None:
    ana = await world.person()
    track_id = await world.shelve("Song", by=ana, visibility="mine")
    rendition_id = (await ana.get(f"/api/tracks/{track_id}")).json()["rendition_id"]
    code = await ana.room()
    await world.enqueue(code, ana, track_id)
    assert (await ana.ask("DELETE", f"/api/tracks/{track_id}")).status_code == 204
    assert await ana.titles() == []
    problem(await ana.get(f"/api/tracks/{track_id}"), 404, "no_such_track")
    await sweep(world)
    (grant,) = (await ana.get(f"/api/rooms/{code}/grants?renditions={rendition_id}")).json()["grants"]
    assert (await world.http.get(f"{grant['base']}audio.webm{grant['query']}")).status_code == 200


async def test_files_of_a_deleted_track_go_once_no_queue_needs_them(world: World) -> None:
    ana = await world.person()
    track_id = await world.shelve("Song", by=ana, visibility="mine")
    await ana.ask("PUT", f"/api/tracks/{track_id}/cover", content=picture())
    code = await ana.room()
    await world.enqueue(code, ana, track_id)
    await ana.ask("DELETE", f"/api/tracks/{track_id}")
    assert await sweep(world) == 0
    room = await world.services.rooms.load(code)
    assert room is not None
    async with world.services.database.transaction() as connection:
        from sqlalchemy import delete

        from sonix.db.tables import queue_entries

        await connection.execute(delete(queue_entries))
    assert await sweep(world) == 2
    assert stored(world, "renditions") == stored(world, "covers") == set()
    assert await sweep(world) == 0


async def test_entries_that_can_still_be_brought_back_keep_their_files(world: World) -> None:
    ana = await world.person()
    ids = [await world.shelve(title, by=ana, visibility="mine") for title in ("One", "Two")]
    code = await ana.room()
    await world.enqueue(code, ana, *ids)
    room_id = await world.services.rooms.find(code)
    assert room_id is not None
    await world.services.rooms.execute(room_id, "clear", ana.user_id, ClearCommand())
    for track_id in ids:
        await ana.ask("DELETE", f"/api/tracks/{track_id}")
    await sweep(world)
    assert len(stored(world, "renditions")) == 2


async def test_files_do_not_go_right_after_the_delete(world: World) -> None:
    ana = await world.person()
    await ana.ask("DELETE", f"/api/tracks/{await world.shelve('Song', by=ana, visibility='mine')}")
    await sweep_media(world.services.database, world.services.storage)
    assert len(stored(world, "renditions")) == 1


async def test_a_track_brought_again_after_a_delete_keeps_its_files(world: World) -> None:
    ana = await world.person()
    await ana.ask("DELETE", f"/api/tracks/{await world.shelve('Song', by=ana, visibility='mine')}")
    await world.shelve("Song", by=ana, visibility="mine")
    await sweep(world)
    assert len(stored(world, "renditions")) == 1
    assert await ana.titles() == ["Song"]


async def test_what_a_crash_left_between_files_and_row_is_swept(world: World, tmp_path: Path) -> None:
    services = world.services
    source = tmp_path / "audio.webm"
    source.write_bytes(b"x")
    async with services.database.transaction() as connection:
        from sonix.library.track_store import list_for_sweep

        await list_for_sweep(connection, "rendition", "a" * 64)
    await services.storage.put_file(f"renditions/{'a' * 64}/audio.webm", source)
    assert await sweep(world) == 1
    assert stored(world, "renditions") == set()


async def test_an_owners_delete_leaves_the_track_to_others_who_brought_it(world: World) -> None:
    ana, ben = await world.person("Ana"), await world.person("Ben")
    track_id = await world.shelve("Song", by=ana, visibility="mine")
    assert await world.shelve("Song", by=ben, visibility="mine") == track_id
    await ana.ask("DELETE", f"/api/tracks/{track_id}")
    assert await ana.titles() == []
    track = (await ben.get(f"/api/tracks/{track_id}")).json()
    assert (track["owner_name"], track["can_edit"]) == ("Ben", True)


async def test_the_administrators_delete_is_for_everybody(world: World) -> None:
    admin, ana = await world.admin(), await world.person("Ana")
    track_id = await world.shelve("Song", by=ana, visibility="mine")
    await admin.ask("DELETE", f"/api/tracks/{track_id}")
    assert await ana.titles() == []


async def test_what_an_administrator_does_to_the_music_of_others_is_in_the_log_of_acts(world: World) -> None:
    admin, ana = await world.admin(), await world.person("Ana")
    hers = await world.shelve("Song", by=ana, visibility="mine")
    own = await world.shelve("Own", by=admin, visibility="mine")
    for track_id in (hers, own):
        await admin.ask("PATCH", f"/api/tracks/{track_id}", json={"title": "Other"})
        await admin.ask("PUT", f"/api/tracks/{track_id}/cover", content=picture("teal"))
        await admin.ask("DELETE", f"/api/tracks/{track_id}")
    acts = (await admin.get("/api/admin/audit")).json()["items"]
    assert [(act["action"], act["subject"], act["details"]["title"]) for act in acts[:-1]] == [
        ("track.delete", f"track:{hers}", "Other"),
        ("track.cover", f"track:{hers}", "Other"),
        ("track.edit", f"track:{hers}", "Song"),
    ]
    assert acts[-1]["action"] == "claim_admin"


async def test_a_strangers_picture_is_opened_by_a_worker_only(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = await world.person()
    track_id = await world.shelve("Song", by=ana, visibility="mine")
    monkeypatch.setattr("sonix.media.cover._read", None)  # this process has no way to read pictures
    set_to = await ana.ask("PUT", f"/api/tracks/{track_id}/cover", content=picture("teal"))
    assert (set_to.status_code, set_to.json()["accent"]) == (200, "#008080")
    problem(await ana.ask("PUT", f"/api/tracks/{track_id}/cover", content=b"<svg/>"), 422, "bad_cover")
    problem(await ana.ask("PUT", f"/api/tracks/{track_id}/cover", content=b"x" * 20_000_001), 413, "too_large")
    assert list((world.settings.data_dir / "work").glob("*")) == []


async def test_covers_are_limited_per_person(world: World) -> None:
    ana, ben = await world.person("Ana"), await world.person("Ben")
    answers = [(await ana.ask("PUT", "/api/tracks/nothing/cover", content=b"x")).status_code for _ in range(32)]
    assert (answers[:30], answers[-1]) == ([404] * 30, 429)
    assert (await ben.ask("PUT", "/api/tracks/nothing/cover", content=b"x")).status_code == 404


async def test_another_cover_takes_the_place_of_the_first(world: World) -> None:
    ana = await world.person()
    track_id = await world.shelve("Song", by=ana, visibility="mine")
    first = (await ana.ask("PUT", f"/api/tracks/{track_id}/cover", content=picture("teal"))).json()["cover_id"]
    second = (await ana.ask("PUT", f"/api/tracks/{track_id}/cover", content=picture("crimson"))).json()["cover_id"]
    assert first != second
    await sweep(world)
    assert stored(world, "covers") == {second}


async def test_a_cover_shared_by_an_album_stays_while_one_track_has_it(world: World) -> None:
    ana = await world.person()
    ids = [await world.shelve(title, by=ana, visibility="mine") for title in ("One", "Two")]
    for track_id in ids:
        await ana.ask("PUT", f"/api/tracks/{track_id}/cover", content=picture())
    await ana.ask("DELETE", f"/api/tracks/{ids[0]}")
    await sweep(world)
    assert len(stored(world, "covers")) == 1
