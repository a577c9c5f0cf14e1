"""The mail to the contact of a webhook that the server has paused, in English as the API's messages are."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

from broadsheet_server.models.webhooks import Webhook
from broadsheet_server.newsroom.validation import one_line
from broadsheet_server.settings import Settings

_TEXT = """\
{publication} has paused the webhook “{name}”.

Why: {reason}
Address: {url}
Since: {since:%Y-%m-%d %H:%M} UTC

Nothing is lost: what happens from now on waits in the change feed. When the
receiver works again, resume it, and it is told of everything from where it
stopped:

    mutation {{ resumeWebhook(input: {{ webhook: "{id}" }}) {{ userErrors {{ message }} }} }}

You get this mail because your address is the contact of that webhook.
"""


def compose_notice(webhook: Webhook, webhook_id: str, settings: Settings) -> bytes:
    """The message; `webhook_id` is the opaque id of the API."""
    message = EmailMessage(policy=SMTP)
    name = _header_text(webhook.name)
    message["From"] = settings.mail.sender
    message["To"] = webhook.contact
    message["Subject"] = f"Webhook paused: {name}"
    message["Date"] = format_datetime(webhook.paused_at or webhook.created_at)
    message["Message-ID"] = make_msgid(domain=settings.mail.sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834
    text = _TEXT.format(
        publication=one_line(settings.publication.name),
        name=one_line(webhook.name),
        reason=webhook.pause_reason,
        url=webhook.url,
        since=webhook.paused_at,
        id=webhook_id,
    )
    message.set_content(text, cte="quoted-printable")
    return message.as_bytes()


def _header_text(text: str) -> str:
    """One line without `=?…?=`: Python would decode an encoded word, line breaks included."""
    return " ".join(text.replace("=?", "= ?").replace("?=", "? =").split())
