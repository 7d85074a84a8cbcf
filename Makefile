.DEFAULT_GOAL := help
# Every target named in plain letters is a task, not a file.
.PHONY: $(shell sed -n 's/^\([a-z-]*\):.*/\1/p' $(firstword $(MAKEFILE_LIST)))

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# One BLAS thread: the parser's matrices are small, and more threads only fight over two cores.
export OMP_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1
TEST_PROCESSES ?= 2

help: ## Show what can be made
	@grep -hE '^[a-zA-Z_-]+:.*?## ' $(MAKEFILE_LIST) | awk 'BEGIN {FS = ":.*?## "} {printf "  \033[1m%-14s\033[0m %s\n", $$1, $$2}'

install: $(STAMP) ## Install everything into .venv from requirements.lock

$(STAMP): requirements.lock setup.py
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: $(STAMP) ## Ingest the sample feeds of seeds/ into ./lake
	$(BIN)/communique run --feeds seeds/sample.opml --lake lake

test: $(STAMP) ## Run all tests, two files at a time where they bear it; gets a browser, shells, Spark, a GCS server and validators first, loudly without what cannot be had
	-$(BIN)/python tools/lake_tools.py
	-tools/get_browser.sh $(BIN)/python
	-tools/get_shells.sh
	$(BIN)/python -m pytest -m 'not engines and not alone' -n $(TEST_PROCESSES) --dist loadfile --no-loadscope-reorder
	$(BIN)/python -m pytest -m 'not engines and alone'

test-unit: $(STAMP) ## Run the tests that need neither Beam nor the model
	$(BIN)/python -m pytest tests/unit

test-beam: $(STAMP) ## Run the tests of the Beam transforms and the whole graph
	$(BIN)/python -m pytest tests/beam

test-golden: $(STAMP) ## Run the annotated sentences through the real model
	$(BIN)/python -m pytest tests/golden

test-crash: $(STAMP) ## Kill processes at every step, and 200 times at random (make test takes a sample)
	-$(BIN)/python tools/lake_tools.py
	COMMUNIQUE_CRASH_KILLS=200 $(BIN)/python -m pytest -m crash -s

engines: $(STAMP) ## Get Prism, Flink and Beam's Flink job server into .engines (needs Go, Java 17, Maven)
	$(BIN)/python tools/engines.py

flink-up: $(STAMP) ## Start a Flink cluster on loopback: one job manager, two task managers
	$(BIN)/python tools/flink_cluster.py up

flink-down: ## Stop it
	$(BIN)/python tools/flink_cluster.py down

test-browser: $(STAMP) ## Open the report in a headless Chromium (gets Playwright and the browser)
	-tools/get_browser.sh $(BIN)/python
	$(BIN)/python -m pytest tests/browser

test-engines: $(STAMP) ## Get the engines and run the graph on each; what cannot be had is skipped loudly
	-$(BIN)/python tools/engines.py
	$(BIN)/python -m pytest -m engines tests/engines

# What checks the files of deploy/, each in a place of its own; `make test` gets them by itself.
promtool: $(BIN)/promtool ## Get Prometheus' promtool, which checks the alert rules
$(BIN)/promtool: | $(STAMP)
	tools/get_promtool.sh $@

airflow: .venv-airflow/.installed ## Install Airflow into .venv-airflow, to try the DAG
.venv-airflow/.installed: tools/airflow/requirements.lock
	$(PYTHON) -m venv .venv-airflow
	.venv-airflow/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

cffconvert: .venv-cff/bin/cffconvert ## Install cffconvert into .venv-cff, which checks CITATION.cff
.venv-cff/bin/cffconvert:
	$(PYTHON) -m venv .venv-cff
	.venv-cff/bin/python -m pip install --quiet --disable-pip-version-check 'cffconvert==2.0.0' 'setuptools<81'

bench-engines: $(STAMP) ## Race plain functions, one process, two, and Flink over the same 5,000 articles
	$(BIN)/python bench/engine_race.py

watch-500: $(STAMP) ## 500 runs of watch in one process: memory and descriptors must stay flat (some 20 minutes)
	COMMUNIQUE_WATCH_RUNS=500 $(BIN)/python -m pytest tests/beam/test_watch_flat.py -s

bench-lake: $(STAMP) ## Measure commits, queries, compaction and known ids of the lake
	$(BIN)/python bench/lake.py

bench-report: $(STAMP) ## Measure the report of 500,000 events in a browser (gets Playwright and Chromium)
	tools/get_browser.sh $(BIN)/python
	$(BIN)/python bench/report.py

bench: bench-extract bench-lake bench-ingest bench-report ## Run all benches, one after the other

bench-ingest: $(STAMP) ## Measure ingest against `reader` (which this installs)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'reader>=3.26,<4' sgmllib3k
	$(BIN)/python bench/ingest.py

lint: $(STAMP) ## Check style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(STAMP) ## Put the code into style
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

type: $(STAMP) ## Check types
	$(BIN)/mypy

docs: $(STAMP) ## Write docs/data-dictionary.md and docs/errors.md anew from the code
	$(BIN)/python -m schemas.reference > docs/data-dictionary.md
	$(BIN)/python -m transforms.feeds.reference > docs/errors.md

notebook: run ## Write docs/analysis.ipynb anew from docs/analysis.md, run on ./lake
	$(BIN)/python tools/build_notebook.py

seeds: $(STAMP) ## Write the sample feeds anew from the annotated articles
	$(BIN)/python tools/build_seeds.py

report-page: ## Build the ready-made parts of the report anew (needs Node)
	cd tools/report_page && npm ci --silent && node build.mjs

report-picture: run ## Take the README's pictures of the report anew, from ./lake (gets a browser)
	tools/get_browser.sh $(BIN)/python
	$(BIN)/python tools/report_picture.py

lock: $(STAMP) ## Resolve requirements.lock anew from setup.py and requirements-dev.in
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --no-emit-index-url --no-header --python-version 3.11 setup.py requirements-dev.in --output-file requirements.lock

model: $(STAMP) ## Train the choices of addressees, places and parts and the ranker of the extraction room on seeds/corpus
	$(BIN)/python tools/train_models.py

eval: $(STAMP) ## Measure the extraction room and write docs/evaluation.md (PLV_DEV=file adds the PLV pairs)
	$(BIN)/python tools/evaluate.py

test-robust: $(STAMP) ## 10,000 random and all adversarial texts through the coder (two minutes; `make test` takes 300)
	COMMUNIQUE_ROBUST_EXAMPLES=10000 $(BIN)/python -m pytest tests/golden/test_extract_robust.py

bench-extract: $(STAMP) ## Race the coder against a plain full parse, and weigh its memory
	$(BIN)/python bench/extract.py

clean: ## Remove what make made, but not the lake
	rm -rf $(VENV) .venv-airflow .venv-cff build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
