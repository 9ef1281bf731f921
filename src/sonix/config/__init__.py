"""Settings: environment over a TOML file over defaults. Listed in docs/settings.md."""

from __future__ import annotations

from sonix.config.data_dir import make_data_dir
from sonix.config.load import WrongSettingsError, load
from sonix.config.section import Section
from sonix.config.sections_people import Accounts, Firebase, Mail, Oidc, Supabase
from sonix.config.sections_rooms import Directory
from sonix.config.sections_storage import Quotas, StorageSettings
from sonix.config.settings import Database, Limits, Media, Proxy, Rooms, Settings, Tls, Uploads

__all__ = [
    "Accounts",
    "Database",
    "Directory",
    "Firebase",
    "Limits",
    "Mail",
    "Media",
    "Oidc",
    "Proxy",
    "Quotas",
    "Rooms",
    "Section",
    "Settings",
    "StorageSettings",
    "Supabase",
    "Tls",
    "Uploads",
    "WrongSettingsError",
    "load",
    "make_data_dir",
]
