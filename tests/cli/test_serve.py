"""`sonix serve` from its start to its end, as a process."""

from __future__ import annotations

import json
import signal
import socket
import ssl
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from sonix.tls import ca_certificate
from sonix.tls.leaf import ensure_leaf
from tests.cli.conftest import Serve
from tests.cli.running import run


def _get(url: str, context: ssl.SSLContext | None = None) -> tuple[int, bytes]:
    with urllib.request.urlopen(url, timeout=20, context=context) as answer:
        return answer.status, answer.read()


def _post(url: str, body: dict[str, str], token: str | None = None) -> dict[str, object]:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=20) as answer:
        answered: dict[str, object] = json.loads(answer.read())
        return answered


def _trusting(data_dir: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cadata=ca_certificate(data_dir).decode())


def test_serves_http_and_https_and_says_where(serve: Serve, data_dir: Path) -> None:
    sonix = serve().greeted()
    assert _get(sonix.address("On this machine") + "/healthz")[0] == 200
    assert _get(sonix.address("Here, securely") + "/healthz", _trusting(data_dir))[0] == 200


def test_https_is_signed_by_our_authority_only(serve: Serve) -> None:
    sonix = serve().greeted()
    with pytest.raises(urllib.error.URLError, match="certificate verify failed"):
        _get(sonix.address("Here, securely") + "/healthz")


def test_prints_a_qr_code_and_a_link_for_the_administrator(serve: Serve) -> None:
    sonix = serve(SONIX_PUBLIC_URL="https://music.example.org").greeted()
    assert "▄" in sonix.said
    assert "Scan to open https://music.example.org" in sonix.said
    assert "https://music.example.org/#admin=" in sonix.said


def test_says_so_when_links_work_on_this_machine_only(serve: Serve) -> None:
    sonix = serve().greeted()
    assert "Links work on this machine only." in sonix.said
    assert "▄" not in sonix.said
    assert "/#admin=" in sonix.said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_is_a_clean_end(serve: Serve, number: signal.Signals) -> None:
    assert serve().greeted().stop(number) == 0


def test_the_administrators_link_works_once_and_is_not_printed_again(serve: Serve) -> None:
    first = serve().greeted()
    token = first.hear("/#admin=").partition("#admin=")[2].strip()
    url = first.address("On this machine")
    guest = str(_post(f"{url}/api/guests", {"name": "Ana"})["access"])
    assert _post(f"{url}/api/admin/claim", {"token": token}, guest)["is_admin"] is True
    first.stop()
    assert token not in first.said.replace(f"#admin={token}", "", 1)
    assert "admin=" not in serve().greeted().said


def test_the_second_start_keeps_the_certificate_authority(serve: Serve, data_dir: Path) -> None:
    serve().greeted().stop()
    before = ca_certificate(data_dir)
    second = serve().greeted()
    assert _get(second.address("Here, securely") + "/healthz", _trusting(data_dir))[0] == 200
    assert ca_certificate(data_dir) == before


def test_given_certificate_files_are_used(serve: Serve, tmp_path: Path) -> None:
    other = tmp_path / "other"
    chain, key, _ = ensure_leaf(other)
    sonix = serve("--cert-file", str(chain), "--key-file", str(key)).greeted()
    assert _get(sonix.address("Here, securely") + "/healthz", _trusting(other))[0] == 200


def test_a_taken_https_port_is_told_and_http_goes_on(serve: Serve) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        sonix = serve(SONIX_TLS__PORT=str(port)).greeted()
        assert f"Port {port} is already in use" in sonix.said
        assert "SONIX_TLS__PORT" in sonix.said
        assert _get(sonix.address("On this machine") + "/healthz")[0] == 200


def test_a_taken_http_port_is_refused_with_the_setting_to_change(serve: Serve) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        sonix = serve(SONIX_PORT=str(other.getsockname()[1]))
        assert sonix.ended() == 1
        assert "already in use" in sonix.said
        assert "SONIX_PORT" in sonix.said
        assert "Traceback" not in sonix.said


def test_a_wrong_setting_is_refused_with_its_name_and_what_is_allowed(data_dir: Path) -> None:
    refused = run(data_dir, "serve", SONIX_UPLOADS__WHO="all")
    assert refused.returncode == 2
    assert "SONIX_UPLOADS__WHO is 'all'. Allowed: everyone, hosts or administrator." in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not data_dir.exists()


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_data_folder_that_can_not_be_is_refused_in_a_sentence(data_dir: Path, command: str) -> None:
    data_dir.write_text("a file")
    refused = run(data_dir, command, "--data-dir", str(data_dir / "nope"))
    assert refused.returncode == 2
    assert f"The data folder {data_dir / 'nope'} can't be used: Not a directory." in refused.stderr
    assert "SONIX_DATA_DIR" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_missing_certificate_files_are_refused_in_a_sentence(data_dir: Path) -> None:
    refused = run(data_dir, "serve", "--cert-file", "no.crt", "--key-file", "no.key")
    assert refused.returncode == 1
    assert "no.crt" in refused.stderr
    assert "Traceback" not in refused.stderr
