"""The app factory: one FastAPI application, its services built once in the lifespan."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

import sonix
from sonix.accounts import endpoints as accounts
from sonix.config import Settings
from sonix.web.errors import install_error_mapping


def create_app(settings: Settings) -> FastAPI:
    """The whole instance as an ASGI application; nothing is opened before its lifespan starts."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        from sonix.web.services import build_services

        services = build_services(settings)
        app.state.services = services
        await services.start()
        try:
            yield
        finally:
            await services.stop()

    app = FastAPI(
        title="Sonix",
        version=sonix.__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    install_error_mapping(app)
    app.include_router(accounts.router)
    return app
