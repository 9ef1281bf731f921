"""The settings in force, as administrators may see them: every name, its value and where it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from pydantic import SecretStr

from sonix.admin.schemas import SettingInForce
from sonix.config import Settings
from sonix.config.catalogue import ANY_NAME, catalogue

STARS = "********"
_SECRET_NAME = re.compile(r"(?i)password|passwd|pwd|passphrase|secret|token|key")


def settings_in_force(settings: Settings) -> list[SettingInForce]:
    """All of them, by name. Of sign-in providers those that are set up."""
    found = [_shown(settings, path) for path in _paths(settings)]
    return sorted(found, key=lambda setting: setting.name)


def _paths(settings: Settings) -> Iterator[tuple[str, ...]]:
    for path in catalogue():
        if ANY_NAME in path:
            yield from ((path[0], name, *path[2:]) for name in getattr(settings, path[0]))
        else:
            yield path


def _shown(settings: Settings, path: tuple[str, ...]) -> SettingInForce:
    value: object = settings
    for part in path:
        value = value[part] if isinstance(value, dict) else getattr(value, part)
    return SettingInForce(name=".".join(path), value=_text(value), source=settings.source_of(path))


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case SecretStr():
            return STARS if value.get_secret_value() else ""
        case bool():
            return "true" if value else "false"
        case tuple():
            return ", ".join(_without_password(str(part)) for part in value)
        case _:
            return _without_password(str(value))


def _without_password(text: str) -> str:
    """An address keeps everything but the password in it, which may hold any character: what a parser would call the
    host, the path or the fragment may still be a part of it. Everything up to the last `@` is taken for it."""
    scheme, mark, rest = text.partition("://")
    if not mark:
        return text
    credentials, at, place = rest.rpartition("@")
    user, colon, _ = credentials.partition(":")
    if colon:
        rest = f"{user}:{STARS}{at}{place}"
    head, asked, query = rest.partition("?")
    return f"{scheme}://{head}{asked}{'&'.join(map(_without_secret, query.split('&')))}"


def _without_secret(parameter: str) -> str:
    name, equals, _ = parameter.partition("=")
    return f"{name}={STARS}" if equals and _SECRET_NAME.search(unquote(name)) else parameter
