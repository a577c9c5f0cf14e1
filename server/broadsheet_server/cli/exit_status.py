"""What a command ends with: its exit status, and a sentence in place of a traceback."""

import argparse
import os
import sys

from pydantic import ValidationError
from pydantic_settings import SettingsError
from sqlalchemy.exc import DBAPIError

from broadsheet_server.cli.settings_message import settings_message, unparsed_message
from broadsheet_server.operations.open_store import StoreUnavailableError
from broadsheet_server.settings.sources import UnreadableSettingsError
from broadsheet_server.storage.migration import StoreTooNewError

COULD_NOT_RUN = 2


def exit_status(arguments: argparse.Namespace) -> int:
    """Run the command of the arguments, and say in words why it could not."""
    try:
        status: int = arguments.run(arguments)
    except (StoreUnavailableError, StoreTooNewError, UnreadableSettingsError) as error:
        return _fail(str(error))
    except ValidationError as error:
        return _fail(settings_message(error, arguments))
    except SettingsError as error:
        return _fail(unparsed_message(error))
    except DBAPIError as error:
        return _fail(f"The store does not answer: {error.orig}.")
    except KeyboardInterrupt:
        return _fail("Stopped.")
    except BrokenPipeError:
        # The reader of our output has gone: without this, Python reports it once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return COULD_NOT_RUN
    return status


def _fail(sentence: str) -> int:
    print(f"broadsheet: {sentence}", file=sys.stderr)
    return COULD_NOT_RUN
