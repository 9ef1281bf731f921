"""Sessions and the keys of access tokens, with time in hand."""

from __future__ import annotations

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from sqlalchemy import func, select, update

from sonix.accounts.access import AUDIENCE, ISSUER, LIFE_S, TYPE
from sonix.accounts.rotation import SESSION_LIFE_S, Lost
from sonix.accounts.sessions import KEPT_AFTER_S, MAX_DEVICES
from sonix.accounts.token_keys import KEY_LIFE_S, READ_EVERY_S, RETIRED_FOR_S, TokenKeys
from sonix.bus.port import Revoked
from sonix.core.errors import SonixError
from sonix.db.engine import Database
from sonix.db.tables_accounts import rotations, sessions, token_keys, users
from tests.accounts.parts import Parts, parts, somebody

pytestmark = pytest.mark.anyio


@pytest.fixture
def here(database: Database) -> Parts:
    return parts(database)


async def refused(here: Parts, token: str) -> bool:
    try:
        await here.access.verify(token)
    except SonixError as error:
        assert error.code == "unauthenticated"
        return True
    return False


async def test_an_access_token_dies_after_a_quarter_of_an_hour(here: Parts) -> None:
    token = await here.access.issue("ana", "s1")
    claims = await here.access.verify(token)
    assert (claims.user_id, claims.session_id, claims.expires_at_s) == ("ana", "s1", here.clock.now_s + LIFE_S)
    here.clock.now_s += LIFE_S + 11
    assert await refused(here, token)


async def test_keys_rotate_and_nobody_is_signed_out(here: Parts) -> None:
    other = parts(here.database, here.clock)
    before = await other.access.issue("ana", "s1")
    here.clock.now_s += KEY_LIFE_S + 1
    still_old = await other.access.issue("ana", "s1")
    await here.keys.upkeep()
    fresh = await here.access.issue("ana", "s1")
    assert (await other.access.verify(fresh)).user_id == "ana"
    assert (await here.access.verify(still_old)).user_id == "ana"
    assert await refused(here, before)
    here.clock.now_s += READ_EVERY_S + 1
    assert (await other.keys.current()).kid == (await here.keys.current()).kid


async def test_a_retired_key_is_forgotten_once_its_tokens_are_dead(here: Parts) -> None:
    old = await here.keys.current()
    await here.keys.rotate()
    assert await here.keys.find(old.kid) is not None
    here.clock.now_s += RETIRED_FOR_S + 1
    assert await here.keys.find(old.kid) is None
    await here.keys.upkeep()
    async with here.database.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(token_keys)) == 1


async def test_a_retired_key_outlives_the_last_token_another_node_makes_with_it() -> None:
    assert LIFE_S + READ_EVERY_S < RETIRED_FOR_S


async def test_key_secrets_are_sealed_and_of_no_use_under_another_secret(here: Parts) -> None:
    key = await here.keys.current()
    async with here.database.read() as connection:
        row = (await connection.execute(select(token_keys))).mappings().one()
    assert str(key.jwk.as_dict(private=True)["k"]) not in str(dict(row))
    stranger = TokenKeys(here.database, b"x" * 32, here.clock)
    assert await stranger.find(key.kid) is None


async def test_tokens_of_another_kind_are_refused(here: Parts) -> None:
    key = await here.keys.current()
    now_s = int(here.clock.now_s)
    header = {"alg": "HS256", "kid": key.kid, "typ": TYPE}
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "ana", "sid": "s1", "iat": now_s, "exp": now_s + 60}
    assert not await refused(here, jwt.encode(header, claims, key.jwk))
    stranger, same = OctKey.import_key(b"k" * 32), OctKey.import_key(key.jwk.raw_value)
    confused = [
        jwt.encode({**header, "typ": "JWT"}, claims, key.jwk),
        jwt.encode({**header, "kid": "another"}, claims, key.jwk),
        jwt.encode({"alg": "HS256", "typ": TYPE}, claims, key.jwk),
        jwt.encode(header, claims, stranger),
        jwt.encode({**header, "alg": "HS512"}, claims, same, algorithms=["HS512"]),
        *(jwt.encode(header, {**claims, name: "another"}, key.jwk) for name in ("iss", "aud")),
        *(
            jwt.encode(header, {k: v for k, v in claims.items() if k != name}, key.jwk)
            for name in ("iss", "aud", "sub", "sid", "exp")
        ),
        jwt.encode(header, {**claims, "exp": now_s - 60}, key.jwk),
        "",
        "a.b.c",
        "é.é.é",
        "a" * 5000,
    ]
    for token in confused:
        assert await refused(here, token), token


async def test_only_hashes_are_kept_and_the_successor_is_sealed(here: Parts) -> None:
    first = await here.sessions.start(await somebody(here.database), "Firefox", "127.0.0.1")
    second = await here.sessions.refresh(first.refresh, "127.0.0.1")
    async with here.database.read() as connection:
        kept = "".join([str((await connection.execute(select(table))).all()) for table in (sessions, rotations)])
    for token in (first.refresh, second.refresh):
        assert token not in kept
        assert token.split(".")[1] not in kept


async def test_a_device_not_used_for_half_a_year_is_signed_out(here: Parts) -> None:
    made = await here.sessions.start(await somebody(here.database), "Firefox", "127.0.0.1")
    here.clock.now_s += SESSION_LIFE_S - 1
    made = await here.sessions.refresh(made.refresh, "127.0.0.1")
    here.clock.now_s += SESSION_LIFE_S
    with pytest.raises(SonixError, match="sign in"):
        await here.sessions.refresh(made.refresh, "127.0.0.1")


async def test_a_token_of_a_revoked_session_speaks_for_nobody_at_once(here: Parts) -> None:
    user_id = await somebody(here.database)
    made = await here.sessions.start(user_id, "Firefox", "127.0.0.1")
    told: list[Revoked] = []
    here.bus.subscribe_revoked(told.append)
    assert (await here.users.verify(made.access)).session_id == made.session_id
    await here.sessions.revoke(made.session_id, user_id)
    with pytest.raises(SonixError, match="sign in"):
        await here.users.verify(made.access)
    with pytest.raises(SonixError, match="not signed in there"):
        await here.sessions.revoke(made.session_id, user_id)
    assert told == [Revoked("signed_out", (made.session_id,))]


async def test_nobody_signs_out_a_device_of_somebody_else(here: Parts) -> None:
    ana, ben = await somebody(here.database), await somebody(here.database)
    made = await here.sessions.start(ana, "Firefox", "127.0.0.1")
    with pytest.raises(SonixError, match="not signed in there"):
        await here.sessions.revoke(made.session_id, ben)
    assert (await here.users.verify(made.access)).user_id == ana


async def test_a_banned_person_is_told_so_and_is_themselves_again_when_the_ban_is_lifted(here: Parts) -> None:
    user_id = await somebody(here.database)
    made = await here.sessions.start(user_id, "Firefox", "127.0.0.1")

    async def set_ban(at_s: int | None) -> None:
        async with here.database.transaction() as connection:
            await connection.execute(update(users).where(users.c.user_id == user_id).values(banned_at_s=at_s))

    await set_ban(1)
    for attempt in (here.users.verify(made.access), here.sessions.refresh(made.refresh, "127.0.0.1")):
        with pytest.raises(SonixError, match="shut you out") as shut_out:
            await attempt
        assert (shut_out.value.code, shut_out.value.status) == ("banned", 403)
    assert await here.sessions.ended([made.session_id]) == {made.session_id: "banned"}
    await set_ban(None)
    assert (await here.sessions.refresh(made.refresh, "127.0.0.1")).user_id == user_id


async def test_beyond_fifty_devices_the_one_unused_for_longest_goes(here: Parts) -> None:
    user_id = await somebody(here.database)
    first = await here.sessions.start(user_id, "First", "127.0.0.1")
    for _ in range(MAX_DEVICES):
        here.clock.now_s += 1
        await here.sessions.start(user_id, "More", "127.0.0.1")
    names = [device.device for device in await here.sessions.list(user_id)]
    assert (len(names), "First" in names) == (MAX_DEVICES, False)
    assert await here.sessions.ended([first.session_id]) == {first.session_id: "signed_out"}


async def test_a_browser_goes_on_with_its_own_session_and_drops_somebody_elses(here: Parts) -> None:
    ana, ben = await somebody(here.database), await somebody(here.database)
    made = await here.sessions.start(ana, "Firefox", "127.0.0.1")
    same = await here.sessions.resume(made.refresh, ana, "127.0.0.1")
    assert same is not None
    assert same.session_id == made.session_id
    assert await here.sessions.resume(same.refresh, ben, "127.0.0.1") is None
    assert await here.sessions.list(ana) == []
    assert await here.sessions.resume("noise", ana, "127.0.0.1") is None


async def test_a_session_outlives_a_moment_when_nothing_works(here: Parts, monkeypatch: pytest.MonkeyPatch) -> None:
    user_id = await somebody(here.database)
    made = await here.sessions.start(user_id, "Firefox", "127.0.0.1")

    async def lost(*_: object) -> Lost:
        return Lost()

    with monkeypatch.context() as patched:
        patched.setattr(here.sessions, "_use", lost)
        with pytest.raises(SonixError) as refused:
            await here.sessions.resume(made.refresh, user_id, "127.0.0.1")
    assert (refused.value.code, refused.value.retryable) == ("busy", True)
    same = await here.sessions.resume(made.refresh, user_id, "127.0.0.1")
    assert same is not None
    assert same.session_id == made.session_id


async def test_a_clock_set_back_does_not_keep_a_retired_key_signing(here: Parts) -> None:
    old = await here.keys.current()
    here.clock.now_s -= 86_400
    new = await parts(here.database, here.clock).keys.rotate()
    assert (await here.keys.current()).kid == new.kid != old.kid


async def test_what_is_over_is_forgotten_in_time(here: Parts) -> None:
    user_id = await somebody(here.database)
    gone = await here.sessions.start(user_id, "Gone", "127.0.0.1")
    kept = await here.sessions.start(user_id, "Kept", "127.0.0.1")
    await here.sessions.refresh(kept.refresh, "127.0.0.1")
    await here.sessions.revoke(gone.session_id, user_id)
    here.clock.now_s += KEPT_AFTER_S + 1
    await here.sessions.upkeep()
    async with here.database.read() as connection:
        assert list(await connection.scalars(select(sessions.c.device))) == ["Kept"]
        assert list(await connection.scalars(select(rotations.c.token_hash))) == []


async def test_who_has_no_session_left_was_last_here_when_the_last_one_was_used(here: Parts) -> None:
    user_id = await somebody(here.database)
    made = await here.sessions.start(user_id, "Phone", "127.0.0.1")
    here.clock.now_s += 3600
    await here.sessions.refresh(made.refresh, "127.0.0.1")
    used_at_s = here.clock.now_s
    await here.sessions.revoke(made.session_id, user_id)
    here.clock.now_s += KEPT_AFTER_S + 1
    await here.sessions.upkeep()
    async with here.database.read() as connection:
        assert list(await connection.scalars(select(sessions.c.device))) == []
        assert await connection.scalar(select(users.c.seen_at_s).where(users.c.user_id == user_id)) == used_at_s
