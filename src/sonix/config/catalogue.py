"""Every setting as a row: its names, what it is for and what it may be. Docs and refusals are made of these rows."""

from __future__ import annotations

import types
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, MaxLen
from pydantic.fields import FieldInfo

from sonix.config.settings import Section, Settings


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
        for inner, inner_field in section.model_fields.items():
            rows[(name, inner)] = _setting((name, inner), inner_field)
    return rows


@cache
def sections() -> dict[str, type[Section]]:
    """The groups of settings by name."""
    found: dict[str, type[Section]] = {}
    for name, field in Settings.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section):
            found[name] = field.annotation
    return found


def _setting(path: tuple[str, ...], field: FieldInfo) -> Setting:
    return Setting(path, field.description or "", field.default, _allowed(field))


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
