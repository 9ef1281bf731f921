"""What is printed once Sonix serves: where to go, what to scan, how to become administrator."""

from __future__ import annotations

import io

import segno

import sonix
from sonix.server.addresses import Addresses


def greeting(where: Addresses, admin_token: str | None, notice: str | None) -> str:
    """The whole text. The QR code holds the address that links carry."""
    rows = [("On this machine", where.local)]
    if where.lan:
        rows.append(("In your network", where.lan))
    if where.secure:
        rows.append(("Here, securely" if where.only_here else "Phones, securely", where.secure))
    if not where.lan_only:
        rows.append(("Public address", where.public))
    parts = [f"Sonix {sonix.__version__} is ready.", "\n".join(f"  {label:<18}{url}" for label, url in rows)]
    if notice:
        parts.append(notice)
    if where.only_here:
        parts.append(
            "Links work on this machine only. For other devices, set SONIX_HOST to 0.0.0.0 and connect to a network."
        )
    else:
        parts.append(_qr(where.public) + f"\n  Scan to open {where.public}")
    if admin_token:
        parts.append(f"Become administrator with this link. It works once:\n  {where.public}/#admin={admin_token}")
    if where.lan_only and where.secure:
        page = f"{where.lan or where.local}/install-certificate"
        parts.append(f"A device warns about the certificate? Install it once from:\n  {page}")
    return "\n\n".join(["", *parts, "Stop with Ctrl+C.", ""])


def _qr(url: str) -> str:
    """Half-block characters, dark on light whatever the terminal's colours are."""
    drawn = io.StringIO()
    segno.make(url, error="l", micro=False).terminal(out=drawn, compact=True, border=2)
    return drawn.getvalue().rstrip("\n")
