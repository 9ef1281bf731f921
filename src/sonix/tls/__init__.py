"""Https in a house without a public name: a certificate authority of Sonix's own, and the leaf it signs.

Phones play sound in step only on a secure page (AudioWorklet, WebCodecs), and no public authority signs a LAN address.
"""

from __future__ import annotations

from sonix.tls.authority import ca_certificate
from sonix.tls.context import CertificateFiles, CertificateWatch, certificate_files, server_context

__all__ = ["CertificateFiles", "CertificateWatch", "ca_certificate", "certificate_files", "server_context"]
