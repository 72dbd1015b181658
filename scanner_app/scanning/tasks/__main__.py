"""Print the manual of the tasks: `python -m scanner_app.scanning.tasks > docs/tasks.md`."""

import sys

from scanner_app.scanning.tasks.manual import manual

if __name__ == "__main__":
    sys.stdout.write(manual())
