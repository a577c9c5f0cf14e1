"""What became of one attempt to send a message, and how many are made at the same time.

Apart from `smtp`, which makes them: a server that sends no mail loads no SMTP client.
"""

import re
from dataclasses import dataclass

from broadsheet_server.sharing.outbox.queue import AttemptOutcome

CONCURRENT_SESSIONS = 4
"""Messages sent at the same time, each in an SMTP session of its own; as many connections may be idle."""

MESSAGE_OUTCOMES = frozenset(
    {AttemptOutcome.SENT, AttemptOutcome.PERMANENT_FAILURE, AttemptOutcome.TRANSIENT_FAILURE}
)
"""The relay replied about the message: it works, and the session can be used for the next message."""

_RECIPIENT_STATUS = re.compile(r"5\d\d[ -]5\.(?:1\.(?:[1236]|10)|2\.\d+)\b")
"""Enhanced status codes about the recipient's address (5.1.x but for the sender's) or mailbox (5.2.x)."""


@dataclass(frozen=True, slots=True)
class AttemptResult:
    """The outcome of one attempt, and the relay's reply without any address."""

    outcome: AttemptOutcome
    answer: str
    is_configuration_error: bool = False
    """Authentication, TLS or the settings failed: retrying will not help before an operator acts."""

    @property
    def blames_recipient(self) -> bool:
        """Whether a permanent failure is said to be the address's or the mailbox's (RFC 3463)."""
        return _RECIPIENT_STATUS.match(self.answer) is not None

    @property
    def code(self) -> str:
        """The three digits of the reply; empty where there was none."""
        return self.answer[:3] if self.answer[:3].isdecimal() else ""
