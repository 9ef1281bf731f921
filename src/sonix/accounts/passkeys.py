"""Passkeys: made while signed in, and then a way to sign in without typing who one is.

The device must check its owner (a finger, a face, a PIN), so that a passkey counts for both what one has and what one
is. What devices say is verified by py_webauthn; here it is about rows, and about everything happening just once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from typing import Any

import structlog
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json_dict, parse_client_data_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from sonix.accounts import letters
from sonix.accounts.account_rows import find_user
from sonix.accounts.challenges import LIFE_S, Challenges
from sonix.accounts.mail import Mailer, to_account
from sonix.accounts.passkey_place import Place
from sonix.accounts.passkey_schemas import Credential, NewCredential, PasskeyOut, UsedCredential
from sonix.accounts.ways_in import keep_one_way_in
from sonix.core.errors import SonixError
from sonix.core.text import clean_line
from sonix.db.engine import Database
from sonix.db.tables_accounts import passkeys

MAKING, SIGNING_IN = "passkey-new", "passkey-in"
MAX_PASSKEYS = 20
MAX_NAME_CHARS = 80
TRANSPORTS = ("usb", "nfc", "ble", "internal", "hybrid", "smart-card", "cable")
log = structlog.get_logger(__name__)


class Passkeys:
    """The table of passkeys, and the two ceremonies."""

    def __init__(
        self,
        database: Database,
        challenges: Challenges,
        mailer: Mailer,
        providers: Collection[str],
        now_s: Callable[[], float] = time.time,
    ) -> None:
        self._database = database
        self._challenges = challenges
        self._mailer = mailer
        self._providers = providers
        self._now_s = now_s

    async def list(self, user_id: str) -> list[PasskeyOut]:
        """Somebody's passkeys, oldest first."""
        wanted = select(passkeys).where(passkeys.c.user_id == user_id).order_by(passkeys.c.created_at_s)
        async with self._database.read() as connection:
            rows = (await connection.execute(wanted)).mappings().all()
        return [PasskeyOut.model_validate(dict(row)) for row in rows]

    async def options(self, user_id: str, place: Place) -> dict[str, Any]:
        """What a browser needs to make a passkey for somebody. Devices that have one already are left out."""
        async with self._database.read() as connection:
            row = await find_user(connection, user_id)
        challenge = await self._challenges.make(MAKING, user_id, {"rp_id": place.rp_id, "origin": place.origin})
        options = generate_registration_options(
            rp_id=place.rp_id,
            rp_name=self._mailer.name,
            user_name=row["email"] or row["name"],
            user_display_name=row["name"],
            user_id=user_id.encode(),
            challenge=challenge,
            timeout=LIFE_S * 1000,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                require_resident_key=True,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[
                PublicKeyCredentialDescriptor(id=base64url_to_bytes(known.credential_id))
                for known in await self.list(user_id)
            ],
        )
        return options_to_json_dict(options)

    async def add(self, user_id: str, credential: NewCredential, name: str, place: Place) -> PasskeyOut:
        """Keep a passkey that was made with `options`.

        Raises:
            SonixError: `passkey_refused`, 422; `passkey_known`, `too_many_passkeys`, 409.
        """
        challenge = await self._answered(credential, MAKING, user_id, place)
        try:
            verified = verify_registration_response(
                credential=credential.as_json(),
                expected_challenge=challenge,
                expected_rp_id=place.rp_id,
                expected_origin=place.origin,
                require_user_verification=True,
            )
        except Exception as error:  # whatever a hostile device makes the parsers of its formats raise
            raise _refused(422) from error
        row: dict[str, Any] = {
            "credential_id": bytes_to_base64url(verified.credential_id),
            "user_id": user_id,
            "public_key": bytes_to_base64url(verified.credential_public_key),
            "sign_count": verified.sign_count,
            "name": _name(name),
            "transports": ",".join(one for one in TRANSPORTS if one in (credential.response.transports or ())),
            "created_at_s": int(self._now_s()),
            "used_at_s": None,
        }
        if len(row["public_key"]) > 2000 or row["credential_id"] != credential.id:
            raise _refused(422)
        await self._keep(row)
        return PasskeyOut.model_validate(row)

    async def _keep(self, row: dict[str, Any]) -> None:
        of_user = select(func.count()).select_from(passkeys).where(passkeys.c.user_id == row["user_id"])
        try:
            async with self._database.transaction() as connection:
                user = await find_user(connection, row["user_id"])
                if (await connection.execute(of_user)).scalar_one() >= MAX_PASSKEYS:
                    message = f"You have {MAX_PASSKEYS} passkeys. Remove one that you no longer use first."
                    raise SonixError("too_many_passkeys", message, status=409)
                await connection.execute(insert(passkeys).values(row))
                if user["email"] is not None and user["email_verified_at_s"] is not None:
                    lane = to_account(row["user_id"])
                    await self._mailer.queue(connection, user["email"], letters.passkey_added(self._mailer.name), lane)
        except IntegrityError as error:
            raise SonixError("passkey_known", "This passkey is kept here already.", status=409) from error
        self._mailer.nudge()

    async def rename(self, user_id: str, credential_id: str, name: str) -> PasskeyOut:
        """Call one of somebody's passkeys something else. Raises SonixError `no_such_passkey`, 404."""
        renamed = update(passkeys).where(_theirs(user_id, credential_id)).values(name=_name(name))
        async with self._database.transaction() as connection:
            await connection.execute(renamed)
            wanted = select(passkeys).where(_theirs(user_id, credential_id))
            row = (await connection.execute(wanted)).mappings().first()
        if row is None:
            raise _no_such_passkey()
        return PasskeyOut.model_validate(dict(row))

    async def remove(self, user_id: str, credential_id: str) -> None:
        """Forget one of somebody's passkeys.

        Raises:
            SonixError: `no_such_passkey`, 404; `last_way_in`, 409.
        """
        async with self._database.transaction() as connection:
            removed = await connection.execute(delete(passkeys).where(_theirs(user_id, credential_id)))
            if removed.rowcount != 1:
                raise _no_such_passkey()
            await keep_one_way_in(connection, user_id, self._providers)

    async def sign_in_options(self, place: Place) -> dict[str, Any]:
        """What a browser needs to offer the passkeys it has for this name; nobody has said who they are."""
        challenge = await self._challenges.make(SIGNING_IN, None, {"rp_id": place.rp_id, "origin": place.origin})
        options = generate_authentication_options(
            rp_id=place.rp_id,
            challenge=challenge,
            timeout=LIFE_S * 1000,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return options_to_json_dict(options)

    async def sign_in(self, credential: UsedCredential, place: Place) -> str:
        """Who a passkey belongs to; returns the user's id.

        Raises:
            SonixError: `passkey_refused`, 401, whatever is wrong with it; `banned`, 403.
        """
        challenge = await self._answered(credential, SIGNING_IN, None, place)
        async with self._database.read() as connection:
            wanted = select(passkeys).where(passkeys.c.credential_id == credential.id)
            row = (await connection.execute(wanted)).mappings().first()
        if row is None or credential.response.userHandle != bytes_to_base64url(row["user_id"].encode()):
            raise _refused(401)
        try:
            verified = verify_authentication_response(
                credential=credential.as_json(),
                expected_challenge=challenge,
                expected_rp_id=place.rp_id,
                expected_origin=place.origin,
                credential_public_key=base64url_to_bytes(row["public_key"]),
                credential_current_sign_count=row["sign_count"],
                require_user_verification=True,
            )
        except Exception as error:
            log.warning("passkey_refused", member_id=row["user_id"], reason=str(error))
            raise _refused(401) from error
        unchanged = (passkeys.c.credential_id == credential.id) & (passkeys.c.sign_count == row["sign_count"])
        values = {"sign_count": verified.new_sign_count, "used_at_s": int(self._now_s())}
        async with self._database.transaction() as connection:
            await find_user(connection, row["user_id"])
            if (await connection.execute(update(passkeys).where(unchanged).values(values))).rowcount != 1:
                raise _refused(401)
        return str(row["user_id"])

    async def _answered(self, credential: Credential, purpose: str, user_id: str | None, place: Place) -> bytes:
        """The challenge that is answered, which is used up by it. It was made for this page, or it is none."""
        status = 401 if user_id is None else 422
        try:
            said = base64url_to_bytes(credential.as_json()["response"]["clientDataJSON"])
            challenge = parse_client_data_json(said).challenge
        except Exception as error:
            raise _refused(status) from error
        made = await self._challenges.take(challenge, purpose, user_id)
        if made != {"rp_id": place.rp_id, "origin": place.origin}:
            raise _refused(status)
        return challenge


def _theirs(user_id: str, credential_id: str) -> Any:
    return (passkeys.c.credential_id == credential_id) & (passkeys.c.user_id == user_id)


def _name(text: str) -> str:
    return clean_line(text)[:MAX_NAME_CHARS].strip() or "Passkey"


def _refused(status: int) -> SonixError:
    return SonixError(
        "passkey_refused", "That passkey did not work here. Try again, or sign in otherwise.", status=status
    )


def _no_such_passkey() -> SonixError:
    return SonixError("no_such_passkey", "That is none of your passkeys. It may have been removed.", status=404)
