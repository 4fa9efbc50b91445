# `make` alone lists the targets. Each makes the environment (.venv) it needs.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: help demo test test-all soak check fix bench evidence docs clean

help:
	@echo "make demo      the whole circle on real data: install, divide, send, measure, report"
	@echo "make test      the fast tests (no server, no browser)"
	@echo "make test-all  the fast and the slow tests"
	@echo "make soak      hundreds of kills and mutations"
	@echo "make check     style, types, import contracts"
	@echo "make fix       mends what style checks can mend"
	@echo "make bench     speed against one scan and against a careful pandas script"
	@echo "make evidence  runs everything that prints a promised number; writes docs/evidence.md"
	@echo "make docs      the generated reference pages"
	@echo "make clean     removes the environment and what builds leave behind"

$(VENV)/.runtime: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing bakhsh into $(VENV) …"
	@$(PIP) install --quiet --upgrade pip
	@$(PIP) install --quiet --constraint constraints.txt --editable ".[demo]"
	@touch $@

$(VENV)/.tools: $(VENV)/.runtime
	@echo "Installing the development tools …"
	@$(PIP) install --quiet --constraint constraints.txt --group dev
	@touch $@

demo: $(VENV)/.runtime
	@$(BIN)/bakhsh demo

test: $(VENV)/.tools
	$(BIN)/python -m pytest -n auto -m "not slow and not soak"

test-all: $(VENV)/.tools
	$(BIN)/python -m pytest -n auto -m "not soak"

soak: $(VENV)/.tools
	$(BIN)/python -m pytest -m "soak" --timeout 7200

check: $(VENV)/.tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

fix: $(VENV)/.tools
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.tools
	$(BIN)/python -m benchmarks.speed

evidence: $(VENV)/.tools
	$(BIN)/python -m benchmarks.evidence

docs: $(VENV)/.tools
	$(BIN)/python docs/generate.py

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
