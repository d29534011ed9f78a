# make          what there is
# make demo     score the filled sample and show the result
# make test     everything that has to hold: lint, then the tests with their judges

PYTHON ?= python3
BIN := .venv/bin
JOBS ?= 2

.DEFAULT_GOAL := help
.PHONY: help venv judges demo test soak lint build page release bench clean

help:
	@echo 'make demo    score the filled sample and show the result'
	@echo 'make test    lint, then all tests (LibreOffice, Open XML validator and all)'
	@echo 'make soak    the long tests: faults, hostile files, mutants (hours, not minutes)'
	@echo 'make lint    ruff and mypy'
	@echo 'make build   make the templates, the sample, the help pages and the add-in anew'
	@echo 'make page    make dist/绩效自评.html, which scores workbooks in a browser'
	@echo 'make release EMBED=python-3.13.11-embed-amd64.zip'
	@echo '             what is handed to users, into dist: wheel, page, Windows folder, checksums'
	@echo 'make bench   measure the speed'
	@echo 'make venv    only the Python environment (.venv)'
	@echo 'make judges  only the test equipment (Debian packages, .judges)'
	@echo 'make clean   remove all that make made'

# Bytecode is compiled here because PYTHONDONTWRITEBYTECODE may be set, and the command would then be
# compiled from source at every start.
venv: .venv/stamp
	@$(BIN)/python -m compileall -q selfeval_xl

# Editable, so that the command and the tests run the checkout; "compat" puts a plain path file in place
# of an import hook, which would cost time at every start of the interpreter.
.venv/stamp: requirements-dev.txt pyproject.toml selfeval_xl/__init__.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo 'selfeval-xl needs Python 3.11 or newer, $(PYTHON) is not: make PYTHON=/path/to/python3.12' >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation \
	  --config-settings editable_mode=compat --editable .
	@touch $@

judges: .judges/stamp
	@sh tests/judges/install.sh
	@$(BIN)/python -m tests.windows.setup .judges/windows

# No lock file: the packages are named by their exact versions, and of the validator's native program a lock would
# keep only the one for the machine it was made on.
.judges/stamp: tests/judges/package.json tests/judges/shipped.txt tests/judges/browsers.json | .venv/stamp
	@sh tests/judges/install.sh
	mkdir -p .judges
	cp tests/judges/package.json .judges/
	cd .judges && npm install --no-package-lock --no-audit --no-fund --loglevel=error
	$(BIN)/python -m pip download --quiet --disable-pip-version-check --no-deps --no-binary :all: \
	  --no-build-isolation -r tests/judges/shipped.txt -d .judges/shipped
	node tests/judges/browsers.js .judges/browsers
	@touch $@

demo: venv
	@$(BIN)/selfeval-xl demo

test: lint judges page
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile

# What takes too long for every run; each prints its figures, which the README repeats.
soak: venv judges
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r tests/soak/requirements.txt
	$(BIN)/python -m pytest -n $(JOBS) -m hypothesis --hypothesis-profile search
	$(BIN)/python -m pytest tests/soak -o python_files='soak_*.py' -s

lint: venv
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

build: venv
	$(BIN)/python workbook_templates/build.py
	$(BIN)/python -m workbook_templates.report
	$(BIN)/python addin/build.py
	$(BIN)/python -m gallery.build

# The engine and the wheels inside come from npm and PyPI, once, by their hashes; node runs the engine that compiles.
page: venv
	$(BIN)/python -m page.build $(if $(LXML),--lxml "$(LXML)")

# The folder for Windows is made where python.org's embeddable zip is given. It is packed under one name, so that it does
# not scatter where it is unpacked.
release: venv
	rm -rf dist build
	$(MAKE) page
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation -w dist .
	rm -rf build selfeval_xl.egg-info
	$(if $(EMBED),$(BIN)/selfeval-xl bundle --python "$(EMBED)" -o dist/绩效自评)
	$(if $(EMBED),cd dist && ../$(BIN)/python -m zipfile -c selfeval-xl-$$(../$(BIN)/selfeval-xl --version)-windows.zip 绩效自评)
	$(if $(EMBED),rm -r dist/绩效自评,@echo 'No folder for Windows: give EMBED=python-3.13.11-embed-amd64.zip')
	cd dist && sha256sum * > SHA256SUMS && cat SHA256SUMS

bench: page
	$(BIN)/python -m bench

clean:
	rm -rf .venv .judges .page selfeval-demo build dist selfeval_xl.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find selfeval_xl tests bench gallery workbook_templates addin -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
