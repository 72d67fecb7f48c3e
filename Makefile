# make demo    serve the example hub on http://127.0.0.1:8000 (PORT, DATABASE_URL)
# make test    everything that must hold before a change is taken in
.DEFAULT_GOAL := help
SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
CODE := hubsite programs consultations network evaluations tests manage.py
# The first Python on the path that is new enough.
FIND := for python in python3 python3.14 python3.13 python3.12 python3.11 ""; do \
	test -n "$$python" || { echo "Python 3.11 or newer is needed and none was found." >&2; exit 1; }; \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; done
BOOTSTRAP := @$(FIND); "$$python" hubsite/setup/bootstrap.py

.PHONY: help
help:
	@grep -E '^# make' Makefile | cut -c3-; echo "also: install tools lint types messages messages-check migrations-check check format bench lock stop clean"

.PHONY: demo
demo: install
	@exec $(BIN)/python -m hubsite.setup.demo

.PHONY: install
install:
	$(BOOTSTRAP)

.PHONY: tools
tools:
	$(BOOTSTRAP) --dev

.PHONY: test
test: tools
	@$(MAKE) lint types messages-check migrations-check check
	@$(MANAGE) compile_messages --verbosity 0
	@CHROMIUM="$$($(BIN)/python -m hubsite.setup.browser)" || exit 1; export CHROMIUM; \
	exec $(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

# djlint only lints: its formatter breaks lines between words, which Japanese text shows as gaps.
.PHONY: lint
lint: tools
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/djlint --quiet templates
	$(BIN)/lint-imports --no-cache

.PHONY: types
types: tools
	$(BIN)/mypy

.PHONY: messages
messages: tools
	$(MANAGE) make_messages

.PHONY: messages-check
messages-check: tools
	$(MANAGE) make_messages --check

.PHONY: migrations-check
migrations-check: tools
	$(MANAGE) makemigrations --check --dry-run

.PHONY: check
check: tools
	HUBSITE_HTTPS=1 SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
	$(MANAGE) check --deploy --fail-level WARNING

.PHONY: bench
bench: tools
	$(BIN)/python -m tests.bench

.PHONY: format
format: tools
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

# uv.lock would carry the address of a registry: hubsite/decisions/0002.
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml
.PHONY: lock
lock: tools
	$(COMPILE) $(ARGS) --output-file hubsite/setup/requirements.lock
	$(COMPILE) $(ARGS) --group dev --constraint hubsite/setup/requirements.lock \
		--output-file hubsite/setup/requirements-dev.lock

.PHONY: stop
stop:
	@test ! -x $(BIN)/python || $(BIN)/python -m programs.kernel.embedded stop

.PHONY: clean
clean: stop
	rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage
