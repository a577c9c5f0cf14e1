"""What a server says in `Content-Type` of the document that it sends (RFC 9110, section 8.3)."""

from email.message import Message


def charset_of(content_type: str) -> str | None:
    """The `charset` parameter; None where there is none, or one that cannot be."""
    message = Message()
    message["content-type"] = " ".join(content_type.split())
    charset = message.get_param("charset")
    return charset.strip().lower() or None if isinstance(charset, str) else None
