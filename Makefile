# Everything runs inside .venv, which is made on first use from any Python 3.11 or newer (PYTHON=… chooses one).

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PYTEST = $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
ARGS ?=
# More than the cores: a good part of the suite waits for processes and pauses.
WORKERS ?= 3
# A screen is where a window can open; elsewhere the demo plays without one.
SCREEN := $(or $(DISPLAY),$(WAYLAND_DISPLAY),$(filter Darwin,$(shell uname -s)))
# What is to be covered completely, by branch, and the tests that have to do so. They alone are traced: a test
# takes nearly twice its time under a tracer.
COMPLETE := mmdesk/domain/*,mmdesk/services/relay*.py
COVERING := tests/domain $(sort $(wildcard tests/services/test_relay*.py))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# What Qt's wheels leave to the system on Debian and Ubuntu: a slim server image has none of it.
QT_LIBRARIES := libdbus-1-3 libegl1 libfontconfig1 libgl1 libglib2.0-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 \
	libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0 libxkbcommon0 \
	fonts-dejavu-core
SCREEN_PROGRAMS := xvfb xauth xdotool
PRINT_PROGRAMS := cups cups-client cups-filters cups-ipp-utils dbus avahi-daemon

.PHONY: help demo test lint format bench shots guide soak frozen translations clean postgresql printing qt screen systemd

help: ## show these lines
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-12s %s\n", $$1, $$2 }'

demo: $(VENV)/.for-use qt ## play the whole life of orders on a throw-away profile (ARGS="--out DIR" keeps the labels)
	@$(BIN)/mmdesk demo $(if $(SCREEN),,--headless) $(ARGS)

test: lint postgresql printing screen systemd ## check style, types and layers, then run every test in random order (ARGS goes to pytest)
	$(PYTEST) --cov=mmdesk.domain --cov=mmdesk.services.relay --cov-report= $(COVERING) $(ARGS)
	$(BIN)/python -m coverage report --include='$(COMPLETE)' --fail-under=100
	$(PYTEST) $(COVERING:%=--ignore=%) $(ARGS)

lint: $(VENV)/.for-work ## check style, types and layers only
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(VENV)/.for-work ## put the code into its form
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(VENV)/.for-work screen ## measure; the figures and how to read them are in docs/benchmarks.md
	@set -e; for each in bench/[a-z]*.py; do echo "== $$each"; $(BIN)/python "$$each" $(ARGS); done

shots: $(VENV)/.for-work screen ## draw every state of the window into shots/ (ARGS="--out DIR" chooses another folder)
	$(BIN)/python tests/shots/draw.py $(ARGS)

frozen: $(VENV)/.for-work qt ## make the folder dist/mmdesk with both programs, and start them
	@command -v objdump >/dev/null || [ "$$(uname -s)" != Linux ] || { $(call install,binutils) || { \
		echo "Making the folder needs binutils: install the package binutils."; exit 1; }; }
	$(BIN)/pyinstaller --noconfirm --log-level WARN build.spec
	$(BIN)/python tests/frozen/start.py dist/mmdesk

soak: $(VENV)/.for-work screen ## half an hour of random clicks while orders come in (SECONDS=180 for less)
	$(BIN)/python tests/soak/soak.py --seconds $(or $(SECONDS),1800) $(ARGS)

guide: $(VENV)/.for-work screen ## draw the pictures of the user guide anew (docs/pictures)
	$(BIN)/python tests/shots/guide.py

translations: $(VENV)/.for-work ## take new texts of the windows into resources/i18n and compile them
	$(BIN)/python resources/i18n/build.py

clean: ## remove everything that was made here, .venv as well
	rm -rf $(VENV) build dist demo-out htmlcov .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache \
		.import_linter_cache .hypothesis *.egg-info
	find mmdesk feed_server resources tests bench -name __pycache__ -prune -exec rm -rf {} +

# Two marks: using the program needs less than working on it. Both are renewed when a requirement changes.
$(VENV)/.for-use: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing mmdesk into $(VENV) …"
	@$(PIP) -e '.[desktop]'
	@touch $@

$(VENV)/.for-work: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing mmdesk and the tools to work on it into $(VENV) …"
	@$(PIP) -e '.[desktop,dev,postgres]'
	@touch $@ $(VENV)/.for-use

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it (Debian, Ubuntu: apt-get install python3 python3-venv) and try again."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "$(PYTHON) is too old: install Python 3.11 or newer, or name one: make PYTHON=/path/to/python3.11 …"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
		|| { echo "$(PYTHON) cannot make virtual environments: install its venv package (Debian, Ubuntu: apt-get install python3-venv)."; exit 1; }
	@$(PYTHON) -m venv $(VENV)

# The suite starts a PostgreSQL server of its own; only the server's executables have to be there.
postgresql:
	@command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing the PostgreSQL server for its tests …"; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql; \
		elif [ "$$CI" = true ]; then \
			echo "The tests on PostgreSQL need its server: install the package postgresql."; exit 1; \
		else \
			echo "No PostgreSQL server here, so its tests will be skipped (install the package postgresql to run them)."; \
		fi; }

# Its checker reads the units that are made for autostart; no running systemd is needed.
systemd:
	@command -v systemd-analyze >/dev/null || [ "$$(uname -s)" != Linux ] || { $(call install,systemd) || { \
		[ "$$CI" != true ] || { echo "The units for autostart are checked by systemd: install the package systemd."; exit 1; }; \
		echo "No systemd here, so its look at the units is skipped (install the package systemd for it)."; }; }

# The suite starts a printing system and a printer of its own; none of the machine's queues is touched.
printing:
	@command -v cupsd >/dev/null || test -x /usr/sbin/cupsd && command -v ippeveprinter >/dev/null \
		|| [ "$$(uname -s)" != Linux ] || { $(call install,$(PRINT_PROGRAMS)) || { \
		[ "$$CI" != true ] || { echo "Printing is tested on real queues: install the packages $(PRINT_PROGRAMS)."; exit 1; }; \
		echo "No CUPS here, so its tests are skipped (install the packages $(PRINT_PROGRAMS) to run them)."; }; }

# Tests draw real windows on a screen that nobody sees.
screen: qt
	@command -v Xvfb >/dev/null && command -v xdotool >/dev/null || [ "$$(uname -s)" != Linux ] || { \
		$(call install,$(SCREEN_PROGRAMS)) || { \
		echo "The tests of the window need a virtual screen: install the packages $(SCREEN_PROGRAMS)."; exit 1; }; }

qt: | $(VENV)/.for-use
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -c 'from PySide6 import QtSvg, QtWidgets' 2>/dev/null \
		&& { [ "$$(uname -s)" != Linux ] || $(XCB_THERE); } || { \
		$(call install,$(QT_LIBRARIES)) || { \
		echo "The window needs libraries of the system. Debian, Ubuntu: apt-get install $(QT_LIBRARIES)"; exit 1; }; }

XCB_THERE = QT_DEBUG_PLUGINS=0 $(BIN)/python -c 'import ctypes, pathlib, PySide6; \
	ctypes.CDLL(str(pathlib.Path(PySide6.__file__).parent / "Qt/plugins/platforms/libqxcb.so"))' 2>/dev/null
install = [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && echo "Installing $(1) …" && apt-get update -qq \
	&& DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(1) >/dev/null
