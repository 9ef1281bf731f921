"""The certificate authority and the leaf it signs."""

from __future__ import annotations

import asyncio
import datetime as dt
import ipaddress
import stat
import threading
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from sonix.config import Settings, Tls
from sonix.core.errors import SonixError
from sonix.server import addresses
from sonix.server.addresses import Addresses, look_up
from sonix.tls import (
    CertificateFiles,
    CertificateWatch,
    authority,
    ca_certificate,
    certificate_files,
    leaf,
    server_context,
)
from sonix.tls.leaf import ensure_leaf
from sonix.tls.names import Names


def _authority(data_dir: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(ca_certificate(data_dir))


def _leaf(data_dir: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(ensure_leaf(data_dir)[0].read_bytes())


def _names(certificate: x509.Certificate) -> x509.SubjectAlternativeName:
    return certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value


def _call_this_machine(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    names = Names("box", ("localhost", "box", "box.local"), ("127.0.0.1", *addresses))
    monkeypatch.setattr(leaf, "host_names", lambda: names)
    monkeypatch.setattr(authority, "host_names", lambda: names)


def test_authority_is_one_that_phones_install(data_dir: Path) -> None:
    certificate = _authority(data_dir)
    constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
    assert constraints.critical
    assert constraints.value.ca
    assert usage.critical
    assert usage.value.key_cert_sign
    assert isinstance(certificate.public_key(), ec.EllipticCurvePublicKey)
    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc > dt.timedelta(days=3600)


def test_authority_stays_the_same(data_dir: Path) -> None:
    assert ca_certificate(data_dir) == ca_certificate(data_dir)


def test_only_the_owner_can_read_the_keys(data_dir: Path) -> None:
    ensure_leaf(data_dir)
    folder = data_dir / "tls"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


def test_leaf_names_this_machine_and_lives_no_longer_than_apple_allows(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _call_this_machine(monkeypatch, "192.168.1.20")
    certificate = _leaf(data_dir)
    assert _names(certificate).get_values_for_type(x509.DNSName) == ["localhost", "box", "box.local"]
    assert ipaddress.ip_address("192.168.1.20") in _names(certificate).get_values_for_type(x509.IPAddress)
    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc <= dt.timedelta(days=397)
    certificate.verify_directly_issued_by(_authority(data_dir))


def test_leaf_is_kept_while_it_fits(data_dir: Path) -> None:
    assert ensure_leaf(data_dir)[2] is True
    assert ensure_leaf(data_dir)[2] is False


def test_a_new_address_gets_a_new_leaf_of_the_same_authority(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _call_this_machine(monkeypatch, "192.168.1.20")
    before = _authority(data_dir)
    _leaf(data_dir)
    _call_this_machine(monkeypatch, "10.0.0.7")
    assert ipaddress.ip_address("10.0.0.7") in _names(_leaf(data_dir)).get_values_for_type(x509.IPAddress)
    assert _authority(data_dir) == before


def test_a_leaf_near_its_end_is_renewed(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ensure_leaf(data_dir)
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=380)
    monkeypatch.setattr(leaf, "now", lambda: later)
    assert ensure_leaf(data_dir)[2] is True


@pytest.mark.parametrize("left", ["key", "chain"])
def test_a_kill_between_key_and_certificate_is_mended(data_dir: Path, left: str) -> None:
    chain, key, _ = ensure_leaf(data_dir)
    before = {"key": key.read_bytes(), "chain": chain.read_bytes()}
    key.write_bytes(b"damaged")
    ensure_leaf(data_dir)
    (key if left == "key" else chain).write_bytes(before[left])
    chain, key, renewed = ensure_leaf(data_dir)
    assert renewed
    server_context(CertificateFiles(chain, key, own=True, renewed=renewed))


def test_an_authority_without_its_own_key_is_made_anew(data_dir: Path, tmp_path: Path) -> None:
    ca_certificate(data_dir)
    ca_certificate(tmp_path / "other")
    (data_dir / "tls" / "ca.key").write_bytes((tmp_path / "other" / "tls" / "ca.key").read_bytes())
    _leaf(data_dir).verify_directly_issued_by(_authority(data_dir))
    assert ensure_leaf(data_dir)[2] is False


def test_a_stolen_authority_can_vouch_for_nothing_outside(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _call_this_machine(monkeypatch, "192.168.1.20")
    ours = authority.load_or_make(data_dir)
    assert ours.allows(x509.DNSName("kitchen.local"))
    assert ours.allows(x509.IPAddress(ipaddress.ip_address("10.1.2.3")))
    assert not ours.allows(x509.DNSName("bank.example.com"))
    assert not ours.allows(x509.IPAddress(ipaddress.ip_address("203.0.113.9")))


def test_a_name_the_authority_may_not_vouch_for_is_left_out(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _call_this_machine(monkeypatch)
    ca_certificate(data_dir)
    _call_this_machine(monkeypatch, "203.0.113.9")
    assert ipaddress.ip_address("203.0.113.9") not in _names(_leaf(data_dir)).get_values_for_type(x509.IPAddress)


def test_a_public_address_of_the_first_day_is_vouched_for(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _call_this_machine(monkeypatch, "203.0.113.9")
    assert ipaddress.ip_address("203.0.113.9") in _names(_leaf(data_dir)).get_values_for_type(x509.IPAddress)


def test_given_files_are_read_again_once_replaced(data_dir: Path, tmp_path: Path) -> None:
    first, second = (ensure_leaf(tmp_path / name) for name in ("first", "second"))
    settings = Settings(data_dir=data_dir, tls=Tls(cert_file=first[0], key_file=first[1]))
    files = certificate_files(settings)
    watch = CertificateWatch(settings, files, server_context(files))
    assert not watch.look()
    second[0].replace(first[0])
    with pytest.raises(SonixError):
        watch.look()
    second[1].replace(first[1])
    assert watch.look()
    assert not watch.look()


async def _look_up_while_the_loop_goes_on(settings: Settings, seen: threading.Event) -> Addresses:
    looking = asyncio.create_task(look_up(settings))
    await asyncio.sleep(0)
    seen.set()
    return await looking


def test_addresses_are_looked_up_beside_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host name nobody answers for takes seconds: here until the loop has gone on."""
    seen = threading.Event()
    monkeypatch.setattr(addresses, "lan_addresses", lambda: ("10.0.0.7",) if seen.wait(20) else ())
    where = asyncio.run(_look_up_while_the_loop_goes_on(Settings(), seen))
    assert where.lan == "http://10.0.0.7:8000"
    assert not where.only_here
