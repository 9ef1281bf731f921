"""Workers can be limited, killed and replaced, and nothing half-made stays."""

from __future__ import annotations

import asyncio
import os
import signal as signals
import wave
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sonix.config import Media
from sonix.media.errors import MediaFailed, MediaRefused
from sonix.media.folders import working_folder
from sonix.media.pool import MediaPool

from .conftest import Signal, WriteSound, make_music

pytestmark = pytest.mark.anyio
MADE = {"audio.webm", "index.bin", "peaks.bin"}


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


@pytest.fixture
def song(tmp_path: Path, write_sound: WriteSound, music: Signal) -> Path:
    return write_sound(tmp_path / "song.flac", music)


@pytest.fixture(scope="module")
def long_song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty minutes: far longer to process than any test waits for."""
    path = tmp_path_factory.mktemp("long") / "long.wav"
    minute = np.tile((make_music(11_025, 5.0)[:, 0] * 32_767).astype("<i2"), 12).tobytes()
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(11_025)
        for _ in range(40):
            file.writeframes(minute)
    return path


async def begun(pool: MediaPool, source: Path, out: Path) -> asyncio.Task[object]:
    """A job that has reached its encode stage."""
    encoding = asyncio.Event()

    def progress(stage: str, share: float) -> None:
        if stage == "encode" and share > 0.05:
            encoding.set()

    job: asyncio.Task[object] = asyncio.create_task(pool.process(source, out, source.name, progress))
    await asyncio.wait({job, asyncio.ensure_future(encoding.wait())}, return_when=asyncio.FIRST_COMPLETED)
    return job


async def test_a_good_file_leaves_exactly_its_files(pool: MediaPool, song: Path, tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    processed = await pool.process(song, tmp_path / "out", "song.flac", lambda *news: told.append(news))
    assert names(tmp_path / "out") == MADE
    assert processed.title == "song"
    assert processed.rendition.size_bytes == (tmp_path / "out" / "audio.webm").stat().st_size
    assert (tmp_path / "out" / "peaks.bin").stat().st_size == 1600
    assert {stage for stage, _ in told} == {"probe", "tags", "loudness", "peaks", "encode"}
    assert [share for _, share in told] == sorted(share for _, share in told)
    assert told[-1][1] == 1.0


async def test_a_warm_worker_is_used_again(pool: MediaPool, song: Path, tmp_path: Path) -> None:
    await pool.process(song, tmp_path / "one", "a.flac", lambda *_: None)
    pids = pool.worker_pids
    await pool.process(song, tmp_path / "two", "b.flac", lambda *_: None)
    assert pool.worker_pids == pids
    assert len(pids) == 1


async def test_a_refusal_leaves_nothing_and_keeps_the_worker(pool: MediaPool, song: Path, tmp_path: Path) -> None:
    (tmp_path / "lie.mp3").write_bytes(b"<html>not music</html>" * 100)
    with pytest.raises(MediaRefused) as refused:
        await pool.process(tmp_path / "lie.mp3", tmp_path / "out", "lie.mp3", lambda *_: None)
    assert refused.value.code == "not_audio"
    assert not (tmp_path / "out").exists()
    assert (await pool.process(song, tmp_path / "out", "a.flac", lambda *_: None)).source_format == "flac"


async def test_a_killed_worker_is_a_failure_worth_trying_again(
    pool: MediaPool, long_song: Path, song: Path, tmp_path: Path
) -> None:
    job = await begun(pool, long_song, tmp_path / "out")
    os.kill(pool.worker_pids[0], signals.SIGKILL)
    with pytest.raises(MediaFailed) as failed:
        await job
    assert (failed.value.code, failed.value.retryable) == ("worker_crashed", True)
    assert names(tmp_path / "out") == set()
    await pool.process(song, tmp_path / "out", "song.flac", lambda *_: None)
    assert names(tmp_path / "out") == MADE


async def test_a_worker_killed_while_idle_is_not_noticed_by_the_next_job(
    pool: MediaPool, song: Path, tmp_path: Path
) -> None:
    await pool.process(song, tmp_path / "one", "song.flac", lambda *_: None)
    os.kill(pool.worker_pids[0], signals.SIGKILL)
    await pool.process(song, tmp_path / "two", "song.flac", lambda *_: None)
    assert names(tmp_path / "two") == MADE


async def test_cancelling_ends_the_worker_and_leaves_nothing(
    pool: MediaPool, long_song: Path, song: Path, tmp_path: Path
) -> None:
    job = await begun(pool, long_song, tmp_path / "out")
    job.cancel()
    with pytest.raises(asyncio.CancelledError):
        await job
    assert names(tmp_path / "out") == set()
    assert pool.worker_pids == []
    await pool.process(song, tmp_path / "out", "song.flac", lambda *_: None)


async def test_the_time_limit_kills_the_worker(long_song: Path, song: Path, tmp_path: Path) -> None:
    pool = MediaPool(Media.model_construct(workers=1, memory_bytes=1_000_000_000, time_limit_s=2), max_seconds=7200)
    with pytest.raises(MediaFailed) as failed:
        await pool.process(long_song, tmp_path / "out", "long.wav", lambda *_: None)
    assert (failed.value.code, failed.value.retryable) == ("timed_out", True)
    assert names(tmp_path / "out") == set()
    assert pool.worker_pids == []
    await pool.stop()


async def test_the_memory_limit_ends_the_job_and_the_pool_goes_on(pool: MediaPool, song: Path, tmp_path: Path) -> None:
    tight = MediaPool(Media.model_construct(workers=1, memory_bytes=3_000_000, time_limit_s=60), max_seconds=3600)
    with pytest.raises((MediaRefused, MediaFailed)) as ended:
        await tight.process(song, tmp_path / "out", "song.flac", lambda *_: None)
    assert ended.value.code in {"too_demanding", "worker_crashed"}
    assert names(tmp_path / "out") == set()
    with pytest.raises((MediaRefused, MediaFailed)):
        await tight.process(song, tmp_path / "out", "song.flac", lambda *_: None)
    await tight.stop()


async def test_stopping_ends_running_and_waiting_jobs(pool: MediaPool, long_song: Path, tmp_path: Path) -> None:
    running = await begun(pool, long_song, tmp_path / "one")
    waiting = asyncio.create_task(pool.process(long_song, tmp_path / "two", "b", lambda *_: None))
    await asyncio.sleep(0)
    await pool.stop()
    for job in (running, waiting):
        with pytest.raises(MediaFailed) as failed:
            await job
        assert failed.value.code == "stopped"
    assert names(tmp_path / "one") | names(tmp_path / "two") == set()
    assert pool.worker_pids == []


async def test_a_cover_is_made_in_a_worker_and_waits_for_nobodys_music(tmp_path: Path, long_song: Path) -> None:
    pool = MediaPool(Media(workers=1), max_seconds=10_000)
    begun = asyncio.Event()
    running = asyncio.create_task(pool.process(long_song, tmp_path / "out", "long.wav", lambda *_: begun.set()))
    await begun.wait()
    Image.new("RGB", (200, 200), "teal").save(tmp_path / "picture.png")
    colours = await pool.picture(tmp_path / "picture.png", tmp_path)
    assert colours is not None
    assert colours.accent == "#008080"
    assert (tmp_path / "cover.webp").exists()
    assert len(pool.worker_pids) == 2
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await pool.stop()


async def test_what_is_no_picture_makes_no_cover(tmp_path: Path) -> None:
    pool = MediaPool(Media(workers=1), max_seconds=60)
    (tmp_path / "picture.png").write_bytes(b"<svg/>")
    assert await pool.picture(tmp_path / "picture.png", tmp_path) is None
    assert not (tmp_path / "cover.webp").exists()
    await pool.stop()
    with pytest.raises(MediaFailed):
        await pool.picture(tmp_path / "picture.png", tmp_path)


async def test_a_working_folder_is_gone_when_the_work_is_cancelled(tmp_path: Path) -> None:
    begun = asyncio.Event()

    async def work() -> None:
        async with working_folder(tmp_path / "work", "x-") as folder:
            (folder / "file").touch()
            begun.set()
            await asyncio.Event().wait()

    working = asyncio.create_task(work())
    await begun.wait()
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    assert names(tmp_path / "work") == set()
