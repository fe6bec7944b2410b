# Two commands set everything up on a fresh machine: make run, make test.
PORT ?= 8000
HUB_DATA ?= var
export HUB_DATA
PYTHON ?= python3
BIN := .venv/bin
export PYTHONUNBUFFERED := 1

.DEFAULT_GOAL := help
.PHONY: help run test soak bench lock lint clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1|/' | column -t -s '|'

run: .venv/.ready static ## build what is missing and serve the demo community on http://127.0.0.1:8000 (PORT=8123 HUB_DATA=DIR)
	@HUB_MODE=demo HUB_PORT=$(PORT) exec $(BIN)/hub serve

test: .venv/.dev static ## linters, types, import contracts, and the whole suite on both engines with a real browser
	@scripts/browser
	$(MAKE) --no-print-directory lint
	$(BIN)/python -m pytest -n 2 --dist worksteal

soak: .venv/.dev static ## the long runs: many random steps, several processes, every page in every role, kill -9
	@scripts/browser
	$(BIN)/python -m pytest -n 2 --dist worksteal tests/soak

bench: .venv/.dev static ## measure and print figures and ratios
	$(BIN)/python -m benchmarks

lint: .venv/.dev ## ruff, mypy, the import contracts and whether the locks are complete, alone
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pip check

lock: .venv/.dev ## compile the locks anew from requirements.in and requirements-dev.in
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -o requirements.txt requirements.in
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -o requirements-dev.txt requirements-dev.in

clean: ## remove what was built; data in var/ stays
	rm -rf .venv node_modules hub/static/vendor *.egg-info

.venv/bin/python:
	@scripts/venv $(PYTHON)

# The locks name everything, so nothing is resolved anew: pip before 23.3, which Debian 12 brings, takes the newest
# release for `name[extra]` in spite of a lock, and then misses its hash.
.venv/.ready: .venv/bin/python requirements.txt pyproject.toml
	$(BIN)/python -m pip install -q --no-deps --require-hashes -r requirements.txt
	$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: .venv/.ready requirements-dev.txt
	$(BIN)/python -m pip install -q --no-deps --require-hashes -r requirements-dev.txt
	@touch $@

.PHONY: static
static:
	@scripts/static
