# `make` alone prints what there is. Every step may be repeated: what is already done is skipped.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help prepare run test bench soak lint static demo clean clean-data

# The first Python that is new enough.
PYTHON = $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
PREPARE = $(if $(PYTHON),$(PYTHON) deploy/prepare.py,@echo "Python 3.11 or newer is needed: apt install \
python3.11 python3.11-venv, or https://docs.astral.sh/uv/guides/install-python/, then make PYTHON=/path/to/python3"; exit 1;)
BIN := .venv/bin
EMBEDDED := $(BIN)/python -m paritrana.embedded
STAGE ?= deliberation

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*##/\1\t/p' Makefile | expand -t 14

run:  ## the portal with everything it needs on http://127.0.0.1:8000 (PORT=...)
	@$(PREPARE) run
	@exec setpriv --pdeathsig TERM $(EMBEDDED)

prepare:  ## what the tests need on this machine (run, test and lint do it by themselves)
	@$(PREPARE) test

test:  ## all tests, on servers of their own (ARGS="-k name")
	@$(PREPARE) test
	@exec setpriv --pdeathsig TERM $(EMBEDDED) --test -- pytest -n 3 --dist worksteal $(ARGS)

bench:  ## seconds and ratios: scoring engine, planner, pages beside a ranking, 60 viewers of an interview day, a sheet on a phone, certificates
	@$(PREPARE) test
	@$(BIN)/python -m bench.engine
	@SECRET_KEY=bench DATABASE_URL=postgres://bench@/bench REDIS_URL=redis://bench $(BIN)/python -m bench.planner
	@exec setpriv --pdeathsig TERM $(EMBEDDED) --test -- pytest -q -s bench/certificates.py bench/pages.py bench/live.py bench/phone.py

soak:  ## kill -9 while nine panelists save (50 rounds) and while 200 certificates are made (20): all is there, once
	@$(PREPARE) test
	@exec setpriv --pdeathsig TERM $(EMBEDDED) --test -- pytest -q -s soak/kill.py soak/paper.py

# Pure rules, services and access are typed strictly.
TYPED = $(wildcard scoring/engine interviews/planner) $(wildcard */workflow.py */schedule.py */completeness.py */coverage.py) \
	$(wildcard paritrana/access.py paritrana/roles.py */services.py */services paritrana/*/services.py paritrana/*/services)

lint: export SECRET_KEY ?= lint
lint: export DATABASE_URL ?= postgres://lint@/lint
lint: export REDIS_URL ?= redis://lint
lint: export PARITRANA_DEMO = 1
lint:  ## ruff, format, imports, types, templates, migrations, Django's checks
	@$(PREPARE) lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy $(TYPED)
	DJANGO_SETTINGS_MODULE=paritrana.settings $(BIN)/python -m deploy.check_templates
	$(BIN)/python -W "ignore:Got an error checking" manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check --fail-level WARNING

static:  ## front-end files and catalogues again (run and test do it by themselves)
	@rm -f var/stamp/front-end var/stamp/static var/stamp/catalogues
	@$(PREPARE) run

demo:  ## the demo round from the beginning (STAGE=nomination|interviews|deliberation|announced)
	@$(PREPARE) run
	@$(EMBEDDED) -- sh -c "python manage.py migrate --verbosity 0 && python manage.py load_regions \
		&& python manage.py demo --stage $(STAGE) $(ARGS)"

clean:  ## remove everything that make built, but no data
	rm -rf .venv node_modules var/stamp var/static var/vendor var/test var/test-media .ruff_cache .mypy_cache .pytest_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

clean-data:  ## remove the data of the embedded servers
	@test ! -d var || flock --nonblock var/lock rm -rf var/postgres var/redis var/media var/beat-schedule* \
		|| { echo "make run is up: stop it first"; exit 1; }
