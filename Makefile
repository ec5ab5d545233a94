# `make run` and `make test` each do everything that is missing; Python 3.11 or newer, git and make are enough.
SHELL := bash
.DEFAULT_GOAL := help
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= $(shell for name in python3.11 python3 python; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check
SEED := $(or $(SEED),$(shell date +%s))
PINNED := PIP_CONSTRAINT=constraints.txt

help:  ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: .venv/.made catalog/schemas  ## make .venv with what `portal` needs
run: .venv/.made catalog/schemas  ## start the terminal app
	@$(BIN)/portal

test: .venv/.made-dev  ## run the tests, in parallel
	@$(BIN)/python -m pytest -n logical --dist worksteal

check: .venv/.made-dev  ## format, lint, types, floors, shape
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m tests.house.shape

watch: .venv/.made-dev  ## check what changed and run its tests, each time a file is saved; MOST=n test files
	@$(BIN)/python -m tests.house.watch $(if $(MOST),--most $(MOST))

screen: .venv/.made-dev  ## open one screen on made-up data, anew at each save; NAME=promotions
	@$(BIN)/python -m tests.screens.open $(NAME)

docs: .venv/.made-dev  ## make anew what docs/ holds of the code: pictures, keys, settings, commands
	@$(BIN)/python -m tests.docs

docs-check: .venv/.made-dev  ## fail when any of that is stale
	@$(BIN)/python -m tests.docs --check

prove: .venv/.made-dev  ## run the long campaigns; results go to proof/; SEED=n repeats one
	@echo "Seed of this run: $(SEED)"
	@$(BIN)/python -m pytest -m prove --campaign-seed=$(SEED) --hypothesis-seed=$(SEED)
	@$(BIN)/python -m tests.mutation

bench: .venv/.made-dev  ## measure the speed budget; results go to proof/bench.json
	@$(BIN)/python -m tests.bench $(if $(ROUNDS),--rounds $(ROUNDS))

clean:  ## remove .venv and what the tools left behind
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist

.venv/.made: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer was not found. Install it, or say: make $(MAKECMDGOALS) PYTHON=/path/to/python" >&2; exit 1; }
	@echo "Setting up .venv with $$($(PYTHON) --version); this takes about a minute, once."
	@$(PYTHON) -m venv .venv
	@$(PINNED) $(PIP) install --editable .
	@$(BIN)/python -m compileall -q -x 'catalog/templates' portal screens catalog
	@touch $@

.venv/.made-dev: .venv/.made
	@echo "Adding the tools for tests and checks."
	@$(PINNED) $(PIP) install --editable '.[dev]'
	@touch $@

# Editors check the catalogue's files by these; `portal catalog init` writes them into an organisation's own.
catalog/schemas: .venv/.made catalog/schemas.py $(wildcard catalog/model/*.py)
	@$(BIN)/python -m catalog.schemas
	@touch $@

.PHONY: help setup run test check watch screen docs docs-check prove bench clean
