"""`sonix doctor` about accounts and mail."""

from __future__ import annotations

from pathlib import Path

import anyio.to_thread
import pytest
from pydantic import SecretStr

from sonix.config import Settings
from sonix.config.sections_people import Accounts, Mail
from sonix.doctor import Level, people
from tests.accounts.post import post_office

pytestmark = pytest.mark.anyio


def test_open_without_mail_is_told_to_be_by_invitation(tmp_path: Path) -> None:
    found = people.registration(Settings(data_dir=tmp_path, accounts=Accounts(registration="open")))
    assert (found.level, "SONIX_MAIL__URL" in found.advice) == (Level.WARN, True)
    assert people.registration(Settings(data_dir=tmp_path)).level == Level.OK


async def test_the_mail_server_is_greeted(tmp_path: Path) -> None:
    async with post_office(login=("sonix", "s3cret")) as post:

        async def level(mail: Mail, public_url: str | None = "https://music.example.org") -> Level:
            settings = Settings(data_dir=tmp_path, mail=mail, public_url=public_url)
            return (await anyio.to_thread.run_sync(people.mail, settings)).level

        url = post.url.replace("smtp://", "smtp://sonix@")
        assert await level(Mail(url=url, password=SecretStr("s3cret"))) == Level.OK
        assert await level(Mail(url=url, password=SecretStr("s3cret")), None) == Level.WARN
        assert await level(Mail(url=url, password=SecretStr("guessed"))) == Level.FAIL
        assert await level(Mail(url=url, password=SecretStr("s3cret"), sender="nobody")) == Level.FAIL
        assert post.letters == []
    assert await level(Mail(url=url)) == Level.FAIL
    assert await level(Mail()) == Level.OK
