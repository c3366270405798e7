# Tranche: `make` lists what there is.

SWIFT ?= swift
PREFIX ?= /usr/local
DESTDIR ?=
FUZZ_SECONDS ?= 60

# The program as it ships: a scratch path of its own, so that tests and releases do not rebuild each other.
# On Linux the Swift runtime and the C libraries are linked in, for each library that is looked for at a start costs
# time there; macOS has them in the system.
RELEASE = --configuration release --scratch-path .build-release
ifeq ($(shell uname -s),Linux)
RELEASE += --static-swift-stdlib --disable-local-rpath -Xswiftc -Xclang-linker -Xswiftc -static-libgcc
ARCHIVES = PKG_CONFIG_PATH="$$(.ci/link-archives .build-release/archives):$$PKG_CONFIG_PATH"
endif
TRANCHE = .build-release/release/tranche
SHA256 = $(shell command -v sha256sum >/dev/null && echo sha256sum || echo shasum -a 256)

.DEFAULT_GOAL := help
.PHONY: help demo build release test test-one lint format coverage tsan tsan-core asan fuzz crash bench bench-smoke bench-program \
	bench-peers examples docs install uninstall clean packages-build packages-test packages-bench

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: release ## Load 20,000 real flights into flights.db and show a few
	rm -f flights.db flights.db-wal flights.db-shm
	$(TRANCHE) copy fixtures/flights.csv 'sqlite:flights.db#flights' --mode replace --null NA
	@echo
	@sqlite3 -header -column flights.db "select carrier, flight, origin, dest, dep_delay, distance, time_hour from flights limit 5"
	@echo
	@sqlite3 -header -column flights.db "select count(*) as flights, sum(distance) as miles, count(*) - count(arr_delay) as without_arrival from flights"

build: packages-build ## Build for debugging
	$(SWIFT) build

release: packages-build ## Build the program as it ships: optimized, Swift runtime linked in
	$(ARCHIVES) $(SWIFT) build $(RELEASE) --product tranche

# Tests of the program wait for processes, and would hold the threads that the others need: they come after them.
test: packages-test ## Run every test
	$(SWIFT) build --build-tests
	SWIFT="$(SWIFT)" .ci/run-tests --skip-build --skip '^CommandTests\.'
	SWIFT="$(SWIFT)" .ci/run-tests --skip-build --filter '^CommandTests\.'

test-one: packages-test ## Run one test or suite: make test-one NAME=Suite/case
	@test -n "$(NAME)" || { echo "test-one: no NAME, wanted make test-one NAME=Suite/case" >&2; exit 64; }
	$(SWIFT) test --disable-xctest --filter "$(NAME)"

examples: packages-test ## Compile the examples and run them on real flights
	TRANCHE_EXAMPLES=1 $(SWIFT) build --product CustomStep
	out=$$(mktemp -d); XDG_STATE_HOME=$$out .build/debug/CustomStep fixtures/flights.csv $$out/speeds.ndjson && \
		grep -c milesAnHour $$out/speeds.ndjson; status=$$?; rm -r $$out; exit $$status

docs: packages-build ## Write the library's documentation to .build-docs/site
	$(SWIFT) build --target Tranche
	SWIFT="$(SWIFT)" .ci/docs

lint: ## Check format, the rules of the house and the fixtures' checksums
	$(SWIFT) format lint --strict --recursive --configuration .swift-format Sources Tests Examples Package.swift
	.ci/check-house
	cd fixtures && $(SHA256) -c SHA256SUMS

format: ## Format the Swift files in place
	$(SWIFT) format --in-place --recursive --configuration .swift-format Sources Tests Examples Package.swift

coverage: packages-test ## Run the tests and print the lines they reach, by file
	.ci/coverage

tsan: packages-test ## Run the tests under the thread sanitizer
	SWIFT="$(SWIFT)" .ci/tsan

# The rooms with state that tasks and threads share; what they need is all that is built.
tsan-core: packages-test ## The same for the pool, caches, container, engine and HTTP client alone
	TRANCHE_TESTS="Services HTTP Pipeline Databases" SWIFT="$(SWIFT)" .ci/tsan

asan: packages-test ## Run the tests under the address sanitizer, leaks included
	$(SWIFT) test --sanitize=address --disable-xctest --scratch-path .build-asan

fuzz: packages-test ## Feed mutated input to the parsers, random expressions to PostgreSQL too: make fuzz FUZZ_SECONDS=60
	.ci/fuzz $(FUZZ_SECONDS)
	seed=$${TRANCHE_SEED:-$$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}; echo "TRANCHE_SEED=$$seed"; \
		TRANCHE_SEED=$$seed TRANCHE_DIFFERENTIAL_SECONDS=$(FUZZ_SECONDS) \
		$(SWIFT) test --disable-xctest --filter DifferentialTests

crash: packages-test ## Kill runs into PostgreSQL at 100 random moments, and the server at 50
	TRANCHE_KILLS=$${TRANCHE_KILLS:-100} TRANCHE_RESTARTS=$${TRANCHE_RESTARTS:-50} \
		$(SWIFT) test --disable-xctest --filter PostgreSQLCrashTests

bench: packages-bench release bench-program bench-peers ## Measure beside other tools on 300 MB (15 to 25 minutes)
	TRANCHE="$${TRANCHE:-$(TRANCHE)}" Benchmarks/run
	TRANCHE="$${TRANCHE:-$(TRANCHE)}" Benchmarks/postgresql >Benchmarks/results/postgresql.txt; status=$$?; \
		cat Benchmarks/results/postgresql.txt; exit $$status
	.build-release/release/ExpressionBenchmark >Benchmarks/results/expressions.txt; status=$$?; \
		cat Benchmarks/results/expressions.txt; exit $$status
	.build-release/release/PrivacyBenchmark >Benchmarks/results/privacy.txt; status=$$?; \
		cat Benchmarks/results/privacy.txt; exit $$status
	.build-release/release/LookupBenchmark >Benchmarks/results/lookup.txt; status=$$?; \
		cat Benchmarks/results/lookup.txt; exit $$status
	.build-release/release/CacheBenchmark >Benchmarks/results/caches.txt; status=$$?; \
		cat Benchmarks/results/caches.txt; exit $$status
	.build-release/release/LibraryBenchmark >Benchmarks/results/library.txt; status=$$?; \
		cat Benchmarks/results/library.txt; exit $$status

bench-smoke: packages-bench release bench-program ## Run each benchmark on 3 MB and check its output
	TRANCHE="$${TRANCHE:-$(TRANCHE)}" Benchmarks/run --smoke
	TRANCHE="$${TRANCHE:-$(TRANCHE)}" Benchmarks/postgresql --smoke
	.build-release/release/ExpressionBenchmark --smoke
	.build-release/release/PrivacyBenchmark --smoke
	.build-release/release/LookupBenchmark --smoke
	.build-release/release/CacheBenchmark --smoke
	.build-release/release/LibraryBenchmark --smoke

# Their targets are in the package only when they are asked for; what it shares with the program is built once.
bench-program:
	$(ARCHIVES) TRANCHE_BENCHMARKS=1 $(SWIFT) build $(RELEASE) --product ExpressionBenchmark
	$(ARCHIVES) TRANCHE_BENCHMARKS=1 $(SWIFT) build $(RELEASE) --product PrivacyBenchmark
	$(ARCHIVES) TRANCHE_BENCHMARKS=1 $(SWIFT) build $(RELEASE) --product LookupBenchmark
	$(ARCHIVES) TRANCHE_BENCHMARKS=1 $(SWIFT) build $(RELEASE) --product CacheBenchmark
	$(ARCHIVES) TRANCHE_BENCHMARKS=1 $(SWIFT) build $(RELEASE) --product LibraryBenchmark

# DuckDB, polars and dlt come from PyPI into a folder of their own; what cannot be had is left out of the table.
bench-peers:
	@test -x Benchmarks/.venv/bin/python || python3 -m venv Benchmarks/.venv
	@Benchmarks/.venv/bin/python -c 'import duckdb, polars' 2>/dev/null || \
		Benchmarks/.venv/bin/pip install --quiet --disable-pip-version-check duckdb polars || \
		echo "bench: DuckDB and polars cannot be installed, so they are not measured" >&2
	@Benchmarks/.venv/bin/python -c 'import dlt, psycopg2, pyarrow' 2>/dev/null || \
		Benchmarks/.venv/bin/pip install --quiet --disable-pip-version-check 'dlt[postgres]' pyarrow || \
		echo "bench: dlt cannot be installed, so it is not measured" >&2

install: release ## Install the stripped program: make install PREFIX=/usr/local
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 $(TRANCHE) "$(DESTDIR)$(PREFIX)/bin/tranche"
	strip "$(DESTDIR)$(PREFIX)/bin/tranche"

uninstall: ## Remove the installed program
	rm -f "$(DESTDIR)$(PREFIX)/bin/tranche"

clean: ## Remove what was built, measured and loaded
	rm -rf .build .build-* Benchmarks/data Benchmarks/results Benchmarks/.venv flights.db flights.db-wal flights.db-shm

packages-build packages-test packages-bench: packages-%:
	@.ci/install-packages $*
