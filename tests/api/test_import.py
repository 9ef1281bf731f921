"""`sonix import`: folders of real files, stopped and started again."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from sonix.core.errors import SonixError
from sonix.library.import_progress import ImportProgress
from sonix.library.import_scan import look
from sonix.library.importer import import_paths
from sonix.library.settling import Settling
from tests.api.world import World, picture, tone

pytestmark = pytest.mark.anyio


@pytest.fixture
def music(tmp_path: Path) -> Path:
    """Two albums, with everything that lies around in real ones."""
    root = tmp_path / "music"
    for name, pitch_hz in (("One/a.wav", 330), ("One/b.wav", 440), ("Two/c.WAV", 550)):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(tone(pitch_hz))
    (root / "One" / "Cover.JPG").write_bytes(picture())
    (root / "One" / "notes.txt").write_text("not music")
    (root / "One" / ".hidden.wav").write_bytes(tone(660))
    (root / ".trash").mkdir()
    (root / ".trash" / "d.wav").write_bytes(tone(770))
    return root


async def run(world: World, *paths: Path) -> tuple[ImportProgress, list[ImportProgress]]:
    """Import; returns the end and the way there."""
    seen: list[ImportProgress] = []
    return await import_paths(world.services, paths, seen.append), seen


def counts(progress: ImportProgress) -> tuple[int, int, int, int]:
    return progress.imported, progress.duplicates, progress.skipped, len(progress.failures)


async def test_a_folder_is_imported_for_everybody_here(world: World, music: Path) -> None:
    end, seen = await run(world, music)
    assert counts(end) == (3, 0, 0, 0)
    assert (end.total, end.done, end.finished) == (3, 3, True)
    ana = await world.person()
    tracks = (await ana.get("/api/tracks?sort=title")).json()["tracks"]
    assert [(t["title"], t["visibility"], t["owner_id"]) for t in tracks] == [
        ("a", "instance", None),
        ("b", "instance", None),
        ("c", "instance", None),
    ]
    assert [step.done for step in seen] == sorted(step.done for step in seen)
    assert any(step.current for step in seen)
    assert any(step.remaining_s is not None for step in seen)
    assert seen[-1].files_per_s > 0


async def test_the_folders_picture_is_the_cover_of_files_without_one(world: World, music: Path) -> None:
    await run(world, music)
    ana = await world.person()
    tracks = (await ana.get("/api/tracks?sort=title")).json()["tracks"]
    assert [track["cover_id"] is not None for track in tracks] == [True, True, False]
    assert tracks[0]["cover_id"] == tracks[1]["cover_id"]


async def test_a_second_run_looks_only_at_what_is_new(world: World, music: Path) -> None:
    await run(world, music)
    (music / "Two" / "e.wav").write_bytes(tone(880))
    end, _ = await run(world, music)
    assert counts(end) == (1, 0, 3, 0)


async def test_a_file_that_was_touched_or_moved_is_the_same_track(world: World, music: Path) -> None:
    await run(world, music)
    os.utime(music / "One" / "a.wav", ns=(1, 1))
    (music / "One" / "b.wav").rename(music / "Two" / "renamed.wav")
    end, _ = await run(world, music)
    assert counts(end) == (0, 2, 1, 0)
    ana = await world.person()
    assert (await ana.get("/api/tracks")).json()["total"] == 3


async def test_a_bad_file_is_reported_and_stops_nothing(world: World, music: Path) -> None:
    (music / "One" / "a.wav").write_bytes(b"<html>" * 100)
    (music / "Two" / "empty.mp3").write_bytes(b"")
    end, _ = await run(world, music)
    assert counts(end) == (2, 0, 0, 2)
    assert {failure.path.name for failure in end.failures} == {"a.wav", "empty.mp3"}
    assert all(failure.code and failure.message.endswith(".") for failure in end.failures)
    assert list((world.settings.data_dir / "work").iterdir()) == []


async def test_a_refused_file_is_not_read_again_before_it_changes(
    world: World, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (music / "One" / "a.wav").write_bytes(b"<html>" * 100)
    first, _ = await run(world, music)
    monkeypatch.delattr(world.services.media_pool.__class__, "process")
    again, _ = await run(world, music)
    assert counts(again) == (0, 0, 2, 1)
    assert again.failures[0].code == first.failures[0].code
    assert again.failures[0].message == f"Refused before: {first.failures[0].message}"


async def test_deleted_music_comes_back_with_the_next_import(world: World, music: Path) -> None:
    await run(world, music)
    admin = await world.admin()
    for track in (await admin.get("/api/tracks")).json()["tracks"]:
        await admin.ask("DELETE", f"/api/tracks/{track['track_id']}")
    end, _ = await run(world, music)
    assert counts(end) == (3, 0, 0, 0)


def test_a_file_that_is_still_being_copied_is_left_alone(tmp_path: Path) -> None:
    now_s, copied = [100.0], tmp_path / "song.wav"
    settling = Settling(lambda: now_s[0])
    copied.write_bytes(b"1")
    found = look(copied)
    assert found is not None
    settling.see([found])
    assert settling.old() == []
    for size in (2, 3):
        now_s[0] += 2.9
        copied.write_bytes(b"x" * size)
        assert settling.settled() == []
    now_s[0] += 2.9
    assert settling.settled() == []
    now_s[0] += 0.2
    (settled,) = settling.settled()
    assert settled.size_bytes == 3
    assert settling.settled() == []


def test_a_file_written_long_ago_need_not_wait(tmp_path: Path) -> None:
    old = tmp_path / "old.wav"
    old.touch()
    os.utime(old, (1_000, 1_000))
    found = look(old)
    assert found is not None
    settling = Settling()
    settling.see([found])
    assert settling.old() == [found]
    assert settling.settled() == []


async def test_a_bad_file_that_was_mended_is_imported_the_next_time(world: World, music: Path) -> None:
    (music / "One" / "a.wav").write_bytes(b"<html>" * 100)
    await run(world, music)
    (music / "One" / "a.wav").write_bytes(tone(330))
    end, _ = await run(world, music)
    assert counts(end) == (1, 0, 2, 0)


async def test_an_import_that_was_stopped_goes_on(world: World, music: Path) -> None:
    task: asyncio.Task[ImportProgress]

    def stop_after_one(progress: ImportProgress) -> None:
        if progress.imported == 1:
            task.cancel()

    task = asyncio.create_task(import_paths(world.services, [music], stop_after_one))
    with pytest.raises(asyncio.CancelledError):
        await task
    assert list((world.settings.data_dir / "work").iterdir()) == []
    end, _ = await run(world, music)
    assert end.skipped >= 1
    assert (end.imported + end.skipped + end.duplicates, len(end.failures)) == (3, 0)


async def test_one_file_and_one_folder_may_be_named(world: World, music: Path) -> None:
    end, _ = await run(world, music / "One" / "a.wav", music / "One", music / "One" / "a.wav")
    assert counts(end) == (2, 0, 0, 0)


async def test_a_path_that_is_not_there_is_told(world: World, tmp_path: Path) -> None:
    with pytest.raises(SonixError, match="no file or folder"):
        await run(world, tmp_path / "nowhere")


async def test_watching_takes_what_appears(world: World, music: Path) -> None:
    begun, brought = asyncio.Event(), asyncio.Event()

    def tell(progress: ImportProgress) -> None:
        if progress.finished and progress.total == 3:
            begun.set()
        if progress.finished and progress.total == 1 and progress.imported == 1:
            brought.set()

    for name in ("One/a.wav", "One/b.wav", "Two/c.WAV"):
        os.utime(music / name, (1_000, 1_000))
    task = asyncio.create_task(import_paths(world.services, [music], tell, watch=True))
    async with asyncio.timeout(60):
        await begun.wait()
        for pitch_hz in (880, 990):
            (music / "Two" / f"{pitch_hz}.wav").write_bytes(tone(pitch_hz))
            await brought.wait()
            brought.clear()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
