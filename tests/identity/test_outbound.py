"""Requests to addresses that somebody typed in: where they go, and where they never do."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sonix.core.errors import SonixError
from sonix.web.outbound import MAX_BODY_BYTES, Outbound, RefusedAddressError, UnreachableError
from tests.identity import playing
from tests.identity.playing import KeyServer

pytestmark = pytest.mark.anyio
NAME = "provider.example"


class Names:
    """A name server that can change its mind."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def __call__(self, host: str, _port: int) -> list[str]:
        self.asked.append(host)
        return self.answers[min(len(self.asked), len(self.answers)) - 1]


def certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """A certificate of `name` that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name), x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    cert_file, key_file = folder / "cert.pem", folder / "key.pem"
    cert_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form = serialization.PrivateFormat.PKCS8
    key_file.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
    return cert_file, key_file


@pytest.fixture(scope="module")
def https(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KeyServer]:
    """A server with a certificate of `provider.example`."""
    cert_file, key_file = certificate(tmp_path_factory.mktemp("tls"), NAME)
    trusted = ssl.create_default_context(cafile=cert_file)
    trusted.check_hostname = False
    server = playing.key_server(cert_file, key_file, tls=trusted)
    yield server
    server.program.stop()


def trusting(server: KeyServer, folder: Path) -> ssl.SSLContext:
    """What a client trusts that knows this server's certificate, names checked."""
    file = folder / "known.pem"
    file.write_text(ssl.get_server_certificate(("127.0.0.1", server.program.port)))
    return ssl.create_default_context(cafile=file)


@pytest.mark.parametrize(
    "url",
    [
        "http://provider.example/", "ftp://provider.example/", "file:///etc/passwd", "provider.example", "", "https://",
        "https://user:word@provider.example/", "https://provider.example:99999/", "https://[::1", "https://a b/",
        "https://provider.example/" + "a" * 2000, "javascript:alert(1)", "https://\x00/",
    ],
)  # fmt: skip
async def test_only_plain_https_addresses_are_taken(url: str) -> None:
    names = Names(["93.184.216.34"])
    with pytest.raises(RefusedAddressError):
        await Outbound(resolve=names).get(url)
    assert names.asked == []


@pytest.mark.parametrize(
    "url",
    ["https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f.1/", "https://[::1]/",
     "https://[::ffff:10.0.0.1]/", "https://169.254.169.254/latest/meta-data/", "https://0.0.0.0/"],
)  # fmt: skip
async def test_addresses_in_figures_are_checked_in_whatever_notation(url: str) -> None:
    with pytest.raises((RefusedAddressError, UnreachableError)) as refused:
        await Outbound().get(url)
    assert refused.value.code == "address_refused" or "is not known" in refused.value.message


@pytest.mark.parametrize(
    "answer", [["127.0.0.1"], ["10.1.2.3"], ["169.254.169.254"], ["fe80::1"], ["93.184.216.34", "192.168.0.1"]]
)
async def test_a_name_that_leads_inside_is_refused_even_if_it_also_leads_outside(answer: list[str]) -> None:
    with pytest.raises(RefusedAddressError):
        await Outbound(resolve=Names(answer)).get(f"https://{NAME}/")


@pytest.mark.parametrize("answer", [["169.254.169.254"], ["fd00:ec2::254"], ["fe80::1"], ["224.0.0.1"]])
async def test_metadata_services_stay_closed_where_private_providers_are_allowed(answer: list[str]) -> None:
    with pytest.raises(RefusedAddressError):
        await Outbound(allow_private=True, resolve=Names(answer)).get(f"https://{NAME}/")


async def test_plain_http_is_for_the_own_network_only() -> None:
    with pytest.raises(RefusedAddressError):
        await Outbound(allow_private=True, resolve=Names(["93.184.216.34"])).get(f"http://{NAME}/")


async def test_the_name_is_asked_once_and_the_connection_goes_to_what_it_said(https: KeyServer, tmp_path: Path) -> None:
    names = Names(["127.0.0.1"], ["169.254.169.254"])
    outbound = Outbound(allow_private=True, tls=trusting(https, tmp_path), resolve=names)
    corner = https.elsewhere()
    corner.answer("/keys", {"keys": []})
    port = https.program.port
    answer = await outbound.get(f"https://{NAME}:{port}{corner.root}/keys")
    assert (answer.status, answer.json()) == (200, {"keys": []})
    assert names.asked == [NAME]
    assert corner.last("/keys")["headers"]["Host"] == f"{NAME}:{port}"


async def test_the_certificate_must_be_of_the_name_that_was_asked_for(https: KeyServer, tmp_path: Path) -> None:
    outbound = Outbound(allow_private=True, tls=trusting(https, tmp_path), resolve=Names(["127.0.0.1"]))
    corner = https.elsewhere()
    corner.answer("/keys", {"keys": []})
    with pytest.raises(UnreachableError):
        await outbound.get(f"https://another.example:{https.program.port}{corner.root}/keys")
    assert corner.asked("/keys") == 0


async def test_one_address_that_is_down_leaves_the_next(keys: KeyServer) -> None:
    keys.answer("/keys", {"keys": []})
    outbound = Outbound(allow_private=True, resolve=Names(["::1", "127.0.0.1"]))
    assert (await outbound.get(f"http://{NAME}:{keys.program.port}{keys.root}/keys")).status == 200


async def test_redirects_are_few_and_each_is_checked_like_the_first(keys: KeyServer) -> None:
    end = keys.answer("/end", {"there": True})
    once = keys.answer("/once", {}, status=302, Location=end)
    round_and_round = keys.answer("/round", {}, status=302, Location=f"{keys.url}/round")
    inside = keys.answer("/inside", {}, status=302, Location="http://169.254.169.254/latest/meta-data/")
    elsewhere = keys.answer("/file", {}, status=302, Location="file:///etc/passwd")
    outbound = Outbound(allow_private=True)
    assert (await outbound.get(once)).json() == {"there": True}
    for url, error in ((round_and_round, UnreachableError), (inside, RefusedAddressError), (elsewhere, SonixError)):
        with pytest.raises(error):
            await outbound.get(url)


async def test_a_credential_is_not_carried_on_by_a_redirect(keys: KeyServer) -> None:
    end = keys.answer("/end", {})
    once = keys.answer("/once", {}, status=307, Location=end)
    with pytest.raises(UnreachableError):
        await Outbound(allow_private=True).get(once, {"Authorization": "Bearer secret"})
    answer = await Outbound(allow_private=True).post(once, "code=secret")
    assert answer.status == 307
    assert keys.asked("/end") == 0


async def test_an_answer_has_a_bounded_length_and_is_not_unpacked(keys: KeyServer) -> None:
    long = keys.answer("/long", "x" * MAX_BODY_BYTES)
    packed = keys.answer("/packed", {}, Content_Encoding="gzip")
    for url in (long, packed):
        with pytest.raises(UnreachableError):
            await Outbound(allow_private=True).get(url)


async def test_what_is_no_json_object_is_no_answer(keys: KeyServer) -> None:
    answer = await Outbound(allow_private=True).get(keys.answer("/list", [1, 2]))
    with pytest.raises(UnreachableError):
        answer.json()


async def test_a_server_that_never_answers_is_given_up() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(UnreachableError, match="too long"):
            await Outbound(allow_private=True, timeout_s=0.2).get(f"http://127.0.0.1:{silent.getsockname()[1]}/")


async def test_a_name_nobody_knows_says_so() -> None:
    with pytest.raises(UnreachableError, match="not known"):
        await Outbound().get("https://no-such-name.invalid/")
