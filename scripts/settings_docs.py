"""Writes docs/settings.md from the settings' own descriptions; `--check` only tells whether it is current."""

from __future__ import annotations

import sys
from pathlib import Path

from sonix.config.catalogue import REQUIRED, Setting, catalogue, sections

_FILE = Path(__file__).parent.parent / "docs" / "settings.md"
_INTRODUCTION = """\
# Settings

<!-- Made by scripts/settings_docs.py from src/sonix/config/settings.py: change it there. -->

Every setting can stand in the environment or in a TOML file; nobody has to set any. The command line wins over the
environment, the environment over the file, the file over the defaults.

- Environment: `SONIX_PORT=9000`, nested ones with two underscores: `SONIX_TLS__PORT=9443`.
  Lists are words between commas.
- File: `./sonix.toml`, or the one that `SONIX_CONFIG` or `--config` names.

```toml
port = 9000
public_url = "https://music.example.org"

[tls]
enabled = false
```

A wrong setting is refused at the start with its name and what is allowed, and so is a name that is not listed here.
`sonix doctor` checks the surroundings.
"""


def main() -> int:
    """Write or check; returns the exit code."""
    text = _document()
    if "--check" not in sys.argv[1:]:
        _FILE.write_text(text, encoding="utf-8")
        return 0
    if _FILE.exists() and _FILE.read_text(encoding="utf-8") == text:
        return 0
    print("docs/settings.md is not current: run scripts/settings_docs.py", file=sys.stderr)
    return 1


def _document() -> str:
    parts = [_INTRODUCTION, _table("General", "", [row for path, row in catalogue().items() if len(path) == 1])]
    for name, section in sections().items():
        about = (section.__doc__ or "").strip()
        rows = [row for path, row in catalogue().items() if path[0] == name and len(path) > 1]
        parts.append(_table(f"`[{name}]`", about, rows))
    return "\n".join(parts)


def _table(title: str, about: str, rows: list[Setting]) -> str:
    lines = [f"## {title}", ""]
    if about:
        lines += [about, ""]
    lines += ["| variable | default | allowed | what for |", "| --- | --- | --- | --- |"]
    lines += [f"| `{row.env}` | {_shown(row.default)} | {row.allowed} | {row.description} |" for row in rows]
    return "\n".join([*lines, ""])


def _shown(default: object) -> str:
    match default:
        case None | ():
            return "none"
        case str() if default == REQUIRED:
            return "(must be set)"
        case "":
            return "empty"
        case bool():
            return f"`{str(default).lower()}`"
        case tuple():
            return f"`{','.join(default)}`"
        case _:
            return f"`{default}`"


if __name__ == "__main__":
    sys.exit(main())
