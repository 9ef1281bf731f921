"""REST shapes of passkeys, as browsers' `toJSON` writes them. Every text is bounded before anything decodes it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

CREDENTIAL_ID = r"^[A-Za-z0-9_-]{1,400}$"
CredentialId = Annotated[str, Field(pattern=CREDENTIAL_ID)]
_Base64 = r"^[A-Za-z0-9_-]*$"
ClientData = Annotated[str, Field(max_length=4096, pattern=_Base64)]


class FromBrowser(BaseModel):
    """Browsers add what they like; what is not named here is left out."""

    model_config = ConfigDict(extra="ignore")


class Attestation(FromBrowser):
    """The answer of a device that has made a passkey."""

    clientDataJSON: ClientData  # noqa: N815 - the browser's name
    attestationObject: Annotated[str, Field(max_length=24_000, pattern=_Base64)]  # noqa: N815
    transports: list[Annotated[str, Field(max_length=32)]] | None = Field(default=None, max_length=10)


class Assertion(FromBrowser):
    """The answer of a device that has used one."""

    clientDataJSON: ClientData  # noqa: N815
    authenticatorData: Annotated[str, Field(max_length=4096, pattern=_Base64)]  # noqa: N815
    signature: Annotated[str, Field(max_length=4096, pattern=_Base64)]
    userHandle: Annotated[str, Field(max_length=128, pattern=_Base64)] | None = None  # noqa: N815


class Credential(FromBrowser):
    """What both have in common."""

    id: CredentialId
    rawId: CredentialId  # noqa: N815
    type: Literal["public-key"]

    def as_json(self) -> dict[str, Any]:
        """What the library takes."""
        return self.model_dump(exclude_none=True)


class NewCredential(Credential):
    """A new passkey."""

    response: Attestation


class UsedCredential(Credential):
    """A passkey that signs in."""

    response: Assertion


class ConfirmIn(BaseModel):
    """The password, unless the sign-in is less than 15 minutes old."""

    password: str | None = Field(default=None, min_length=1, max_length=1024)


class PasskeyIn(BaseModel):
    """A new passkey and its name."""

    credential: NewCredential
    name: str = Field(max_length=200)


class PasskeyNameIn(BaseModel):
    """Another name."""

    name: str = Field(min_length=1, max_length=200)


class PasskeySignInIn(BaseModel):
    """A passkey that signs in."""

    credential: UsedCredential


class PasskeyOut(BaseModel):
    """One of my passkeys."""

    credential_id: str
    name: str
    created_at_s: int
    used_at_s: int | None
