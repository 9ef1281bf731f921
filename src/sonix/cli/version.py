"""`sonix version`."""

from __future__ import annotations

import sonix


def version() -> None:
    """Print the version."""
    print(f"Sonix {sonix.__version__}")
