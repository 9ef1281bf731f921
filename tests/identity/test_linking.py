"""One person, several identities: whose account a provider's word leads to, on each of the three databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from sonix.accounts.account_rows import NewAccount, make_account
from sonix.accounts.emails import read_email
from sonix.accounts.people_index import index_person
from sonix.accounts.providers.entering import Door
from sonix.accounts.providers.vouched import Vouched
from sonix.core.errors import SonixError
from sonix.core.ids import new_id
from sonix.db.tables_accounts import identities, users
from sonix.rooms.ports import Identity
from tests.api.world import Person, World, tone

pytestmark = pytest.mark.anyio
ANA = Vouched("firebase", "ana-1", "ana@example.org", email_verified=True, name="Ana")
ANA_ELSEWHERE = Vouched("supabase", "ana-2", "Ana@Example.org", email_verified=True)
NOBODY = Vouched("firebase", "anon-1", anonymous=True)


async def enter(house: World, vouched: Vouched, visitor: Identity | None = None) -> str:
    return await house.services.providers.entrance.enter(Door(vouched), visitor)


async def row(house: World, user_id: str) -> dict[str, Any]:
    async with house.services.database.read() as connection:
        found = (await connection.execute(select(users).where(users.c.user_id == user_id))).mappings().one()
    return dict(found)


async def change(house: World, user_id: str, **values: Any) -> None:
    async with house.services.database.transaction() as connection:
        await connection.execute(update(users).where(users.c.user_id == user_id).values(**values))
        await index_person(connection, user_id)


async def account(house: World, email: str, *, verified: bool) -> str:
    """An account with a password, as registration makes it."""
    address, user_id = read_email(email), new_id()
    values = {
        "user_id": user_id,
        "name": "Owner",
        "is_admin": False,
        "kind": "account",
        "email": address.address,
        "email_key": address.key,
        "email_verified_at_s": 1 if verified else None,
        "password_hash": "some hash",
        "created_at_s": 1,
        "seen_at_s": 1,
    }
    async with house.services.database.transaction() as connection:
        await connection.execute(insert(users).values(values))
        await index_person(connection, user_id)
    return user_id


async def signed_in(house: World, user_id: str) -> Identity:
    return await house.services.users.get(user_id)


async def subjects(house: World, user_id: str) -> set[str]:
    async with house.services.database.read() as connection:
        wanted = select(identities.c.subject).where(identities.c.user_id == user_id)
        return set((await connection.execute(wanted)).scalars())


async def test_an_identity_leads_to_the_same_account_each_time(house: World) -> None:
    first = await enter(house, ANA)
    assert await enter(house, replace(ANA, email="new@example.org", name="Another Name")) == first
    found = await row(house, first)
    assert (found["name"], found["email"], found["kind"]) == ("Ana", "ana@example.org", "account")


async def test_subjects_that_differ_in_case_are_two_people(house: World) -> None:
    assert await enter(house, replace(ANA, email=None)) != await enter(house, replace(ANA, email=None, subject="ANA-1"))


async def test_an_address_that_both_sides_have_verified_leads_to_one_account(house: World) -> None:
    owner = await account(house, "ana@example.org", verified=True)
    assert await enter(house, ANA) == owner
    assert await enter(house, ANA_ELSEWHERE) == owner
    assert await subjects(house, owner) == {"ana-1", "ana-2"}


async def test_an_address_the_provider_has_not_verified_takes_nothing_over(house: World) -> None:
    owner = await account(house, "ana@example.org", verified=True)
    thief = await enter(house, replace(ANA, email_verified=False))
    assert thief != owner
    assert (await row(house, thief))["email"] is None
    assert await subjects(house, owner) == set()


async def test_an_account_whose_address_was_never_verified_waits_for_nobody(house: World) -> None:
    """Somebody registers with another's address and waits for them to sign in elsewhere: nothing is shared."""
    squatter = await account(house, "ana@example.org", verified=False)
    with pytest.raises(SonixError) as refused:
        await enter(house, ANA)
    assert refused.value.code == "email_taken"
    assert await subjects(house, squatter) == set()


@pytest.mark.parametrize("lookalike", ["\uff41na@example.org", "ana@exampLe.org\u200b", "ana@\uff45xample.org"])
async def test_letters_that_only_look_alike_are_another_mailbox(house: World, lookalike: str) -> None:
    owner = await account(house, "ana@example.org", verified=True)
    try:
        entered = await enter(house, replace(ANA, email=lookalike))
    except SonixError as refused:
        assert refused.code == "email_taken"
    else:
        assert entered != owner
    assert await subjects(house, owner) == set()


async def test_an_account_that_asks_is_linked_whatever_its_address(house: World) -> None:
    owner = await account(house, "owner@example.org", verified=True)
    assert await enter(house, ANA, await signed_in(house, owner)) == owner
    assert (await row(house, owner))["email"] == "owner@example.org"
    assert await enter(house, ANA) == owner


async def test_an_identity_of_another_account_is_not_linked(house: World) -> None:
    await enter(house, ANA)
    owner = await account(house, "owner@example.org", verified=True)
    with pytest.raises(SonixError) as refused:
        await enter(house, ANA, await signed_in(house, owner))
    assert (refused.value.code, refused.value.status) == ("identity_taken", 409)


async def test_an_account_without_an_address_takes_a_verified_one_that_is_nobodys(house: World) -> None:
    taken = await account(house, "ana@example.org", verified=True)
    first = await enter(house, Vouched("oidc:corner", "c-1"))
    who = await signed_in(house, first)
    await enter(house, ANA_ELSEWHERE, who)
    assert (await row(house, first))["email"] is None, "it is another account's"
    await change(house, taken, email=None, email_key=None)
    await enter(house, ANA, who)
    found = await row(house, first)
    assert (found["email"], found["email_verified_at_s"] is not None) == ("ana@example.org", True)


async def test_first_sign_ins_at_once_make_one_account(house: World) -> None:
    entered = await asyncio.gather(*(enter(house, ANA) for _ in range(4)))
    assert len(set(entered)) == 1


async def test_a_guest_who_comes_by_two_ways_at_once_becomes_one_account_with_both(house: World) -> None:
    guest = await signed_in(house, (await house.person("Guest")).user_id)
    other = Vouched("oidc:one", "o-1")
    entered = await asyncio.gather(enter(house, ANA, guest), enter(house, other, guest))
    assert set(entered) == {guest.user_id}
    assert await subjects(house, guest.user_id) == {"ana-1", "o-1"}


async def test_a_guest_who_is_gone_by_now_is_not_brought_back(house: World) -> None:
    guest = await signed_in(house, (await house.person("Guest")).user_id)
    await change(house, guest.user_id, deleted_at_s=1)
    assert await enter(house, ANA, guest) != guest.user_id


async def test_an_account_that_is_gone_by_now_is_not_linked(house: World) -> None:
    owner = await account(house, "owner@example.org", verified=True)
    who = await signed_in(house, owner)
    await change(house, owner, deleted_at_s=1)
    with pytest.raises(SonixError) as refused:
        await enter(house, ANA, who)
    assert refused.value.code == "unauthenticated"
    assert await subjects(house, owner) == set()


async def test_whoever_is_banned_stays_out(house: World) -> None:
    user_id = await enter(house, ANA)
    await change(house, user_id, banned_at_s=1, ban_reason="noise")
    for vouched in (ANA, ANA_ELSEWHERE):
        with pytest.raises(SonixError) as refused:
            await enter(house, vouched)
        assert refused.value.code == "banned"


async def test_a_deleted_account_is_not_entered_again(house: World) -> None:
    gone = await enter(house, ANA)
    await change(house, gone, deleted_at_s=1, email=None, email_key=None)
    assert await enter(house, ANA) != gone


async def test_a_guest_becomes_the_account_and_loses_the_anonymous_identity(house: World) -> None:
    guest = await enter(house, NOBODY)
    assert await enter(house, ANA, await signed_in(house, guest)) == guest
    assert (await row(house, guest))["kind"] == "account"
    assert await subjects(house, guest) == {"ana-1"}, "an anonymous sign-in is no way into an account"


async def test_a_password_without_an_address_is_no_way_in(house: World) -> None:
    owner = await enter(house, Vouched("oidc:one", "o-1"))
    await change(house, owner, password_hash="some hash")
    (only,) = await house.services.providers.identities.list(owner)
    with pytest.raises(SonixError) as refused:
        await house.services.providers.identities.unlink(only.identity_id, owner)
    assert refused.value.code == "last_way_in"
    await change(house, owner, email="ana@example.org", email_key="ana@example.org")
    await house.services.providers.identities.unlink(only.identity_id, owner)
    assert await subjects(house, owner) == set()


async def test_a_guest_who_registers_loses_the_anonymous_identity(house: World) -> None:
    guest = await enter(house, NOBODY)
    async with house.services.database.transaction() as connection:
        email = read_email("ana@example.org")
        await make_account(connection, NewAccount("Ana", email, True, "some hash", guest))
    assert await subjects(house, guest) == set()
    assert await enter(house, NOBODY) != guest


async def test_a_name_nobody_can_see_is_replaced(house: World) -> None:
    assert (await row(house, await enter(house, replace(ANA, name="\u202e\u200b "))))["name"].strip()


async def test_a_guest_hands_everything_over_to_the_account_they_have(house: World) -> None:
    owner = await enter(house, ANA)
    guest, other = await house.person("Guest"), await house.person("Bo")
    own, visited = await guest.room("Own"), await other.room("Visited")
    await house.join(visited, guest)
    await house.join(own, other)
    uploaded = await guest.upload(tone(), visibility="mine")
    assert await enter(house, ANA, await house.services.users.get(guest.user_id)) == owner
    rooms = {code: await house.services.rooms.load(code) for code in (own, visited)}
    for room in rooms.values():
        assert room is not None
        assert not room.members[owner].left
        assert room.members[guest.user_id].left
    assert rooms[own].host_id == owner  # type: ignore[union-attr]
    assert rooms[visited].host_id == other.user_id  # type: ignore[union-attr]
    person = await token_of(house, owner)
    assert (await person.get(f"/api/tracks/{uploaded['track']['track_id']}")).status_code == 200
    assert [one["upload_id"] for one in (await person.get("/api/uploads")).json()["uploads"]] == [uploaded["upload_id"]]
    assert (await guest.get("/api/me")).status_code == 401, "the guest is no more"


async def test_the_administrators_right_is_not_lost_with_the_guest(house: World) -> None:
    owner = await enter(house, ANA)
    admin = await house.admin()
    await enter(house, ANA, await house.services.users.get(admin.user_id))
    assert (await row(house, owner))["is_admin"]
    assert not (await row(house, admin.user_id))["is_admin"]


async def test_of_two_ways_in_that_are_unlinked_at_once_one_stays(house: World) -> None:
    owner = await enter(house, replace(ANA, provider="oidc:one"))
    await enter(house, replace(ANA_ELSEWHERE, provider="oidc:two"), await signed_in(house, owner))
    mine = house.services.providers.identities
    ids = [one.identity_id for one in await mine.list(owner)]
    ends = await asyncio.gather(*(mine.unlink(identity_id, owner) for identity_id in ids), return_exceptions=True)
    assert sorted(type(end).__name__ for end in ends) == ["NoneType", "SonixError"]
    assert len(await subjects(house, owner)) == 1


async def test_somebody_elses_sign_in_cannot_be_unlinked(house: World) -> None:
    owner, other = await enter(house, ANA), await enter(house, Vouched("oidc:corner", "c-1"))
    (mine,) = await house.services.providers.identities.list(owner)
    with pytest.raises(SonixError) as refused:
        await house.services.providers.identities.unlink(mine.identity_id, other)
    assert refused.value.code == "no_such_identity"


async def token_of(house: World, user_id: str) -> Person:
    """Somebody signed in."""
    tokens = await house.services.sessions.start(user_id, "a device", "127.0.0.1")
    return Person(house.http, await house.services.users.get(user_id), tokens.access)
