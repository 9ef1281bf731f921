"""Which certificate the https port uses, and the SSL context made of it."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path

from sonix.config import Settings
from sonix.core.errors import SonixError
from sonix.tls.leaf import ensure_leaf


@dataclass(frozen=True)
class CertificateFiles:
    """PEM files. `own` says that Sonix's authority signed them, `renewed` that this call issued them."""

    chain: Path
    key: Path
    own: bool
    renewed: bool


def certificate_files(settings: Settings) -> CertificateFiles:
    """The given files when there are any, else a leaf of Sonix's own authority."""
    if settings.tls.cert_file and settings.tls.key_file:
        return CertificateFiles(settings.tls.cert_file, settings.tls.key_file, own=False, renewed=False)
    chain, key, renewed = ensure_leaf(settings.data_dir)
    return CertificateFiles(chain, key, own=True, renewed=renewed)


def server_context(files: CertificateFiles) -> ssl.SSLContext:
    """A context for listening; load the chain again to change the certificate of later connections.

    Raises:
        SonixError: the files are missing, unreadable or do not belong together.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(files.chain, files.key)
    except OSError as wrong:
        raise SonixError(
            "bad_certificate",
            f"The certificate {files.chain} with the key {files.key} can't be used: {wrong.strerror or wrong}.",
            status=500,
        ) from wrong
    return context


class CertificateWatch:
    """Keeps a listening context's certificate current: our own is issued anew when it has to be, given files are read
    again once somebody has replaced them.
    """

    def __init__(self, settings: Settings, files: CertificateFiles, context: ssl.SSLContext) -> None:
        self._settings = settings
        self._context = context
        self._stamp = _stamp(files)

    def look(self) -> bool:
        """Load the files anew if they have changed; True when so. Blocks.

        Raises:
            SonixError: what is there now can't be used; the context keeps what it has, the next look tries again.
            OSError: the files can't be looked at.
        """
        files = certificate_files(self._settings)
        stamp = _stamp(files)
        if stamp == self._stamp:
            return False
        server_context(files)  # halves that do not belong together yet would spoil the context in use
        self._context.load_cert_chain(files.chain, files.key)
        self._stamp = stamp
        return True


def _stamp(files: CertificateFiles) -> tuple[int, ...]:
    found = [file.stat() for file in (files.chain, files.key)]
    return tuple(part for one in found for part in (one.st_mtime_ns, one.st_size, one.st_ino))
