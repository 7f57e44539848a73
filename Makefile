# make run         set up, build, start a worker on SQLite with mock providers, play the tour, stay up until Ctrl-C
# make run ONCE=1  the same, but end after the tour: 0 when all went as it should
# make test        set up, then every test
# make lint        format and rules
.PHONY: run test lint format bench torture clean

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

# A target may import only what Package.swift lists for it.
build := swift build --explicit-target-dependency-import-check error
# The programs that are used hold Swift's library: they are faster, need less memory, and run where no Swift is.
release := $(build) -c release --static-swift-stdlib
swift_sources := Package.swift Sources Connectors Mocks Tests Benchmarks

run:
	@Packaging/setup run
	@[ -x .build/release/parley-tour ] || echo "Building; the first time takes some minutes."
	@$(release) --product parley --quiet
	@$(release) --product parley-mocks --quiet
	@$(release) --product parley-tour --quiet
	@.build/release/parley-tour --state .sandbox $(if $(ONCE),--once)

test:
	@Packaging/setup test
	@Tests/run

lint:
	@swift format lint --strict -r -p $(swift_sources)
	@echo "swift format: nothing to change"
	@Tests/Rules/check-text

format:
	@swift format -i -r -p $(swift_sources)

bench:
	@Packaging/setup bench
	@$(release) --quiet
	@.build/release/parley-bench $(BENCH)

torture:
	@Packaging/setup test
	@$(build) --build-tests --quiet
	@PARLEY_POLL_KILLS=$(or $(POLL_KILLS),200) PARLEY_PULL_KILLS=$(or $(PULL_KILLS),200) PARLEY_KILLS=$(or $(KILLS),1000) PARLEY_CRASH_ROUNDS=$(or $(ROUNDS),20) swift test --skip-build --filter EndToEndTests

clean:
	@rm -rf .build .venv .sandbox
