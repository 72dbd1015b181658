# Aliases for people who type make; ./run and ./test need no make.
.PHONY: run test bench soak lint

run:
	./run

test:
	./test

lint:
	./test fast

bench:
	.venv/bin/python -m bench

soak:
	SCANNER_TEST_KILL_SECONDS=600 SCANNER_TEST_HISTORIES=20000 ./test -- tests/reliability tests/ledger -s
