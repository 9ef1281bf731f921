"""Settings: environment over a TOML file over defaults. Listed in docs/settings.md."""

from __future__ import annotations

from sonix.config.data_dir import make_data_dir
from sonix.config.load import WrongSettingsError, load
from sonix.config.settings import Database, Limits, Media, Proxy, Rooms, Section, Settings, Tls, Uploads

__all__ = [
    "Database",
    "Limits",
    "Media",
    "Proxy",
    "Rooms",
    "Section",
    "Settings",
    "Tls",
    "Uploads",
    "WrongSettingsError",
    "load",
    "make_data_dir",
]
