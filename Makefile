# Thin on purpose: the work is in scripts/.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

export GOBIN := $(CURDIR)/bin
MODULES := shared services/storefront services/admin scripts
PAGES := services/storefront/web services/admin/web
NODE_PACKAGES := $(PAGES) scripts/e2e
GO_SOURCES := $(shell find shared services scripts -name node_modules -prune -o \( -name '*.go' -o -name '*.lua' -o -name go.mod -o -name '*.html' -o -name '*.yaml' -o -name '*.svg' \) -print)

.PHONY: help
help: ## Print this list
	@awk -F ':.*## ' '/^[a-z][a-z\/-]*:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: build ## Start everything on this machine (REDIS_URL=… uses that Redis, SHOPPERS=200 adds shoppers)
	@exec bin/launch

.PHONY: cluster
cluster: needs/cluster build ## Start 3 storefronts, 2 admin services, nginx and a Redis Cluster (CLUSTER_HOST=127.0.0.2 for free ports, SHOPPERS=200)
	@exec bin/launch cluster

.PHONY: test
test: needs/test lint standalone build bin/suite ## Install what is missing, then lint and run every test
	@exec bin/suite

.PHONY: soak
soak: ## Put presence through a million random histories, for some half an hour (HISTORIES=…, SEED=…)
	@cd shared && go test ./presence -run TestEveryHistoryKeepsThePromises -v -count 1 -timeout 0 \
		-histories $(or $(HISTORIES),1000000) -seed $(or $(SEED),$(shell date +%s))

.PHONY: fuzz
fuzz: $(PAGES:%=%/dist/.vite/manifest.json) ## Fuzz every fuzz test for 10 seconds (FUZZTIME=1m for longer)
	@scripts/fuzz.sh

.PHONY: build
build: bin/storefront bin/admin bin/launch ## Build bin/storefront and bin/admin, each with its pages inside

.PHONY: bench
bench: needs/bench bin/storefront bin/admin bin/bench ## Measure on this machine, in about half an hour (BENCH='--only latency' picks, '--help' lists)
	@exec bin/bench run $(BENCH)

.PHONY: scale
scale: needs/test build scripts/e2e/node_modules/.installed ## Measure a dashboard in Chromium among 100,000 carts, in a few minutes (CARTS=…, CHANGES=…)
	@cd scripts/e2e && npm run --silent scale

.PHONY: lint $(MODULES:%=lint/%) $(NODE_PACKAGES:%=check/%)
lint: $(MODULES:%=lint/%) $(NODE_PACKAGES:%=check/%) ## Lint every module and both front ends
$(MODULES:%=lint/%): lint/%: bin/golangci-lint $(PAGES:%=%/dist/.vite/manifest.json)
	@echo "lint $*"
	@cd $* && $(GOBIN)/golangci-lint run ./...
$(NODE_PACKAGES:%=check/%): check/%: %/node_modules/.installed
	@echo "check $*"
	@cd $* && npm run --silent check

.PHONY: fmt
fmt: bin/golangci-lint $(NODE_PACKAGES:%=%/node_modules/.installed) ## Format Go and TypeScript
	@set -e; for m in $(MODULES); do (cd $$m && $(GOBIN)/golangci-lint fmt ./...); done
	@set -e; for p in $(NODE_PACKAGES); do (cd $$p && npm run --silent fix); done

.PHONY: standalone $(MODULES:%=standalone/%)
standalone: $(MODULES:%=standalone/%)
$(MODULES:%=standalone/%): standalone/%: $(PAGES:%=%/dist/.vite/manifest.json)
	@echo "standalone $*"
	@cd $* && GOWORK=off go build ./... && GOWORK=off go mod tidy -diff

.PHONY: clean
clean: ## Remove what was built
	rm -rf bin out $(NODE_PACKAGES:%=%/node_modules)
	for p in $(PAGES); do find $$p/dist -mindepth 1 ! -name placeholder -delete; done

.PHONY: needs/build needs/cluster needs/test needs/bench
needs/build:
	@sh scripts/need.sh go node npm
needs/test: needs/build
	@sh scripts/install.sh redis-server nginx chromium
needs/cluster: needs/build
	@sh scripts/install.sh redis-server nginx
needs/bench: needs/build
	@sh scripts/install.sh redis-server wrk

$(NODE_PACKAGES:%=%/node_modules/.installed): %/node_modules/.installed: %/package-lock.json | needs/build
	@echo "npm ci $*"
	@cd $* && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

define page_rule
$(1)/dist/.vite/manifest.json: $(1)/node_modules/.installed $$(shell find $(1) -path '*/node_modules' -prune -o -path '*/dist' -prune -o -type f -print)
	@echo "build $(1)"
	@cd $(1) && npm run --silent build
	@touch $$@
endef
$(foreach page,$(PAGES),$(eval $(call page_rule,$(page))))

bin/storefront bin/admin: bin/%: $(GO_SOURCES) $(PAGES:%=%/dist/.vite/manifest.json) | needs/build
	@echo "build $@"
	@CGO_ENABLED=0 go build -trimpath -o $@ ./services/$*

bin/launch bin/suite bin/bench: bin/%: $(GO_SOURCES) | needs/build
	@echo "build $@"
	@go build -o $@ ./scripts/$*

bin/golangci-lint: scripts/tools/go.mod scripts/tools/go.sum
	@echo "build $@"
	@GOWORK=off go -C scripts/tools install tool
	@touch $@
