"""The settings in force, as administrators may see them: every name, its value and where it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from pydantic import SecretStr

from sonix.admin.schemas import SettingInForce
from sonix.config import Settings
from sonix.config.catalogue import ANY_NAME, catalogue

STARS = "********"
_PASSWORD_IN_QUERY = re.compile(r"(?i)((?:password|passwd|pwd|secret|token|key)[^=&]*=)[^&]*")


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
            return ", ".join(str(part) for part in value)
        case _:
            return _without_password(str(value))


def _without_password(text: str) -> str:
    """An address keeps everything but the password in it."""
    if "://" not in text:
        return text
    try:
        password = urlsplit(text).password
    except ValueError:
        return STARS
    scheme, _, rest = text.partition("://")
    if password is not None:
        credentials, _, place = rest.rpartition("@")
        rest = f"{credentials.partition(':')[0]}:{STARS}@{place}"
    head, mark, query = rest.partition("?")
    return f"{scheme}://{head}{mark}" + _PASSWORD_IN_QUERY.sub(r"\g<1>" + STARS, query)
