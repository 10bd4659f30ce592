# Two commands do everything on a machine that has Python (3.11 or later) and make:
#   make edition    set up, then build the sample edition in tei/ into build/
#   make test       set up, then run the tests and the checks of style, types and structure
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= auto

.PHONY: edition test format docs schema clean

edition: $(VENV)/.installed
	$(BIN)/tei-edition build tei --output build

test: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n $(JOBS) --dist loadgroup

format: $(VENV)/.test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The reference of the command line is made from the commands themselves; a test fails when it is stale.
docs: $(VENV)/.installed
	$(BIN)/python docs/make_reference.py

# The schema is made from one document, the ODD; a test fails when it is stale.
schema: $(VENV)/.installed
	$(BIN)/tei-edition schema tei/schema/tei-edition.odd --page docs/reference/schema.md \
	  --rules src/tei_edition/validation/data/schematron.toml

$(VENV)/.installed: pyproject.toml hatch_build.py assets.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "tei-edition needs Python 3.11 or later")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.test: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $@

clean:
	rm -rf $(VENV) dist
	find build -mindepth 1 ! -name README.md -delete
