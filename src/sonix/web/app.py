"""The app factory: one FastAPI application, its services built once in the lifespan."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI

import sonix
from sonix.accounts import email_endpoints, passkey_endpoints, password_endpoints, registration_endpoints
from sonix.accounts import endpoints as accounts
from sonix.accounts import session_endpoints as sessions
from sonix.accounts.providers import endpoints as providers
from sonix.accounts.providers import oidc_endpoints as oidc
from sonix.admin import endpoints as administration
from sonix.admin import user_endpoints as administration_users
from sonix.airtime import endpoints as airtime
from sonix.chat import endpoints as chat
from sonix.config import Settings
from sonix.leaving import endpoints as leaving
from sonix.library import endpoints as library
from sonix.library import upload_endpoints as uploads
from sonix.listings import endpoints as listings
from sonix.live.endpoint import socket_endpoint
from sonix.lyrics import endpoints as lyrics
from sonix.moderation import endpoints as moderation
from sonix.playlists import endpoints as playlists
from sonix.playlists import file_endpoints as playlist_files
from sonix.playlists import sharing_endpoints as playlist_sharing
from sonix.push import endpoints as push
from sonix.scrobbling import endpoints as scrobbling
from sonix.statistics import endpoints as statistics
from sonix.web import client, docs_page, health, instance, media, rooms
from sonix.web.body_limit import BodyLimit
from sonix.web.description import DescribedApp
from sonix.web.errors import PROBLEM_RESPONSES, install_error_mapping
from sonix.web.headers import SecurityHeaders
from sonix.web.known_hosts import KnownHosts
from sonix.web.services import build_services

DESCRIPTION = (
    "Rooms, library and uploads of one Sonix instance. "
    "Send `Authorization: Bearer TOKEN` with the `access` of `POST /api/guests` or of a sign-in. "
    "Errors are problem documents (RFC 9457) with a stable `code`."
)


def create_app(settings: Settings, static_dir: Path = client.STATIC) -> FastAPI:
    """The whole instance as an ASGI application; nothing is opened before its lifespan starts."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        services = build_services(settings)
        app.state.services = services
        async with services.serve():
            yield

    app = DescribedApp(
        title="Sonix",
        version=sonix.__version__,
        description=DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        redirect_slashes=False,
        responses=PROBLEM_RESPONSES,
    )
    app.state.static_dir = static_dir
    install_error_mapping(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(KnownHosts, settings=settings)
    app.add_middleware(SecurityHeaders, settings=settings)
    app.add_api_websocket_route("/api/socket", socket_endpoint)
    signing_in = (sessions, password_endpoints, passkey_endpoints, providers, oidc)
    mine = (accounts, registration_endpoints, email_endpoints)
    music = (library, lyrics, uploads, media)
    for part in (*mine, *signing_in, instance, rooms, airtime, chat, *music, health, docs_page):
        app.include_router(part.router)
    kept = (playlists, playlist_sharing, playlist_files)
    told = (push, scrobbling, listings, statistics, moderation)
    for part in (administration, administration_users, leaving, *told, *kept):
        app.include_router(part.router)
    app.include_router(client.router)  # last: it takes every address that is left
    return app
