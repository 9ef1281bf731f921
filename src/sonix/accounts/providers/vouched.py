"""What a provider says of somebody, once its word has been checked, and the one answer to a word that is no good."""

from __future__ import annotations

from dataclasses import dataclass

from sonix.core.errors import SonixError

MAX_SUBJECT_CHARS = 255
MAX_NAME_CHARS = 200
MAX_EMAIL_CHARS = 254


@dataclass(frozen=True)
class Vouched:
    """Who somebody is at `provider` (`firebase`, `supabase`, `oidc:<name>`).

    `email_verified` is true only on the provider's own word: nothing its users can write counts. `anonymous`: the
    provider made them up a moment ago and knows nothing of them.
    """

    provider: str
    subject: str
    email: str | None = None
    email_verified: bool = False
    name: str | None = None
    anonymous: bool = False


def text_of(value: object, max_chars: int) -> str | None:
    """A claim that should be text; None for anything else, and for what is too long to be meant."""
    return value if isinstance(value, str) and 0 < len(value) <= max_chars else None


def email_of(value: object) -> str | None:
    """A claim that should be an address. Not every database keeps what cannot be printed."""
    text = text_of(value, MAX_EMAIL_CHARS)
    return text if text is not None and text.isprintable() else None


def bad_token() -> SonixError:
    """The one answer to a token that is forged, expired, or meant for somebody else: a forger learns nothing."""
    text = "The other service's word can't be trusted, or is too old. Sign in there again."
    return SonixError("bad_provider_token", text, status=401)


def not_offered() -> SonixError:
    """A way in that this instance does not have."""
    return SonixError("no_such_provider", "This Sonix does not offer this way to sign in.", status=404)
