"""Each task a pure state machine: a table of what may be scanned when, and what follows.

`shape` has the values, `basket` the staged lines, `asking` what is asked of an item before it is
staged, one module a task its table, `conversation` the way from a state and a reading to the next
state. `docs/tasks.md` is made from the tables by `python -m scanner_app.scanning.tasks`.
"""
