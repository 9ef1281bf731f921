#!/usr/bin/env python3
"""Write `web/src/core/protocol.gen.ts` from the Python messages; `--check` only says whether it is current.

The messages are defined once, in `sonix.protocol`. This turns their JSON schema into TypeScript interfaces and
unions told apart by `type`, with field names as on the wire.
"""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, get_args

import msgspec

from sonix.core.room.events import Event
from sonix.core.room.rights import MemberRole, Right, RoleName
from sonix.core.room.state import Audience, LoopMode, Settings
from sonix.protocol.chat import ChatMessage, ChatServerMessage, Emoji
from sonix.protocol.client import Body, Cause, ClientMessage
from sonix.protocol.close import CloseCode
from sonix.protocol.server import PROTOCOL_VERSION, ServerMessage

TARGET = Path(__file__).resolve().parent.parent / "web" / "src" / "core" / "protocol.gen.ts"
UNIONS = {
    "ClientMessage": ClientMessage,
    "ServerMessage": ServerMessage,
    "Event": Event,
    "CommandBody": Body,
    "ChatMessage": ChatMessage,
    "ChatServerMessage": ChatServerMessage,
}
ENUMS = {
    "LoopMode": LoopMode,
    "Audience": Audience,
    "Cause": Cause,
    "RoleName": RoleName,
    "MemberRole": MemberRole,
    "Right": Right,
    "Emoji": Emoji,
}

Schema = Mapping[str, Any]


def main(arguments: list[str]) -> int:
    """Write the file, or with `--check` compare it. The exit code is 1 when it was not current."""
    text = generate()
    if arguments == ["--check"]:
        if TARGET.exists() and TARGET.read_text(encoding="utf-8") == text:
            return 0
        print(f"{TARGET.name} is not current: run scripts/gen_protocol.py", file=sys.stderr)
        return 1
    TARGET.write_text(text, encoding="utf-8")
    print(f"wrote {TARGET}")
    return 0


def generate() -> str:
    """The whole TypeScript file."""
    _, components = msgspec.json.schema_components((ClientMessage, ServerMessage), ref_template="{name}")
    _, sent_by_server = msgspec.json.schema_components((ServerMessage,), ref_template="{name}")
    parts = [
        "// Written by scripts/gen_protocol.py from the Python messages. Change those, not this.\n",
        f"export const PROTOCOL_VERSION = {PROTOCOL_VERSION};\n",
        _close_codes(),
        *(f"export type {name} = {_literals(get_args(enum))};\n" for name, enum in ENUMS.items()),
        *(_interface(name, schema, complete=name in sent_by_server) for name, schema in components.items()),
        _new_settings(),
        *(_union(name, (member.__name__ for member in get_args(union))) for name, union in UNIONS.items()),
    ]
    return "\n".join(parts)


def _close_codes() -> str:
    lines = "".join(f"  {code.name}: {code.value},\n" for code in CloseCode)
    why = "/** Why the server closes a socket; the range says whether to come back. */"
    return f"{why}\nexport const CloseCode = {{\n{lines}}} as const;\n"


def _new_settings() -> str:
    values = json.dumps(msgspec.to_builtins(Settings()), indent=2)
    return f"/** The settings a room begins with. */\nexport const NEW_SETTINGS: Settings = {values};\n"


def _interface(name: str, schema: Schema, *, complete: bool) -> str:
    """One structure. What the server sends is always complete; what a client sends may leave out what has a default."""
    required = schema.get("required", [])
    fields = "".join(
        f"  {field}{'' if complete or field in required else '?'}: {_type(field_schema)};\n"
        for field, field_schema in schema.get("properties", {}).items()
    )
    return f"{_comment(schema.get('description'))}export interface {name} {{\n{fields}}}\n"


def _comment(description: str | None) -> str:
    if not description:
        return ""
    lines = inspect.cleandoc(description).splitlines()
    if len(lines) == 1:
        return f"/** {lines[0]} */\n"
    return "/**\n" + "".join(f" * {line}".rstrip() + "\n" for line in lines) + " */\n"


def _type(schema: Schema) -> str:
    """The TypeScript type of one JSON schema."""
    if "$ref" in schema:
        return str(schema["$ref"])
    if "anyOf" in schema:
        return _any_of(schema["anyOf"])
    if "enum" in schema:
        return _enum(schema["enum"])
    match schema["type"]:
        case "integer" | "number":
            return "number"
        case "array":
            item = _type(schema["items"])
            return f"readonly ({item})[]" if "|" in item else f"readonly {item}[]"
        case "object":
            return f"Readonly<Record<string, {_type(schema['additionalProperties'])}>>"
        case "string" | "boolean" | "null" as plain:
            return str(plain)
        case unknown:
            raise ValueError(f"no TypeScript type for {unknown!r}")


def _any_of(schemas: list[Schema]) -> str:
    types = [_type(schema) for schema in schemas]
    for name, union in UNIONS.items():
        if set(types) == {member.__name__ for member in get_args(union)}:
            return name
    return " | ".join(types)


def _enum(values: list[str]) -> str:
    """A union of string literals, by its own name where it has one."""
    for name, enum in ENUMS.items():
        if set(values) == set(get_args(enum)):
            return name
    return _literals(values)


def _literals(values: Iterable[str]) -> str:
    return " | ".join(json.dumps(value) for value in values)


def _union(name: str, members: Iterable[str]) -> str:
    lines = "".join(f"\n  | {member}" for member in members)
    return f"export type {name} ={lines};\n"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
