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
	.venv/bin/python -m bench.soak
