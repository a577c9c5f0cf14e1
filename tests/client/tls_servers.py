"""A scripted server behind TLS, with a certificate made for the test."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.client.scripted_server import ScriptedServer


@contextmanager
def tls_server(
    folder: Path, *, first: int = -60, days: int = 30, host: str = "", authority: str = ""
) -> Iterator[tuple[ScriptedServer, Path]]:
    """A server with a certificate that is valid from the `first` day, counted from today, to so many `days`.

    Gives its file, too. It is for 127.0.0.1, where the server is, or for another `host`, and signed by itself
    or by an `authority` whose own certificate nobody has.
    """
    server = ScriptedServer()
    certificate = _certificate(folder, (first, days), host, authority)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, folder / "key.pem")
    server._server.socket = context.wrap_socket(server._server.socket, server_side=True)
    try:
        yield server, certificate
    finally:
        server.close()


def secure(server: ScriptedServer) -> str:
    """The origin of such a server."""
    return server.origin.replace("http:", "https:")


def _certificate(folder: Path, days: tuple[int, int], host: str, authority: str) -> Path:
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    signing_key = ec.generate_private_key(ec.SECP256R1()) if authority else key
    name = _name(host or "127.0.0.1")
    hosts = [x509.DNSName(host)] if host else [x509.IPAddress(ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(_name(authority) if authority else name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
        .add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        .add_extension(x509.BasicConstraints(ca=not authority, path_length=None), critical=True)
        .sign(signing_key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "key.pem").write_bytes(pem)
    file = folder / "certificate.pem"
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return file


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])
