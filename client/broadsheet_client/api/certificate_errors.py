"""Maps what is wrong with a server's certificate to ReaderError."""

from collections.abc import Iterable

from PySide6.QtNetwork import QSslCertificate, QSslError

from broadsheet_client.errors import ErrorCode, ErrorKind, ReaderError

_Code = QSslError.SslError
_CODES = {
    _Code.CertificateExpired: ErrorCode.CERTIFICATE_EXPIRED,
    _Code.CertificateNotYetValid: ErrorCode.CERTIFICATE_NOT_YET_VALID,
    _Code.SelfSignedCertificate: ErrorCode.CERTIFICATE_SELF_SIGNED,
    _Code.SelfSignedCertificateInChain: ErrorCode.CERTIFICATE_UNKNOWN_AUTHORITY,
    _Code.UnableToGetLocalIssuerCertificate: ErrorCode.CERTIFICATE_UNKNOWN_AUTHORITY,
    _Code.UnableToVerifyFirstCertificate: ErrorCode.CERTIFICATE_UNKNOWN_AUTHORITY,
    _Code.CertificateUntrusted: ErrorCode.CERTIFICATE_UNKNOWN_AUTHORITY,
    _Code.HostNameMismatch: ErrorCode.CERTIFICATE_WRONG_HOST,
}
"""The one that explains most first: an expired certificate often has no known authority any more either."""
_HOSTS_SHOWN_MAX = 3


def certificate_error(errors: Iterable[QSslError], detail: str) -> ReaderError | None:
    """The error to tell of those that Qt found; None where none of them is known here."""
    by_kind = {error.error(): error for error in errors}
    for kind, code in _CODES.items():
        if kind in by_kind:
            value = _value(code, by_kind[kind].certificate())
            return ReaderError(ErrorKind.PROTOCOL, code, f"{detail}: {by_kind[kind].errorString()}", value)
    return None


def _value(code: ErrorCode, certificate: QSslCertificate) -> str:
    match code:
        case ErrorCode.CERTIFICATE_EXPIRED:
            return certificate.expiryDate().toString("yyyy-MM-dd")
        case ErrorCode.CERTIFICATE_NOT_YET_VALID:
            return certificate.effectiveDate().toString("yyyy-MM-dd")
        case ErrorCode.CERTIFICATE_WRONG_HOST:
            return _hosts(certificate)
        case ErrorCode.CERTIFICATE_UNKNOWN_AUTHORITY:
            return certificate.issuerDisplayName()
        case _:
            return ""


def _hosts(certificate: QSslCertificate) -> str:
    names = [name for names in certificate.subjectAlternativeNames().values() for name in names]
    return ", ".join(names[:_HOSTS_SHOWN_MAX]) or certificate.subjectDisplayName()
