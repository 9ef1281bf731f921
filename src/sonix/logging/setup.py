"""structlog over the standard library's logging, so that libraries' lines pass the same way as ours.

Ids travel as context variables: whoever binds `request_id`, `room` or `member` has them on every line until unbound.
"""

from __future__ import annotations

import logging
import sys

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from sonix.config import Settings
from sonix.logging.redact import redact_fields, redact_text

_SHARED: tuple[Processor, ...] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.StackInfoRenderer(),
    redact_fields,
)


def configure(settings: Settings, *, quiet: bool = False) -> None:
    """Send every log line of the process to standard error in the form and from the level the settings say.

    `quiet` is for commands that talk to a person: they pass on only what is wrong, unless the level is debug.
    """
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    if quiet and level > logging.DEBUG:
        level = max(level, logging.WARNING)
    console = settings.log_format == "console" or (settings.log_format == "auto" and sys.stderr.isatty())
    stamp = structlog.processors.TimeStamper(fmt="%H:%M:%S" if console else "iso", utc=not console)
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*_SHARED, stamp],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_rendering(console)],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    _quieten(level)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            stamp,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _rendering(console: bool) -> list[Processor]:
    if console:
        return [_Redacted(_console_renderer())]
    return [structlog.processors.format_exc_info, _Redacted(structlog.processors.JSONRenderer(ensure_ascii=False))]


def _console_renderer() -> Processor:
    """Tracebacks without the values of variables: a password or a one-time link may be among them."""
    plain = structlog.dev.plain_traceback
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)


class _Redacted:
    """A renderer whose finished line is searched for secrets: tracebacks and messages of libraries included."""

    def __init__(self, renderer: Processor) -> None:
        self._renderer = renderer

    def __call__(self, logger: WrappedLogger, method: str, event: EventDict) -> str:
        return redact_text(str(self._renderer(logger, method, event)))


def _quieten(level: int) -> None:
    """Libraries speak up when something is wrong; their chatter is for debugging."""
    for name in (
        "uvicorn",
        "uvicorn.error",
        "uvicorn.access",
        "asyncio",
        "websockets",
        "watchfiles",
        "PIL",
        "alembic",
        "httpx2",
    ):
        logger = logging.getLogger(name)
        logger.handlers = []
        logger.propagate = True
        logger.setLevel(max(level, logging.WARNING) if level > logging.DEBUG else logging.DEBUG)
    logging.getLogger("uvicorn.access").disabled = True
