"""An instance with people of every role in it, and things that belong to one of them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args
from unittest.mock import patch

import httpx2
from anyio.from_thread import BlockingPortal, start_blocking_portal
from schemathesis import Case
from sqlalchemy import insert, update

from sonix.core.ids import new_id
from sonix.core.rate_limits import MemoryRateLimiter
from sonix.db.tables_accounts import identities, invitations, passkeys, users
from sonix.db.tables_library import uploads
from sonix.moderation.office import Wanted
from sonix.rooms.ports import Identity
from tests.api.world import World, opened

Role = Literal["nobody", "guest", "account", "banned", "host", "owner", "administrator"]
ROLES: tuple[Role, ...] = get_args(Role)
WITH_ACCOUNT = ("account", "banned", "owner", "administrator")
PAGE = {"X-Sonix": "1", "Origin": "http://sonix.test", "Sec-Fetch-Site": "same-origin"}


class Unhurried(MemoryRateLimiter):
    """Lets everything through: what is behind the limits is to be reached thousands of times."""

    def take(self, key: str, rate_per_s: float, burst: float) -> float:
        return 0.0


@dataclass(frozen=True)
class Somebody:
    """A person of a role, with what their browser would send: token, cookie, and the marks of a page of ours."""

    role: Role
    user_id: str = ""
    session_id: str = ""
    access: str = ""
    cookie: str = ""

    @property
    def headers(self) -> dict[str, str]:
        if self.role == "nobody":
            return dict(PAGE)
        return {**PAGE, "Authorization": f"Bearer {self.access}", "Cookie": self.cookie}


@dataclass
class House:
    """A running instance, used from a test that is no coroutine: hypothesis runs many examples in one test."""

    world: World
    portal: BlockingPortal

    def send(self, method: str, path: str, **more: Any) -> httpx2.Response:
        """One request, with the given headers and nothing that an earlier one left."""

        async def ask() -> httpx2.Response:
            self.world.http.cookies.clear()
            return await self.world.http.request(method, path, **more)

        return self.portal.call(ask)

    def send_case(self, case: Case[Any], me: Somebody) -> httpx2.Response:
        """What schemathesis has made up, sent by that person."""
        asked = case.as_transport_kwargs(base_url="http://sonix.test")
        asked["headers"] = {**asked["headers"], **me.headers}
        body = asked.pop("data", None)
        asked.pop("cookies", None)
        return self.send(asked.pop("method"), asked.pop("url"), content=body, **asked)

    def somebody(self, role: Role) -> Somebody:
        """A new person of that role."""
        return self.portal.call(self._somebody, role)

    def things(self, role: Role) -> tuple[Somebody, dict[str, str]]:
        """A new person of that role, and values for the parameters of paths: things that the role's person owns, runs
        or hosts, and for every other role somebody else's."""
        return self.portal.call(self._things, role)

    async def _somebody(self, role: Role) -> Somebody:
        services = self.world.services
        who = await services.users.create_guest(f"A {role}")
        values = {
            "kind": "account" if role in WITH_ACCOUNT else "guest",
            "is_admin": role == "administrator",
        }
        async with services.database.transaction() as connection:
            await connection.execute(update(users).where(users.c.user_id == who.user_id).values(values))
        tokens = await services.sessions.start(who.user_id, "A browser", "127.0.0.1")
        if role == "banned":
            async with services.database.transaction() as connection:
                shut_out = update(users).where(users.c.user_id == who.user_id).values(banned_at_s=int(time.time()))
                await connection.execute(shut_out)
        return Somebody(role, who.user_id, tokens.session_id, tokens.access, self.world.cookie(tokens.refresh))

    async def _things(self, role: Role) -> tuple[Somebody, dict[str, str]]:
        me = await self._somebody(role)
        owner = me if role == "owner" else await self._somebody("owner")
        host = me if role == "host" else await self._somebody("host")
        services = self.world.services
        room = await services.rooms.create(host.user_id, "A host", "Kitchen")
        upload_id, failed_id = [await self._upload(owner) for _ in range(2)]
        async with services.database.transaction() as connection:
            failed = update(uploads).where(uploads.c.upload_id == failed_id).values(stage="failed", error_code="broken")
            await connection.execute(failed)
        shelved = await self.world.shelve(f"Song {room.room_id}", visibility="mine", by=_bringer(owner))
        friend = await self._friend_of(owner, room.room_id)
        around = await self._around_the_room(room.room_id, host, friend)
        return me, {
            **around,
            "code": room.code,
            "room_id": room.room_id,
            "track_id": shelved,
            "upload_id": upload_id,
            "job_id": failed_id,
            "session_id": (await services.sessions.start(owner.user_id, "Another", "127.0.0.1")).session_id,
            "playlist_id": (await services.playlists.create(_identity(owner), "Songs", [])).playlist_id,
            **await self._rows_of(owner.user_id),
        }

    async def _friend_of(self, owner: Somebody, room_id: str) -> Somebody:
        """Somebody with an account whom the owner knows from a room."""
        friend = await self._somebody("account")
        for one in (owner, friend):
            await self.world.services.rooms.join(room_id, _identity(one))
        return friend

    async def _around_the_room(self, room_id: str, host: Somebody, inside: Somebody) -> dict[str, str]:
        """Somebody inside who has knocked before and is muted, somebody banned, and a line of the log."""
        services = self.world.services
        office = services.party.moderation.office
        outside = await self._somebody("guest")
        await services.rooms.join(room_id, _identity(outside))
        await office.knocks.knock(room_id, inside.user_id, "Somebody", "mark", office.now_us())
        found = await services.rooms.committed(room_id)
        assert found is not None
        ban = await office.ban(found, host.user_id, Wanted(outside.user_id, "", device=True, address=False))
        await office.mute(found, host.user_id, inside.user_id, 5, "")
        lines = await office.log.page(room_id, None, 10)
        mute = next(line for line in lines if line.action == "mute")
        return {"ban_id": ban.ban_id, "line_id": mute.line_id, "user_id": inside.user_id}

    async def _upload(self, owner: Somebody) -> str:
        body, headers = {"file_name": "a.wav", "size": 9}, {"Authorization": f"Bearer {owner.access}"}
        answer = await self.world.http.post("/api/uploads", json=body, headers=headers)
        return str(answer.json()["upload_id"])

    async def _rows_of(self, user_id: str) -> dict[str, str]:
        """What has no short way through a service."""
        now_s = int(time.time())
        ids = {name: new_id() for name in ("identity_id", "invitation_id", "credential_id")}
        identity = {
            "identity_id": ids["identity_id"],
            "provider": "oidc:work",
            "subject": ids["identity_id"],
            "user_id": user_id,
            "created_at_s": now_s,
            "used_at_s": now_s,
        }
        passkey = {
            "credential_id": ids["credential_id"],
            "user_id": user_id,
            "public_key": "AAAA",
            "sign_count": 0,
            "name": "Key",
            "transports": "",
            "created_at_s": now_s,
        }
        invitation = {
            "invitation_id": ids["invitation_id"],
            "code_hash": ids["invitation_id"],
            "note": "",
            "made_by": user_id,
            "uses_left": 1,
            "created_at_s": now_s,
        }
        async with self.world.services.database.transaction() as connection:
            await connection.execute(insert(identities).values(identity))
            await connection.execute(insert(passkeys).values(passkey))
            await connection.execute(insert(invitations).values(invitation))
        return ids


def _identity(somebody: Somebody) -> Identity:
    return Identity(somebody.user_id, f"A {somebody.role}")


def _bringer(somebody: Somebody) -> Any:
    return type("Bringer", (), {"user_id": somebody.user_id})()


@contextmanager
def a_house(folder: Path, **settings: Any) -> Iterator[House]:
    """An instance without rate limits, driven from outside of its loop."""
    with (
        patch("sonix.web.services.MemoryRateLimiter", Unhurried),
        start_blocking_portal("asyncio") as portal,
        portal.wrap_async_context_manager(opened(folder, **settings)) as world,
    ):
        yield House(world, portal)
