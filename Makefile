# Everything runs in .venv, which newsroom/bootstrap.py makes; nothing touches the system's Python.
PYTHON ?= python3
BIN := .venv/bin
RUN := $(BIN)/python
# A public site as `check --deploy` wants to see one, with a secret that lives for this one check.
PUBLIC = env -u DEBUG -u HTTPS -u SECRET_KEY_FILE ALLOWED_HOSTS=newsroom.invalid \
	SECRET_KEY="$$($(RUN) -c 'import secrets; print(secrets.token_urlsafe(64))')"
CORE := */domain/*,*/services.py,*/services/*

.PHONY: help demo test lint environment tools browser soak bench screenshots sbom messages
.DEFAULT_GOAL := help

help:  ## Say what there is to make.
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST)

demo: environment  ## Set up everything, and serve it (PORT=8001 for another port).
	@$(RUN) manage.py demo

test: tools browser lint  ## Every check: style, types, layers, migrations, deployment, tests.
	$(RUN) manage.py makemigrations --check --dry-run
	@echo "manage.py check --deploy, as a public site"
	@$(PUBLIC) $(RUN) manage.py check --deploy --fail-level WARNING
	$(RUN) -m pytest -n auto --dist loadgroup --cov --cov-report=
	$(RUN) -m coverage report --skip-covered --include='$(CORE)' --fail-under=95

lint: tools  ## Style, types and the arrows between the layers.
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy .
	$(BIN)/lint-imports

environment:
	@$(PYTHON) -I newsroom/bootstrap.py

tools:
	@$(PYTHON) -I newsroom/bootstrap.py --dev

browser: tools  ## A browser for the tests, if the machine has none.
	@$(RUN) tests/browser_setup.py

sbom: environment  ## List what the product is made of: var/sbom.json, as CycloneDX.
	@var/tools/bin/uv export --quiet --frozen --no-dev --format cyclonedx1.5 --output-file var/sbom.json >/dev/null
	@echo "Written to var/sbom.json."

soak: tools  ## The long proofs; writes their figures into docs/measurements.md.
	$(RUN) -m pytest -p no:randomly tests/soak/soak_*.py

bench: tools  ## Figures of speed against other ways; needs wrk. Into docs/measurements.md.
	$(RUN) -m pytest -p no:randomly tests/bench/bench_*.py

screenshots: tools browser  ## The README's screenshots, of a demo of their own.
	$(RUN) -m tests.screenshots

messages: tools  ## Find what is to be translated, and compile what is (desk/locale).
	$(RUN) -m tests.translations
