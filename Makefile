# Every target that needs the environment makes it first, from a bare clone.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory

BIN := .venv/bin
STAMP := .venv/.installed
# One more than cores, at most six: for a fifth of their time, tests wait for servers and processes.
CORES := $(shell getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
WORKERS ?= $(shell echo $$(( $(CORES) < 5 ? $(CORES) + 1 : 6 )))
BUILD_ENV := unset PYTHONPATH PYTHONHOME VIRTUAL_ENV;

# The first of these that really is Python 3.11 or newer; a uv that is there fetches one when none is.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; done)

UV := $(shell uv --version >/dev/null 2>&1 && echo uv)
COMPILE := $(if $(UV),uv,$(BIN)/uv) pip compile --universal --python-version 3.11 --generate-hashes \
	--no-strip-extras --no-emit-index-url --no-header --no-annotate --quiet --upgrade
DEMO := demo
IN_IMAGE := service kafka statistical xgboost lab otel

.PHONY: help
help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: setup
setup: $(STAMP) ## Create .venv with everything in it (Python 3.11 or newer)

$(STAMP): requirements-dev.lock requirements-setup.lock pyproject.toml
	@$(BUILD_ENV) \
	if [ -n "$(PYTHON)" ]; then \
		"$(PYTHON)" setup_environment.py; \
	elif [ -n "$(UV)" ]; then \
		uv run --no-project --quiet --python 3.12 setup_environment.py; \
	else \
		echo "No Python 3.11 or newer was found." >&2; \
		echo "→ Install one, or name it: make setup PYTHON=/path/to/python3" >&2; \
		exit 1; \
	fi; \
	touch $@

.PHONY: dashboard
dashboard: $(STAMP) ## Build the dashboard into the package, where something of it changed
	@$(BIN)/python dashboard/scripts/build.py

.PHONY: pages
pages: $(STAMP)
	@$(BIN)/python dashboard/scripts/build.py --if-reachable

.PHONY: demo
demo: pages ## Forecast a small simulated chain, then run the service on another (DEMO_STOP=1 stops it at the end)
	@echo "1 of 3: making up a small shop's sales, in $(DEMO)/data …"
	@$(BIN)/foresale simulate --stores 1 --products 10 --days 400 --seed 1 --out $(DEMO)/data
	@echo; echo "2 of 3: reading them, testing models on the past, forecasting two weeks …"
	@$(BIN)/foresale forecast $(DEMO)/data/sales.csv --future $(DEMO)/data/future.csv --horizon 14 \
		--models seasonal_naive,profile_smoothing --folds 2 --out $(DEMO)/forecast
	@echo; echo "3 of 3: starting the service, with a chain of three stores; its first models take a minute …"
	@echo "Meanwhile, open the report: $(CURDIR)/$(DEMO)/forecast/report.html"
	@$(if $(DEMO_STOP),,echo "Ctrl-C stops the service.")
	@FORESALE_LOG_LEVEL=warning exec $(BIN)/foresale up --demo --home $(DEMO)/service $(if $(DEMO_STOP),--once)
	@echo "The report is $(CURDIR)/$(DEMO)/forecast/report.html; $(BIN)/foresale up --home $(DEMO)/service starts the service again."

PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

.PHONY: test
test: pages ## Run every test and doctest that needs nothing but Python, on SQLite
	@$(PYTEST) -m "not slow"

.PHONY: test-all
test-all: pages ## Run all: other databases, Kafka, a browser, killed processes too
	@$(PYTEST)

.PHONY: test-again
test-again: ## Run those that failed last, at most five, once more and alone; name them
	@$(BIN)/python .ci/failed_again.py

.PHONY: coverage
coverage: pages ## Run them a fifth slower, and print which lines none of them reaches
	@$(PYTEST) --cov --cov-report=term

.PHONY: lint
lint: $(STAMP) ## Check format, style, types and the direction of imports
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@if $(BIN)/python -c 'import sys; sys.exit(sys.version_info >= (3, 12))'; then $(BIN)/mypy; \
	else echo "Types are checked on Python 3.11: mypy can't follow NumPy 2.5's, which newer ones get."; fi
	@$(BIN)/lint-imports --no-logo --no-cache

.PHONY: lint-dashboard
lint-dashboard: pages ## Check the dashboard's format, style and types, and run its unit tests
	@$(BIN)/python dashboard/scripts/check.py

.PHONY: check
check: lint lint-dashboard test-all ## Everything CI checks

.PHONY: format
format: $(STAMP) ## Format the code and mend what can be mended
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

.PHONY: bench
bench: $(STAMP) ## Compare with other libraries on the same cutoffs, then take real files end to end
	@$(BIN)/python -m bench.closures
	@$(BIN)/python -m bench
	@$(BIN)/python -m bench.end_to_end

.PHONY: bench-service
bench-service: $(STAMP) ## Requests a second of the service, Flask with a forest, and MLflow's server
	@$(BIN)/python -m bench.service

.PHONY: bench-data
bench-data: $(STAMP) ## Import and add up ten million sales on SQLite, MariaDB and PostgreSQL
	@$(BIN)/python -m bench.service_data

.PHONY: bench-live
bench-live: $(STAMP) ## Sales a second by each channel, and how soon who listens hears of them
	@$(BIN)/python -m bench.live

.PHONY: bench-dashboard
bench-dashboard: $(STAMP) ## Each screen on 50,000 series of two years in PostgreSQL, scrolling and typing, against their budgets
	@$(BIN)/python -m bench.dashboard

.PHONY: bench-planning
bench-planning: $(STAMP) ## Orders on real histories: what Foresale's cost beside simple rules, and how fast they are
	@$(BIN)/python -m bench.planning
	@$(BIN)/python -m bench.planning_speed

.PHONY: bench-notebooks
bench-notebooks: $(STAMP) ## Five notebook tasks with Foresale and with the best-known library for each; writes their page
	@$(BIN)/python -m bench.notebook_tasks --write

.PHONY: load
load: $(STAMP) ## Many clients at once on a service of the demo's (LOAD="--clients 32 128 512 --minutes 10")
	@$(BIN)/python -m bench.load $(LOAD)

.PHONY: soak
soak: $(STAMP) ## Play a million sales into a service while its parts are killed (SOAK="--channel kafka --database postgresql")
	@$(BIN)/python -m bench.soak $(SOAK)

.PHONY: check-containers
check-containers: $(STAMP) ## Build the image, start the compose file, follow a sale through it, restore a backup (CHECK=--stand-ins)
	@$(BIN)/python deploy/check/run.py $(CHECK)

.PHONY: bench-autogluon
bench-autogluon: ## Install AutoGluon beside (6 GB) as one more peer of the benchmark
	@$(BUILD_ENV) $(if $(UV),uv venv --quiet --python 3.12 build/autogluon,"$(PYTHON)" -m venv build/autogluon)
	@$(BUILD_ENV) $(if $(UV),uv pip install --quiet --python build/autogluon/bin/python,build/autogluon/bin/python -m pip install --quiet) autogluon.timeseries

.PHONY: docs
docs: $(STAMP) ## Build the documentation's site into build/docs/site; a link that leads nowhere is an error
	@$(BIN)/python docs/fill_cli_reference.py
	@$(BIN)/python docs/site/build.py

.PHONY: check-docs
check-docs: $(STAMP) ## Run the documentation's code
	@$(BIN)/python docs/tutorial.py
	@$(BIN)/python -m pytest -q docs README.md CONTRIBUTING.md tests/unit/test_docs.py tests/unit/test_recipes.py --deselect tests/unit/test_docs.py::test_the_tutorial_runs

.PHONY: openapi
openapi: $(STAMP) ## Write the API's schema to docs/openapi.json
	@$(BIN)/python -m foresale.service.api.openapi_file docs/openapi.json

.PHONY: lock
lock: $(STAMP) ## Resolve the dependencies anew into the lock files
	@$(COMPILE) --group setup -o requirements-setup.lock
	@$(COMPILE) pyproject.toml --all-extras -o requirements.lock
	@$(COMPILE) pyproject.toml --all-extras --group dev -c requirements.lock -o requirements-dev.lock
	@$(COMPILE) pyproject.toml $(IN_IMAGE:%=--extra %) -c requirements.lock -o deploy/docker/requirements.lock
	@$(COMPILE) --group image -c requirements-dev.lock -o deploy/docker/build.lock

.PHONY: hooks
hooks: $(STAMP) ## Run the checks before every commit
	@$(BIN)/pre-commit install

.PHONY: clean
clean: ## Remove what was made, except .venv, the demo's service and what is yours
	@rm -rf build dist htmlcov .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache \
		.import_linter_cache .hypothesis
	@[ ! -e $(DEMO) ] || PYTHONPATH=src "$(PYTHON)" -m foresale.writing.removal $(DEMO)/data $(DEMO)/forecast
	@[ ! -e $(DEMO)/service ] || echo "$(DEMO)/service stays, with its database; to remove it: rm -r $(DEMO)/service"
	@[ ! -e $(DEMO) ] || rmdir $(DEMO) 2>/dev/null || true
