"""`sonix serve`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from sonix.cli.options import ConfigFile, DataDir, settings_from
from sonix.config import make_data_dir


def serve(
    *,
    host: Annotated[str | None, Parameter(help="Address to listen on.")] = None,
    port: Annotated[int | None, Parameter(help="Port of http.")] = None,
    data_dir: DataDir = None,
    config: ConfigFile = None,
    cert_file: Annotated[Path | None, Parameter(help="PEM certificate chain for https.")] = None,
    key_file: Annotated[Path | None, Parameter(help="PEM private key for https.")] = None,
    behind_proxy: Annotated[
        bool | None,
        Parameter(negative=(), help="Believe forwarded headers, only from the addresses in SONIX_PROXY__TRUSTED."),
    ] = None,
) -> None:
    """Serve Sonix until it is stopped with Ctrl+C."""
    settings = settings_from(
        config,
        {
            "host": host,
            "port": port,
            "data_dir": data_dir,
            "tls": {"cert_file": cert_file, "key_file": key_file},
            "proxy": {"behind": behind_proxy},
        },
    )
    make_data_dir(settings)
    from sonix import server  # after the settings: a wrong one is refused at once

    server.serve(settings)
