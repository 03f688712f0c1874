# Everything a person does with Kavshiri. The environment makes itself: the first target that needs it builds .venv
# from the hashed lock files, and stamp files keep later runs fast.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
CODE := $(wildcard bot handlers crm_core locales tests benchmarks)
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locales/*/LC_MESSAGES/messages.po))
LOCK := $(BIN)/uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
export PIP_ROOT_USER_ACTION := ignore
export PYTHONUTF8 := 1
ifneq ($(shell test -n "$$HOME" && test -w "$$HOME" && echo writable),writable)
export PIP_NO_CACHE_DIR := 1
endif

.PHONY: help
help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1 /p' Makefile | while read -r name words; do printf '  %-11s %s\n' "$$name" "$$words"; done

.PHONY: run
run: $(VENV)/.trial $(CATALOGUES) ## Start Kavshiri (the sandbox, or Telegram when BOT_TOKEN is set); Ctrl-C stops it
	@exec $(BIN)/python -m bot run $(ARGS)

.PHONY: test
test: $(VENV)/.dev $(CATALOGUES) ## Run every test (pick some with T="tests/unit -k phone")
	@exec $(BIN)/python -m pytest -n $${WORKERS:-2} --dist loadscope $(T)

.PHONY: coverage
coverage: $(VENV)/.dev $(CATALOGUES) ## Run every test and show which lines none of them reached
	@exec $(BIN)/python -m pytest -n $${WORKERS:-2} --dist loadscope --cov --cov-report=term $(T)

.PHONY: check
check: $(VENV)/.dev $(CATALOGUES) ## Format, lint, types, import contract, catalogues
	@$(BIN)/ruff format --check --quiet --output-format concise $(CODE) || { echo "Some files are not formatted: run 'make fix'."; exit 1; }
	@$(BIN)/ruff check --quiet --output-format concise $(CODE)
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -q -p no:cacheprovider tests/architecture/test_catalogues.py

.PHONY: fix
fix: $(VENV)/.dev ## Format the code and repair what can be repaired without thinking
	@$(BIN)/ruff check --fix-only --quiet $(CODE)
	@$(BIN)/ruff format $(CODE)

.PHONY: messages
messages: $(VENV)/.dev ## Collect the words for people into locales/ (then translate the empty ones)
	@exec $(BIN)/python locales/collect.py

.PHONY: migration
migration: $(VENV)/.dev ## Write a migration from the models' changes: make migration m="deals get a source"
	@test -n "$(m)" || { echo 'Say what it does: make migration m="deals get a source"'; exit 1; }
	@exec $(BIN)/python -m bot migration "$(m)"

.PHONY: bench
bench: $(VENV)/.dev $(CATALOGUES) ## Measure speed (benchmarks/)
	@exec $(BIN)/python -m benchmarks

.PHONY: lock
lock: $(VENV)/.dev ## Write the hashed lock files anew from pyproject.toml (UP=--upgrade takes newer versions)
	@$(LOCK) $(UP) --extra checkout --extra embedded --extra redis --extra dev -o requirements-dev.txt pyproject.toml
	@$(LOCK) --extra checkout --extra embedded --extra redis -c requirements-dev.txt -o requirements-trial.txt pyproject.toml
	@$(LOCK) --extra redis -c requirements-dev.txt -o requirements.txt pyproject.toml

.PHONY: clean
clean: ## Remove what was made (the environment, caches); data/ and .env stay
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache htmlcov build dist *.egg-info
	@rm -f .coverage .coverage.* locales/*/LC_MESSAGES/*.mo
	@find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment: what running needs (.trial), and what development needs besides (.dev).

$(BIN)/python:
	@test -n "$(PYTHON)" && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Kavshiri needs Python 3.11 or newer: install it (Debian: apt-get install python3.11 python3.11-venv)."; exit 1; }
	@if ! $(PYTHON) -c 'import ensurepip' 2>/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing python3-venv..."; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null; \
	fi
	@echo "Making the environment in $(VENV)..."
	@rm -rf $(VENV)
	@if $(PYTHON) -c 'import ensurepip' 2>/dev/null; then \
		$(PYTHON) -m venv $(VENV); \
	elif $(PYTHON) -m pip --version >/dev/null 2>&1; then \
		$(PYTHON) -m venv --without-pip $(VENV) && $(PYTHON) -m pip --python $(BIN)/python install --quiet --quiet pip; \
	elif command -v virtualenv >/dev/null; then \
		virtualenv --quiet --python $(PYTHON) $(VENV); \
	else \
		echo "This Python has no venv and no pip: install them (Debian: apt-get install python3-venv)."; exit 1; \
	fi

$(VENV)/.trial: pyproject.toml requirements-trial.txt | $(BIN)/python
	@echo "Installing what running needs..."
	@$(BIN)/python -m pip install --quiet --quiet --require-hashes --no-deps -r requirements-trial.txt
	@PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.trial
	@echo "Installing what development needs..."
	@$(BIN)/python -m pip install --quiet --quiet --require-hashes --no-deps -r requirements-dev.txt
	@touch $@

%.mo: %.po | $(VENV)/.trial
	@$(BIN)/pybabel -q compile -i $< -o $@
