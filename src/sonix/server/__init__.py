"""Runs the application: one app and one loop behind an http and an https port, and says where it can be reached."""

from __future__ import annotations

from sonix.config import Settings


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl+C, then close every connection in good order.

    Raises:
        SonixError: it could not start; the message says why and what to do.
    """
    from sonix.server.run import run  # `sonix.tls` needs this package's addresses: no import both ways

    run(settings)
