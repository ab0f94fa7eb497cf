# What a newcomer can do. `make` alone lists it.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help demo test check format lint types walls cover notebooks docs bench soak lock clean

help:  ## list what there is to do
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "ketlit needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "This Python cannot make a virtual environment. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# The core: what a plain harvest, its labels, its exports and the demo need.
# A part of it is compiled if there is a C compiler (hatch_build.py).
SCANNER := hatch_build.py harvester/columnar/sources.py $(wildcard harvester/columnar/*.p[yx][xd])
$(VENV)/.core: $(BIN)/python requirements/core.txt pyproject.toml $(SCANNER)
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements/core.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

# Everything: all extras and the tools of this page.
$(VENV)/.all: $(VENV)/.core requirements/all.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements/all.txt
	@touch $@

demo: $(VENV)/.core  ## the whole way on the bundled, invented sample, with no network
	$(BIN)/ketlit demo

test: $(VENV)/.all  ## all tests, notebooks and documentation blocks
	$(BIN)/python -m pytest -n 2

check: format lint types walls cover  ## format, lint, types, walls, tests with coverage

format: $(VENV)/.all  ## is the code formatted?
	$(BIN)/ruff format --check .

lint: $(VENV)/.all  ## ruff, families named in pyproject.toml
	$(BIN)/ruff check .

types: $(VENV)/.all  ## mypy --strict on both packages
	$(BIN)/mypy

walls: $(VENV)/.all  ## one way down: import-linter
	$(BIN)/lint-imports --no-cache

cover: $(VENV)/.all  ## tests with branch coverage
	$(BIN)/python -m pytest -n 2 --cov --cov-report=term:skip-covered

notebooks: $(VENV)/.all  ## each notebook in a fresh kernel, on the sample
	$(BIN)/python -m pytest tests/notebooks

docs: $(VENV)/.all  ## the documentation site, under site/
	$(BIN)/mkdocs build --strict

bench: $(VENV)/.all  ## every figure of docs/benchmarks.md again, as ratios
	$(BIN)/python -m benchmarks

soak: $(VENV)/.all  ## long runs with seeded faults and kills
	$(BIN)/python -m pytest -m soak

lock:  ## resolve requirements/*.txt again (needs uv)
	uv pip compile -q --universal --python-version 3.11 --no-emit-index-url --no-header \
	  pyproject.toml -o requirements/core.txt
	uv pip compile -q --universal --python-version 3.11 --no-emit-index-url --no-header \
	  --extra all --group dev -c requirements/core.txt pyproject.toml -o requirements/all.txt

clean:  ## remove what make made (never data)
	rm -rf $(VENV) site build dist .mypy_cache .ruff_cache .pytest_cache .coverage test-artefacts
