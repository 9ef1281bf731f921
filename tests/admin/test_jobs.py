"""Failed uploads and imports: told with the reason, tried again, dropped."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import insert, update

from sonix.db.tables_library import import_files, uploads
from sonix.library.import_progress import ImportProgress
from sonix.library.importer import import_paths
from sonix.media.errors import MediaFailed
from sonix.media.process import Processed
from tests.admin.acts import acts, change, every, items
from tests.api.world import World, eventually, problem, tone

pytestmark = pytest.mark.anyio


def quiet(_progress: ImportProgress) -> None:
    """Nobody looks."""


async def failed_but_kept(world: World, upload_id: str) -> None:
    """As after a failure of the server's own: the bytes are here, and the job is given up."""
    values = {"stage": "failed", "error_code": "internal", "error_message": "It broke.", "attempts": 3}
    async with world.services.database.transaction() as connection:
        await connection.execute(update(uploads).where(uploads.c.upload_id == upload_id).values(values))


async def test_a_file_that_is_no_music_is_told_and_can_only_be_dropped(world: World) -> None:
    root, ana = await world.admin(), await world.person("Ana")
    state = await ana.upload(b"no music at all" * 50, "holiday.mp4")
    (job,) = await items(root, "jobs")
    assert job.pop("failed_at_s") > 1_600_000_000
    assert job == {
        "job_id": state["upload_id"],
        "kind": "upload",
        "file_name": "holiday.mp4",
        "user_name": "Ana",
        "stage": "failed",
        "error": state["error"]["message"],
        "attempts": 1,
        "retryable": False,
    }
    path = f"/api/admin/jobs/{job['job_id']}"
    problem(await root.ask("POST", f"{path}/retry"), 409, "bytes_gone")
    assert (await root.ask("DELETE", path)).status_code == 204
    problem(await root.ask("DELETE", path), 404, "no_such_job")
    problem(await ana.get(f"/api/uploads/{job['job_id']}"), 404, "no_such_upload")
    assert await items(root, "jobs") == []
    assert (await acts(root))[1:] == [("job.drop", f"upload:{job['job_id']}")]


async def test_bytes_that_are_here_are_tried_again(world: World) -> None:
    root, ana = await world.admin(), await world.person("Ana")
    data = tone()
    upload_id = await ana.start_upload(data)
    await world.services.processing.stop()
    await ana.send(upload_id, data)
    await failed_but_kept(world, upload_id)
    (job,) = await items(root, "jobs")
    assert (job["error"], job["attempts"], job["retryable"]) == ("It broke.", 3, True)
    for name, too_little, status, code in (
        ("quota_bytes", 100, 507, "quota_bytes"),
        ("quota_tracks", 0, 507, "quota_tracks"),
        ("max_upload_bytes", 100, 413, "too_large"),
    ):
        await change(root, ana.user_id, **{name: too_little})
        refused = await root.ask("POST", f"/api/admin/jobs/{upload_id}/retry")
        assert "or drop it" in problem(refused, status, code)["detail"]
        await change(root, ana.user_id, **{name: None})
    assert (await root.ask("POST", f"/api/admin/jobs/{upload_id}/retry")).status_code == 202
    told = (await root.get("/api/admin/jobs")).json()
    assert (told["items"], told["waiting"], told["running"]) == ([], 1, 0)
    problem(await root.ask("POST", f"/api/admin/jobs/{upload_id}/retry"), 404, "no_such_job")
    await world.services.processing.start()
    assert (await ana.ended(upload_id))["stage"] == "done"
    assert (await acts(root))[-1] == ("job.retry", f"upload:{upload_id}")


async def test_only_what_has_failed_can_be_retried_or_dropped(world: World) -> None:
    root, ana = await world.admin(), await world.person("Ana")
    upload_id = await ana.start_upload(tone())
    problem(await root.ask("POST", f"/api/admin/jobs/{upload_id}/retry"), 404, "no_such_job")
    problem(await root.ask("DELETE", f"/api/admin/jobs/{upload_id}"), 404, "no_such_job")
    problem(await root.ask("DELETE", "/api/admin/jobs/import-none"), 404, "no_such_job")
    assert (await ana.get(f"/api/uploads/{upload_id}")).json()["stage"] == "receiving"


async def test_an_import_is_read_again_where_it_lies(world: World, tmp_path: Path) -> None:
    root = await world.admin()
    song = tmp_path / "music" / "song.wav"
    song.parent.mkdir()
    song.write_bytes(b"RIFF no music")
    await import_paths(world.services, [song.parent], quiet)
    (job,) = await items(root, "jobs")
    assert (job["kind"], job["file_name"], job["user_name"]) == ("import", "song.wav", None)
    path = f"/api/admin/jobs/{job['job_id']}"
    assert (await root.ask("POST", f"{path}/retry")).status_code == 202

    async def again() -> bool | None:
        return [one["job_id"] for one in await items(root, "jobs")] == [job["job_id"]] or None

    assert await eventually(again)
    song.write_bytes(tone())
    assert (await root.ask("POST", f"{path}/retry")).status_code == 202

    async def imported() -> bool | None:
        return await root.titles() == ["song"] or None

    assert await eventually(imported)
    assert await items(root, "jobs") == []


async def test_an_import_that_is_tried_again_in_vain_stays_in_the_list(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = await world.admin()
    song = tmp_path / "song.wav"
    song.write_bytes(b"RIFF no music")
    await import_paths(world.services, [song], quiet)
    (job,) = await items(root, "jobs")

    async def stopped(*_: object) -> Processed:
        raise MediaFailed("stopped", "The server is stopping.")

    monkeypatch.setattr(world.services.media_pool, "process", stopped)
    assert (await root.ask("POST", f"/api/admin/jobs/{job['job_id']}/retry")).status_code == 202

    async def there() -> bool | None:
        return await items(root, "jobs") == [job] or None

    assert await eventually(there)


async def test_an_import_whose_file_is_gone_can_be_dropped(world: World, tmp_path: Path) -> None:
    root = await world.admin()
    song = tmp_path / "song.wav"
    song.write_bytes(b"RIFF no music")
    await import_paths(world.services, [song], quiet)
    song.unlink()
    (job,) = await items(root, "jobs")
    path = f"/api/admin/jobs/{job['job_id']}"
    problem(await root.ask("POST", f"{path}/retry"), 409, "bytes_gone")
    assert (await root.ask("DELETE", path)).status_code == 204
    assert await items(root, "jobs") == []


async def test_uploads_and_imports_are_one_list_without_gaps_or_twins(world: World) -> None:
    root, ana = await world.admin(), await world.person("Ana")
    of_upload = {"room_id": None, "visibility": "mine", "size_bytes": 1, "offset_bytes": 0, "progress": 0.0}
    of_upload |= {"user_id": ana.user_id, "stage": "failed", "duplicate": False, "created_at_s": 1, "error_code": "x"}
    of_import = {"path": "/a.mp3", "size_bytes": 1, "mtime_ns": 1, "error_code": "x", "error_message": "Broken."}
    # Every instant has failures of both kinds: only the ids tell them apart.
    wanted = [
        {"upload_id": f"{n:026}", "file_name": "a", "updated_at_s": 1000 + n // 7, **of_upload} for n in range(80)
    ]
    imports = [
        {"path_hash": f"{n:064x}", "imported_at_s": 1, "failed_at_s": 1000 + n // 9, **of_import} for n in range(80)
    ]
    async with world.services.database.transaction() as connection:
        await connection.execute(insert(uploads), wanted)
        await connection.execute(insert(import_files), imports)
    found = await every(root, "jobs")
    assert len({job["job_id"] for job in found}) == len(found) == 160
    assert [job["failed_at_s"] for job in found] == sorted((job["failed_at_s"] for job in found), reverse=True)
