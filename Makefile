# The two commands of a newcomer are `make run` and `make test`; neither needs another step first.
PORT ?= 8000
DEMO_PORT ?= 8001
CHECKED := server tests
# One process for each of two cores; the tests of a file stay together.
PYTEST := .venv/bin/pytest --numprocesses=2 --dist=loadfile --durations=20

export CHROMIUM FIREFOX PYTHON
.PHONY: help notes run test test-fast test-all breaks lint format heights options bench screenshots lock clean setup-run setup-test setup-browsers setup-places

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup-run ## Build, and serve the widget (PORT=8000) and a partner's site (DEMO_PORT=8001)
	@exec .venv/bin/quickexit demo --port $(PORT) --demo-port $(DEMO_PORT) --end-with-make

test: setup-test setup-browsers ## All tests but the slow matrices, in real browsers
	@REQUIRE_BROWSERS=1 exec $(PYTEST) -m "not slow"

test-fast: setup-test ## Unit and build tests: no browser, no server, under a minute
	@exec $(PYTEST) -m "not slow and not process" tests/unit tests/build

test-all: setup-test setup-browsers setup-places ## All tests: the slow matrices, and real content systems too
	@REQUIRE_BROWSERS=1 CHROMIUM=$${CHROMIUM:-$$(command -v chromium)} exec $(PYTEST) --hypothesis-profile=many

breaks: setup-test setup-browsers ## Break the product on purpose: the tests must notice (ONLY=leaving)
	@REQUIRE_BROWSERS=1 .venv/bin/python -m tests.breaks $(ONLY)

lint: setup-test ## Style, types of Python and JavaScript; changes nothing
	.venv/bin/ruff check $(CHECKED)
	.venv/bin/ruff format --check $(CHECKED)
	.venv/bin/mypy
	.venv/bin/lint-imports --no-cache
	node_modules/.bin/biome check --error-on-warnings
	node_modules/.bin/tsc --project tsconfig.json
	node_modules/.bin/tsc --project tsconfig.studio.json

format: setup-test ## Put the sources into their one style
	.venv/bin/ruff check --fix $(CHECKED)
	.venv/bin/ruff format $(CHECKED)
	node_modules/.bin/biome check --write

heights: setup-test setup-browsers ## Measure the frames in Chromium, and write widget/heights.toml
	REQUIRE_BROWSERS=1 UPDATE_HEIGHTS=1 .venv/bin/pytest tests/browser/frame/test_heights.py -k table

options: setup-test ## Write the table of docs/embed.md from widget/options.toml
	UPDATE_DOCS=1 .venv/bin/pytest tests/unit/deployment/test_widget_options.py -k documentation

notes: setup-test ## Move the fragments in changes/ into CHANGELOG.md (VERSION=1.4.2)
	.venv/bin/towncrier build --yes --version $(VERSION)

bench: setup-test setup-browsers ## Compare with what people would use instead (ONLY=server, QUICK=1)
	@.venv/bin/python -m tests.bench $(if $(QUICK),--quick) $(addprefix --only ,$(ONLY))

screenshots: setup-test setup-browsers ## Take the pictures of the README from a running demonstration
	@.venv/bin/python -m tests.screenshots

lock: setup-run ## Lock the ranges of pyproject.toml to versions and hashes (UPGRADE=1 for the newest)
	@UPGRADE=$(UPGRADE) .ci/lock

clean: ## Remove all that these commands made
	rm -rf .venv node_modules build dist .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find server tests -name __pycache__ -type d -prune -exec rm -rf {} +

setup-run:
	@.ci/setup-python run

setup-test: node_modules/.installed
	@.ci/setup-python test

setup-browsers:
	@.ci/setup-browsers

# Not beside the others: Wagtail's environment is made by the Python of .venv.
setup-places: setup-test
	@.ci/setup-places

node_modules/.installed: package.json package-lock.json
	@command -v npm >/dev/null || { echo "npm was not found; on Debian: apt-get install nodejs npm" >&2; exit 1; }
	npm ci
	@touch $@
