"""The certificate authority people install on their devices once.

Its names are constrained to what a home network can be (private addresses, `.local`, this machine's own names), so that
a stolen key can't impersonate a bank. The constraint is not marked critical: every current verifier honours it, and a
device that doesn't know it can still install the certificate.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import ipaddress
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sonix.tls.names import Names, host_names

_CA_LIFE = dt.timedelta(days=3650)
_CLOCK_SLACK = dt.timedelta(days=1)
_NETWORKS = (
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "127.0.0.0/8",
    "100.64.0.0/10",
    "::1/128",
    "fc00::/7",
)
_DOMAINS = ("local", "localhost", "lan", "home.arpa", "internal")


@dataclass(frozen=True)
class Authority:
    """The certificate and key that sign leaves."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    def allows(self, name: x509.GeneralName) -> bool:
        """Whether the name constraints let a leaf carry this name; a leaf with any other would be refused whole."""
        constraints = self.certificate.extensions.get_extension_for_class(x509.NameConstraints).value
        permitted = constraints.permitted_subtrees or ()
        if isinstance(name, x509.IPAddress):
            networks = [ipaddress.ip_network(str(tree.value)) for tree in permitted if isinstance(tree, x509.IPAddress)]
            return any(ipaddress.ip_address(str(name.value)) in network for network in networks)
        domains = [tree.value for tree in permitted if isinstance(tree, x509.DNSName)]
        return any(name.value == domain or str(name.value).endswith(f".{domain}") for domain in domains)


def ca_certificate(data_dir: Path) -> bytes:
    """The authority's certificate as PEM, made when there is none yet: what people install on their devices."""
    return load_or_make(data_dir).certificate.public_bytes(serialization.Encoding.PEM)


def load_or_make(data_dir: Path) -> Authority:
    """The authority of this data folder. The key never leaves `tls/`, readable by its owner only."""
    folder = tls_folder(data_dir)
    certificate_file, key_file = folder / "ca.crt", folder / "ca.key"
    if certificate_file.exists() and key_file.exists():
        key = serialization.load_pem_private_key(key_file.read_bytes(), password=None)
        certificate = x509.load_pem_x509_certificate(certificate_file.read_bytes())
        # Both are written one after the other: a kill between the two leaves a key that signs for nobody.
        belong_together = key.public_key() == certificate.public_key()
        if isinstance(key, ec.EllipticCurvePrivateKey) and belong_together and certificate.not_valid_after_utc > now():
            return Authority(certificate, key)
    authority = _make(host_names())
    write_secret(key_file, key_bytes(authority.key))
    write_secret(certificate_file, authority.certificate.public_bytes(serialization.Encoding.PEM))
    return authority


def _make(names: Names) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Sonix"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Sonix at {names.host}"[:64]),
        ]
    )
    identity = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - _CLOCK_SLACK)
        .not_valid_after(now() + _CA_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
        .add_extension(identity, critical=False)
        .add_extension(x509.NameConstraints(_permitted(names), None), critical=False)
        .sign(key, hashes.SHA256())
    )
    return Authority(certificate, key)


def _permitted(names: Names) -> list[x509.GeneralName]:
    own = [str(ipaddress.ip_network(address)) for address in names.addresses]
    networks = dict.fromkeys((*_NETWORKS, *own))
    domains = dict.fromkeys((*_DOMAINS, *names.domains))
    return [
        *(x509.IPAddress(ipaddress.ip_network(network)) for network in networks),
        *(x509.DNSName(domain) for domain in domains),
    ]


def leaf_key_usage() -> x509.KeyUsage:
    """What a server's own key is for."""
    return _key_usage(signs_certificates=False)


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def tls_folder(data_dir: Path) -> Path:
    """`tls/` in the data folder, closed to other users of the machine."""
    folder = data_dir / "tls"
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(PermissionError):  # exFAT knows no modes
        folder.chmod(0o700)
    return folder


def key_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    """A private key as unencrypted PKCS #8 PEM."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def write_secret(file: Path, content: bytes) -> None:
    """Write a file that is never, not even for a moment, readable by others or half-written."""
    draft = file.with_suffix(file.suffix + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(content)
    draft.replace(file)


def now() -> dt.datetime:
    """Certificates are about calendar time, in UTC."""
    return dt.datetime.now(dt.UTC)
