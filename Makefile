# HotCRM: every command a person needs. `make help` lists them.
PYTHON3 ?= python3
PORT ?= 8000
BIN := .venv/bin
export PORT
# An empty environment has no search path either.
export PATH := $(or $(PATH),/usr/local/bin:/usr/bin:/bin)
.DEFAULT_GOAL := help
.PHONY: help run test check lint formatting templates types layers system migrations translations messages format fuzz bench probes base dev

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

run: base ## start the demo at http://127.0.0.1:8000 (PORT=8001 for another port)
	@$(BIN)/python manage.py serve --with-parent

test: dev ## run the test suite, on SQLite unless DATABASE_URL says otherwise
	$(BIN)/python -m pytest -n auto --dist worksteal $(PYTEST)

check: lint formatting templates types layers system migrations translations ## lint, types, layers, migrations, translations

lint: dev
	$(BIN)/ruff check .

formatting: dev
	$(BIN)/ruff format --check .

templates: dev
	git ls-files -z -- '*.html' | xargs -0 -r $(BIN)/djade --check --target-version 5.2

types: dev
	$(BIN)/mypy

layers: dev
	$(BIN)/lint-imports

system: dev
	$(BIN)/python -W error manage.py check --fail-level WARNING

migrations: dev
	$(BIN)/python manage.py makemigrations --check --dry-run

translations: dev
	$(BIN)/python -m hotcrm.messages check

messages: dev ## add new texts to the translation catalogues (needs gettext)
	$(BIN)/python -m hotcrm.messages collect

format: dev ## put code and templates into the one format
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	git ls-files -z -- '*.html' | xargs -0 -r $(BIN)/djade --target-version 5.2

fuzz: dev ## try the API with made-up requests, EXAMPLES=50 by default for each address
	API_EXAMPLES=$(or $(EXAMPLES),50) $(BIN)/python -m pytest -n auto tests/api/test_schemathesis.py

bench: dev ## measure (docs/benchmarks.md); LEADS=10000 by default
	$(BIN)/python -m tests.bench --leads $(or $(LEADS),10000)

probes: dev ## many people at once over HTTP, on PostgreSQL: nothing lost, nothing twice, and planted faults are seen
	$(BIN)/python -m tests.probes --both

base:
	@$(PYTHON3) requirements/install.py base

dev:
	@$(PYTHON3) requirements/install.py dev
