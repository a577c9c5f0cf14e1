"""A reader whose connection is not safe learns what is wrong with the certificate."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtNetwork import QSslCertificate, QSslConfiguration
from pytestqt.qtbot import QtBot

from broadsheet_client.api.generated import publication
from broadsheet_client.api.qt_client import QtGraphQLClient
from broadsheet_client.errors import ErrorCode, ErrorKind, ReaderError
from tests.client import responses
from tests.client.tls_servers import secure, tls_server


@pytest.fixture
def trusted() -> Iterator[QSslConfiguration]:
    """The certificates that this computer trusts, as they are before the test."""
    before = QSslConfiguration.defaultConfiguration()
    yield before
    QSslConfiguration.setDefaultConfiguration(before)


def trust(file: Path) -> None:
    """Add a certificate to those that this computer trusts."""
    configuration = QSslConfiguration.defaultConfiguration()
    configuration.addCaCertificates(QSslCertificate.fromPath(str(file)))
    QSslConfiguration.setDefaultConfiguration(configuration)


def ask(qtbot: QtBot, origin: str) -> object:
    """The answer, or the error."""
    client = QtGraphQLClient(origin, retry_delays=())
    request, outcome = client.send(publication()), list[object]()
    request.succeeded.connect(outcome.append)
    request.failed.connect(outcome.append)
    qtbot.waitUntil(lambda: bool(outcome), timeout=10_000)
    return outcome[0]


def failure(qtbot: QtBot, origin: str) -> ReaderError:
    error = ask(qtbot, origin)
    assert isinstance(error, ReaderError)
    assert error.kind is ErrorKind.PROTOCOL
    return error


def test_a_certificate_that_nobody_signed_is_called_so(qtbot: QtBot, tmp_path: Path) -> None:
    with tls_server(tmp_path) as (server, _):
        assert failure(qtbot, secure(server)).code is ErrorCode.CERTIFICATE_SELF_SIGNED


def test_an_expired_certificate_is_told_with_its_day(qtbot: QtBot, tmp_path: Path) -> None:
    with tls_server(tmp_path, days=-2) as (server, _):
        error = failure(qtbot, secure(server))
    assert error.code is ErrorCode.CERTIFICATE_EXPIRED
    assert error.value == (datetime.now(UTC) - timedelta(days=2)).date().isoformat()


def test_a_certificate_of_tomorrow_is_told_with_its_day(qtbot: QtBot, tmp_path: Path) -> None:
    with tls_server(tmp_path, first=2) as (server, _):
        error = failure(qtbot, secure(server))
    assert error.code is ErrorCode.CERTIFICATE_NOT_YET_VALID
    assert error.value == (datetime.now(UTC) + timedelta(days=2)).date().isoformat()


def test_a_certificate_of_an_unknown_authority_is_told_with_its_name(qtbot: QtBot, tmp_path: Path) -> None:
    with tls_server(tmp_path, authority="The Harbour's own") as (server, _):
        error = failure(qtbot, secure(server))
    assert (error.code, error.value) == (ErrorCode.CERTIFICATE_UNKNOWN_AUTHORITY, "The Harbour's own")


def test_a_certificate_for_another_host_is_told_with_that_host(
    qtbot: QtBot, tmp_path: Path, trusted: QSslConfiguration
) -> None:
    with tls_server(tmp_path, host="other.example") as (server, file):
        trust(file)
        error = failure(qtbot, secure(server))
    assert (error.code, error.value) == (ErrorCode.CERTIFICATE_WRONG_HOST, "other.example")


def test_a_person_who_trusts_a_certificate_reads_that_paper(
    qtbot: QtBot, tmp_path: Path, trusted: QSslConfiguration
) -> None:
    with tls_server(tmp_path) as (server, file):
        trust(file)
        server.enqueue_data(publication=responses.PUBLICATION)
        assert not isinstance(ask(qtbot, secure(server)), ReaderError)
