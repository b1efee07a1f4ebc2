# Everything a developer types: `make run` shows the product, `make test` proves it; the rest is below.
#
# What is made stands in .venv and node_modules; each holds its own stamp, so removing a folder is enough to have it made again.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3.11
PORT ?= 8000
BIN := .venv/bin
PIP := $(BIN)/python -m pip install -qq --no-input --disable-pip-version-check
FRONT_END := chaperone/pages/static/built/chaperone.css
FRONT_END_SOURCES := $(shell find chaperone/pages/static_src chaperone/pages/build.mjs -type f 2>/dev/null)
NPM := scripts/npm.sh

.PHONY: help run test check bench pictures lock clean dev front-end \
        check-style check-types check-layers check-migrations check-scripts check-policy

help: ## this list
	@awk -F ' *## ' '/^[a-z-]+:.*## / { sub(/:.*/, "", $$1); printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: export CHAPERONE_DEMO := yes
run: export CHAPERONE_PUBLIC_URL := http://localhost:$(PORT)
run: export CHAPERONE_SMTP_PORT ?= $(shell expr $(PORT) + 25)
run: .venv/.run-packages $(FRONT_END) ## the product with a demo organisation, and a table of sign-in links; PORT=8000
	@$(BIN)/chaperone migrate --verbosity 0
	@$(BIN)/chaperone demo seed
	@exec $(BIN)/chaperone serve --port $(PORT)

test: check ## everything proved: rules, both databases, the room walk, real browsers, killed servers (about twenty-two minutes)
	@PYTHON=$(PYTHON) scripts/debian_packages.sh test
	@$(BIN)/python -m pytest --lanes

check: dev ## style, types, layers, migrations, browser modules and policy packs (under a minute)
	@$(MAKE) --keep-going -j2 --output-sync=target \
	    check-types check-style check-layers check-migrations check-scripts check-policy

bench: dev var/bench-venv/.made ## the speed table beside its peers, ratios in one run (an hour; BENCH=--quick: fifteen minutes)
	@PYTHON=$(PYTHON) scripts/debian_packages.sh bench
	@$(BIN)/python -m bench $(BENCH)

pictures: dev ## take the README's pictures anew
	@$(BIN)/python -m scripts.pictures

lock: dev ## write requirements/*.txt anew, hashed, from requirements/*.in
	@for name in run dev node bench; do \
	    $(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
	        --python-version 3.11 requirements/$$name.in -o requirements/$$name.txt; done

clean: ## remove what was made; the data in var/ stays
	@rm -rf .venv node_modules chaperone/pages/static/built .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# --- what is made -------------------------------------------------------------------------------------------------

.venv/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Chaperone needs Python 3.11: $(PYTHON) was not found." >&2; exit 1; }
	@PYTHON=$(PYTHON) scripts/debian_packages.sh run
	@$(PYTHON) -m venv .venv

.venv/.run-packages: requirements/run.txt pyproject.toml | .venv/bin/python
	@echo "Python packages for the product (a minute or so the first time)"
	@$(PIP) --require-hashes -r requirements/run.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev-packages: requirements/dev.txt .venv/.run-packages
	@echo "Python packages for the tests"
	@$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@

node_modules/.made: package.json package-lock.json | .venv/bin/python
	@echo "Front-end packages"
	@$(NPM) ci --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

# The peers that `make bench` measures beside the product; nothing of the product runs from here.
var/bench-venv/.made: requirements/bench.txt | .venv/bin/python
	@echo "Python packages of the peers"
	@$(PYTHON) -m venv var/bench-venv
	@var/bench-venv/bin/python -m pip install -qq --no-input --disable-pip-version-check --require-hashes -r requirements/bench.txt \
	    || echo "The peers written in Python cannot be had just now; the rest is measured without them." >&2
	@touch $@

$(FRONT_END): node_modules/.made $(FRONT_END_SOURCES)
	@$(NPM) run --silent build
	@touch $@

front-end: $(FRONT_END)

dev: .venv/.dev-packages $(FRONT_END)

# --- make check ---------------------------------------------------------------------------------------------------

check-style:
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet || { echo "Run: $(BIN)/ruff format" >&2; exit 1; }

check-types:
	@$(BIN)/mypy --no-error-summary

check-layers:
	@$(BIN)/lint-imports --no-logo || exit 1

check-migrations:
	@DJANGO_SETTINGS_MODULE=chaperone.config.settings $(BIN)/python -m django makemigrations --check --dry-run

check-scripts:
	@$(NPM) run --silent types
	@$(NPM) run --silent test

check-policy:
	@$(BIN)/chaperone packs
