"""The entry point of the server: `gunicorn wsgi:app`."""

from scanner_app.app import create_app

app = create_app()
