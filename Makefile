# Needs Python 3.11 or newer, git and make; everything else is set up by the targets themselves.

PYTHON ?= python3
SIZE ?= S
BENCH ?=
COVERAGE ?=
MODULES ?=
SECONDS ?= 600
BIN := .venv/bin
LOCKED := .venv/.locked
INSTALLED := .venv/.installed
FUZZER := .cache/fuzz/atheris
PIP_INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help site serve test test-long fuzz mutants reliability bench quality screenshots sbom audit lint format tools lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

site: $(INSTALLED) ## build every edition of this repository's own site
	@echo "Building every edition"
	@$(BIN)/broadsheet build
	@echo "The editions:"
	@for page in site/*/index.html; do echo "  $$page"; done
	@echo "Look at them in a browser with: make serve"

serve: $(INSTALLED) ## show the site in a browser, rebuilt on every change
	@$(BIN)/broadsheet serve

test: $(INSTALLED) tools lint ## check style, types and imports, then run the tests
	@echo "Running the tests"
	@$(BIN)/pytest -n auto --dist worksteal $(COVERAGE)

test-long: $(INSTALLED) tools ## run the tests that take minutes
	@$(BIN)/pytest -n auto --dist worksteal -m long

mutants: $(INSTALLED) .cache/mutation/.installed ## break modules on purpose, see whether tests notice; takes long
	@PYTHONPATH=.cache/mutation $(BIN)/python -m tests.mutation $(MODULES)

reliability: $(INSTALLED) tools ## run all tests, and write down what they went through
	@$(BIN)/python -m tests.reliability

fuzz: $(INSTALLED) $(FUZZER) ## fuzz what reads files, SECONDS=600 for each target, and note what came of it
	@PYTHONPATH=$(FUZZER) $(BIN)/python -m tests.fuzz --seconds $(SECONDS) --record

bench: $(INSTALLED) tools ## compare the time and memory of builds with other generators'; SIZE=L or XL for more
	@$(BIN)/python -m tests.bench $(BENCH) $(SIZE)

quality: $(INSTALLED) tools ## measure pages with Lighthouse, axe-core and the Nu HTML Checker; needs npm and Java
	@$(BIN)/python -m tests.quality --record

screenshots: $(INSTALLED) tools ## take the pictures of README and documentation anew
	@$(BIN)/broadsheet build --quiet
	@$(BIN)/python -m tests.browser.screenshots --docs site/internal docs/assets

sbom: $(INSTALLED) ## write the bill of materials for a release into dist/
	@$(BIN)/python -m tests.supply bill

audit: $(INSTALLED) ## ask whether faults are known in anything that the lock names; needs the network
	@$(BIN)/python -m tests.supply audit

lint: $(INSTALLED) ## check style, types and imports
	@echo "Checking style, types and imports"
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: $(INSTALLED) ## put the code into house style
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

.cache/mutation/.installed: tests/mutation/requirements.txt $(LOCKED)
	@$(PIP_INSTALL) --no-deps --upgrade --require-hashes --target .cache/mutation -r $<
	@touch $@

tools: $(INSTALLED)
	@$(BIN)/python -m tests.tools

# Dependencies may need a later patch release of Python than the one that somebody has, so the lock is
# resolved with the oldest one there is: make lock PYTHON=/usr/bin/python3.11
lock: ## write requirements.lock anew; what it pins stays where it can
	@$(PYTHON) -m venv --clear .venv/lock
	@.venv/lock/bin/python -m pip install -qq --disable-pip-version-check uv
	@.venv/lock/bin/uv pip compile --quiet --python $(PYTHON) --generate-hashes --no-strip-extras \
	  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
	  --group dev pyproject.toml --output-file requirements.lock

clean: ## remove everything that these targets made
	@rm -rf .venv .cache .coverage* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@rm -rf dist site

$(FUZZER): tests/fuzz/requirements.txt $(LOCKED)
	@echo "Installing the fuzzer into $@"
	@rm -rf $@
	@$(PIP_INSTALL) --require-hashes --no-deps --target $@ -r $<
	@touch $@

$(LOCKED): requirements.lock
	@command -v git >/dev/null || { echo "git is missing: install it, then run make again." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo \
	  "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo \
	  "Python's venv module is missing; on Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@echo "Creating .venv"
	@$(PYTHON) -m venv --clear .venv
	@echo "Installing what requirements.lock names"
	@$(PIP_INSTALL) --use-pep517 --require-hashes -r requirements.lock
	@touch $@

$(INSTALLED): $(LOCKED) pyproject.toml
	@echo "Installing Broadsheet into .venv"
	@$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@
