"""A person, a device, a task: from a reading to what it means, and to the next prompt.

`read` turns what a device sent into a parsed code, `resolve` says what it stands for in this
warehouse, `tasks` (pure) say what comes next, `session` keeps the conversation, `screen` says what
the phone shows. Nothing here posts: a task that is complete hands a value to the service.
"""
