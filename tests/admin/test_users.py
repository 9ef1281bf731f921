"""Administrators find people, shut them out, let them in, and make others administrators."""

from __future__ import annotations

import asyncio
import hashlib

import pytest
from sqlalchemy import delete, select, update

from sonix.accounts.people_index import index_person
from sonix.bus.port import Revoked
from sonix.db.tables_accounts import one_time_links, sessions, users
from tests.admin.acts import acts, change, every, items
from tests.api.world import Person, World, problem

pytestmark = pytest.mark.anyio


async def account(world: World, name: str, email: str) -> Person:
    """Somebody with an account."""
    person = await world.person(name)
    values = {"kind": "account", "email": email, "email_key": email.casefold(), "email_verified_at_s": 1}
    async with world.services.database.transaction() as connection:
        await connection.execute(update(users).where(users.c.user_id == person.user_id).values(values))
        await index_person(connection, person.user_id)
    return person


async def test_people_are_listed_with_what_they_use(world: World, root: Person) -> None:
    ana = await account(world, "Ana", "Ana@example.org")
    await world.shelve("One", by=ana, visibility="mine")
    await world.shelve("Two", by=ana, visibility="mine")
    first, second = await items(root, "users")
    kept = {key: first.pop(key) for key in ("created_at_s", "seen_at_s", "used_bytes")}
    assert first == {
        "user_id": ana.user_id,
        "name": "Ana",
        "kind": "account",
        "email": "Ana@example.org",
        "email_verified": True,
        "is_admin": False,
        "banned_at_s": None,
        "ban_reason": None,
        "quota_bytes": None,
        "quota_tracks": None,
        "max_upload_bytes": None,
        "used_tracks": 2,
        "sessions": 1,
    }
    assert kept["used_bytes"] == 2 * (len("One") * 200 + 10 * 6)
    assert (second["user_id"], second["is_admin"]) == (root.user_id, True)
    assert (await root.get(f"/api/admin/users/{ana.user_id}")).json() == {**first, **kept}


async def test_people_were_last_here_when_they_last_used_a_device(world: World, root: Person) -> None:
    ana = await world.person("Ana")
    here = (sessions.c.user_id == ana.user_id, users.c.user_id == ana.user_id)
    async with world.services.database.transaction() as connection:
        await connection.execute(update(users).where(here[1]).values(seen_at_s=1000))
        await connection.execute(update(sessions).where(here[0]).values(seen_at_s=2000))
    assert [one["seen_at_s"] for one in await items(root, "users", q="Ana")] == [2000]
    async with world.services.database.transaction() as connection:
        await connection.execute(delete(sessions).where(here[0]))
    assert (await root.get(f"/api/admin/users/{ana.user_id}")).json()["seen_at_s"] == 1000


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("kafor", ["Ben Okafor"]),
        ("BEN", ["Ben Okafor"]),
        ("ben@", ["Ben Okafor"]),
        ("zoë", ["ZOË"]),
        ("zoe", ["ZOË"]),
        ("ben okaf", ["Ben Okafor"]),
        ("ben zoe", []),
        ("ben@example.org", ["Ben Okafor"]),
        ("exam", ["Ben Okafor"]),
        ("xample", []),
        ("%", []),
        ("_", []),
        ("\\", []),
        ("\0", ["ZOË", "Ben Okafor", "Root"]),
        ("' OR 1=1 --", []),
    ],
)
async def test_people_are_found_by_name_and_address(world: World, root: Person, q: str, found: list[str]) -> None:
    await account(world, "Ben Okafor", "Ben@example.org")
    await world.person("ZOË")
    assert [user["name"] for user in await items(root, "users", q=q)] == found


async def test_a_person_is_found_by_their_id(world: World, root: Person) -> None:
    ana = await world.person("Ana")
    assert [user["name"] for user in await items(root, "users", q=ana.user_id)] == ["Ana"]


async def test_pages_hold_everybody_once_while_people_come(world: World, root: Person) -> None:
    for number in range(60):
        await world.services.users.create_guest(f"Guest {number}")
    first = (await root.get("/api/admin/users")).json()
    await world.person("Late")
    second = (await root.get("/api/admin/users", params={"cursor": first["next_cursor"]})).json()
    found = [*first["items"], *second["items"]]
    assert sorted(user["name"] for user in found) == sorted([*(f"Guest {number}" for number in range(60)), "Root"])
    ids = [user["user_id"] for user in found]
    assert ids == sorted(ids, reverse=True)
    assert second["next_cursor"] is None


@pytest.mark.parametrize("what", ["users", "invitations", "rooms", "storage", "jobs", "audit"])
@pytest.mark.parametrize("cursor", ["x", "WyJhIl0", "W10", "WyJcdTAwMDAiXQ", "WyIxIiwiMiIsIjMiXQ", "é", "WyItMSJd"])
async def test_a_cursor_that_is_none_of_ours_is_refused_or_leads_nowhere(root: Person, what: str, cursor: str) -> None:
    answer = await root.get(f"/api/admin/{what}", params={"cursor": cursor})
    assert answer.status_code in (200, 422), answer.text
    if answer.status_code == 422:
        problem(answer, 422, "bad_cursor")


async def test_who_is_shut_out_is_out_at_once_and_may_be_let_in_again(world: World, root: Person) -> None:
    ana = await world.person("Ana")
    heard: list[Revoked] = []
    world.services.bus.subscribe_revoked(heard.append)
    banned = await change(root, ana.user_id, banned=True, ban_reason="Spam,\nall night")
    assert (banned["ban_reason"], banned["banned_at_s"] is None) == ("Spam, all night", False)
    assert heard == [Revoked("banned", user_id=ana.user_id)]
    assert "Spam, all night" in problem(await ana.get("/api/me"), 403, "banned")["detail"]
    free = await change(root, ana.user_id, banned=False)
    assert (free["ban_reason"], free["banned_at_s"]) == (None, None)
    assert (await ana.get("/api/me")).status_code == 200
    subject = f"user:{ana.user_id}"
    assert (await acts(root))[1:] == [("user.ban", subject), ("user.unban", subject)]


async def test_what_is_left_out_stays_and_what_is_the_same_is_no_act(world: World, root: Person) -> None:
    ana = await world.person("Ana")
    await change(root, ana.user_id, quota_bytes=5_000_000, quota_tracks=7)
    changed = await change(root, ana.user_id, quota_tracks=None, banned=False, is_admin=False)
    assert (changed["quota_bytes"], changed["quota_tracks"]) == (5_000_000, None)
    await change(root, ana.user_id, quota_bytes=5_000_000)
    assert [action for action, _ in await acts(root)] == ["claim_admin", "user.quota", "user.quota"]


async def test_administrators_can_not_be_shut_out_nor_shut_themselves_out(world: World, root: Person) -> None:
    other = await world.person("Other")
    await change(root, other.user_id, is_admin=True)

    async def refused(user_id: str, code: str, **changes: object) -> None:
        problem(await root.ask("PATCH", f"/api/admin/users/{user_id}", json=changes), 409, code)

    await refused(other.user_id, "is_admin", banned=True)
    await refused(root.user_id, "not_yourself", banned=True)
    await change(root, other.user_id, is_admin=False)
    await refused(root.user_id, "last_admin", is_admin=False)
    await refused(other.user_id, "is_admin", is_admin=True, banned=True)
    assert (await change(root, other.user_id))["is_admin"] is False
    await change(root, other.user_id, banned=True)
    await refused(other.user_id, "banned", is_admin=True)


async def test_two_who_take_administration_from_each_other_leave_one(world: World, root: Person) -> None:
    other = await world.person("Other")
    await change(root, other.user_id, is_admin=True)
    answers = await asyncio.gather(
        root.ask("PATCH", f"/api/admin/users/{other.user_id}", json={"is_admin": False}),
        other.ask("PATCH", f"/api/admin/users/{root.user_id}", json={"is_admin": False}),
    )
    assert sum(answer.status_code == 200 for answer in answers) == 1
    async with world.services.database.read() as connection:
        left = (await connection.execute(select(users.c.user_id).where(users.c.is_admin.is_(True)))).scalars().all()
    assert len(left) == 1


async def test_signing_somebody_out_everywhere_ends_their_tokens(world: World, root: Person) -> None:
    ana = await world.person("Ana")
    gone = await root.ask("DELETE", f"/api/admin/users/{ana.user_id}/sessions")
    assert gone.status_code == 204
    problem(await ana.get("/api/me"), 401, "unauthenticated")
    assert (await items(root, "users", q="Ana"))[0]["sessions"] == 0


async def test_a_reset_link_is_for_accounts_and_kept_as_a_hash(world: World, root: Person) -> None:
    ana = await account(world, "Ana", "ana@example.org")
    first = (await root.ask("POST", f"/api/admin/users/{ana.user_id}/reset-link")).json()["link"]
    link = (await root.ask("POST", f"/api/admin/users/{ana.user_id}/reset-link")).json()["link"]
    assert first != link
    page, _, token = link.partition("#token=")
    assert page.endswith("/account/reset")
    async with world.services.database.read() as connection:
        rows = (await connection.execute(select(one_time_links))).mappings().all()
    assert [(row["user_id"], row["purpose"]) for row in rows] == [(ana.user_id, "reset")]
    assert rows[0]["link_hash"] == hashlib.sha256(token.encode()).hexdigest()
    guest = await world.person("Guest")
    problem(await root.ask("POST", f"/api/admin/users/{guest.user_id}/reset-link"), 409, "no_account")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "users/nobody"),
        ("PATCH", "users/nobody"),
        ("POST", "users/nobody/reset-link"),
        ("DELETE", "users/nobody/sessions"),
    ],
)
async def test_nobody_is_told_as_such(root: Person, method: str, path: str) -> None:
    body = {"json": {"banned": True}} if method == "PATCH" else {}
    problem(await root.ask(method, f"/api/admin/{path}", **body), 404, "no_such_user")


@pytest.mark.parametrize(
    "changes",
    [
        {"quota_bytes": -1},
        {"quota_bytes": 2**60},
        {"quota_tracks": 2**31},
        {"max_upload_bytes": 0},
        {"ban_reason": "x" * 201},
        {"banned": None},
        {"name": "Mallory"},
    ],
)
async def test_changes_are_bounded(world: World, root: Person, changes: dict[str, object]) -> None:
    ana = await world.person("Ana")
    problem(await root.ask("PATCH", f"/api/admin/users/{ana.user_id}", json=changes), 422, "invalid_request")


async def test_everything_here_is_for_administrators_only(world: World, root: Person) -> None:
    ana = await world.person("Ana")
    paths = [
        path for path in world.app.openapi()["paths"] if path.startswith("/api/admin/") and path != "/api/admin/claim"
    ]
    assert len(paths) >= 12
    for path in paths:
        for method in world.app.openapi()["paths"][path]:
            address = path.replace("{", "").replace("}", "")
            problem(await ana.ask(method.upper(), address, json={}), 403, "admin_needed")
            problem(await world.http.request(method.upper(), address, json={}), 401, "unauthenticated")
    assert len(await every(root, "audit")) == 1
