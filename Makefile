# `make run` starts the application, `make test` runs every test; `make help` lists the rest.

PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8501
# these start the application and wait for it: one after another, so that none waits in vain
SERVED := tests/e2e tests/test_hostile.py

.DEFAULT_GOAL := help

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

run: .venv/run ## make what is missing, fill the demo, serve the application
	$(BIN)/python -m cxzy demo --if-empty
	$(BIN)/streamlit run app.py --server.port $(PORT)

demo: .venv/run ## fill an empty database with the made-up university
	$(BIN)/python -m cxzy demo

test: .venv/dev browser ## every test, in a real browser and on real databases
	$(BIN)/python -m pytest -n auto --maxprocesses 4 $(addprefix --ignore=,$(SERVED))
	$(BIN)/python -m pytest $(SERVED)

search: .venv/dev ## try the properties of the tests with new examples, a few minutes
	$(BIN)/python -m pytest -n auto --maxprocesses 4 -m hypothesis --hypothesis-profile=search

check: .venv/dev ## format, lint, types, imports, translations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_rooms.py tests/test_translations.py

bench: .venv/dev ## measure speed beside its peers, print the table
	$(BIN)/python -m benchmarks

simulate: .venv/dev ## hold the statistics against rounds with a known truth, minutes
	$(BIN)/python -m benchmarks.simulation

format: .venv/dev ## bring the code into shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

messages: .venv/dev ## bring the catalogs up to date with the code
	$(BIN)/python docs/make_messages.py

pictures: .venv/dev browser ## make the pictures of the documentation anew
	$(BIN)/python docs/make_pictures.py

browser: .venv/dev ## a Chromium for the tests, where there is none
	@sh tests/install_browser.sh

.venv/run: requirements.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/dev: .venv/run requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

.PHONY: help run demo test search check bench simulate format messages pictures browser
