# Called by ./run and ./test in the project's folder: finds a Python and hands over to it.
for name in python3 python3.13 python3.12 python3.11 python3.14; do
  if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    exec "$name" -m setup_steps "$@"
  fi
done
echo "cannot set up: Python 3.11 or newer is needed: install the packages python3 and python3-venv" >&2
exit 2
