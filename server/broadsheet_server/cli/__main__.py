"""`python -m broadsheet_server.cli`: the same as `broadsheet`."""

import sys

from broadsheet_server.cli import main

sys.exit(main())
