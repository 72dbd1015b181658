"""Commands for whoever runs the service: `flask people`, `flask demo`, `flask database` and more.

Each module is one command group and ends in `GROUP`; `commands.py` lists them.
"""
