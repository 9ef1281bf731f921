"""Letters: what becomes of them when mail servers are slow, picky or gone, and what nobody can put into one."""

from __future__ import annotations

import asyncio
import ssl
from email.message import EmailMessage
from pathlib import Path

import httpx2
import pytest
from pydantic import SecretStr
from sqlalchemy import select, update

from sonix.accounts.letters import Text
from sonix.accounts.mail import asked_by, compose
from sonix.accounts.postman import MAX_ATTEMPTS
from sonix.accounts.smtp import MailServer
from sonix.config import Tls
from sonix.config.sections_people import Mail
from sonix.core.errors import SonixError
from sonix.db.tables_accounts import mails
from sonix.tls import certificate_files, server_context
from tests.accounts.instances import account, ask_for_account, open_house, with_mail
from tests.accounts.post import post_office
from tests.api.world import World, eventually

pytestmark = pytest.mark.anyio


async def rows(world: World) -> list[dict[str, object]]:
    async with world.services.database.read() as connection:
        return [dict(row) for row in (await connection.execute(select(mails).order_by(mails.c.mail_id))).mappings()]


async def settled(world: World, **values: object) -> dict[str, object]:
    """The one letter's row, once it says so."""

    async def there() -> dict[str, object] | None:
        (row,) = await rows(world)
        return row if all(row[name] == value for name, value in values.items()) else None

    return await eventually(there)


async def due_now(world: World) -> None:
    """As if the pause were over."""
    async with world.services.database.transaction() as connection:
        await connection.execute(update(mails).values(run_after_s=0, lease_until_s=0))
    world.services.people.mailer.nudge()


async def test_a_letter_says_what_it_should_and_is_forgotten_when_sent(tmp_path: Path) -> None:
    async with open_house(tmp_path, name="Küche") as (world, post):
        await ask_for_account(world)
        letter = await post.letter()
        assert letter.envelope.mail_from == "sonix@example.org"
        assert letter.envelope.rcpt_tos == ["ana@example.org"]
        assert letter.message["From"] == "Küche <sonix@example.org>"
        assert letter.message["Auto-Submitted"] == "auto-generated"
        assert letter.message.get_content_type() == "text/plain"
        assert not letter.message.is_multipart()
        assert (await settled(world, lease_owner=None))["text"] == ""


async def test_what_waits_to_be_sent_lies_sealed(tmp_path: Path) -> None:
    async with open_house(tmp_path) as (world, post):
        post.refusals = ["451 later"]
        await ask_for_account(world)
        row = await settled(world, attempts=1, lease_owner=None)
        assert "http" not in str(row["text"])
        await due_now(world)
        assert "http" in (await post.letter()).text


async def test_a_letter_is_tried_again_after_a_pause(tmp_path: Path) -> None:
    async with open_house(tmp_path) as (world, post):
        post.refusals = ["451 later", "421 later still"]
        await ask_for_account(world)
        first = await settled(world, attempts=1, lease_owner=None)
        assert "451" in str(first["error"])
        await due_now(world)
        second = await settled(world, attempts=2, lease_owner=None)
        pauses = [int(str(row["run_after_s"])) - int(str(row["created_at_s"])) for row in (first, second)]
        assert pauses[0] >= 30
        assert pauses[1] >= 120
        await due_now(world)
        await post.letter()
        assert (await settled(world, error=None))["sent_at_s"] is not None


async def test_what_is_refused_for_good_is_not_tried_again(tmp_path: Path) -> None:
    async with open_house(tmp_path) as (world, post):
        post.refusals = ["550 no such mailbox"]
        await ask_for_account(world)
        row = await settled(world, attempts=MAX_ATTEMPTS)
        assert "550" in str(row["error"])
        assert row["text"] == ""
        await due_now(world)
        await ask_for_account(world, "ben@example.org")
        assert (await post.letter()).to == "ben@example.org"
        assert post.refused == 1


async def test_no_request_waits_for_a_mail_server_that_says_nothing(tmp_path: Path) -> None:
    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    silent = await asyncio.start_server(listen, "127.0.0.1", 0)
    async with post_office() as post, silent:
        real, post.port = post.port, silent.sockets[0].getsockname()[1]
        async with with_mail(tmp_path, post) as world:
            answer = await ask_for_account(world)
            assert answer.status_code == 202
            assert (await settled(world, attempts=1))["lease_owner"] is not None
        post.port = real
        async with with_mail(tmp_path, post) as world:
            await due_now(world)
            assert (await post.letter()).to == "ana@example.org"


async def test_two_postmen_carry_a_letter_once(tmp_path: Path) -> None:
    async with open_house(tmp_path) as (world, post):
        await world.services.people.postman.stop()
        await ask_for_account(world)
        postman = world.services.people.postman
        claimed = await asyncio.gather(*(postman.claim() for _ in range(4)))
        (letter,) = [one for one in claimed if one is not None]
        assert await postman.claim() is None
        await postman.carry(letter)
        assert len(post.letters) == 1


async def test_a_flood_of_letters_to_strangers_holds_up_nobody_elses(tmp_path: Path) -> None:
    async with open_house(tmp_path) as (world, post):
        people = world.services.people
        await account(world, post)
        await people.postman.stop()
        for number in range(5):
            await ask_for_account(world, f"stranger{number}@example.org")
        await world.http.post("/api/passwords/forgotten", json={"email": "ana@example.org"})
        async with world.services.database.transaction() as connection:
            await people.mailer.queue(connection, "other@example.org", Text("Hello", "Hello\n"), asked_by("192.0.2.7"))
        order = []
        while (letter := await people.postman.claim()) is not None:
            order.append(letter.recipient)
        strangers = [f"stranger{number}@example.org" for number in range(5)]
        assert order[0] == "ana@example.org"
        assert order[1] == "other@example.org", "the first of its lane, ahead of the flood of another"
        assert order[2:] == strangers


async def test_a_mailbox_is_not_used_up_by_one_address(tmp_path: Path) -> None:
    """Who asks for somebody's letters again and again gets no more of them; the owner elsewhere still does."""
    async with open_house(tmp_path) as (world, post):
        await account(world, post)
        forgotten = {"email": "ana@example.org"}
        answers = [await world.http.post("/api/passwords/forgotten", json=forgotten) for _ in range(8)]
        assert {answer.status_code for answer in answers} == {202, 429}
        elsewhere = httpx2.ASGITransport(world.app, client=("192.0.2.7", 1))
        async with httpx2.AsyncClient(transport=elsewhere, base_url="http://sonix.test") as owner:
            assert (await owner.post("/api/passwords/forgotten", json=forgotten)).status_code == 202


async def test_a_letter_whose_postman_died_is_taken_up_again(tmp_path: Path) -> None:
    async with open_house(tmp_path) as (world, post):
        postman = world.services.people.postman
        await postman.stop()
        await ask_for_account(world)
        lost = await postman.claim()
        assert lost is not None
        await due_now(world)
        found = await postman.claim()
        assert found is not None
        assert (found.mail_id, found.attempts) == (lost.mail_id, 2)
        await postman.carry(found)
        assert (await settled(world, text=""))["sent_at_s"] is not None
        await postman.carry(lost)
        assert (await settled(world, text=""))["attempts"] == 2
        assert len(post.letters) == 2


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A certificate for this machine whose authority is trusted here and now."""
    from sonix.config import Settings

    files = certificate_files(Settings(data_dir=tmp_path, tls=Tls(enabled=True)))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "tls" / "ca.crt"))
    return server_context(files)


def a_letter() -> EmailMessage:
    return compose("Sonix", "sonix@example.org", "ana@example.org", "Hello", "Hello\n")


async def test_a_password_goes_out_behind_starttls(certificate: ssl.SSLContext) -> None:
    async with post_office(tls=certificate, login=("sonix@home", "s3cret")) as post:
        mail = Mail(url=f"smtp://sonix%40home@localhost:{post.port}", password=SecretStr("s3cret"))
        await MailServer(mail).send(a_letter())
        letter = await post.letter()
        assert (letter.secure, letter.user) == (True, "sonix@home")
        wrong = Mail(url=mail.url, password=SecretStr("guessed"))
        with pytest.raises(Exception, match="535"):
            await MailServer(wrong).send(a_letter())


async def test_tls_from_the_first_byte(certificate: ssl.SSLContext) -> None:
    async with post_office(ssl_context=certificate) as post:
        await MailServer(Mail(url=f"smtps://localhost:{post.port}")).send(a_letter())
        assert (await post.letter()).to == "ana@example.org"


async def test_a_mail_server_nobody_vouches_for_gets_nothing(
    certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    async with post_office(tls=certificate) as post:
        with pytest.raises((ssl.SSLError, OSError, Exception), match="certificate"):
            await MailServer(Mail(url=f"smtp://localhost:{post.port}")).send(a_letter())
        assert post.letters == []


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\u2028", "\x0b", "\0"])
def test_nothing_that_is_written_becomes_a_header(line_break: str) -> None:
    more = f"Hi{line_break}Bcc: ben@example.org{line_break}{line_break}Buy"
    message = compose(more, "sonix@example.org", "ana@example.org", more, "Hello\n")
    head, _, body = message.as_bytes().partition(b"\r\n\r\n")
    names = [line.partition(b":")[0] for line in head.split(b"\r\n") if not line.startswith((b" ", b"\t"))]
    assert b"Bcc" not in names
    assert len(names) == len(set(names))
    assert body.rstrip() == b"Hello"
    for address in (f"ana@example.org{line_break}Bcc: ben@example.org", f"a{line_break}na@example.org"):
        with pytest.raises(SonixError):
            compose("Sonix", "sonix@example.org", address, "Hello", "Hello\n")


async def test_addresses_beyond_ascii_are_written_to(tmp_path: Path) -> None:
    async with open_house(tmp_path) as (world, post):
        await ask_for_account(world, "zoë@exämple.org")
        assert (await post.letter()).envelope.rcpt_tos == ["zoë@exämple.org"]
