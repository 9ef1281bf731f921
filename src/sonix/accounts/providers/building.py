"""The providers that the settings name, put together."""

from __future__ import annotations

from dataclasses import dataclass

from sonix.accounts.merging import Merging
from sonix.accounts.people import People
from sonix.accounts.providers.entering import Entrance
from sonix.accounts.providers.firebase import Firebase, is_emulated
from sonix.accounts.providers.identities import Identities
from sonix.accounts.providers.oidc import OidcProvider
from sonix.accounts.providers.oidc_flow import OidcTrips
from sonix.accounts.providers.supabase import Supabase
from sonix.config import Settings
from sonix.core.errors import SonixError
from sonix.db.engine import Database
from sonix.web.outbound import Outbound


@dataclass
class Providers:
    """Ways in that others vouch for. None, or not among `oidc`: not set up."""

    firebase: Firebase | None
    supabase: Supabase | None
    oidc: dict[str, OidcProvider]
    trips: OidcTrips
    entrance: Entrance
    identities: Identities
    outbound: Outbound


def build_providers(settings: Settings, database: Database, people: People, merging: Merging) -> Providers:
    """Put them together. Asks nobody anything before somebody signs in.

    Raises:
        SonixError: `emulator_refused`, `bad_supabase_secret`, `unreadable_secret`.
    """
    outbound = Outbound(allow_private=settings.accounts.private_providers)
    try:
        return Providers(
            firebase=_firebase(settings, outbound),
            supabase=_supabase(settings, outbound),
            oidc={name: OidcProvider(name, section, outbound) for name, section in settings.oidc.items()},
            trips=OidcTrips(database),
            entrance=Entrance(database, settings.accounts, merging, people.sessions),
            identities=Identities(database, settings),
            outbound=outbound,
        )
    except (OSError, UnicodeDecodeError) as error:
        text = f"A file with a secret of a sign-in provider can't be read: {error}."
        raise SonixError("unreadable_secret", text, status=500) from error


def _firebase(settings: Settings, outbound: Outbound) -> Firebase | None:
    emulated = is_emulated(settings)
    project = settings.firebase.project
    return None if project is None else Firebase(project, outbound, emulated=emulated)


def _supabase(settings: Settings, outbound: Outbound) -> Supabase | None:
    section = settings.supabase
    if section.url is None:
        return None
    return Supabase(section.url, outbound, anon_key=section.anon_key, secret=section.secret("jwt_secret"))
