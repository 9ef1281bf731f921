"""The settings as typed models. Every field carries the sentence that docs/settings.md shows for it.

Environment (`SONIX_…`, nested with `__`) over a TOML file over these defaults; `sonix.config.load` puts them together.
"""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, PrivateAttr, StringConstraints, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from sonix.config.section import Section, Words, check_origin
from sonix.config.sections_people import Accounts, Firebase, Mail, Oidc, Push, Scrobbling, Supabase
from sonix.config.sections_rooms import Directory
from sonix.config.sections_storage import Quotas, StorageSettings

Source = Literal["default", "environment", "file", "command line"]
"""Where the value of a setting comes from."""
_HOST_NAME = re.compile(r"(\*\.)?[\w-]+(\.[\w-]+)*")
ProviderName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,30}$")]


class Tls(Section):
    """The https port, with Sonix's own certificate authority or with given certificate files."""

    enabled: bool = Field(default=True, description="Serve https too. Phones play sound in step only on a secure page.")
    port: int = Field(default=8443, ge=0, le=65535, description="Port of https. 0 takes any free one.")
    cert_file: Path | None = Field(default=None, description="PEM certificate chain to use in place of Sonix's own.")
    key_file: Path | None = Field(default=None, description="PEM private key of `cert_file`.")

    @model_validator(mode="after")
    def _both_files_or_none(self) -> Self:
        if (self.cert_file is None) != (self.key_file is None):
            raise ValueError("tls.cert_file and tls.key_file belong together: set both or none of them.")
        return self


class Proxy(Section):
    """A reverse proxy in front. Forwarded headers are believed only from the named addresses."""

    behind: bool = Field(default=False, description="Believe `X-Forwarded-…` headers of trusted proxies.")
    trusted: Words = Field(
        default=("127.0.0.1", "::1"),
        description="Proxies whose headers are believed.",
        json_schema_extra={"allowed": "addresses and networks between commas, such as 10.0.0.1,172.16.0.0/12"},
    )

    @field_validator("trusted")
    @classmethod
    def _named_addresses(cls, trusted: tuple[str, ...]) -> tuple[str, ...]:
        for word in trusted:
            ipaddress.ip_network(word, strict=False)
        return trusted


class Database(Section):
    """Where the truth is kept."""

    url: str | None = Field(
        default=None,
        description="URL of the database. Without it, an SQLite file in the data folder.",
        json_schema_extra={
            "allowed": "the URL of a database whose driver is installed, such as postgresql://user:password@host/name"
        },
    )
    pool: int = Field(
        default=5, ge=1, le=200, description="Connections to a server kept for reading, and as many for writing."
    )
    timeout_s: float = Field(
        default=15, gt=0, le=600, description="How long a server may take for a transaction, in seconds."
    )

    @field_validator("url")
    @classmethod
    def _has_a_driver(cls, url: str | None) -> str | None:
        if url is not None:
            from sonix.core.errors import SonixError
            from sonix.db.urls import parsed  # most instances set no URL, and this takes its time

            try:
                parsed(url)
            except SonixError as wrong:
                raise ValueError(wrong.message) from wrong
        return url


class Uploads(Section):
    """Who may bring music, and how much."""

    who: Literal["everyone", "hosts", "administrator"] = Field(default="everyone", description="Who may upload.")
    visibility: Literal["mine", "room", "instance"] = Field(
        default="room", description="Who can use an uploaded track, unless its owner says otherwise."
    )
    max_bytes: int = Field(default=500_000_000, ge=1, description="Largest file, in bytes.")
    max_seconds: int = Field(default=3 * 3600, ge=1, description="Longest track, in seconds.")
    total_bytes: int = Field(default=50_000_000_000, ge=1, description="Room for all music together, in bytes.")
    keep_originals: bool = Field(default=False, description="Keep the uploaded file beside the rendition made of it.")


class Media(Section):
    """The worker processes that turn files into what rooms play."""

    workers: int = Field(default=2, ge=1, le=64, description="Files handled at the same time.")
    memory_bytes: int = Field(
        default=1_000_000_000, ge=100_000_000, description="Memory limit of one worker, in bytes."
    )
    time_limit_s: int = Field(default=1800, ge=5, description="Time limit for one file, in seconds.")


class Rooms(Section):
    """Bounds of a room."""

    silence_limit_s: int = Field(
        default=300, ge=1, description="A room nobody listens to pauses after this many seconds."
    )
    max_entries: int = Field(default=1000, ge=1, le=10_000, description="Most entries in one queue.")
    max_members: int = Field(default=2000, ge=1, le=100_000, description="Most members of one room.")
    events_kept: int = Field(
        default=10_000, ge=100, description="Most changes of a room kept for clients that come back."
    )
    events_kept_s: int = Field(default=86_400, ge=60, description="How long those changes are kept, in seconds.")


class Limits(Section):
    """Bounds of what one client may send. A rate allows a burst: five seconds' worth, or a minute's when by minute."""

    message_bytes: int = Field(default=65_536, ge=1024, description="Largest socket message, in bytes.")
    messages_per_s: float = Field(
        default=40, gt=0, description="Socket messages of one client, per second, and as many clock probes."
    )
    commands_per_s: float = Field(default=10, gt=0, description="Room commands of one client, per second.")
    joins_per_minute: float = Field(default=30, gt=0, description="Room codes tried from one address, per minute.")
    sign_ins_per_minute: float = Field(
        default=10, gt=0, description="Sign-ins tried from one address or for one account, per minute."
    )
    registrations_per_hour: float = Field(
        default=20, gt=0, description="Accounts asked for from one address, per hour."
    )
    guests_per_minute: float = Field(default=30, gt=0, description="New guests from one address, per minute.")
    uploads_per_minute: float = Field(default=120, gt=0, description="Uploads begun by one user, per minute.")
    searches_per_s: float = Field(default=10, gt=0, description="Library searches of one user, per second.")
    connections_per_address: int = Field(
        default=1000, ge=8, description="Connections one address may have open. A trusted proxy's are not counted."
    )
    outbox_bytes: int = Field(
        default=1_000_000, ge=10_000, description="Bytes waiting for a slow client before it is dropped."
    )


class Settings(BaseSettings):
    """All settings of one Sonix process."""

    model_config = SettingsConfigDict(
        env_prefix="SONIX_",
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        enable_decoding=False,
        env_ignore_empty=True,
    )

    host: str = Field(
        default="0.0.0.0",  # noqa: S104 - the product is made to be reached from other devices in the house
        description="Address to listen on. 0.0.0.0: every one, 127.0.0.1: this machine only.",
    )
    port: int = Field(default=8000, ge=0, le=65535, description="Port of http. 0 takes any free one.")
    data_dir: Path = Field(default=Path("data"), description="Folder of the database, the music and the certificates.")
    public_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^/?#\s]+/?$",
        json_schema_extra={"allowed": "http:// or https:// with a host name and no path"},
        description="Address that links carry, such as https://music.example.org. Without it, the LAN address.",
    )
    name: str = Field(
        default="Sonix", min_length=1, max_length=60, description="Name of this instance, shown on its page."
    )
    demo_music: bool = Field(default=True, description="Make three pieces of demo music at the first start.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="What is logged.")
    log_format: Literal["auto", "console", "json"] = Field(
        default="auto", description="Form of the log lines. auto: console in a terminal, json elsewhere."
    )
    allowed_origins: Words = Field(
        default=(),
        description="Other web origins whose pages may open the socket (nothing else), with their scheme.",
        json_schema_extra={"allowed": "origins between commas, such as https://friends.example.org"},
    )
    allowed_hosts: Words = Field(
        default=(),
        description="Other names it answers to over plain http; *.example.org: every one under that, *: any at all.",
        json_schema_extra={"allowed": "names between commas, such as music.example.org,*.example.net"},
    )
    tls: Tls = Tls()
    proxy: Proxy = Proxy()
    database: Database = Database()
    uploads: Uploads = Uploads()
    media: Media = Media()
    rooms: Rooms = Rooms()
    directory: Directory = Directory()
    limits: Limits = Limits()
    accounts: Accounts = Accounts()
    mail: Mail = Mail()
    push: Push = Push()
    scrobbling: Scrobbling = Scrobbling()
    oidc: dict[ProviderName, Oidc] = Field(default_factory=dict)
    firebase: Firebase = Firebase()
    supabase: Supabase = Supabase()
    storage: StorageSettings = StorageSettings()
    quotas: Quotas = Quotas()
    _sources: dict[tuple[str, ...], Source] = PrivateAttr(default_factory=dict)

    def note_sources(self, sources: dict[tuple[str, ...], Source]) -> None:
        """Remember where values come from, by their places (`("tls", "port")`)."""
        self._sources.update(sources)

    def source_of(self, path: tuple[str, ...]) -> Source:
        """Where the value at this place comes from."""
        return self._sources.get(path, "default")

    @field_validator("public_url")
    @classmethod
    def _leads_somewhere(cls, url: str | None) -> str | None:
        if url is not None:
            check_origin(url)
        return url

    @field_validator("allowed_hosts")
    @classmethod
    def _are_names(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if name != "*" and not _HOST_NAME.fullmatch(name):
                raise ValueError("no host name")
        return names

    @field_validator("allowed_origins")
    @classmethod
    def _are_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            check_origin(origin)
        return origins
