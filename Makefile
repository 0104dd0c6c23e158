# Few targets, all of them for people. Everything is installed into .venv, from lock files with hashes.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.PHONY: help demo test test-long mutate bench fix lock clean

VENV := .venv
BIN := $(VENV)/bin
PAGE := build/demo/plan.html
HOUSEHOLDS ?= 1000000
WORKERS ?= 2
PYTHON ?= $(firstword $(shell for p in python3 python3.11 python3.12 python3.13 python3.14 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$p; done))
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --quiet
CHECKED := src tests tools crosscheck hatch_build.py $(wildcard benchmarks)
# What is compiled when trimtab is installed; where no C compiler is found, zig's is installed as a package.
COMPILED := hatch_build.py $(wildcard src/trimtab/rebalance/optimize/kernel/*.[ch])
ZIG = $(shell for c in $$CC cc gcc clang; do command -v $$c && break; done >/dev/null || echo '-r requirements-compiler.lock')
say = @printf '\n\033[1m== %s\033[0m\n' '$(1)'

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

demo: $(VENV)/.run ## plan the sample household and write its page
	$(call say,trimtab plan examples/rivera/household.toml --html $(PAGE))
	@mkdir -p $(dir $(PAGE))
	@$(BIN)/trimtab plan examples/rivera/household.toml --html $(PAGE)
	@printf '\nThe same plan as a page with pictures: %s\n' '$(CURDIR)/$(PAGE)'
	@printf 'Your own money next: source $(BIN)/activate, then trimtab init FOLDER; README.md tells the rest.\n'

test: $(VENV)/.dev ## everything the continuous integration runs
	$(call say,ruff format --check)
	@$(BIN)/ruff format --check $(CHECKED)
	$(call say,ruff check)
	@$(BIN)/ruff check $(CHECKED)
	$(call say,mypy --strict)
	@$(BIN)/mypy
	$(call say,lint-imports)
	@$(BIN)/lint-imports
	$(call say,tools/housekeeping.py)
	@$(BIN)/python tools/housekeeping.py
	$(call say,pytest: 5000 random households)
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal -m households
	$(call say,pytest: every other test and the examples of the docs, with branch coverage)
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal -m "not slow and not households" --durations=5 --cov --cov-report=term
	$(call say,coverage: every branch of the law and the ledger)
	@$(BIN)/python -m coverage report --include='*/trimtab/tax/*,*/trimtab/ledger/*' --show-missing --fail-under=100

test-long: $(VENV)/.dev ## the larger dose: slow tests, then HOUSEHOLDS=1000000 random households on WORKERS=2
	$(call say,pytest -m slow)
	@$(BIN)/python -m pytest -q -n $(WORKERS) -m slow || [ $$? -eq 5 ]
	$(call say,$(HOUSEHOLDS) random households)
	@$(BIN)/python -m tests.soak --households $(HOUSEHOLDS) --workers $(WORKERS)

mutate: $(VENV)/.dev ## change the law and the ledger in thousands of ways, and count what no test notices
	$(call say,python -m tools.mutation)
	@$(BIN)/python -m tools.mutation --workers $(WORKERS)

bench: $(VENV)/.dev ## how long planning and starting take
	$(call say,benchmarks)
	@$(BIN)/python -m benchmarks.run

fix: $(VENV)/.dev ## format, and mend what the linter can mend
	$(call say,ruff check --fix and ruff format)
	@$(BIN)/ruff check --fix $(CHECKED)
	@$(BIN)/ruff format $(CHECKED)

LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header
lock: ## renew the lock files (needs uv)
	$(call say,uv pip compile)
	@$(LOCK) --upgrade pyproject.toml -o requirements.lock
	@$(LOCK) -c requirements.lock --group dev --extra lab --extra design --extra yahoo pyproject.toml -o requirements-dev.lock
	@printf 'hatchling\neditables\n' | $(LOCK) -c requirements-dev.lock - -o requirements-build.lock
	@printf 'ziglang\n' | $(LOCK) --upgrade - -o requirements-compiler.lock

clean: ## remove everything that was made here
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.* htmlcov
	rm -f src/trimtab/rebalance/optimize/kernel/*.so
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@if [ -z '$(PYTHON)' ]; then echo 'trimtab needs Python 3.11 or newer and found none; install it, or say which: make demo PYTHON=/path/to/python3.11' >&2; exit 1; fi
	$(call say,$(PYTHON) -m venv $(VENV))
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo 'This Python cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv' >&2; exit 1; }

$(VENV)/.run: $(BIN)/python requirements.lock requirements-build.lock requirements-compiler.lock pyproject.toml $(COMPILED)
	$(call say,installing from requirements.lock)
	@$(PIP) --require-hashes -r requirements.lock -r requirements-build.lock $(ZIG)
	@$(PIP) --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/.dev: $(BIN)/python requirements-dev.lock requirements-compiler.lock pyproject.toml $(COMPILED)
	$(call say,installing from requirements-dev.lock)
	@$(PIP) --require-hashes -r requirements-dev.lock $(ZIG)
	@$(PIP) --no-build-isolation --no-deps -e .
	@touch $@ $(VENV)/.run
