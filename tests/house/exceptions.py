"""The one list of exceptions to the house rules, each with its reason. It may only shrink.

A key is a path inside the project, with `::name` where a rule is about a function. A value is the
reason; for a size it is the size allowed today and the reason. What is no longer needed fails a test.
"""

RULES: dict[str, dict[str, str]] = {
    "commit": {
        "scanner_app/db/transaction.py": "the only place that says commit and rollback",
    },
    "clock": {
        "scanner_app/kernel/clock.py": "the only reader of time",
    },
    "models": {
        "scanner_app/schema.py": "the list of all tables, for migrations and their tests",
    },
    "max-zero": {
        "scanner_app/barcodes/decode.py": "seconds left of a time limit, not a quantity",
        "scanner_app/people/waiting.py": "failed sign-ins beyond the free ones, not a quantity",
    },
    "float": {
        "scanner_app/service/use_case.py": "pauses between repetitions, in seconds",
    },
    "except-exception": {},
    "dead-module": {},
    "room-doorstep": {},
    "run-from-the-edge": {
        "scanner_app/app.py": "the composition root makes the service",
        "scanner_app/service/sign_in.py": "compares PINs between two transactions, never inside one",
    },
}

SIZES: dict[str, dict[str, tuple[int, str]]] = {
    "function-lines": {},
    "function-nesting": {},
    "function-parameters": {},
    "function-positional": {},
    "module-lines": {},
}
