"""Keeps secrets out of the log, whoever wrote the line: by the name of the field and by the look of the text."""

from __future__ import annotations

import re

from structlog.typing import EventDict, WrappedLogger

HIDDEN = "[hidden]"
_SECRET_FIELD = re.compile(r"(^|_)(token|secret|password|authorization|cookie|signature|key)$")
_SECRET_TEXT = (
    (re.compile(r"eyJ[\w-]{5,}\.[\w-]+\.[\w-]+"), HIDDEN),
    (re.compile(r"(?i)(bearer\s+)[\w.~+/=-]+"), rf"\g<1>{HIDDEN}"),
    (re.compile(r"([?&](?:s|token|signature|code|state)=)[^&\s\"']+"), rf"\g<1>{HIDDEN}"),
    (re.compile(r"(#(?:admin|verify|token|invitation|carry)=)[\w-]+"), rf"\g<1>{HIDDEN}"),
    (re.compile(r"(\w+://[^/\s:@]+:)[^@\s/]+(?=@)"), rf"\g<1>{HIDDEN}"),
)


def redact_fields(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """structlog processor: hides the values of fields that are named like secrets."""
    for name in event:
        if _SECRET_FIELD.search(name):
            event[name] = HIDDEN
    return event


def redact_text(line: str) -> str:
    """A finished log line without JWTs, bearer tokens, media signatures, admin links and database passwords."""
    for pattern, replacement in _SECRET_TEXT:
        line = pattern.sub(replacement, line)
    return line
