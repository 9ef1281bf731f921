"""What letters say. Nothing in them was written by a stranger: nobody can send others a message of theirs by us."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """Subject and body."""

    subject: str
    body: str


def _letter(subject: str, *paragraphs: str) -> Text:
    return Text(subject, "\n\n".join(paragraphs) + "\n")


def welcome(instance: str, link: str) -> Text:
    """To a new address: the account is made when the link is opened."""
    return _letter(
        f"Your account at {instance}",
        f"Open this link to finish your account at {instance}. It works once, within a day:",
        link,
        "If you did not ask for an account, do not open it: nothing will be made.",
    )


def known_already(instance: str, link: str) -> Text:
    """To an address that has an account, when one was asked for with it."""
    return _letter(
        f"You have an account at {instance}",
        f"Somebody, most likely you, asked for an account at {instance} with this address. It has one already: sign in "
        "with it. If you have forgotten the password, choose a new one here. The link works once, within an hour:",
        link,
        "If it was not you, there is nothing to do.",
    )


def reset(instance: str, link: str) -> Text:
    """To whoever has forgotten their password."""
    return _letter(
        f"A new password for {instance}",
        f"Choose a new password for your account at {instance} here. The link works once, within an hour, and signs "
        "you out everywhere else:",
        link,
        "If you did not ask for it, there is nothing to do: your password stays as it is.",
    )


def new_address(instance: str, link: str) -> Text:
    """To the new address of an account."""
    return _letter(
        f"Your new address at {instance}",
        f"Open this link to use this address for your account at {instance}. It works once, within a day:",
        link,
        "If you did not ask for it, do not open it.",
    )


def address_taken(instance: str) -> Text:
    """To an address that has an account, when somebody wanted to move theirs to it."""
    return _letter(
        f"Your address at {instance}",
        f"Somebody signed in at {instance} wanted to use this address for their account. It belongs to yours already, "
        "so nothing has changed, and they were not told why.",
    )


def address_changed(instance: str) -> Text:
    """To the address an account had until now."""
    return _letter(
        f"Your address at {instance} was changed",
        f"Your account at {instance} has another address now; this one is no longer used for it.",
        "If that was not you, tell whoever runs it at once: they can give your account back to you.",
    )


def password_changed(instance: str) -> Text:
    """After every change of a password."""
    return _letter(
        f"Your password at {instance} was changed",
        f"The password of your account at {instance} has just been changed, and you are signed out everywhere else.",
        "If that was not you, choose a new one at once with “Forgotten your password?” on the sign-in page.",
    )


def passkey_added(instance: str) -> Text:
    """After every new passkey."""
    return _letter(
        f"A new passkey at {instance}",
        f"A passkey was added to your account at {instance}: whoever has that device can sign in with it.",
        "If that was not you, remove it on the page of your account and change your password.",
    )
