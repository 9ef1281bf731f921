"""Every setting as a row: its names, what it is for and what it may be. Docs and refusals are made of these rows."""

from __future__ import annotations

import types
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, MaxLen
from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from sonix.config.section import Section
from sonix.config.settings import Settings

ANY_NAME = "*"
REQUIRED = "required"


@dataclass(frozen=True)
class Setting:
    """One setting. `path` is its place in the TOML file, such as `("tls", "port")`."""

    path: tuple[str, ...]
    description: str
    default: object
    allowed: str

    @property
    def env(self) -> str:
        """The environment variable, such as SONIX_TLS__PORT."""
        return "SONIX_" + "__".join(self.path).upper()

    @property
    def toml(self) -> str:
        """The dotted name, such as tls.port."""
        return ".".join(self.path)


@cache
def catalogue() -> dict[tuple[str, ...], Setting]:
    """All settings by path, in the order of the models."""
    rows: dict[tuple[str, ...], Setting] = {}
    for name, field in Settings.model_fields.items():
        section = sections().get(name)
        if section is None:
            rows[(name,)] = _setting((name,), field)
            continue
        above = (name, ANY_NAME) if is_named(field) else (name,)
        for inner, inner_field in section.model_fields.items():
            rows[(*above, inner)] = _setting((*above, inner), inner_field)
    return rows


@cache
def sections() -> dict[str, type[Section]]:
    """The groups of settings by name."""
    found: dict[str, type[Section]] = {}
    for name, field in Settings.model_fields.items():
        kind = get_args(field.annotation)[1] if is_named(field) else field.annotation
        if isinstance(kind, type) and issubclass(kind, Section):
            found[name] = kind
    return found


def is_named(field: FieldInfo) -> bool:
    """Whether there may be several groups of this kind, each with a name of the operator's."""
    return get_origin(field.annotation) is dict


def find(path: tuple[str, ...]) -> Setting | None:
    """The setting at a path of somebody's file; a name of theirs in it matches the `*` of the catalogue."""
    if path in catalogue():
        return catalogue()[path]
    general = catalogue().get((path[0], ANY_NAME, *path[2:])) if len(path) == 3 else None
    return None if general is None else replace(general, path=path)


def find_variable(name: str) -> Setting | None:
    """The setting that an environment variable (in capitals) sets."""
    parts = name.removeprefix("SONIX_").lower().split("__")
    return find(tuple(parts))


def _setting(path: tuple[str, ...], field: FieldInfo) -> Setting:
    default = REQUIRED if field.default is PydanticUndefined else field.default
    return Setting(path, field.description or "", default, _allowed(field))


def _allowed(field: FieldInfo) -> str:
    """What a setting may be, as the end of the sentence "… may be"."""
    if isinstance(field.json_schema_extra, dict) and "allowed" in field.json_schema_extra:
        return str(field.json_schema_extra["allowed"])
    kind = _plain(field.annotation)
    if get_origin(kind) is Literal:
        *most, last = (str(choice) for choice in get_args(kind))
        return f"{', '.join(most)} or {last}"
    if kind is bool:
        return "true or false"
    if kind is int or kind is float:
        return ("a whole number" if kind is int else "a number") + _bounds(field.metadata)
    if kind is Path:
        return "a path"
    if kind is SecretStr:
        return "a secret"
    if get_origin(kind) is tuple:
        return "words between commas"
    longest = next((rule.max_length for rule in field.metadata if isinstance(rule, MaxLen)), None)
    return "text" if longest is None else f"text of up to {longest} characters"


def _plain(annotation: Any) -> Any:
    """`X | None` without the None."""
    if get_origin(annotation) in (Union, types.UnionType):
        return next(part for part in get_args(annotation) if part is not type(None))
    return annotation


def _bounds(metadata: list[Any]) -> str:
    low = next((rule.ge for rule in metadata if isinstance(rule, Ge)), None)
    above = next((rule.gt for rule in metadata if isinstance(rule, Gt)), None)
    high = next((rule.le for rule in metadata if isinstance(rule, Le)), None)
    if low is not None and high is not None:
        return f" from {low} to {high}"
    if low is not None:
        return f", {low} or more"
    return f" above {above}" if above is not None else ""
