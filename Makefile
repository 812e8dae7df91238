# `make demo` and `make test` are all a stranger needs; Python 3.11+ is all they need for it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8484

.PHONY: demo test docs clean

demo: $(VENV)/.demo
	$(BIN)/fourscore demo demo-centre --port $(PORT)

test: $(VENV)/.test
	$(BIN)/python tests/gate.py

docs: $(VENV)/.test
	$(BIN)/python docs/print_pages.py

# --no-build-isolation is not used: the wheel's own build brings Node and the page scripts.
$(VENV)/.demo: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.test: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[test]'
	@touch $@ $(VENV)/.demo

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
