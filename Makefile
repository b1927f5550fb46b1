# Every target sets up .venv first when it must; nothing is done by hand.
.DEFAULT_GOAL := help
.PHONY: help setup setup-spark run test test-slow lint format bench bench-national serve tables check-tables weights lock clean

BIN := .venv/bin
WORKERS ?= 2
PYTEST := $(BIN)/python -m pytest
COVER := --cov --cov-report= -n $(WORKERS) --dist loadfile --junitxml=build/tests.xml

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## make .venv and install the locked dependencies
	@PYTHON="$(PYTHON)" .ci/setup

setup-spark: setup ## add the extra [spark], and Java where it can
	@.ci/setup-spark

run: setup ## load the sample registry, submit the three sample files, reconcile, and show what came of it
	@$(BIN)/python samples/tour.py

test: setup-spark ## run the tests, with coverage and its gates
	@$(PYTEST) $(COVER)
	@$(BIN)/python tests/gates.py

test-slow: setup-spark ## run only the slow tests: crashes, large files, long properties
	@$(PYTEST) -m slow -n $(WORKERS) --dist loadfile

lint: setup ## check style, types and the floors of the architecture
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: setup ## format the code and mend what ruff can mend
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: setup-spark ## measure the check beside other tools at 1 and 10 million rows (an hour), then its parts
	@$(BIN)/python -m tests.bench.bench
	@$(BIN)/python -m tests.bench.bench_names
	@$(BIN)/python -m tests.bench.bench_addresses
	@$(BIN)/python -m tests.bench.bench_find
	@$(BIN)/python -m tests.bench.bench_hostile

bench-national: setup-spark ## the same at 125 million rows: many hours, and 53 GB of room for temporary files
	@$(BIN)/python -m tests.bench.bench --sizes 125000000x1 --seconds 14400

serve: setup ## start the HTTP API on http://127.0.0.1:8000 (try it at /docs) and a worker
	@$(BIN)/totsugo worker & worker=$$!; trap "kill $$worker" EXIT INT TERM; $(BIN)/totsugo serve

tables: setup ## rebuild the generated tables, samples and documents from their sources (needs npm)
	@$(BIN)/python -m normalizers.tables.build
	@$(BIN)/python -m normalizers.addresses.build
	@$(BIN)/python samples/generate.py ready
	@$(BIN)/python -m tests.spec.document

check-tables: setup ## rebuild the tables beside the committed ones, and fail on a difference
	@$(BIN)/python -m normalizers.tables.build --check
	@$(BIN)/python -m normalizers.addresses.build --check

weights: setup ## estimate rules/weights.yaml anew, on a simulated nation of which no report is made (minutes)
	@$(BIN)/totsugo generate --residents 500000 --wrong-links 3000 --unseen 100 --houses mixed --seed 11 --out build/weights
	@$(BIN)/totsugo weights estimate --enrolments build/weights/enrolments.parquet --registry build/weights/residents.parquet \
		--truth build/weights/truth.parquet --out rules/weights.yaml

lock: setup ## pin the dependencies by hash; UPGRADE=--upgrade takes their newest versions
	@$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-strip-extras --no-annotate --no-header --quiet --output-file requirements/run.txt $(UPGRADE)
	@$(BIN)/uv pip compile pyproject.toml --extra reading --extra evaluate --extra samples --group dev \
		--constraint requirements/run.txt --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url --no-strip-extras --no-annotate --no-header --quiet \
		--output-file requirements/dev.txt $(UPGRADE)
	@$(BIN)/uv pip compile pyproject.toml --extra spark --constraint requirements/dev.txt --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url --no-strip-extras --no-annotate --no-header --quiet \
		--output-file requirements/spark.txt $(UPGRADE)

clean: ## remove what was built (the data folder var/ stays)
	@rm -rf build dist .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis *.egg-info
