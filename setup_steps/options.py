"""The options of `./run`, read before anything is installed."""

import argparse
from collections.abc import Sequence


def read(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the options of `./run`."""
    parser = argparse.ArgumentParser(prog="./run", description="Start the warehouse scanner.")
    parser.add_argument("--http", action="store_true", help="plain http, this machine only")
    parser.add_argument("--port", type=int, help="this port, or fail (0: any free one)")
    parser.add_argument("--no-demo", action="store_true", help="start with an empty warehouse")
    parser.add_argument(
        "--database", metavar="URL", help="another database than instance/scanner.db"
    )
    return parser.parse_args(arguments)
