"""Settings of people: how they get in, and the services that may vouch for them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, SecretStr, field_validator

from sonix.config.section import SecretSection, Section, check_address, check_origin, split_words

FirebaseWay = Literal["email", "google", "anonymous"]


class Accounts(Section):
    """Who gets in, and how."""

    registration: Literal["open", "invitation", "closed"] = Field(
        default="invitation",
        description="Who may make an account. open: everybody with an e-mail address; without `mail`, by invitation.",
    )
    guests: bool = Field(default=True, description="A name is enough to come in.")
    min_password_chars: int = Field(default=10, ge=8, le=64, description="Shortest password, in characters.")
    hash_workers: int = Field(default=2, ge=1, le=16, description="Passwords checked at the same time.")
    private_providers: bool = Field(
        default=False,
        description="Sign-in providers may stand in this network, and be reached over plain http there.",
    )


class Mail(SecretSection):
    """The mail server that letters are handed to. Without it, links are printed or shown to an administrator."""

    url: str | None = Field(
        default=None,
        description="Mail server. smtp: STARTTLS where offered, always for a password; smtps: TLS from the first byte.",
        json_schema_extra={"allowed": "smtp:// or smtps:// with a host, such as smtp://user@mail.example.org:587"},
    )
    password: SecretStr | None = Field(default=None, description="Password of the mail server.")
    password_file: Path | None = Field(default=None, description="File with that password.")
    sender: str | None = Field(
        default=None,
        max_length=254,
        description="Address that letters come from. Without it, sonix@ and the host of `public_url`.",
    )

    @field_validator("url")
    @classmethod
    def _is_a_mail_server(cls, url: str | None) -> str | None:
        if url is None:
            return None
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.port == 0 or parts.password:
            raise ValueError("no mail server")
        return url


class Push(Section):
    """Notifications to browsers whose page is closed (Web Push). Nothing needs to be set."""

    contact: str | None = Field(
        default=None,
        max_length=254,
        pattern=r"^[^@\s]+@[^@\s]+$",
        description="E-mail address that push services may write to about this Sonix. Without it, `public_url`.",
        json_schema_extra={"allowed": "an e-mail address"},
    )
    private_services: bool = Field(
        default=False,
        description="Push services may stand in this network, and be reached over plain http there.",
    )


class Scrobbling(SecretSection):
    """Where people may have what they hear written down. ListenBrainz needs nothing; Last.fm a key of its own."""

    listenbrainz_url: str = Field(
        default="https://api.listenbrainz.org",
        max_length=500,
        description="ListenBrainz, or a server that speaks its API.",
        json_schema_extra={"allowed": "an address such as https://api.listenbrainz.org"},
    )
    lastfm_key: str | None = Field(default=None, max_length=100, description="API key of Last.fm for this Sonix.")
    lastfm_secret: SecretStr | None = Field(default=None, description="Shared secret of that key.")
    lastfm_secret_file: Path | None = Field(default=None, description="File with that secret.")
    lastfm_url: str = Field(
        default="https://ws.audioscrobbler.com/2.0/",
        max_length=500,
        description="Last.fm's API, or a server that speaks it.",
        json_schema_extra={"allowed": "an address"},
    )
    lastfm_page: str = Field(
        default="https://www.last.fm/api/auth/",
        max_length=500,
        description="Where people allow it at Last.fm.",
        json_schema_extra={"allowed": "an address"},
    )
    private_services: bool = Field(
        default=False,
        description="These services may stand in this network, and be reached over plain http there.",
    )

    @field_validator("listenbrainz_url", "lastfm_url", "lastfm_page")
    @classmethod
    def _is_an_address(cls, url: str) -> str:
        check_address(url)
        return url


class Oidc(SecretSection):
    """A sign-in elsewhere by OpenID Connect. `*` is a short name of your choice, such as `google`."""

    issuer: str = Field(
        description="Issuer; `/.well-known/openid-configuration` under it says the rest.",
        json_schema_extra={"allowed": "an address such as https://accounts.google.com"},
    )
    client_id: str = Field(min_length=1, max_length=255, description="Client id that the provider gave to this Sonix.")
    client_secret: SecretStr | None = Field(default=None, description="Client secret; public clients have none.")
    client_secret_file: Path | None = Field(default=None, description="File with the client secret.")
    label: str | None = Field(default=None, max_length=40, description="What the button says. Without it, the name.")
    allow_registration: bool = Field(
        default=False, description="Whoever the provider knows may make an account, whatever `accounts` says."
    )

    @field_validator("issuer")
    @classmethod
    def _is_an_address(cls, issuer: str) -> str:
        check_address(issuer)
        return issuer


class Firebase(Section):
    """Sign-in with a Firebase project. What stands here is public: pages get it."""

    project: str | None = Field(
        default=None,
        pattern=r"^[a-z0-9][a-z0-9-]{2,62}$",
        description="Project id.",
        json_schema_extra={"allowed": "a project id such as sonix-1234"},
    )
    api_key: str | None = Field(default=None, max_length=200, description="Web API key of the project.")
    auth_domain: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9.-]{1,253}$",
        description="Sign-in domain. Without it, `<project>.firebaseapp.com`.",
        json_schema_extra={"allowed": "a host name"},
    )
    ways: Annotated[tuple[FirebaseWay, ...], BeforeValidator(split_words)] = Field(
        default=("email", "google"),
        description="Ways that are on in the project. The page offers these.",
        json_schema_extra={"allowed": "any of email, google and anonymous, between commas"},
    )
    allow_registration: bool = Field(
        default=False, description="Whoever the project knows may make an account, whatever `accounts` says."
    )


class Supabase(SecretSection):
    """Sign-in with a Supabase project."""

    url: str | None = Field(
        default=None,
        description="Address of the project.",
        json_schema_extra={"allowed": "an address such as https://abcd.supabase.co"},
    )
    anon_key: str | None = Field(default=None, max_length=2000, description="Public (`anon`) key: pages get it.")
    jwt_secret: SecretStr | None = Field(
        default=None, description="Legacy secret of tokens signed with HS256; new projects have none."
    )
    jwt_secret_file: Path | None = Field(default=None, description="File with that secret.")
    allow_registration: bool = Field(
        default=False, description="Whoever the project knows may make an account, whatever `accounts` says."
    )

    @field_validator("url")
    @classmethod
    def _is_an_origin(cls, url: str | None) -> str | None:
        if url is not None:
            check_origin(url)
        return url
