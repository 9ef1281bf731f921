"""Settings: environment (`SONIX_…`, nested with `__`) over a TOML file over these defaults. Listed in docs/settings.md."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Section(BaseModel):
    """A group of settings; an unknown name in it is an error, so that a typing error never passes silently."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Tls(Section):
    """The https port with Sonix's own certificate authority, or with given certificate files."""

    enabled: bool = True
    port: int = Field(8443, ge=0, le=65535)
    cert_file: Path | None = None
    key_file: Path | None = None


class Proxy(Section):
    """Forwarded headers are believed only from these addresses."""

    behind: bool = False
    trusted: tuple[str, ...] = ("127.0.0.1", "::1")


class Database(Section):
    """Where the truth is kept. None: an SQLite file in the data folder."""

    url: str | None = None


class Uploads(Section):
    """Who may bring music, and how much."""

    who: Literal["everyone", "hosts", "administrator"] = "everyone"
    visibility: Literal["mine", "room", "instance"] = "room"
    max_bytes: int = Field(500_000_000, ge=1)
    max_seconds: int = Field(3 * 3600, ge=1)
    total_bytes: int = Field(50_000_000_000, ge=1)
    keep_originals: bool = False


class Media(Section):
    """The worker processes that turn files into renditions."""

    workers: int = Field(2, ge=1, le=64)
    memory_bytes: int = Field(1_000_000_000, ge=100_000_000)
    time_limit_s: int = Field(600, ge=5)


class Rooms(Section):
    """Bounds of a room."""

    silence_limit_s: int = Field(300, ge=1)
    max_entries: int = Field(1000, ge=1, le=10_000)
    max_members: int = Field(2000, ge=1, le=100_000)
    events_kept: int = Field(10_000, ge=100)
    events_kept_s: int = Field(86_400, ge=60)


class Limits(Section):
    """Bounds of what one client may send. Rates are per second with a burst of five seconds' worth."""

    message_bytes: int = Field(65_536, ge=1024)
    messages_per_s: float = Field(40, gt=0)
    commands_per_s: float = Field(10, gt=0)
    joins_per_minute: float = Field(30, gt=0)
    guests_per_minute: float = Field(30, gt=0)
    uploads_per_minute: float = Field(120, gt=0)
    searches_per_s: float = Field(10, gt=0)
    outbox_bytes: int = Field(1_000_000, ge=10_000)


class Settings(BaseSettings):
    """All settings of one Sonix process."""

    model_config = SettingsConfigDict(env_prefix="SONIX_", env_nested_delimiter="__", extra="forbid", frozen=True)

    host: str = "0.0.0.0"  # noqa: S104 - the product is made to be reached from other devices in the house
    port: int = Field(8000, ge=0, le=65535)
    data_dir: Path = Path("data")
    public_url: str | None = None
    name: str = "Sonix"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["auto", "console", "json"] = "auto"
    allowed_origins: tuple[str, ...] = ()
    tls: Tls = Tls()
    proxy: Proxy = Proxy()
    database: Database = Database()
    uploads: Uploads = Uploads()
    media: Media = Media()
    rooms: Rooms = Rooms()
    limits: Limits = Limits()
