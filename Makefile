# Everything a newcomer needs: `make demo` to see it, `make test` to check it.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes \
	--python-version 3.11 --custom-compile-command "make lock"

# The tests start many processes: each would compile all its modules anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo test check format bench long lock clean

help: ## Say what there is
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

demo: $(VENV)/.run ## Start the product with a sandbox shop; Ctrl-C stops both
	@$(BIN)/syncaty demo $(if $(PORT),--port $(PORT))

setup: $(VENV)/.dev ## Make .venv with all that work on the project needs

test: $(VENV)/.dev ## Run the whole test suite, browser tests included
	@tools/ensure-chromium
	$(BIN)/python -m pytest -m "not long" -n auto --maxprocesses 4 --no-loadscope-reorder

long: $(VENV)/.dev ## Run the longer tests
	$(BIN)/python -m pytest -m long

check: $(VENV)/.dev ## Check format, lint, types, import contracts and files
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/check_files.py

format: $(VENV)/.dev ## Put the code into its form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/.bench ## Measure, and write a table to bench/results; ARGS=--segments for segments
	$(BIN)/python -m bench $(ARGS)

lock: $(VENV)/.dev ## Renew the exact pins in requirements/; UPGRADE=--upgrade for the newest
	$(LOCK) pyproject.toml $(UPGRADE) -o requirements/run.lock
	$(LOCK) --group build -c requirements/run.lock $(UPGRADE) -o requirements/build.lock
	$(LOCK) pyproject.toml --group dev -c requirements/run.lock -c requirements/build.lock $(UPGRADE) -o requirements/dev.lock
	$(LOCK) pyproject.toml --group bench -c requirements/run.lock $(UPGRADE) -o requirements/bench.lock

clean: ## Remove what was made; the data of the demo stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(BIN)/python:
	@tools/make-venv $(VENV)

$(VENV)/.run: requirements/run.lock requirements/build.lock pyproject.toml | $(BIN)/python
	@echo "Installing what the product needs (the first time takes a minute) ..."
	@$(PIP) install --require-hashes -r requirements/run.lock -r requirements/build.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements/dev.lock $(VENV)/.run
	@echo "Installing what the tests and checks need ..."
	@$(PIP) install --require-hashes -r requirements/dev.lock
	@touch $@

$(VENV)/.bench: requirements/bench.lock $(VENV)/.run
	@$(PIP) install --require-hashes -r requirements/bench.lock
	@touch $@
