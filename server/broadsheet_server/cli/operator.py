"""Who sits at the command line, as the audit log names them."""

import getpass

from broadsheet_server.access.audit import Actor
from broadsheet_shared.vocabulary import ActorKind


def operator() -> Actor:
    """The user of the system whose process this is."""
    try:
        label = f"command line ({getpass.getuser()})"
    except (KeyError, OSError):  # a user without a name, as in containers
        label = "command line"
    return Actor(ActorKind.COMMAND_LINE, label)
