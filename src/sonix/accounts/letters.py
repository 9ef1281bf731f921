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


def _with_link(subject: str, what_for: str, life: str, link: str, otherwise: str) -> Text:
    """A letter that asks for something: what the link does, for how long, and what to do who asked for nothing."""
    return _letter(subject, f"{what_for} It works once, within {life}:", link, otherwise)


def _of_change(subject: str, what_happened: str, otherwise: str) -> Text:
    """A letter after the fact, to whoever it may not have been."""
    return _letter(subject, what_happened, f"If that was not you, {otherwise}")


def welcome(instance: str, link: str) -> Text:
    """To a new address: the account is made when the link is opened."""
    what_for = f"Open this link to finish your account at {instance}."
    otherwise = "If you did not ask for an account, do not open it: nothing will be made."
    return _with_link(f"Your account at {instance}", what_for, "a day", link, otherwise)


def known_already(instance: str, link: str) -> Text:
    """To an address that has an account, when one was asked for with it."""
    what_for = (
        f"Somebody, most likely you, asked for an account at {instance} with this address. It has one already: sign in "
        "with it. If you have forgotten the password, choose a new one with this link."
    )
    otherwise = "If it was not you, there is nothing to do."
    return _with_link(f"You have an account at {instance}", what_for, "an hour", link, otherwise)


def reset(instance: str, link: str) -> Text:
    """To whoever has forgotten their password."""
    what_for = (
        f"Choose a new password for your account at {instance} with this link; you are then signed out everywhere else."
    )
    otherwise = "If you did not ask for it, there is nothing to do: your password stays as it is."
    return _with_link(f"A new password for {instance}", what_for, "an hour", link, otherwise)


def new_address(instance: str, link: str) -> Text:
    """To the new address of an account."""
    what_for = f"Open this link to use this address for your account at {instance}."
    return _with_link(
        f"Your new address at {instance}", what_for, "a day", link, "If you did not ask for it, do not open it."
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
    what_happened = f"Your account at {instance} has another address now; this one is no longer used for it."
    otherwise = "tell whoever runs it at once: they can give your account back to you."
    return _of_change(f"Your address at {instance} was changed", what_happened, otherwise)


def password_changed(instance: str) -> Text:
    """After every change of a password."""
    what_happened = (
        f"The password of your account at {instance} has just been changed, and you are signed out everywhere else."
    )
    otherwise = "choose a new one at once with “Forgotten your password?” on the sign-in page."
    return _of_change(f"Your password at {instance} was changed", what_happened, otherwise)


def passkey_added(instance: str) -> Text:
    """After every new passkey."""
    what_happened = f"A passkey was added to your account at {instance}: whoever has that device can sign in with it."
    otherwise = "remove it on the page of your account and change your password."
    return _of_change(f"A new passkey at {instance}", what_happened, otherwise)
