"""HTML pages, one module a page family, rendered on the server from frozen values."""
