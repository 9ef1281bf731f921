"""Puts the running instance together: ports, certificate, application, greeting, first-run music."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager

import structlog

from sonix import logging
from sonix.accounts.users import issue_admin_token
from sonix.config import Settings
from sonix.config.in_use import serving
from sonix.core.errors import SonixError
from sonix.server.addresses import look_up
from sonix.server.connections import allow_many_files
from sonix.server.demo_music import first_music
from sonix.server.greeting import greeting
from sonix.server.listener import TwoPortServer, uvicorn_config
from sonix.server.ports import Ports, open_ports
from sonix.tls import CertificateFiles, CertificateWatch, certificate_files, server_context
from sonix.web.app import create_app
from sonix.web.services import Services

_CERTIFICATE_CHECK_S = 60
_log = structlog.stdlib.get_logger("sonix.server")


def run(settings: Settings) -> None:
    """Serve in a loop of our own until told to stop."""
    logging.configure(settings)
    allow_many_files()
    ports, settings = open_ports(settings)
    try:
        with serving(settings), asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(_serve(settings, ports))
    finally:
        ports.close()


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop where there is one; the standard loop works just as well, only slower."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


async def _serve(settings: Settings, ports: Ports) -> None:
    """Everything that is undone at the stop is undone in the reverse order of its start."""
    files, context = None, None
    if ports.secure is not None:
        files = await asyncio.to_thread(certificate_files, settings)
        context = server_context(files)
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        services: Services = app.state.services
        server = TwoPortServer(
            uvicorn_config(logging.RequestLog(app), settings),
            settings,
            ports.with_context(context),
            services.say_goodbye,
            services.clock.now_us,
        )
        async with _beside(_greet(server, services, ports.notice), _renew(settings, files, context)):
            await server.serve()


@asynccontextmanager
async def _beside(*work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Run coroutines next to the body; they end with it. One that breaks is logged and takes nothing with it."""
    tasks = [asyncio.create_task(_alone(one)) for one in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _alone(work: Coroutine[None, None, None]) -> None:
    try:
        await work
    except Exception:
        _log.exception("background work broke")


async def _greet(server: TwoPortServer, services: Services, notice: str | None) -> None:
    """Say where Sonix can be reached once it can, then see to the music of the first start."""
    await server.ready.wait()
    admin_token = await issue_admin_token(services.database)
    print(greeting(await look_up(services.settings), admin_token, notice), flush=True)
    try:
        brought = await first_music(services)
    except SonixError as wrong:
        _log.warning("no demo music", reason=wrong.message)
    else:
        if brought is not None:
            print(f"Demo music is ready: {brought.done} tracks in the library.", flush=True)


async def _renew(settings: Settings, files: CertificateFiles | None, context: ssl.SSLContext | None) -> None:
    """A laptop that changes its network, or a renewed certificate given to us, takes effect without a restart."""
    if files is None or context is None:
        return
    watch = CertificateWatch(settings, files, context)
    while True:
        await asyncio.sleep(_CERTIFICATE_CHECK_S)
        try:
            if await asyncio.to_thread(watch.look):
                _log.info("certificate renewed", secure=(await look_up(settings)).secure)
        except (OSError, SonixError) as wrong:
            _log.warning("certificate not renewed", reason=str(wrong))
