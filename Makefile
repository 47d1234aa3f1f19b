# One word for each thing one does here; `make` alone lists them.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CONTRACT := $(VENV)/contract
T ?= tests

DB ?= sqlite postgres
SEED ?= 1

# What is compiled once is kept, whatever the machine's own setting: hundreds of processes import it.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help install tools demo run test check fix lint types contracts compiled tests pictures lock audit clean migration \
  test-model test-concurrency test-forged fuzz fuzz-files test-time test-db-failure test-backup test-tamper test-leaks test-guards reliability test-stories \
  test-kill test-telegram-faults test-deploy test-replicas test-pg-chaos soak ladder

help: ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# Our four packages are found through one line in site-packages, so `.venv/bin/python -m bot` works from any folder.
$(VENV)/.installed: requirements.lock | $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes --only-binary :all: -r requirements.lock
	$(BIN)/python -c "import pathlib, sysconfig; pathlib.Path(sysconfig.get_path('purelib'), 'maklumat.pth').write_text('$(CURDIR)\n')"
	touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --require-hashes --only-binary :all: -r requirements-dev.lock
	touch $@

# aiogram wants an older pydantic than the bot does, so the second judge of the local Telegram lives by itself.
$(CONTRACT)/.installed: requirements-contract.lock | $(BIN)/python
	$(BIN)/python -m venv --clear $(CONTRACT)
	$(CONTRACT)/bin/python -m pip install --quiet --require-hashes --only-binary :all: -r requirements-contract.lock
	touch $@

install: $(VENV)/.installed ## Make .venv from the hashed lock

tools: $(VENV)/.installed-dev ## What tests need, into .venv beside it

demo: install ## The whole SOP on this machine: a local Telegram, five officials, no token needed
	$(BIN)/python -m bot demo

run: install ## Serve Telegram with the settings in .env
	$(BIN)/python -m bot run

test: $(VENV)/.installed-dev ## Format, lint, types, import contracts, all tests
	$(MAKE) --jobs=2 types compiled lint contracts $(CONTRACT)/.installed
	$(MAKE) tests

check: test

lint: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.installed-dev
	$(BIN)/mypy

contracts: $(VENV)/.installed-dev
	$(BIN)/lint-imports

# Beside what uses one processor; else each of the processes below would compile every test for itself.
compiled: $(VENV)/.installed-dev
	-$(BIN)/pytest --collect-only -q > $(VENV)/collected

tests: $(VENV)/.installed-dev $(CONTRACT)/.installed
	$(BIN)/pytest -n 3 --dist worksteal $(T)

# Promises that are shown by numbers: make test-model DB=sqlite SHORT=--short SEED=7; without DB on both databases.
try = @for db in $(DB); do \
	  echo "$(1) on $$db:"; $(BIN)/python -m tests.reliability $(1) --db $$db --seed $(SEED) $(SHORT) || exit 1; done

test-model: $(VENV)/.installed-dev ## Anybody does anything in any order, held against the SOP said simply
	$(call try,model)

test-concurrency: $(VENV)/.installed-dev ## Many write at once; two do the same at once
	$(call try,concurrency)

test-forged: $(VENV)/.installed-dev ## Updates that somebody made up are refused, and teach nobody anything
	$(call try,forged)

fuzz: $(VENV)/.installed-dev ## Updates of any shape at all
	$(call try,fuzz)

fuzz-files: $(VENV)/.installed-dev ## Files of any bytes at all
	$(call try,files)

test-time: $(VENV)/.installed-dev ## Clocks that jump, in any zone
	$(call try,clocks)

test-db-failure: $(VENV)/.installed-dev ## The database is full, locked, away or broken
	$(call try,db_failure)

test-backup: $(VENV)/.installed-dev ## Backups beside writers, restored elsewhere and into the other kind of database
	$(call try,backup)

test-tamper: $(VENV)/.installed-dev ## The journal is edited, cut, made anew: found, and where
	$(call try,tamper)

test-leaks: $(VENV)/.installed-dev ## A whole life of the bot leaves no secret and no name where they do not belong
	$(call try,leaks)

test-kill: $(VENV)/.installed-dev ## The bot is killed at nine named points and at any instant
	$(call try,kill)

test-telegram-faults: $(VENV)/.installed-dev ## Telegram refuses, fails, stays silent and talks nonsense
	$(call try,telegram_faults)

test-deploy: $(VENV)/.installed-dev ## The bot is restarted under load, away for too long, put to sleep
	$(call try,deploy)

test-replicas: DB = postgres
test-replicas: $(VENV)/.installed-dev ## Three bots on one PostgreSQL, any of them killed at any time
	$(call try,replicas)

test-pg-chaos: DB = postgres
test-pg-chaos: $(VENV)/.installed-dev ## PostgreSQL is killed and restarted under three bots
	$(call try,pg_chaos)

soak: $(VENV)/.installed-dev ## One bot works for long: it keeps its size and its pace
	$(call try,soak)

ladder: $(VENV)/.installed-dev ## What each official reads of one neglected maklumat; TO="ketua ppid" for some, TABLE=1 for a line each
	@$(BIN)/python -m tests.reliability.ladder $(TO) $(if $(TABLE),--table) $(if $(PAGE),--page)

test-stories: $(VENV)/.installed-dev ## Every story on both databases, every tap and all of the demo; the tests tell some alone
	ALL_STORIES=1 $(BIN)/pytest -n 2 tests/stories tests/browser tests/bot/demo tests/handlers/test_access_matrix.py

test-guards: $(VENV)/.installed-dev ## Each guard is taken away in a copy, and the tests must go red
	$(BIN)/python -m tests.reliability.guards

reliability: $(VENV)/.installed-dev ## All promises at their long size, and docs/reliability.md anew: hours. NAME="kill soak" for some
	$(BIN)/python -m tests.reliability.report $(NAME) --seed $(SEED) $(SHORT)

pictures: $(VENV)/.installed-dev ## The pictures of the README, taken anew by the browser tests
	KEEP_PICTURES=1 $(BIN)/pytest -n 2 tests/browser/test_the_whole_sop.py

fix: $(VENV)/.installed-dev ## Mend format and lint where a tool can
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(VENV)/.installed-dev ## Pin anew every version, with hashes and without an index host
	$(BIN)/uv pip compile -q --upgrade --universal --no-strip-extras --python-version 3.11 --generate-hashes \
	  --custom-compile-command "make lock" pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --upgrade --universal --no-strip-extras --python-version 3.11 --generate-hashes --extra postgres -c requirements.lock \
	  --custom-compile-command "make lock" pyproject.toml -o requirements-postgres.lock
	$(BIN)/uv pip compile -q --upgrade --universal --no-strip-extras --python-version 3.11 --generate-hashes --group dev -c requirements.lock \
	  --custom-compile-command "make lock" pyproject.toml -o requirements-dev.lock
	$(BIN)/uv pip compile -q --upgrade --universal --no-strip-extras --python-version 3.11 --generate-hashes \
	  --custom-compile-command "make lock" requirements-contract.in -o requirements-contract.lock

audit: $(VENV)/.installed-dev ## Licences, locks, and (needs an index that knows of vulnerabilities) known holes in what is pinned
	$(BIN)/python -m tests.house.dependencies
	$(BIN)/pytest -q tests/house/test_dependencies.py
	for lock in requirements.lock requirements-postgres.lock; do \
	  $(BIN)/uvx --from pip-audit==2.10.1 pip-audit --strict --disable-pip --require-hashes -r $$lock || exit 1; done

migration: $(VENV)/.installed-dev ## A new schema step: make migration M="what changes"
	$(BIN)/python -m storage.migrations "$(M)"

clean: ## Remove what was made here, never data/
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage*
