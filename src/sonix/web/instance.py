"""`/api/instance`, `/api/suggestions`, `/ca.crt`: what a page asks before anybody has a name."""

from __future__ import annotations

import os

import anyio.to_thread
from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import Response

import sonix
from sonix.config import Settings
from sonix.config.sections_people import FirebaseWay
from sonix.protocol.server import PROTOCOL_VERSION
from sonix.tls import ca_certificate
from sonix.web import names
from sonix.web.dependencies import ServicesDep
from sonix.web.media import not_found

router = APIRouter(tags=["instance"])


class UploadRules(BaseModel):
    """Who may upload, and how much at once."""

    who: str
    max_bytes: int
    max_seconds: int


class Provider(BaseModel):
    """A sign-in elsewhere; `name` is its place in the address, `label` what the button says."""

    name: str
    label: str


class FirebaseOut(BaseModel):
    """What the Firebase client needs. All of it is public."""

    project: str
    api_key: str
    auth_domain: str
    ways: list[FirebaseWay]
    emulator_url: str | None


class SupabaseOut(BaseModel):
    """What the Supabase client needs. All of it is public."""

    url: str
    anon_key: str


class SignIn(BaseModel):
    """The ways in."""

    registration: str
    guests: bool
    mail: bool
    passkeys: bool
    oidc: list[Provider]
    firebase: FirebaseOut | None
    supabase: SupabaseOut | None
    min_password_chars: int


class Instance(BaseModel):
    """What this instance is.

    `public_url` is what links carry; `lan_only`: it works only in this network, `only_here`: only on this machine.
    `directory`: who may list rooms for everybody, `nobody`, `accounts` or `everyone`.
    """

    name: str
    version: str
    protocol: int
    public_url: str
    https_url: str | None
    lan_only: bool
    only_here: bool
    uploads: UploadRules
    directory: str
    sign_in: SignIn


class Suggestions(BaseModel):
    """Names to start with."""

    guest_name: str
    room_name: str


@router.get("/api/instance")
async def read_instance(services: ServicesDep) -> Instance:
    """Name, addresses and rules of this instance."""
    settings = services.settings
    known = await services.addresses.get()
    uploads = settings.uploads
    return Instance(
        name=settings.name,
        version=sonix.__version__,
        protocol=PROTOCOL_VERSION,
        public_url=known.public,
        https_url=known.secure,
        lan_only=known.lan_only,
        only_here=known.only_here,
        uploads=UploadRules(who=uploads.who, max_bytes=uploads.max_bytes, max_seconds=uploads.max_seconds),
        directory=settings.directory.who,
        sign_in=ways_in(settings),
    )


def ways_in(settings: Settings) -> SignIn:
    """The ways in that these settings open."""
    return SignIn(
        registration=settings.accounts.registration,
        guests=settings.accounts.guests,
        mail=settings.mail.url is not None,
        passkeys=True,
        oidc=[Provider(name=name, label=provider.label or name) for name, provider in settings.oidc.items()],
        firebase=_firebase(settings),
        supabase=_supabase(settings),
        min_password_chars=settings.accounts.min_password_chars,
    )


def _firebase(settings: Settings) -> FirebaseOut | None:
    firebase = settings.firebase
    if firebase.project is None or firebase.api_key is None:
        return None
    emulator = os.environ.get("FIREBASE_AUTH_EMULATOR_HOST")
    return FirebaseOut(
        project=firebase.project,
        api_key=firebase.api_key,
        auth_domain=firebase.auth_domain or f"{firebase.project}.firebaseapp.com",
        ways=list(firebase.ways),
        emulator_url=f"http://{emulator}" if emulator else None,
    )


def _supabase(settings: Settings) -> SupabaseOut | None:
    supabase = settings.supabase
    if supabase.url is None or supabase.anon_key is None:
        return None
    return SupabaseOut(url=supabase.url, anon_key=supabase.anon_key)


@router.get("/api/suggestions")
async def read_suggestions() -> Suggestions:
    """A name for a guest and one for a room, new at every request."""
    return Suggestions(guest_name=names.guest_name(), room_name=names.room_name())


@router.get("/ca.crt", include_in_schema=False)
async def read_ca_certificate(services: ServicesDep) -> Response:
    """The certificate authority to install on a device; none when the certificate comes from elsewhere."""
    tls = services.settings.tls
    if not tls.enabled or tls.cert_file is not None:
        raise not_found()
    data = await anyio.to_thread.run_sync(ca_certificate, services.settings.data_dir)
    headers = {"Content-Disposition": 'attachment; filename="sonix-ca.crt"', "Cache-Control": "no-store"}
    return Response(data, media_type="application/x-x509-ca-cert", headers=headers)
