# make run            install what is needed and start, with a demo in an empty database
# make install        only install, for service managers: packages, and the Spanish catalogue compiled
# make test           every check, and the tests on SQLite and on PostgreSQL, with a real browser
# make test-all       the same, with the tests that take long and change rarely
# make test-fast      the tests on SQLite of pages, rules and tables: no browser, no process, no engine, not every address
# make attack         what an attacker would send, at length, on both databases, in an hour or more (SEED=7: another draw); a short form is in make test
# make check          style, types, templates, translations
# make count          how much there is: lines by package, tests, templates, files, tables, words of documents
# make bench          speed and memory beside a bare Flask app
# make bench-staff    what pages of staff cost beside the page of a bare Flask app
# make bench-today    what Today and the list of concerns cost with a thousand times as many concerns
# make bench-topics   how long 1,000 concerns take to be read (CONCERNS=100000: so many), and what pages feel of it
# make bench-search   what a search costs among 100,000 concerns, DATABASE=postgresql on PostgreSQL
# make bench-move     how long 100,000 concerns take to move to PostgreSQL and back, and to be backed up
# make bench-print-kit  how long the cards and the PDF of a print kit take
# make bench-triage   how many keys 500 concerns take by keyboard alone
# make bench-detectors  how long the longest and most hostile texts take to be read
# make bench-slow-clients  whether pages and health checks come while 300 clients are slow; SERVERS too
# make bench-bodies   what bodies that are large and never end cost in memory and files
# make bench-stop     what a stop under load cuts, and how long it takes
# make bench-burst    how 600 and 3,000 visitors at once are served; SERVERS="ours waitress": beside another server
# make bench-national  3,000 events of 600 departments on one day, DATABASE=postgresql on PostgreSQL
# make topics         how well topics are found, on the sample or with DATA=folder of labelled texts
# make translations   bring new words into the catalogue, for a person to translate
# make readability    the school grade of each page that residents read, in both languages, and what is harder than the sixth
# make demo           let the engine read the demo anew: after a change of it, of the topics or of the demo
# make pictures       take the pictures of the README anew, from a demo of their own
# make guide          take the pictures of docs/guide.md anew, from an empty installation and from the demo
# make icons          draw the icons of phones and older browsers anew, from static/icon.svg
# make accessibility  run the tests that the accessibility conformance report names, and note the day
# make lock           compile requirements.lock, the locks in deploy/ and tests/requirements.lock anew
# make outdated       which packages have a newer release that is 14 days old
# make sbom           write the software bill of materials, coffeecop.cdx.json (CycloneDX)
# make clean          remove what the others made; the database stays

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)
BIN := .venv/bin
EXTRACT := $(BIN)/pybabel -q extract -F pyproject.toml -k _l -k lazy_gettext --no-location \
	--sort-output --project coffeecop --copyright-holder "the coffeecop contributors"
UPDATE := $(BIN)/pybabel -q update -d translations -N --ignore-obsolete --ignore-pot-creation-date
LOCK := UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile -q --upgrade --universal \
	--python-version 3.11 --generate-hashes

# What the parts that are there need beside the core.
OF_PARTS := $(wildcard coffeecop/parts/*/requirements.txt)
LOCKS := requirements.lock $(OF_PARTS:.txt=.lock)

# Two more than there are cores: a test waits for its browser and other processes. A worker that has
# finished takes over tests of the others.
TEST_WORKERS := $(shell echo $$(($$(getconf _NPROCESSORS_ONLN) + 2)))
PYTEST := $(BIN)/pytest -q -n $(TEST_WORKERS) --dist worksteal

# `make check` beside the tests; what it says comes after them, and either may fail.
BESIDE_CHECKS = @$(MAKE) check >.venv/check.log 2>&1 & checks=$$!; \
	$(1); tests=$$?; wait $$checks; checked=$$?; cat .venv/check.log; exit $$((tests | checked))

# Installs what is missing and upgrades nothing of the machine. SYSTEMD_OFFLINE keeps Debian from
# starting the servers that it installs.
APT_INSTALL := test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get -q update \
	&& SYSTEMD_OFFLINE=1 apt-get -q install -y --no-install-recommends --no-upgrade

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore
# Empty: Python keeps what it compiles. Otherwise each process of the tests compiles all anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: accessibility run install test test-all test-fast attack check count bench bench-staff bench-today bench-topics bench-search bench-move bench-print-kit bench-triage bench-detectors bench-slow-clients bench-bodies bench-stop bench-burst bench-national topics browser pdf-libraries deploy-tools translations readability demo pictures guide icons lock outdated sbom clean

run: .venv/installed
	@DEMO=$${DEMO-1} exec $(BIN)/python app.py

install: .venv/installed
	@$(BIN)/pybabel -q compile -d translations

test: browser pdf-libraries deploy-tools
	$(call BESIDE_CHECKS,$(PYTEST) --database both -m "not exhaustive")

test-all: browser pdf-libraries deploy-tools
	$(call BESIDE_CHECKS,$(PYTEST) --database both)

test-fast: .venv/installed-for-tests
	$(PYTEST) $(addprefix --ignore tests/,journeys deploy analysis engine) -m "not slow and not exhaustive"

attack: .venv/installed-for-tests
	$(PYTEST) tests/attack --database both

check: .venv/installed-for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --cache-dir "$${XDG_CACHE_HOME:-$$HOME/.cache}/coffeecop-mypy"
	$(BIN)/djlint --check --lint templates coffeecop/parts
	@$(EXTRACT) -o .venv/messages.pot .
	@$(UPDATE) --check -i .venv/messages.pot 2>/dev/null \
		|| { echo "Words have changed: run 'make translations' and translate what is new."; exit 1; }

count: .venv/installed-for-tests
	@$(BIN)/python -m tests.count

bench: .venv/installed-for-tests
	@$(BIN)/python -m benchmarks

bench-staff: .venv/installed-for-tests
	@$(BIN)/python -m benchmarks.staff

bench-today: .venv/installed-for-tests
	@$(BIN)/python -m benchmarks.today

bench-topics: .venv/installed-for-tests
	@$(BIN)/python -m benchmarks.suggestions

bench-bodies: .venv/installed-for-tests
	@$(BIN)/python -m benchmarks.bodies

bench-stop: .venv/installed-for-tests
	@$(BIN)/python -m benchmarks.stopping

bench-search: .venv/installed-for-tests
	@$(BIN)/python -m benchmarks.search $(if $(DATABASE),--database $(DATABASE))

bench-move: .venv/installed-for-tests
	@$(BIN)/python -m benchmarks.move

bench-print-kit: .venv/installed-for-tests
	@$(BIN)/python -m benchmarks.print_kit

readability: .venv/installed-for-tests
	@$(BIN)/python -m tests.readability

bench-triage: browser
	@$(BIN)/python -m benchmarks.triage

bench-detectors: .venv/installed-for-tests
	@$(BIN)/python -m benchmarks.detectors

bench-slow-clients: .venv/installed-for-tests
	@$(BIN)/python -m benchmarks.slow_clients $(SERVERS)

bench-burst: .venv/installed-for-tests
	@$(BIN)/python -m benchmarks.burst $(SERVERS)

bench-national: .venv/installed-for-tests
	@$(BIN)/python -m benchmarks.national_day $(if $(DATABASE),--database $(DATABASE))

topics: .venv/installed
	@echo "With sentence vectors:"
	@$(BIN)/python -m benchmarks.topics.evaluate --json .venv/topics.json $(if $(DATA),--data $(DATA) --topics benchmarks/topics)
	@$(BIN)/python -m benchmarks.topics.goals .venv/topics.json
	@$(BIN)/python -m benchmarks.topics.told --held
	@echo "Without:"
	@$(BIN)/python -m benchmarks.topics.evaluate --without-encoder --json .venv/topics.json $(if $(DATA),--data $(DATA) --topics benchmarks/topics)
	@$(BIN)/python -m benchmarks.topics.goals .venv/topics.json
	@$(BIN)/python -m benchmarks.topics.told --held --without-encoder

# The browser that Playwright brings itself is not available everywhere; Debian's is. Any Chromium
# will do where the faster one cannot be installed.
browser: .venv/installed-for-tests
	@$(BIN)/python -m tests.journeys.browser --fast \
	|| { $(APT_INSTALL) chromium-headless-shell fonts-liberation; } \
	|| $(BIN)/python -m tests.journeys.browser \
	|| { echo "The tests need a browser. Install Chromium, or run: $(BIN)/playwright install chromium"; exit 1; }

# What WeasyPrint draws with.
pdf-libraries:
	@ldconfig -p | grep -q libpangoft2-1.0 \
	|| { $(APT_INSTALL) libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; } \
	|| echo "Some tests of PDF will be skipped. They need Pango."

# What checks the files in deploy/, and what opens and keeps backups. A test whose program is missing is skipped, and says so.
deploy-tools:
	@missing=$$(PATH="$$PATH:/usr/sbin"; \
		for tool in nginx=nginx-light caddy=caddy logrotate=logrotate systemd-analyze=systemd openssl=openssl curl=curl \
			age=age sshd=openssh-server ssh-keygen=openssh-client cloud-init=cloud-init pgbouncer=pgbouncer redis-server=redis-server \
			moto_server=python3-moto+python3-flask-cors; \
		do type "$${tool%=*}" >/dev/null 2>&1 || (IFS=+; echo $${tool#*=}); done); \
	test -z "$$missing" || { $(APT_INSTALL) $$missing; } \
	|| echo "Some tests of deploy/ and of backups will be skipped. They need:" $$missing

translations: .venv/installed-for-tests
	$(EXTRACT) -o .venv/messages.pot .
	$(UPDATE) --init-missing -l es -i .venv/messages.pot

demo: .venv/installed-for-tests
	@$(BIN)/python -m coffeecop.parts.demo.tests.reading_anew

accessibility: browser
	$(BIN)/python -m tests.conformance

pictures: browser
	$(BIN)/python -m docs.readme_pictures

guide: browser
	$(BIN)/python -m docs.guide_pictures

icons: browser
	$(BIN)/python -m tests.journeys.icons

lock: .venv/installed-for-tests
	$(LOCK) requirements.txt -o requirements.lock
	for list in $(OF_PARTS); do $(LOCK) $$list -c requirements.lock -o $${list%.txt}.lock || exit 1; done
	$(LOCK) deploy/requirements-pdf.txt -c requirements.lock -o deploy/requirements-pdf.lock
	$(LOCK) deploy/requirements-backups.txt -c requirements.lock -o deploy/requirements-backups.lock
	$(LOCK) tests/requirements.txt $(OF_PARTS) -c requirements.lock -o tests/requirements.lock

outdated: .venv/installed-for-tests
	@echo "Packages with a newer release that is 14 days old:"
	@$(BIN)/uv pip list --python $(BIN)/python --outdated --exclude pip --exclude setuptools

sbom: .venv/installed-for-tests
	@cat $(LOCKS) | awk '/^[a-z]/ { is_new = !seen[$$1]++ } is_new' \
	| $(BIN)/cyclonedx-py requirements - --output-reproducible -o coffeecop.cdx.json
	@echo "The software bill of materials is in coffeecop.cdx.json."

clean:
	rm -rf coffeecop.cdx.json .venv .mypy_cache .pytest_cache .ruff_cache test-results
	find coffeecop tests benchmarks -name __pycache__ -prune -exec rm -rf {} +
	find translations -name '*.mo' -delete

.venv/installed: $(LOCKS) | .venv/bin/python
	@echo "Installing the packages that coffeecop needs ..."
	@$(BIN)/pip install -q --require-hashes $(addprefix -r ,$(LOCKS))
	@touch $@

# The lock of the tests has all that the app needs too. By uv this takes a fifth of the time; what uv
# cannot reach, pip may.
.venv/installed-for-tests: $(LOCKS) tests/requirements.lock | .venv/bin/python
	@echo "Installing the packages that coffeecop and its tests need ..."
	@sed -n '/^uv==/,/[^\\]$$/p' tests/requirements.lock >.venv/uv.lock
	@$(BIN)/pip install -q --require-hashes -r .venv/uv.lock
	@$(BIN)/uv --no-config pip install -q --python $(BIN)/python --require-hashes -r tests/requirements.lock \
	|| $(BIN)/pip install -q --require-hashes -r tests/requirements.lock
	@touch .venv/installed $@

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "coffeecop needs Python 3.11 or newer. Install it, or name it: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { \
		$(APT_INSTALL) python3-venv; \
	} || { echo "$(PYTHON) cannot make environments. On Debian: apt-get install python3-venv"; exit 1; }
	@$(PYTHON) -m venv .venv
