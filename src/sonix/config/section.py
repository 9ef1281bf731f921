"""What sections of the settings are made of."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, SecretStr, model_validator

MAX_SECRET_BYTES = 65_536


def split_words(value: object) -> object:
    """An environment variable holds a list as words between commas."""
    if isinstance(value, str):
        return tuple(word.strip() for word in value.split(",") if word.strip())
    return value


Words = Annotated[tuple[str, ...], BeforeValidator(split_words)]


def check_origin(url: str) -> None:
    """Raises ValueError unless `url` is a scheme and a host, and a port if need be; nobody's password belongs there."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
        raise ValueError("no web address")
    if "@" in parts.netloc or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError("more than a web address")


def check_address(url: str) -> None:
    """Raises ValueError unless `url` is a web address without a password or a query."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or parts.query:
        raise ValueError("no web address")


class Section(BaseModel):
    """A group of settings; an unknown name in it is an error, so that a typing error never passes silently."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SecretSection(Section):
    """A section with secrets: `x` as such (from the environment), or `x_file`, the file that holds it."""

    @model_validator(mode="after")
    def _one_source_each(self) -> Self:
        for name in type(self).model_fields:
            if f"{name}_file" in type(self).model_fields and getattr(self, name) and getattr(self, f"{name}_file"):
                raise ValueError(f"{name} and {name}_file are two ways to say the same: set one of them.")
        return self

    def secret(self, name: str) -> str | None:
        """The secret `name`, wherever it is kept; None when it is not set.

        Raises:
            OSError: its file can't be read.
        """
        said: SecretStr | None = getattr(self, name)
        if said is not None:
            return said.get_secret_value()
        file: Path | None = getattr(self, f"{name}_file")
        if file is None:
            return None
        with file.open("rb") as content:
            return content.read(MAX_SECRET_BYTES).decode().strip()
