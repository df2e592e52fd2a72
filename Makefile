# Eye: `make demo` to try it, `make test` to check it. Everything is built inside this checkout.

PORT ?= 8000
MINUTES ?= 10
ROUNDS ?= 50
PY := .venv/bin/python
PIP := $(PY) -m pip --quiet --disable-pip-version-check --no-input
NPM_CI := npm ci --no-audit --no-fund --loglevel=error --update-notifier=false >/dev/null
export PIP_ROOT_USER_ACTION := ignore

WIDGET := $(shell find widget -name node_modules -prune -o -name dist -prune -o -type f -print)
ASSETS := $(wildcard backend/assets/*.json backend/assets/*.mjs) $(shell find backend/eye/dashboard -name "*.html" -o -name menu.py)
VENDOR := backend/eye/dashboard/static/vendor

.DELETE_ON_ERROR:
.DEFAULT_GOAL := all
.PHONY: all help demo bench faults growth audit soak cluster test check unit widget-test e2e build setup dev programs wheel lock clean always

all: setup help ## build everything, then list the targets

help: ## list the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-20s%s\n", $$1, $$2 }'

demo: setup ## try Eye: a sample organisation and exam on port 8000 (PORT=…), Ctrl-C stops
	@exec .venv/bin/eye demo --port $(PORT)

test: dev build programs ## bring what is missing and run every check and test
	@$(PY) -m tools.suite check unit widget-test e2e

check: dev widget/node_modules/.package-lock.json ## types and lint
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check
	@.venv/bin/mypy
	@cd widget && npm run --silent check

unit: dev build programs ## Python tests, on both databases
	@.venv/bin/pytest -n auto --maxprocesses 4 --max-worker-restart 0 tests

widget-test: widget/node_modules/.package-lock.json ## tests of the widget's parts
	@cd widget && npm test --silent

e2e: dev build programs ## tests in a real browser against a real server
	@.venv/bin/pytest -n 2 --max-worker-restart 0 --dist loadfile -m "not alone" e2e
	@.venv/bin/pytest -m alone e2e

bench: dev build programs ## what Eye promises about speed, as ratios of one run, into docs/benchmarks.md (OPTIONS=…)
	@$(PY) -m tools.bench $(OPTIONS)

cluster: dev build programs ## two machines behind nginx, one killed while 500 simulated candidates are in their exam
	@EYE_CLUSTER_CANDIDATES=500 .venv/bin/pytest -n 0 -rP -o faulthandler_timeout=900 tests/cluster

faults: dev build programs ## kill, fill, stop and slow down a running Eye, in full (ROUNDS=…)
	@EYE_FAULT_ROUNDS=$(ROUNDS) .venv/bin/pytest -n 0 -rP --show-capture=stdout -o faulthandler_timeout=3600 tests/faults

growth: dev build programs ## every page and the stream on a large database against a small one (SESSIONS=…, EVENTS=…)
	@$(PY) -m tools.growth --sessions $(or $(SESSIONS),100000) --events $(or $(EVENTS),10000000) $(OPTIONS)

audit: .make/lock/bin/pip-audit ## known holes in what Eye depends on; asks services on the internet
	@tools/audit.sh

soak: dev build programs ## ten minutes of an exam with one face: false alarms, coverage, time per picture (MINUTES=…)
	@$(PY) -m tools.soak $(MINUTES)

setup: .make/eye build ## what running Eye needs

dev: .make/dev ## what developing Eye adds

build: .make/widget .make/assets ## the widget and the dashboard's assets

wheel: setup ## a wheel with everything inside, in dist/
	@$(PY) -m tools.wheel dist

programs: .make/dev .make/store/installed
	@$(PY) -m tools.install

lock: .venv/pyvenv.cfg ## write the constraints anew, with the newest versions that pyproject.toml allows
	@test -x .make/lock/bin/python || $(PY) -m venv .make/lock
	@.make/lock/bin/python -m pip --quiet --disable-pip-version-check install --upgrade uv
	@.make/lock/bin/python -m tools.lock

clean: ## remove all that make has made; the data in eye-data/ stays
	rm -rf .venv .make build dist widget/build widget/dist widget/node_modules backend/assets/node_modules $(VENDOR)
	rm -rf backend/*.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis test-results
	find backend tests e2e tools -name __pycache__ -prune -exec rm -rf {} +

# Stamps. A target is made again when what it is made from is newer, or when its result is gone.

.venv/pyvenv.cfg:
	@tools/venv.sh

.make/eye: pyproject.toml constraints.txt .venv/pyvenv.cfg
	@echo "Installing Python packages"
	@$(PIP) install --require-hashes -r constraints.txt
	@$(PIP) install --no-deps --no-build-isolation --no-index --editable .
	@mkdir -p .make && touch $@

.make/lock/bin/pip-audit:
	@test -x .make/lock/bin/python || $(PY) -m venv .make/lock
	@.make/lock/bin/python -m pip --quiet --disable-pip-version-check install pip-audit

.make/dev: constraints-dev.txt .make/eye
	@echo "Installing Python packages for the tests"
	@$(PIP) install --require-hashes -r constraints.txt -r constraints-dev.txt
	@touch $@

.make/store/installed: constraints-store.txt .venv/pyvenv.cfg
	@echo "Installing the S3-compatible store of the tests"
	@$(PY) -m venv --clear .make/store
	@.make/store/bin/python -m pip --quiet --disable-pip-version-check --no-input install --require-hashes -r constraints-store.txt
	@touch $@

%/node_modules/.package-lock.json: %/package.json %/package-lock.json
	@tools/node.sh
	@echo "Installing npm packages in $*/"
	@cd $* && $(NPM_CI)
	@touch $@

.make/widget: $(WIDGET) widget/node_modules/.package-lock.json $(if $(wildcard widget/dist/*),,always)
	@echo "Building the widget"
	@cd widget && npm run --silent build
	@mkdir -p .make && touch $@

.make/assets: $(ASSETS) backend/assets/node_modules/.package-lock.json $(if $(wildcard $(VENDOR)/*),,always)
	@echo "Building the dashboard's assets"
	@cd backend/assets && node build.mjs
	@mkdir -p .make && touch $@
