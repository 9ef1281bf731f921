"""Who may make an account, and the mail server that it takes."""

from __future__ import annotations

import asyncio

from aiosmtplib import SMTPException

from sonix.accounts.emails import read_email
from sonix.accounts.mail import sender_of
from sonix.accounts.smtp import MailServer
from sonix.config import Settings
from sonix.core.errors import SonixError
from sonix.doctor.finding import Finding, fail, ok, warn

_PATIENCE_S = 10


def registration(settings: Settings) -> Finding:
    """Without mail nobody can show that an address is theirs, so that `open` is by invitation all the same."""
    if settings.accounts.registration == "open" and settings.mail.url is None:
        advice = "Set SONIX_MAIL__URL, or leave SONIX_ACCOUNTS__REGISTRATION at invitation, which it is in effect."
        return warn("Registration", "open takes mail, and there is none: accounts are by invitation", advice)
    return ok("Registration", settings.accounts.registration)


def mail(settings: Settings) -> Finding:
    """The mail server is really greeted, and signed in to."""
    if settings.mail.url is None:
        return ok("Mail", "none; `sonix users reset` makes links to new passwords")
    sender = sender_of(settings)
    try:
        read_email(sender)
    except SonixError:
        return fail("Mail", f"{sender} is no address to send from", "Set SONIX_MAIL__SENDER.")
    try:
        asyncio.run(asyncio.wait_for(MailServer(settings.mail).greet(), _PATIENCE_S))
    except (SMTPException, OSError, TimeoutError, UnicodeDecodeError) as wrong:
        said = str(wrong) or type(wrong).__name__
        return fail("Mail", f"the mail server does not take us: {said}", "Check SONIX_MAIL__URL and its password.")
    if settings.public_url is None:
        advice = "Set SONIX_PUBLIC_URL: the links in letters are opened on devices that may be anywhere."
        return warn("Mail", f"letters come from {sender}, and their links work in this network only", advice)
    return ok("Mail", f"letters come from {sender}")
