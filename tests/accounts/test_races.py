"""What must happen once happens once, on each database, when two processes try at the same moment."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import select, update

from sonix.accounts.account_rows import NewAccount, make_account
from sonix.accounts.challenges import Challenges
from sonix.accounts.emails import read_email
from sonix.accounts.keys import load_keys
from sonix.accounts.letters import Text
from sonix.accounts.mail import asked_by
from sonix.accounts.password_reset import PasswordReset
from sonix.accounts.people import People, build_people
from sonix.bus.memory import MemoryBus
from sonix.config import Settings
from sonix.config.sections_people import Mail, Oidc
from sonix.core.errors import SonixError
from sonix.core.rate_limits import MemoryRateLimiter
from sonix.db.engine import Database
from sonix.db.tables_accounts import identities, invitations, mails, passkeys, users
from tests.accounts.instances import OTHER, PASSWORD
from tests.accounts.parts import somebody

pytestmark = pytest.mark.anyio
BASE = "http://sonix.test"
MAIL = Mail(url="smtp://127.0.0.1:9")


@pytest.fixture
def people(database: Database, tmp_path: Path) -> People:
    """The parts that know people, over a database of each kind; letters are queued, and nobody carries them."""
    home = Oidc(issuer="https://id.example.org", client_id="sonix")
    settings = Settings(data_dir=tmp_path, mail=MAIL, oidc={"home": home})
    return build_people(database, load_keys(tmp_path), MemoryBus(), MemoryRateLimiter(), settings)


async def at_once(times: int, work: Callable[[], Awaitable[object]]) -> list[str]:
    """`ok` for each that went well, else the code of the refusal."""

    async def one() -> str:
        try:
            await work()
        except SonixError as refused:
            return refused.code
        return "ok"

    return sorted(await asyncio.gather(*(one() for _ in range(times))))


async def account(database: Database, email: str = "ana@example.org", guest_id: str | None = None) -> str:
    async with database.transaction() as connection:
        return await make_account(connection, NewAccount("Ana", read_email(email), True, None, guest_id))


async def test_one_address_is_one_account(database: Database) -> None:
    outcomes = await at_once(4, lambda: account(database))
    assert outcomes == ["email_taken"] * 3 + ["ok"]
    assert await at_once(1, lambda: account(database, "ANA@EXAMPLE.org")) == ["email_taken"]
    assert await at_once(1, lambda: account(database, "änä@example.org")) == ["ok"]


async def test_a_guest_becomes_one_account(database: Database) -> None:
    guest_id = await somebody(database)
    addresses = iter(f"ana{number}@example.org" for number in range(4))
    outcomes = await at_once(4, lambda: account(database, next(addresses), guest_id))
    assert outcomes == ["has_account"] * 3 + ["ok"]


async def test_a_guest_who_is_gone_hands_nothing_on(database: Database) -> None:
    guest_id = await somebody(database)
    async with database.transaction() as connection:
        await connection.execute(update(users).values(deleted_at_s=1))
    assert await account(database, guest_id=guest_id) != guest_id


async def test_a_reset_link_counts_once(database: Database, people: People) -> None:
    user_id = await account(database)
    reset: PasswordReset = people.password_reset
    token = (await reset.make_link(user_id, "", BASE)).partition("=")[2]
    assert await at_once(4, lambda: reset.reset(token, OTHER)) == ["dead_link"] * 3 + ["ok"]
    assert (await people.password_sign_in.sign_in("ana@example.org", OTHER, "127.0.0.1")).user_id == user_id


async def test_who_comes_in_with_a_password_while_it_is_changed_stays_out(database: Database, people: People) -> None:
    user_id = await account(database)
    first = (await people.password_reset.make_link(user_id, "", BASE)).partition("=")[2]
    await people.password_reset.reset(first, OTHER)
    proven = await people.password_sign_in.sign_in("ana@example.org", OTHER, "127.0.0.1")
    token = (await people.password_reset.make_link(user_id, "", BASE)).partition("=")[2]
    await people.password_reset.reset(token, PASSWORD)
    with pytest.raises(SonixError) as refused:
        await people.sessions.start(user_id, "Firefox", "127.0.0.1", proven.password_hash)
    assert refused.value.code == "unauthenticated"
    assert await people.sessions.list(user_id) == []


async def test_two_changes_of_a_password_are_one(database: Database, people: People) -> None:
    user_id = await account(database)
    token = (await people.password_reset.make_link(user_id, "", BASE)).partition("=")[2]
    await people.password_reset.reset(token, PASSWORD)
    ana = await people.users.get(user_id)
    outcomes = await at_once(3, lambda: people.credentials.change_password(ana, PASSWORD, OTHER))
    assert outcomes.count("ok") == 1
    assert set(outcomes) <= {"ok", "changed_meanwhile", "wrong_password"}


async def test_an_invitation_is_for_as_many_as_it_says(database: Database, people: People) -> None:
    async with database.transaction() as connection:
        made = await people.invitations.make(connection, "", "", 2, 3600)

    async def use() -> None:
        async with database.transaction() as connection:
            await people.invitations.use(connection, made.invitation_id)

    assert await at_once(5, use) == ["bad_invitation"] * 3 + ["ok"] * 2
    async with database.read() as connection:
        assert (await connection.execute(select(invitations.c.uses_left))).scalar_one() == 0


async def test_a_challenge_is_answered_once(database: Database) -> None:
    challenges = Challenges(database)
    challenge = await challenges.make("passkey-in", None, {"rp_id": "sonix.test"})
    assert await challenges.take(challenge, "passkey-new", None) is None
    taken = await asyncio.gather(*(challenges.take(challenge, "passkey-in", None) for _ in range(4)))
    assert [one for one in taken if one is not None] == [{"rp_id": "sonix.test"}]


async def test_a_letter_has_one_postman(database: Database, people: People) -> None:
    async with database.transaction() as connection:
        await people.mailer.queue(connection, "ana@example.org", Text("Hello", "Hello\n"), asked_by("ana"))
    claimed = await asyncio.gather(*(people.postman.claim() for _ in range(4)))
    assert len([one for one in claimed if one is not None]) == 1
    async with database.read() as connection:
        row = (await connection.execute(select(mails))).mappings().one()
    assert (row["attempts"], "Hello" in row["text"]) == (1, False)


async def test_of_two_last_ways_in_one_stays(database: Database, people: People) -> None:
    user_id = await account(database)
    row = {"user_id": user_id, "public_key": "AA", "sign_count": 0, "name": "", "transports": "", "created_at_s": 1}
    async with database.transaction() as connection:
        await connection.execute(passkeys.insert().values([{**row, "credential_id": one} for one in ("a", "A")]))
    names = iter(("a", "A"))
    outcomes = await at_once(2, lambda: people.passkeys.remove(user_id, next(names)))
    assert outcomes == ["last_way_in", "ok"]
    elsewhere = {"identity_id": "1", "provider": "oidc:home", "subject": "ana", "user_id": user_id}
    async with database.transaction() as connection:
        times = {"created_at_s": 1, "used_at_s": 1}
        await connection.execute(identities.insert().values(**elsewhere, **times, email_verified=False))
    (left,) = await people.passkeys.list(user_id)
    await people.passkeys.remove(user_id, left.credential_id)
    assert await people.passkeys.list(user_id) == []
