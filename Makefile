# The menu: `make help`. PYTHON chooses the interpreter for a new environment (3.11, 3.12 or 3.13), VENV its folder.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help setup clients node demo serve test quick check format words schema migration licences clean

help: ## show this menu
	@awk -F':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## install everything into .venv, and the system libraries that Qt needs

node: ## install what the tests use from Node (npm has to be there)
	@npm ci --prefix tests/node --ignore-scripts --no-audit --no-fund

clients: node ## install what the tests use of integrators' clients, for Python and for JavaScript
	@test -d tests/python_clients/.venv || $(PYTHON) -m venv tests/python_clients/.venv
	@tests/python_clients/.venv/bin/python -m pip install --quiet --require-hashes --only-binary :all: \
	    --requirement tests/python_clients/requirements.lock

demo: $(READY) ## start the demo newspaper: the server, and the reader where there is a display
	@$(BIN)/broadsheet demo

serve: $(READY) ## start an empty server in ./broadsheet-data
	@$(BIN)/broadsheet serve

test: $(READY) ## run every test, on SQLite and on PostgreSQL
	@$(BIN)/python -m pytest --numprocesses 3 --dist worksteal

quick: $(READY) ## run the tests that need no database, no window, no other program and no patience
	@$(BIN)/python -m pytest --numprocesses logical --dist worksteal -m "not (postgres or store or window or program or growth or slow)"

check: $(READY) ## lint, types and the walls between the parts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(READY) ## put the code into its form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

words: $(READY) ## collect the texts of window, mail and pages for translators, and compile the translations
	@$(BIN)/python -m broadsheet_client.update_translations
	@$(BIN)/python -m broadsheet_server.operations.message_catalogues

schema: $(READY) ## export the GraphQL schema and generate the reader's types from it
	@$(BIN)/broadsheet export-schema --output shared/broadsheet_shared/schema.graphql
	@$(BIN)/python -m broadsheet_client.api.generation

migration: $(READY) ## write the next migration of the store from the tables of the code: make migration m="What it is for"
	@$(BIN)/python scripts/migration.py "$(m)"

licences: $(READY) ## write docs/licences.md from what is installed
	@$(BIN)/python scripts/licences.py

clean: ## remove .venv and the demo's data
	rm -rf $(VENV) demo-data

$(READY): requirements.lock requirements-build.lock pyproject.toml scripts/setup scripts/qt-libraries
	@scripts/setup "$(PYTHON)" "$(VENV)"
