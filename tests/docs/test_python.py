"""Every program of docs/integrators/python.md runs."""

from tests.docs.page import DOCS, Reader
from tests.python_clients.programs import FOLDER, needs_python_clients


@needs_python_clients
def test_an_integrator_generates_a_client_and_publishes_with_it(reader: Reader) -> None:
    reader.programs = FOLDER
    reader.follow(DOCS / "integrators" / "python.md")
