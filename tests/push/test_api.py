"""From the page's wish to the note that arrives: over the API, with the server's own sender at work."""

from __future__ import annotations

from pathlib import Path

import anyio.to_thread
import pytest

from sonix.config.sections_people import Push
from tests.api.world import World, opened, problem
from tests.push.push_service import Arrived, PushService

pytestmark = pytest.mark.anyio
OWN_NETWORK = Push(private_services=True)


async def test_a_browser_turned_on_is_tried_told_and_turned_off(tmp_path: Path, service: PushService) -> None:
    browser = service.browser()
    async with opened(tmp_path, push=OWN_NETWORK) as world:
        ana = await world.person()
        key = (await ana.get("/api/push")).json()["key"]
        assert len(key) == 87
        problem(await ana.ask("POST", "/api/push/test", json={"endpoint": browser.endpoint}), 409, "not_subscribed")
        told = await ana.ask("PUT", "/api/push/subscription", json={**browser.subscription, "language": "ja"})
        assert told.status_code == 204, told.text
        assert (await ana.ask("POST", "/api/push/test", json={"endpoint": browser.endpoint})).status_code == 202
        note = browser.open(await _next(service))
        assert (note["kind"], note["language"]) == ("test", "ja")
        off = await ana.ask("POST", "/api/push/forget", json={"endpoint": browser.endpoint})
        assert off.status_code == 204
        problem(await ana.ask("POST", "/api/push/test", json={"endpoint": browser.endpoint}), 409, "not_subscribed")
    async with opened(tmp_path, push=OWN_NETWORK) as world:
        ana = await world.person()
        assert (await ana.get("/api/push")).json()["key"] == key, "a restart makes every subscription useless"


async def test_a_follower_hears_that_the_room_has_opened(tmp_path: Path, service: PushService) -> None:
    browser = service.browser()
    async with opened(tmp_path, push=OWN_NETWORK) as world:
        ana, ben = await world.person("Ana"), await world.person("Ben")
        code = await ana.room("Kitchen")
        assert (await ben.get(f"/api/rooms/{code}/following")).json() == {"following": False}
        await ben.ask("PUT", "/api/push/subscription", json=browser.subscription)
        await ben.ask("PUT", f"/api/rooms/{code}/following", json={"following": True})
        assert (await ben.get(f"/api/rooms/{code}/following")).json() == {"following": True}
        await _listen(world, code)
        note = browser.open(await _next(service))
        assert note == {
            "kind": "opened",
            "room": "Kitchen",
            "path": f"/r/{code}",
            "by": "",
            "text": "",
            "language": "en",
        }
        problem(await ben.get("/api/rooms/NOPE22/following"), 404, "no_such_room")


async def test_what_is_no_subscription_is_refused(tmp_path: Path) -> None:
    async with opened(tmp_path) as world:
        ana = await world.person()
        for body in ({}, {"endpoint": "https://push.test/x", "p256dh": "x", "auth": "y"}):
            assert (await ana.ask("PUT", "/api/push/subscription", json=body)).status_code == 422
        near = {"endpoint": "http://127.0.0.1:9/x", "p256dh": "B" * 87, "auth": "A" * 22}
        problem(await ana.ask("PUT", "/api/push/subscription", json=near), 422, "address_refused")


async def _next(service: PushService) -> Arrived:
    return await anyio.to_thread.run_sync(service.next)


async def _listen(world: World, code: str) -> None:
    room_id = await world.services.rooms.find(code)
    assert room_id is not None
    await world.services.rooms.heard(room_id)
