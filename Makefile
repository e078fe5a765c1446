# The commands of this project. Python 3.11 or newer with pip, and make, are all that has to be there.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
# Tests run side by side; more than there are processors helps nobody.
JOBS ?= $(shell $(PYTHON) -c 'import os; print(min(4, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1))')

.PHONY: run test check fmt bench pictures pins
.SILENT:

# What is installed is compared with what is asked for, so that a second start costs nothing.
# (pip comes from outside the environment: a bare Debian has no ensurepip, and it saves three seconds.)
define install
	cmp -s requirements/$(1).txt $(VENV)/$(1).txt || { \
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; this is %d.%d. Name another with PYTHON=…" % sys.version_info[:2] if sys.version_info < (3, 11) else 0)' && \
	echo "Installing what requirements/$(1).txt names into $(VENV) (once; about a minute) …" && \
	{ test -x $(BIN)/python || $(PYTHON) -m venv --without-pip $(VENV); } && \
	$(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check --root-user-action=ignore --require-hashes --requirement requirements/$(1).txt && \
	cp $(foreach name,$(sort run $(1)),requirements/$(name).txt) $(VENV)/; }
endef

# The site: http://127.0.0.1:8000/ unless BIND, PORT or SITE_URL say otherwise. Ctrl-C stops it.
run:
	$(call install,run)
	$(BIN)/python manage.py up

# Everything, on SQLite and on PostgreSQL. ARGS="-k seats" picks some.
test:
	$(call install,dev)
	status=0; for database in sqlite postgresql; do \
		$(BIN)/python -m pytest -n $(JOBS) --database $$database $(ARGS) || status=1; \
	done; exit $$status

# What can be seen without running the site.
check: PRODUCTION = SITE_URL=https://campaign.example DEBUG=0 VAR_DIR=$(abspath $(VENV))/check-var
check:
	$(call install,dev)
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports > $(VENV)/imports.log 2>&1 || { cat $(VENV)/imports.log; exit 1; }
	$(PRODUCTION) $(BIN)/python manage.py makemigrations --check --dry-run --verbosity 0
	$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING > /dev/null
	$(BIN)/python -m pytest -q -n0 tests/structure
	$(BIN)/codespell
	$(BIN)/djlint --quiet --check templates || { echo "Templates are out of form: make fmt"; exit 1; }

# Puts code and templates into the form that `check` asks for.
fmt:
	$(call install,dev)
	$(BIN)/ruff check --quiet --fix .
	$(BIN)/ruff format --quiet .
	$(BIN)/djlint --quiet --reformat templates || $(BIN)/djlint --quiet --reformat templates || true

bench:
	$(call install,dev)
	$(BIN)/python -m bench $(ARGS)

# docs/pictures/, from a running site with the demonstration. Needs Chromium.
pictures:
	$(call install,dev)
	$(BIN)/python -m tests.pictures
	$(BIN)/python -m pytest -q -n0 --draw tests/test_correspondence.py

# After a change in pyproject.toml: the newest releases that fit, with the hashes of all their files. Needs uv.
pins:
	uv pip compile pyproject.toml --upgrade $(PINNED) -o requirements/run.txt
	uv pip compile pyproject.toml --upgrade --extra dev -c requirements/run.txt $(PINNED) -o requirements/dev.txt
PINNED = --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet
