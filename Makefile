# Everything one does here. `make demo` and `make test` set up all they need in .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := demo-index

.DEFAULT_GOAL := help
.PHONY: help demo serve test check format docs bench clean

help:  ## list the recipes
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.base: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.base
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

$(VENV)/.serve: $(VENV)/.base
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[serve]'
	@touch $@

demo: $(VENV)/.serve  ## build an index of the toy literature, print a report and, at a terminal, serve it
	@rm -rf $(DEMO)
	@$(BIN)/citance --index $(DEMO) ingest --toy --classify now
	@$(BIN)/citance --index $(DEMO) report 10.5555/toy.alder2011 --limit 5
	@echo
	@echo "The index is in $(DEMO)/. Ask it more:"
	@echo "  $(BIN)/citance --index $(DEMO) report 10.5555/toy.alder2011 --stance contrasting"
	@echo "  $(BIN)/citance --index $(DEMO) search 'pneumonia infants'"
	@echo "  $(BIN)/citance --help"
	@echo
	@if [ -t 0 ] && [ -t 1 ]; then $(BIN)/citance --index $(DEMO) serve; \
	else echo "'make serve' serves it at http://localhost:8710/"; fi

serve: $(VENV)/.serve  ## serve the index of the demo, until Ctrl-C
	@test -e $(DEMO) || $(BIN)/citance --index $(DEMO) ingest --toy --classify now
	@$(BIN)/citance --index $(DEMO) serve

test: check $(VENV)/.dev  ## lint, types, the map of doors, and all tests
	$(BIN)/python -m pytest -n auto

check: $(VENV)/.dev  ## lint, types and the map of doors
	$(BIN)/ruff check src tests bench
	$(BIN)/ruff format --check src tests bench
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.dev  ## lay out the code
	$(BIN)/ruff format src tests bench
	$(BIN)/ruff check --fix src tests bench

docs: $(VENV)/.dev  ## write the pages of docs/reference that the program knows
	$(BIN)/python docs/write_reference.py

BENCHES := extraction strip variants other_xml sections printed sentences linking stance_rules stance ingest graph startup

bench: $(VENV)/.dev  ## the figures of bench/README.md that take minutes, from ../shared
	@for name in $(BENCHES); do echo; echo "== bench/$$name.py"; $(BIN)/python bench/$$name.py || exit 1; done

clean:  ## remove what the recipes made
	rm -rf $(VENV) $(DEMO) .bench
