"""The one error root, and the refusal every rule of the product answers with.

Both are mapped exactly once: to HTTP problem documents in `sonix.web.errors`, to WebSocket close codes in
`sonix.protocol.close`.
"""

from __future__ import annotations


class SonixError(Exception):
    """Something a caller must be told.

    Attributes:
        code: stable machine-readable name, `snake_case`; clients translate it.
        message: one plain sentence that says what happened and what to do.
        status: the HTTP status it is mapped to.
        retryable: whether the same request may succeed later without being changed.
    """

    def __init__(self, code: str, message: str, *, status: int = 400, retryable: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.retryable = retryable
