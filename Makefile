# Needs git, make and Python 3.11 or newer; everything else goes into .venv on first use.
#   make demo                     advice on the example architecture
#   make test                     the everyday tests
#   PYTHON=python3.12 make test   the same under another Python

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
VERSION := $(shell { $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])'; } 2>/dev/null)
FIT := $(shell { $(PYTHON) -c 'import sys; print(sys.version_info >= (3, 11))'; } 2>/dev/null)
# A stamp names its Python: another PYTHON sets up afresh, the same one has nothing to do.
ADVISOR := $(VENV)/.advisor-$(VERSION)
TOOLS := $(VENV)/.tools-$(VERSION)
PEERS := $(VENV)/.peers-$(VERSION)

ifneq ($(FIT),True)
  ifneq ($(filter-out help clean,$(or $(MAKECMDGOALS),help)),)
    $(error This needs Python 3.11 or newer, but $(PYTHON) is $(or $(VERSION),not there). Name another one: PYTHON=python3.12 make $(MAKECMDGOALS))
  endif
endif

.PHONY: help demo test gates docs bench clean

help:  ## what there is to make
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' $(firstword $(MAKEFILE_LIST))

demo: $(ADVISOR)  ## advice on the example architecture
	@$(BIN)/advisor evaluate examples/order-processing.yaml

test: $(TOOLS)  ## the everyday tests
	@$(BIN)/python -m pytest -n auto --dist loadfile

gates:  ## everything that must hold before a change is taken: the tests and the rest
	@bash .ci/run

docs: $(TOOLS)  ## write the generated pages of docs/ again
	@$(BIN)/python docs/generate.py

bench: $(PEERS)  ## measure speed beside other programs (takes a while; see benchmarks/README.md)
	@$(BIN)/python benchmarks/run.py

clean:  ## take away what was set up
	rm -rf $(VENV)

# A fitting environment that is there already is used as it is.
$(ADVISOR): pyproject.toml
	@echo "Setting up $(VENV) with Python $(VERSION) ..." >&2
	@$(BIN)/python -c 'import pip, sys; sys.exit("%d.%d" % sys.version_info[:2] != "$(VERSION)")' 2>/dev/null \
	  || $(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(TOOLS): $(ADVISOR)
	@echo "Installing the development tools ..." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group dev
	@touch $@

$(PEERS): $(ADVISOR)
	@echo "Installing what is measured beside it ..." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group benchmarks
	@touch $@
