"""`broadsheet export-schema`: write the schema in GraphQL's schema definition language."""

import argparse
import sys

from broadsheet_server.schema.schema import schema_sdl

COULD_NOT_RUN = 2


def run(arguments: argparse.Namespace) -> int:
    """Write the schema to the file, or print it."""
    if arguments.output is None:
        print(schema_sdl(), end="")
        return 0
    try:
        arguments.output.write_text(schema_sdl(), encoding="utf-8")
    except OSError as error:
        print(f"broadsheet: Cannot write {arguments.output}: {error.strerror}.", file=sys.stderr)
        return COULD_NOT_RUN
    return 0
