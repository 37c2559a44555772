# 两条命令即可使用：make setup，make serve。其余给开发者。
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup dev serve test test-long lint format evaluate bench bench-population

HOST ?= 127.0.0.1
PORT ?= 7860
SET ?=
PYTHON ?=

VENV := .venv
BIN := $(VENV)/bin
# A stamp is written last, so an interrupted set-up is done again; it carries the folder, so a moved one is too.
PLACE := $(firstword $(shell pwd -P | cksum))
BASE := $(VENV)/.base-$(PLACE)
DEV := $(VENV)/.dev-$(PLACE)

help:
	@echo 'make setup     安装（需要 Python 3.11 以上和 venv）'
	@echo 'make serve     建索引并打开网页 http://$(HOST):$(PORT)（可用 HOST=、PORT= 更改）'
	@echo 'make test      检查与测试；make test-long 较慢的测试；make lint 只检查'
	@echo 'make evaluate  评测（可用 SET= 指定）；make bench 计时'

setup: $(BASE)
	@echo '已安装好。打开网页：make serve'

dev: $(DEV)

# $(1): what pip installs. One that was broken off is begun anew: half a package cannot be told from a whole one.
# One that pip itself gave up changed nothing and is kept.
define install
	@python=; for candidate in $(or $(PYTHON),python3 python3.11 python3.12 python3.13 python3.14); do \
	  if "$$candidate" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$candidate; break; fi; done; \
	if [ -z "$$python" ]; then \
	  echo '缺少 Python 3.11 以上或其 venv 模块：请先运行 sudo apt-get install python3-venv make，再试一次。' >&2; exit 1; fi; \
	if [ -e $(VENV)/.unfinished ] || ! grep -qsF "$$(pwd -P)/$(VENV)/" $(BIN)/pip || ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
	  echo '正在建立 Python 环境 $(VENV) …'; "$$python" -m venv --clear $(VENV); fi; \
	touch $(VENV)/.unfinished; trap 'exit 130' INT TERM; \
	echo '正在安装所需的程序包（第一次约需一到几分钟）…'; \
	if ! $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '$(1)'; then \
	  rm -f $(VENV)/.unfinished; \
	  echo '安装没有完成（原因见上，常见的是网络不通）：处理后再运行一次同一命令即可。' >&2; exit 1; fi; \
	rm -f $(VENV)/.unfinished
endef

$(BASE): pyproject.toml constraints.txt
	$(call install,.)
	@touch $@

$(DEV): pyproject.toml constraints.txt
	$(call install,.[dev])
	@touch $(BASE) $@

serve: $(BASE)
	@$(BIN)/xianjie corpus build
	@$(BIN)/xianjie serve --host $(HOST) --port $(PORT) || { code=$$?; [ $$code -eq 130 ] || exit $$code; }

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

test: lint
	$(BIN)/python -m pytest --durations=10

test-long: $(DEV)
	@$(BIN)/python -c 'import pyspark' 2>/dev/null || $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,spark]'
	$(BIN)/python -m pytest -m long --durations=10

format: $(DEV)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

evaluate: $(BASE)
	@$(BIN)/xianjie evaluate $(SET)

bench: $(BASE)
	@$(BIN)/python -m evals.bench

# OpenFisca in an environment of its own: it must not choose the versions of ours.
OPENFISCA := .venv-openfisca

$(OPENFISCA)/.ready: pyproject.toml
	$(BIN)/python -m venv --clear $(OPENFISCA)
	$(OPENFISCA)/bin/pip install --quiet --disable-pip-version-check openfisca-core==46.0.1 pyarrow==26.0.1
	@touch $@

bench-population: $(BASE) $(OPENFISCA)/.ready
	@$(BIN)/python -m evals.population --openfisca $(OPENFISCA)/bin/python
