"""The certificate the https port shows: short-lived, re-issued when addresses change or its end comes near."""

from __future__ import annotations

import datetime as dt
import ipaddress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from sonix.tls.authority import Authority, key_bytes, leaf_key_usage, load_or_make, now, tls_folder, write_secret
from sonix.tls.names import Names, host_names

_LEAF_LIFE = dt.timedelta(days=396)
"""Apple refuses leaves of more than 398 days."""
_RENEW_BEFORE = dt.timedelta(days=30)
_CLOCK_SLACK = dt.timedelta(days=1)


def ensure_leaf(data_dir: Path) -> tuple[Path, Path, bool]:
    """Certificate chain and key files that fit this machine now, and whether they had to be issued anew."""
    authority = load_or_make(data_dir)
    folder = tls_folder(data_dir)
    chain_file, key_file = folder / "server.crt", folder / "server.key"
    wanted = _alternative_names(authority, host_names())
    if chain_file.exists() and key_file.exists() and _still_fits(chain_file, key_file, authority, wanted):
        return chain_file, key_file, False
    _issue(authority, wanted, chain_file, key_file)
    return chain_file, key_file, True


def _still_fits(chain_file: Path, key_file: Path, authority: Authority, wanted: list[x509.GeneralName]) -> bool:
    try:
        leaf = x509.load_pem_x509_certificate(chain_file.read_bytes())
        key = serialization.load_pem_private_key(key_file.read_bytes(), password=None)
    except ValueError:  # damaged
        return False
    if key.public_key() != leaf.public_key():  # the process was killed after it had written one of the two
        return False
    if leaf.not_valid_after_utc - _RENEW_BEFORE < now():
        return False
    try:
        leaf.verify_directly_issued_by(authority.certificate)
    except Exception:  # the library names several kinds; each means that another authority signed it
        return False
    return set(wanted) <= set(leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value)


def _alternative_names(authority: Authority, names: Names) -> list[x509.GeneralName]:
    every: list[x509.GeneralName] = [x509.DNSName(domain) for domain in names.domains]
    every += [x509.IPAddress(ipaddress.ip_address(address)) for address in names.addresses]
    return [name for name in every if authority.allows(name)]


def _issue(authority: Authority, names: list[x509.GeneralName], chain_file: Path, key_file: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    authority_id = authority.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    leaf = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Sonix")]))
        .issuer_name(authority.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - _CLOCK_SLACK)
        .not_valid_after(min(now() + _LEAF_LIFE - _CLOCK_SLACK, authority.certificate.not_valid_after_utc))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(leaf_key_usage(), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(authority_id), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(authority.key, hashes.SHA256())
    )
    chain = leaf.public_bytes(serialization.Encoding.PEM)
    chain += authority.certificate.public_bytes(serialization.Encoding.PEM)
    write_secret(key_file, key_bytes(key))
    write_secret(chain_file, chain)
