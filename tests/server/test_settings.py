"""Settings that could not work are refused before the server starts, each in a sentence that names it."""

import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pytest

from broadsheet_server.cli import main
from broadsheet_server.cli.serve import listen_error
from broadsheet_server.settings import Settings
from broadsheet_server.settings.sources import UnreadableSettingsError

NONSENSE = [
    ("MAIL__SENDER", "The Courier <share@news.example>", "mail.sender: “The Courier"),
    ("MAIL__SENDER", "nonsense", "mail.sender: “nonsense” is not a bare mail address"),
    ("MAIL__SENDER", "用户@news.example", "mail.sender: “用户@news.example” has other letters"),
    ("MAIL__PORT", "99999", "mail.port: "),
    ("MAIL__PORT", "0", "mail.port: "),
    ("MAIL__CA_FILE", "/nowhere/ca.pem", "mail.ca_file: there is no file /nowhere/ca.pem"),
    ("MAIL__TLS", "perhaps", "mail.tls: "),
    ("PUBLICATION__TIME_ZONE", "Berlin", "publication.time_zone: “Berlin” is no time zone"),
    ("PUBLICATION__TIME_ZONE", "CST", "publication.time_zone: "),
    ("PUBLICATION__TIME_ZONE", "Europe/Lodon", "maybe Europe/London is meant"),
    ("PUBLICATION__LANGUAGE", "english", "publication.language: “english” is no language tag"),
    ("PUBLICATION__LANGUAGE", "", "publication.language: “” is no language tag"),
    ("PUBLIC_URL", "news.example", "public_url: “news.example” is no address"),
    ("PUBLIC_URL", "ftp://news.example", "public_url: "),
    ("PUBLIC_URL", "https://news.example/?a=b", "public_url: "),
    ("PUBLIC_URL", "https://", "public_url: "),
    ("PUBLIC_URL", "https://news.example:port", "public_url: "),
    ("WEBSUB", "on", "websub is on, and public_url is missing"),
    ("WEBSUB", "yes", "websub: "),
    ("DATABASE_URL", "mysql://user:secret@host/name", "database_url: it must look like postgresql://"),
    ("DATABASE_URL", "garbage", "database_url: it must look like postgresql://"),
    ("SECTIONS", "nojson", "BROADSHEET_SECTIONS"),
    ("SECTIONS", '[{"path": "World/Asia", "name": "Asia"}]', "sections.0.path: “World/Asia” is no path"),
    ("SECTIONS", '[{"path": "a//b", "name": "B"}]', "sections.0.path: "),
    ("SECTIONS", '[{"path": "world", "name": ""}]', "sections.0.name: "),
    ("SHARE_LIMITS__PER_HOUR", "-1", "share_limits.per_hour: "),
    ("SHARE_LIMITS__RECIPIENT_PER_DAY", "-1", "share_limits.recipient_per_day: "),
    ("RATE_LIMITS__ADDRESS_REQUESTS", "-1", "rate_limits.address_requests: "),
    ("RATE_LIMITS__KEY_COST", "100", "rate_limits.key_cost: it must be 30,000 at least"),
    ("RATE_LIMITS__EXEMPT_NETWORKS", '["10.0.0.1/8"]', "rate_limits.exempt_networks.0"),
    ("RATE_LIMITS__VALKEY_URL", "http://:secret@host", "rate_limits.valkey_url: it must look like valkey://"),
    ("TRUSTED_PROXIES", '["proxy"]', "trusted_proxies: “proxy” is no address or network"),
    (
        "CORS__ALLOWED_ORIGINS",
        '["https://app.example/"]',
        "cors.allowed_origins: “https://app.example/”",
    ),
    ("CORS__ALLOWED_ORIGINS", '["app.example"]', "cors.allowed_origins: “app.example” is no origin"),
    ("AUDIT__KEEP_DAYS", "0", "audit.keep_days: "),
    ("TYPO", "1", "BROADSHEET_TYPO is no setting"),
    ("MAIL_HOST", "smtp.example", "two underscores: is BROADSHEET_MAIL__HOST meant"),
    ("MAIL__TYPO", "1", "mail.typo: "),
]


def refusal(capsys: pytest.CaptureFixture[str], folder: Path, *options: str) -> str:
    """What `broadsheet serve` says instead of starting."""
    assert main(["serve", "--data", str(folder), "--port", "0", *options]) == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    return said


@pytest.mark.parametrize(("name", "value", "words"), NONSENSE)
def test_nonsense_is_refused_by_name(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
    words: str,
) -> None:
    monkeypatch.setenv(f"BROADSHEET_{name}", value)
    said = refusal(capsys, tmp_path)
    assert words in said
    assert "secret" not in said


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (b'public_url = "caf\xe9"', "it is not UTF-8"),
        (b"[publication\n", "line 1"),
        (b'publick_url = "https://news.example"', "publick_url"),
        (b'[mail]\nhost = "smtp.example"\ntls = "none"\n', "mail to smtp.example would travel unencrypted"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], file: bytes, words: str
) -> None:
    (tmp_path / "broadsheet.toml").write_bytes(file)
    assert words in refusal(capsys, tmp_path)


def test_a_folder_in_the_place_of_the_file_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "broadsheet.toml").mkdir()
    assert "broadsheet.toml cannot be read" in refusal(capsys, tmp_path)


def test_a_file_that_windows_wrote_is_read(tmp_path: Path) -> None:
    (tmp_path / "broadsheet.toml").write_bytes(b'\xef\xbb\xbf[publication]\r\nname = "The Courier"\r\n')
    assert Settings(data=tmp_path).publication.name == "The Courier"


def test_links_in_mails_never_lead_nowhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROADSHEET_MAIL__HOST", "smtp.example")
    monkeypatch.setenv("BROADSHEET_MAIL__SENDER", "share@news.example")
    for everywhere in ("0.0.0.0", "::", "127.0.0.1"):
        assert "public_url is missing" in refusal(capsys, tmp_path, "--host", everywhere)
    assert Settings(host="0.0.0.0", public_url="https://news.example").mail.host == "smtp.example"
    for local in ("127.0.0.1:8080", "localhost", "LOCALHOST.", "news.localhost:80", "[::1]:8080", "0.0.0.0"):
        monkeypatch.setenv("BROADSHEET_PUBLIC_URL", f"http://{local}/")
        assert "public_url leads to the reader's own machine" in refusal(capsys, tmp_path)
    assert Settings(host="0.0.0.0", demo_mailbox=True).mail.host == "smtp.example"


def test_mail_without_a_sender_is_refused_at_start_unless_it_stays_here(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROADSHEET_MAIL__HOST", "smtp.example")
    monkeypatch.setenv("BROADSHEET_PUBLIC_URL", "https://news.example")
    assert "mail.sender is missing" in refusal(capsys, tmp_path)
    monkeypatch.setenv("BROADSHEET_DEMO_MAILBOX", "true")
    assert Settings(data=tmp_path).mail.host == "smtp.example"


def test_settings_that_work_are_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BROADSHEET_READER_KEY", "the reader's own")
    mail = {"host": "smtp.example", "tls": "none", "insecure": True, "sender": "share@例子.test"}
    for url in ("https://news.example", "http://192.0.2.7:8080/", "https://news.example/paper"):
        settings = Settings(data=tmp_path, public_url=url, mail=mail, database_url="postgresql://u@h/n")
        assert settings.base_url == url.rstrip("/")
        assert settings.mail.sender == "share@xn--fsqu00a.test"


def test_why_one_cannot_listen_is_said_in_the_systems_words() -> None:
    with socket.create_server(("127.0.0.1", 0)) as occupant:
        port = occupant.getsockname()[1]
        assert listen_error("127.0.0.1", port) == (
            f"Port {port} on 127.0.0.1 is taken. Choose another one with --port."
        )
    unknown = listen_error("nosuchhost.invalid", 8080)
    assert unknown is not None
    assert "taken" not in unknown
    assert listen_error("127.0.0.1", 0) is None


@pytest.mark.parametrize(
    ("websub", "url", "obstacle"),
    [
        ("auto", "https://news.example", None),
        ("auto", None, "The setting public_url is missing: no hub can reach this server."),
        (
            "auto",
            "http://localhost:8080",
            "No hub can reach this server: its public_url is http://localhost:8080.",
        ),
        ("auto", "http://10.1.2.3", "No hub can reach this server: its public_url is http://10.1.2.3."),
        ("on", "http://10.1.2.3", None),
        ("off", "https://news.example", "The setting websub is off."),
    ],
)
def test_hubs_push_to_an_address_that_they_can_reach(
    websub: Literal["auto", "on", "off"], url: str | None, obstacle: str | None
) -> None:
    settings = Settings(websub=websub, public_url=url)
    assert settings.push_obstacle == obstacle
    assert settings.callback_base == (f"{url}/websub/" if obstacle is None else None)


def test_proxies_are_those_of_the_setting_else_of_uvicorns_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert Settings().trusted_proxies == ["127.0.0.1", "::1"]
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "10.0.0.5, 10.1.0.0/16")
    assert Settings().trusted_proxies == ["10.0.0.5", "10.1.0.0/16"]
    assert Settings(trusted_proxies=["*"]).trusted_proxies == ["*"]
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "proxy")
    assert "trusted_proxies: “proxy” is no address" in refusal(capsys, tmp_path)


@contextmanager
def somebody_without_permissions() -> Iterator[None]:
    """Whoever runs the tests, without the permissions of root."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65_534)
    try:
        yield
    finally:
        os.seteuid(user)


def test_who_may_not_use_the_data_folder_hears_whose_it_is() -> None:
    with tempfile.TemporaryDirectory() as name:
        (data := Path(name)).chmod(0o600 if os.geteuid() else 0o700)
        owner = data.owner()
        with somebody_without_permissions(), pytest.raises(UnreadableSettingsError) as refused:
            Settings(data=data)
        data.chmod(0o700)
    told = f"The data folder {data} cannot be opened: it belongs to {owner}, and you have no permission"
    assert str(refused.value).startswith(told)


def test_who_may_not_read_the_settings_file_hears_that_it_is_the_file() -> None:
    with tempfile.TemporaryDirectory() as name:
        (data := Path(name)).chmod(0o755)
        (file := data / "broadsheet.toml").touch(0o000)
        with somebody_without_permissions(), pytest.raises(UnreadableSettingsError) as refused:
            Settings(data=data)
    assert str(refused.value) == f"{file} cannot be read: Permission denied."
