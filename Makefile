# make run   install what is missing, build the page, serve      make test   the whole suite
# make check every linter, type checker and house rule           make bench  figures of the benches
# make bench-sync [CASE=late-join] [QUICK=0.2]   what browsers really play, case by case

MAKEFLAGS += --no-print-directory
SOURCES := $(shell find web/src web/public web/build -type f 2>/dev/null) $(wildcard web/*.ts web/*.js web/*.json web/*.html)
PAGE := src/sonix/web/static/index.html
NODE_MODULES := web/node_modules/.installed
SIGN_IN_SERVERS := tests/identity/servers/node_modules/.installed

.PHONY: run install install-dev page sign-in-servers check test bench bench-sync lock wheel clean preflight

run: install page
	@.venv/bin/python -m sonix.cli serve

install: .venv/.run
install-dev: .venv/.dev
page: $(PAGE)
sign-in-servers: $(SIGN_IN_SERVERS)

check: install-dev $(NODE_MODULES)
	@scripts/check

test: install-dev page
	@scripts/test

bench: install-dev page
	@scripts/bench $(NAME)

bench-sync: install-dev page
	@.venv/bin/python -m bench.acoustic run $(CASE) $(if $(QUICK),--quick $(QUICK))

lock: install-dev
	@scripts/lock

wheel: install-dev page
	@.venv/bin/python -m hatchling build -t wheel

clean:
	rm -rf .venv web/node_modules tests/identity/servers/node_modules src/sonix/web/static dist build
	find src tests bench scripts -name __pycache__ -type d -prune -exec rm -rf {} +

preflight:
	@scripts/preflight

# Stamps: a step runs again only when what it depends on changed, or when its folder is gone.
.venv/.run: requirements/run.txt pyproject.toml | preflight
	@scripts/install run

.venv/.dev: requirements/dev.txt pyproject.toml | preflight
	@scripts/install dev

$(NODE_MODULES): web/package-lock.json web/package.json | preflight
	@echo "Installing what the page is built with …"
	@cd web && npm ci --loglevel=error
	@touch $@

$(SIGN_IN_SERVERS): tests/identity/servers/package-lock.json | preflight
	@echo "Installing the sign-in servers of the tests …"
	@cd tests/identity/servers && npm ci --loglevel=error
	@touch $@

$(PAGE): $(SOURCES) $(NODE_MODULES)
	@echo "Building the page …"
	@cd web && npm run --silent build -- --logLevel warn
	@touch $@
