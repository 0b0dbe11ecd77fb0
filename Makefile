# Neural Network Basics. `make help` lists what there is.
#
# GNU make 3.81 (the one on macOS) is enough. Without make: see README.md.

PYTHON ?=
LAB_ARGS ?=
PYTEST_ARGS ?=
DEMO_ARGS ?=
HUB_ARGS ?=
SITE_ARGS ?=

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help lab test grade-demo hub site exercises lint format ALWAYS

# What a command of the environment needs: nbgrader looks for `alembic` on PATH, and Jupyter
# for nbgrader_config.py in the folders of JUPYTER_CONFIG_PATH.
WITH_ENVIRONMENT = PATH="$(CURDIR)/.venv/bin:$$PATH" \
	JUPYTER_CONFIG_PATH="$(CURDIR)/grading$${JUPYTER_CONFIG_PATH:+:$$JUPYTER_CONFIG_PATH}"

# An environment knows its own place. The stamp's name holds the place too, so that an
# environment that was moved or copied with the folder is made again.
PLACE := $(shell pwd | cksum | cut -d' ' -f1)
READY := .venv/.ready-$(PLACE)
READY_TO_TEST := .venv/.ready-to-test-$(PLACE)
READY_FOR_HUB := .venv/.ready-for-hub-$(PLACE)
READY_FOR_SITE := .venv/.ready-for-site-$(PLACE)

help: ## this list
	@echo "Neural Network Basics"
	@echo
	@sed -n 's/^\([a-z-]*\):.*## /  make \1|/p' Makefile | while IFS='|' read -r what why; do \
		printf '%-20s %s\n' "  $$what" "$$why"; done
	@echo
	@echo '  PYTHON=python3.12     the Python (3.11 or newer) to make the environment with'
	@echo '  LAB_ARGS="--port 9999", PYTEST_ARGS="-k perceptron"     more arguments'

lab: $(READY) ## open JupyterLab on the first page of the course
	@mkdir -p my_work "$${NNBASICS_EXCHANGE:-grading/exchange}"
	@$(WITH_ENVIRONMENT) NNBASICS_WORK="$(CURDIR)/my_work" \
		.venv/bin/jupyter lab --ServerApp.root_dir="$(CURDIR)" \
		--LabApp.default_url=/lab/tree/course/00_start_here.ipynb $(LAB_ARGS)

test: $(READY_TO_TEST) ## run all tests
	@if command -v npm >/dev/null; then $(proxy); fi || echo "Tests of the hub are skipped." >&2
	@$(WITH_ENVIRONMENT) .venv/bin/python -m pytest $(PYTEST_ARGS)

grade-demo: $(READY) ## grade a small class from release to feedback, in a folder of its own
	@$(WITH_ENVIRONMENT) .venv/bin/python -m nngrader.commands.demo $(DEMO_ARGS)

hub: $(READY_FOR_HUB) ## open a JupyterHub to try out: an instructor, two students
	@.venv/bin/python grading/hub/prepare.py .local/hub
	@cd .local/hub/state && $(WITH_ENVIRONMENT) ../../../.venv/bin/python -m jupyterhub \
		-f ../../../grading/hub/demo_config.py $(HUB_ARGS)

site: $(READY_FOR_SITE) ## build the lessons as web pages, to read without installing
	@$(WITH_ENVIRONMENT) .venv/bin/python course/site/build.py $(SITE_ARGS)

exercises: $(READY) ## make exercises/ and docs/exercises/ again (maintainers)
	@$(WITH_ENVIRONMENT) .venv/bin/python -m nngrader.commands.generate
	@.venv/bin/python -m nngrader.commands.cli exercises --markdown docs/exercises

lint: $(READY_TO_TEST) ## look for mistakes in code, notebooks, imports and spelling
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check
	@.venv/bin/codespell
	@.venv/bin/lint-imports --no-cache
	@.venv/bin/mypy

format: $(READY_TO_TEST) ## put code and notebooks into the common format
	@.venv/bin/ruff check --select I --fix
	@.venv/bin/ruff format

# --- the environment -------------------------------------------------------------------

# Python may have gone since (an upgrade of the system removes it): then start again.
ifneq ($(shell test -x .venv/bin/python && echo there),there)
$(READY) $(READY_TO_TEST) $(READY_FOR_HUB) $(READY_FOR_SITE): ALWAYS
endif

$(READY): pyproject.toml
	@$(call prepare,.)
	@touch $(READY)

$(READY_TO_TEST): pyproject.toml
	@$(call prepare,.[test])
	@touch $(READY) $(READY_TO_TEST) $(READY_FOR_SITE)

$(READY_FOR_HUB): pyproject.toml
	@command -v npm >/dev/null || { \
		echo "npm is missing, with which JupyterHub's proxy is installed. Install Node.js from" >&2; \
		echo "https://nodejs.org or your system's package npm, and run make hub again." >&2; exit 1; }
	@$(call prepare,.[hub])
	@$(proxy)
	@touch $(READY) $(READY_FOR_HUB)

$(READY_FOR_SITE): pyproject.toml
	@$(call prepare,.[site])
	@touch $(READY) $(READY_FOR_SITE)

# JupyterHub looks for its proxy beside Python.
define proxy
[ -x .venv/bin/configurable-http-proxy ] || npm install --global --prefix "$(CURDIR)/.venv" \
	--no-fund --no-audit --loglevel=error configurable-http-proxy@5
endef

# prepare(what to install): make .venv where there is none that works here, and install.
define prepare
set -e; \
if [ ! -x .venv/bin/python ] || { [ ! -e $(READY) ] && ls .venv/.ready-* >/dev/null 2>&1; }; then \
	found=; \
	for candidate in $(if $(PYTHON),"$(PYTHON)",python3.13 python3.12 python3.11 python3 python); do \
		if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; \
		then found=$$candidate; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "No Python 3.11 or newer found$(if $(PYTHON), at $(PYTHON)). Install one from https://www.python.org/downloads/," >&2; \
		echo "or say where it is: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; \
		exit 1; \
	fi; \
	echo "Making .venv with $$("$$found" --version)"; \
	"$$found" -m venv --clear .venv || { \
		echo "Python could not make a virtual environment: see the message above." >&2; \
		echo "On Debian and Ubuntu the package python3-venv is needed for it." >&2; \
		rm -rf .venv; exit 1; }; \
fi; \
echo "Installing the packages (the first time this takes some minutes)"; \
.venv/bin/python -m pip install --disable-pip-version-check -e "$(1)" || { \
	echo >&2; \
	echo "The packages could not be installed: pip's message above says why." >&2; \
	echo "Most often there is no network: connect, and run make $(MAKECMDGOALS) again." >&2; \
	exit 1; }
endef
