"""What went wrong is told in one form: what to do for people, a code for programs, and nothing of what it was about."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from sonix.core.errors import SonixError
from sonix.db.outages import DatabaseUnavailableError
from tests.api.world import World, opened, problem

pytestmark = pytest.mark.anyio


async def test_a_body_that_is_no_json_is_refused(world: World) -> None:
    for body in (b"{", b"\xff\xfe", b"[]", b'{"name": 5}'):
        answer = await world.http.post("/api/guests", content=body, headers={"Content-Type": "application/json"})
        problem(answer, 422, "invalid_request")


async def test_an_unexpected_error_is_not_told(world: World) -> None:
    async def broken() -> None:
        raise RuntimeError("the password is swordfish")

    world.app.router.routes.insert(0, _route("/api/broken", broken))
    answer = await world.http.get("/api/broken")
    assert problem(answer, 500, "internal")["retryable"] is True
    assert "swordfish" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_an_error_of_the_product_keeps_its_code(world: World) -> None:
    async def full() -> None:
        raise SonixError("disk_full", "There is no space left.", status=507)

    world.app.router.routes.insert(0, _route("/api/full", full))
    assert problem(await world.http.get("/api/full"), 507, "disk_full")["detail"] == "There is no space left."


def _route(path: str, endpoint: Callable[[], Awaitable[None]]) -> APIRoute:
    return APIRoute(path, endpoint)


async def test_a_request_that_gave_way_to_another_one_may_come_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    class DeadlockError(Exception):
        sqlstate = "40P01"

    ana = await world.person()

    async def gave_way(*_: object) -> None:
        raise OperationalError("UPDATE users SET name = ?", {}, DeadlockError("deadlock detected"))

    monkeypatch.setattr(world.services.users, "rename", gave_way)
    answer = await ana.ask("PATCH", "/api/me", json={"name": "Anna"})
    assert problem(answer, 503, "busy")["retryable"] is True
    assert int(answer.headers["retry-after"]) >= 1


async def test_errors_of_the_database_are_told_without_what_was_written(world: World) -> None:
    async with world.services.database.transaction() as connection:
        with pytest.raises(DBAPIError) as refused:
            await connection.execute(text("INSERT INTO nowhere VALUES (:email)"), {"email": "ana@example.org"})
    assert "nowhere" in str(refused.value)
    assert "ana@example.org" not in str(refused.value)


async def test_a_stop_while_the_database_is_away_stops_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away() -> None:
        raise DatabaseUnavailableError

    async with opened(tmp_path) as world:
        monkeypatch.setattr(world.services.clock, "seen", away)
        processing = world.services.processing
    assert not processing.is_running
