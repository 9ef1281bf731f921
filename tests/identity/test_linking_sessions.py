"""What becomes of sessions and guests while somebody signs in elsewhere, on each of the three databases."""

from __future__ import annotations

from typing import Any

import pytest

from sonix.accounts.providers.oidc_flow import Visitor
from sonix.accounts.providers.vouched import Vouched
from sonix.rooms.ports import Identity
from tests.api.world import World, tone
from tests.identity.test_linking import ANA, ANA_ELSEWHERE, account, change, enter, row, subjects, token_of

pytestmark = pytest.mark.anyio


async def test_whoever_made_a_guest_for_somebody_else_is_not_in_the_account_it_becomes(house: World) -> None:
    """A link carries a guest into another browser; there they sign in. The link's maker stays outside."""
    maker = await house.person("Guest")
    carried = await token_of(house, maker.user_id)
    assert await enter(house, ANA, await house.services.users.verify(carried.token)) == maker.user_id
    for before in (maker, carried):
        assert (await before.get("/api/me")).status_code == 401
    again = await token_of(house, maker.user_id)
    await enter(house, ANA_ELSEWHERE, await house.services.users.verify(again.token))
    assert (await again.get("/api/me")).status_code == 200, "linking signs nobody out"


async def test_a_guest_who_became_an_account_while_they_were_merged_keeps_their_music(
    house: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = await enter(house, ANA)
    guest = await house.person("Guest")
    await guest.room("Own")
    uploaded = await guest.upload(tone(), visibility="mine")
    join = house.services.rooms.join

    async def meanwhile(room_id: str, person: Identity) -> Any:
        await change(house, guest.user_id, kind="account")
        return await join(room_id, person)

    monkeypatch.setattr(house.services.rooms, "join", meanwhile)
    await enter(house, ANA, await house.services.users.get(guest.user_id))
    found = await row(house, guest.user_id)
    assert (found["kind"], found["deleted_at_s"]) == ("account", None)
    assert (await guest.get(f"/api/tracks/{uploaded['track']['track_id']}")).status_code == 200
    person = await token_of(house, owner)
    assert (await person.get("/api/uploads")).json()["uploads"] == []


@pytest.mark.parametrize("signed_out", [True, False])
async def test_nothing_is_linked_for_whoever_was_signed_out_on_the_way(
    house: World, monkeypatch: pytest.MonkeyPatch, signed_out: bool
) -> None:
    owner = await account(house, "owner@example.org", verified=True)
    session = await house.services.sessions.start(owner, "a device", "127.0.0.1")
    visitor = Visitor(owner, session.session_id)
    trip = await house.services.providers.trips.begin("one", None, link=True, visitor=visitor)

    async def vouch(*_: object) -> Vouched:
        return ANA

    monkeypatch.setattr(house.services.providers.oidc["one"], "vouch", vouch)
    if signed_out:
        await house.services.sessions.revoke(session.session_id, owner)
    cookie = {"Cookie": house.cookie(trip.cookie, "sonix-oidc")}
    query = {"state": trip.state, "code": "code"}
    back = await house.http.get("/api/sign-in/oidc/one/callback", params=query, headers=cookie)
    assert back.headers["location"] == ("/account/signed-in#error=no_session" if signed_out else "/account")
    assert await subjects(house, owner) == (set() if signed_out else {"ana-1"})
