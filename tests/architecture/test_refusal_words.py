"""Whatever the server refuses to people has words in the catalogue of the page, so that every language can say it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "sonix"
CATALOGUE = ROOT / "web" / "src" / "i18n" / "en" / "refusals.ts"
FOR_WHOEVER_RUNS_IT = {"backup", "cli", "config", "db", "doctor", "server", "tls", "storage"}
"""Packages that speak on the command line and in the log."""
NOT_SHOWN = {
    "bad_range": "asked for by players, which ask again",
    "bad_secret_key": "stops the start",
    "bad_supabase_secret": "stops the start",
    "client_gone": "nobody is there any more",
    "emulator_refused": "stops the start",
    "gone": "nobody is there any more",
    "mail_lost": "for the log",
    "no_such_path": "imports are asked for on the command line",
    "not_ready": "for whoever watches the server",
    "unreadable_secret": "stops the start",
    "unwanted": "for the log: what is sent to other services goes by itself",
}


def test_every_refusal_has_words_in_the_catalogue() -> None:
    said = set(re.findall(r"^  (\w+):", CATALOGUE.read_text(), re.MULTILINE))
    missing = {
        f"{code} ({path.relative_to(SOURCE)})"
        for path in sorted(SOURCE.rglob("*.py"))
        if path.relative_to(SOURCE).parts[0] not in FOR_WHOEVER_RUNS_IT
        for code in codes(ast.parse(path.read_text()))
        if code not in said and code not in NOT_SHOWN
    }
    assert missing == set()


def codes(tree: ast.Module) -> Iterator[str]:
    """Calls with a code and then a sentence: `SonixError("queue_full", "The queue is full.", …)`."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        for code, sentence in zip(call.args, call.args[1:], strict=False):
            if isinstance(code, ast.Constant) and _is_code(code.value) and _is_sentence(sentence):
                yield str(code.value)


def _is_code(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[a-z][a-z_]+", value) is not None


def _is_sentence(argument: ast.expr) -> bool:
    if isinstance(argument, ast.JoinedStr):
        argument = next((part for part in argument.values if isinstance(part, ast.Constant)), argument)
    if isinstance(argument, ast.Name):
        return argument.id in {"text", "message"}
    text = argument.value if isinstance(argument, ast.Constant) else None
    return isinstance(text, str) and re.match(r"[A-Z“].* ", text) is not None
