"""Why a file was not taken, in words for people and in codes for programs."""

from __future__ import annotations

from sonix.core.errors import SonixError


class MediaRefused(SonixError):  # noqa: N818 - named like the answer people get
    """The file itself is the reason: trying the same file again ends the same way. Codes: docs/media.md."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message, status=422, retryable=False)


class MediaFailed(SonixError):  # noqa: N818 - named like the answer people get
    """The work was cut short and says nothing about the file: the same request may succeed later."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message, status=503, retryable=True)
