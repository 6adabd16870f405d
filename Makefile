# Everything a person needs. Each target sets up what it needs by itself: only make and Python 3.11 to 3.13 are assumed.
SHELL := /bin/bash
.DEFAULT_GOAL := help

# Telemetry of every library is off; models are never unpickled.
export MLFLOW_DISABLE_TELEMETRY := true
export MLFLOW_ALLOW_PICKLE_DESERIALIZATION := false
export GX_ANALYTICS_ENABLED := false
export BENTOML_DO_NOT_TRACK := True
export DVC_NO_ANALYTICS := 1
export ITERATIVE_DO_NOT_TRACK := 1

BIN := .venv/bin
DEVICE ?= cpu
export BENCH_POSTS ?= 1000 10000
READY := .venv/.ready-$(DEVICE)
IN_ENVIRONMENT := PATH="$(CURDIR)/$(BIN):$$PATH"

.PHONY: help setup demo test test-fast test-docker lint lock-check collect serve bench bench-serve soak results tune bento image clean

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## make the environment in .venv

$(READY): pyproject.toml uv.lock tools/setup.sh
	@DEVICE=$(DEVICE) bash tools/setup.sh
	@touch $@

demo: $(READY) ## run the whole pipeline on the sample world, and show what came out
	@$(IN_ENVIRONMENT) dvc repro
	@echo
	@$(IN_ENVIRONMENT) likelier table metrics/evaluate.json
	@echo
	@echo "The scorecard:      reports/scorecard/scorecard.html"
	@echo "The data's checks:  reports/validation/index.html"
	@echo "The posts:          reports/exploration/exploration.html"
	@echo "Serve the champion: make serve   (then http://127.0.0.1:3000)"

test: $(READY) ## run all tests
	@$(IN_ENVIRONMENT) pytest -n 2 --dist loadfile --no-loadscope-reorder

test-fast: $(READY) ## run the tests that take no more than a few seconds each
	@$(IN_ENVIRONMENT) pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not slow"

test-docker: $(READY) ## build the images and run the graph, the service and the local stack; some minutes
	@$(IN_ENVIRONMENT) pytest -m docker --durations 8 tests/containers

lint: $(READY) ## check style, types and the direction of imports
	@$(IN_ENVIRONMENT) ruff check .
	@$(IN_ENVIRONMENT) ruff format --check .
	@$(IN_ENVIRONMENT) mypy
	@$(IN_ENVIRONMENT) lint-imports

lock-check: ## tell whether uv.lock fits pyproject.toml
	@$$(command -v uv || echo .uv/bin/uv) lock --check

collect: $(READY) ## add to data/archive what the accounts in USERS=users.txt have posted; see docs/collecting.md
	@$(IN_ENVIRONMENT) likelier collect --archive data/archive --metrics metrics/collect.json \
		$(if $(USERS),--set "collect.users=$(USERS)") $(if $(SOURCE),--set "collect.source=$(SOURCE)")
	@$(IN_ENVIRONMENT) dvc commit --quiet --force collect

serve: $(READY) ## serve the champion on http://127.0.0.1:3000
	@$(IN_ENVIRONMENT) bentoml serve serving.service:Likelier --host 127.0.0.1 --port 3000

bench: $(READY) ## measure speed, as ratios; BENCH_POSTS="1000 10000 100000" measures growth further
	@$(IN_ENVIRONMENT) python -m benchmarks

bench-serve: $(READY) ## measure the service against other ways to serve MODEL=FOLDER (models/blend), as ratios
	@$(IN_ENVIRONMENT) python -m benchmarks.serving $(or $(MODEL),models/blend)

soak: $(READY) ## ask the service good and bad things for MINUTES=30 while its champion moves
	@$(IN_ENVIRONMENT) python -m benchmarks.soak $(or $(MODEL),models/blend) --minutes $(or $(MINUTES),30)

results: $(READY) ## run the studies on DATA=FOLDER (profile pages), into docs/results.md
	@test -n "$(DATA)" || { echo "results: say where the profile pages are: make results DATA=FOLDER"; exit 2; }
	@$(IN_ENVIRONMENT) python -m studies --data "$(DATA)"

tune: $(READY) ## search the settings of MODEL=NAME on data/shards, and write what is confirmed to params.yaml
	@test -n "$(MODEL)" || { echo "tune: say which model of params.yaml: make tune MODEL=xgboost"; exit 2; }
	@$(IN_ENVIRONMENT) likelier tune $(MODEL) --shards data/shards --features data/features

bento: $(READY) ## package the service with the champion as a Bento, in BentoML's store
	@rm -rf dist/bento
	@$(IN_ENVIRONMENT) python -m serving.packing dist/bento --device $(DEVICE)
	@PATH="$(CURDIR)/.uv/bin:$$PATH"; $(IN_ENVIRONMENT) bentoml build dist/bento -o tag

image: ## build the container images
	DOCKER_BUILDKIT=1 docker build --target pipeline --build-arg DEVICE=$(DEVICE) --build-arg GIT_SHA=$$(git rev-parse HEAD) -t likelier-pipeline .
	DOCKER_BUILDKIT=1 docker build --target serve --build-arg DEVICE=$(DEVICE) -t likelier-serve .

clean: ## remove what runs have made; the environment, the raw data and the registry stay
	rm -rf data/shards data/features models reports metrics .scratch
