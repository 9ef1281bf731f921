"""How settings come together, and how a wrong one is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from sonix.config import WrongSettingsError, load
from sonix.config.catalogue import catalogue

pytestmark = pytest.mark.usefixtures("no_settings")


def _problems() -> list[str]:
    with pytest.raises(WrongSettingsError) as refused:
        load()
    return refused.value.problems


def test_command_line_wins_over_environment_over_file_over_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sonix.toml").write_text("port = 1\nname = 'File'\n[tls]\nport = 2\nenabled = false\n")
    monkeypatch.setenv("SONIX_PORT", "3")
    monkeypatch.setenv("SONIX_TLS__PORT", "4")
    settings = load(given={"port": 5})
    assert (settings.port, settings.tls.port, settings.tls.enabled, settings.name) == (5, 4, False, "File")
    assert settings.host == "0.0.0.0"


def test_the_file_can_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "other.toml").write_text("port = 7\n")
    monkeypatch.setenv("SONIX_CONFIG", "other.toml")
    assert load().port == 7
    (tmp_path / "third.toml").write_text("port = 8\n")
    assert load(Path("third.toml")).port == 8


def test_lists_are_words_between_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SONIX_PROXY__TRUSTED", "10.0.0.1, 172.16.0.0/12")
    assert load().proxy.trusted == ("10.0.0.1", "172.16.0.0/12")


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SONIX_PUBLIC_URL", "")
    monkeypatch.setenv("SONIX_PORT", "")
    assert (load().public_url, load().port) == (None, 8000)


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("SONIX_PORT", "70000", "SONIX_PORT is '70000'. Allowed: a whole number from 0 to 65535."),
        ("SONIX_PROT", "1", "SONIX_PROT is not a setting. Did you mean SONIX_PORT?"),
        ("SONIX_UPLOADS", "1", "SONIX_UPLOADS is a group of settings, not one. Set SONIX_UPLOADS__… instead."),
        ("SONIX_TLS__ENABLED", "perhaps", "SONIX_TLS__ENABLED is 'perhaps'. Allowed: true or false."),
        ("SONIX_LIMITS__COMMANDS_PER_S", "0", "SONIX_LIMITS__COMMANDS_PER_S is '0'. Allowed: a number above 0."),
    ],
)
def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch, variable: str, value: str, sentence: str) -> None:
    monkeypatch.setenv(variable, value)
    assert _problems() == [sentence]


@pytest.mark.parametrize("trusted", ["*", "10.0.0.0/33", "proxy.example.org"])
def test_only_named_addresses_are_trusted_as_proxies(monkeypatch: pytest.MonkeyPatch, trusted: str) -> None:
    monkeypatch.setenv("SONIX_PROXY__TRUSTED", trusted)
    assert _problems()[0].startswith("SONIX_PROXY__TRUSTED is ")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SONIX_DATABASE__URL", "nonsense"),
        ("SONIX_DATABASE__URL", "oracle-of+delphi://a/b"),
        ("SONIX_DATABASE__URL", "postgresql://user:secret-word@host:port/name"),
        ("SONIX_ALLOWED_ORIGINS", "friends.example.org"),
        ("SONIX_ALLOWED_ORIGINS", "https://a.example,https://b.example/page"),
        ("SONIX_ALLOWED_ORIGINS", "*"),
        ("SONIX_ALLOWED_HOSTS", "https://music.example.org"),
        ("SONIX_ALLOWED_HOSTS", "music.*.org"),
        ("SONIX_PUBLIC_URL", "https://user:secret-word@music.example.org"),
        ("SONIX_PUBLIC_URL", "https://music.example.org:99999"),
        ("SONIX_PUBLIC_URL", "https://music.example.org:port"),
        ("SONIX_PUBLIC_URL", "https://:8443"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused(monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    monkeypatch.setenv(variable, value)
    (problem,) = _problems()
    assert problem.startswith(f"{variable} is ")
    assert "such as" in problem or "host name" in problem
    assert "secret-word" not in problem


def test_good_addresses_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SONIX_DATABASE__URL", "sqlite+aiosqlite:///other.db")
    monkeypatch.setenv("SONIX_ALLOWED_ORIGINS", "https://a.example, http://[::1]:8000")
    monkeypatch.setenv("SONIX_PUBLIC_URL", "https://music.example.org:8443/")
    settings = load()
    assert settings.database.url == "sqlite+aiosqlite:///other.db"
    assert settings.allowed_origins == ("https://a.example", "http://[::1]:8000")
    assert settings.public_url == "https://music.example.org:8443/"


def test_groups_with_a_name_of_ones_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "sonix.toml").write_text("[oidc.work]\nissuer = 'https://id.example.org'\nclient_id = 'sonix'\n")
    monkeypatch.setenv("SONIX_OIDC__HOME__ISSUER", "http://127.0.0.1:9000/realm")
    monkeypatch.setenv("SONIX_OIDC__HOME__CLIENT_ID", "here")
    monkeypatch.setenv("SONIX_OIDC__HOME__CLIENT_SECRET", "secret-word")
    settings = load()
    assert {name: provider.client_id for name, provider in settings.oidc.items()} == {"work": "sonix", "home": "here"}
    assert settings.oidc["home"].secret("client_secret") == "secret-word"
    assert "secret-word" not in repr(settings)


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("SONIX_OIDC__WORK__CLIENT_ID", "a", "SONIX_OIDC__WORK__ISSUER is missing. Allowed: an address such as"),
        ("SONIX_OIDC__WORK__ISSUER", "id.example.org", "SONIX_OIDC__WORK__ISSUER is 'id.example.org'. Allowed: an"),
        ("SONIX_OIDC__WORK__ISUER", "https://a.example", "SONIX_OIDC__WORK__ISUER is not a setting."),
        ("SONIX_MAIL__URL", "smtp://user:secret-word@mail.example.org", "SONIX_MAIL__URL is not right"),
        ("SONIX_STORAGE__BACKEND", "s3", "storage.bucket is missing: s3 and gcs keep media in a bucket."),
    ],
)
def test_a_wrong_service_is_named(monkeypatch: pytest.MonkeyPatch, variable: str, value: str, sentence: str) -> None:
    monkeypatch.setenv(variable, value)
    problem = _problems()[0]
    assert problem.startswith(sentence)
    assert "secret-word" not in problem


def test_a_secret_is_read_from_its_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "word").write_text("secret-word\n")
    monkeypatch.setenv("SONIX_MAIL__PASSWORD_FILE", str(tmp_path / "word"))
    assert load().mail.secret("password") == "secret-word"
    monkeypatch.setenv("SONIX_MAIL__PASSWORD", "other")
    assert _problems()[0].startswith("password and password_file are two ways")


def test_a_wrong_name_in_the_file_is_told_with_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "sonix.toml").write_text("[uploads]\nwhom = 'hosts'\n")
    assert _problems() == ["sonix.toml sets uploads.whom, which is not a setting. Did you mean uploads.who?"]


def test_a_wrong_value_in_the_file_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "sonix.toml").write_text("[tls]\nport = 'high'\n")
    assert _problems() == ["tls.port in sonix.toml is 'high'. Allowed: a whole number from 0 to 65535."]


def test_a_broken_or_missing_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sonix.toml").write_text("port = = 1\n")
    assert "sonix.toml is not valid TOML" in _problems()[0]
    monkeypatch.setenv("SONIX_CONFIG", "gone.toml")
    assert "gone.toml can't be read" in _problems()[0]


def test_a_secret_is_not_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "sonix.toml").write_text("[database]\nurl = ['mysql://u:secret-word@h/d']\n")
    assert "secret-word" not in _problems()[0]


def test_all_problems_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SONIX_PORT", "x")
    monkeypatch.setenv("SONIX_MEDIA__WORKERS", "0")
    assert len(_problems()) == 2


def test_certificate_and_key_belong_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SONIX_TLS__CERT_FILE", "a.pem")
    assert _problems() == ["tls.cert_file and tls.key_file belong together: set both or none of them."]


def test_every_setting_says_what_it_is_for() -> None:
    assert not [setting.toml for setting in catalogue().values() if not setting.description.endswith(".")]
