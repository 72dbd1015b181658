"""How gunicorn serves: two processes of 32 threads, for a trusted network of one site.

150 idle or half-open connections stop gunicorn with fewer threads; anything wider than a trusted
network belongs behind a buffering proxy. `./run` sets the SCANNER_ variables read here.
"""

import os
from typing import Any

bind = os.environ.get("SCANNER_BIND", "127.0.0.1:8000")
certfile = os.environ.get("SCANNER_TLS_CERTIFICATE") or None
keyfile = os.environ.get("SCANNER_TLS_KEY") or None

worker_class = "gthread"
workers = int(os.environ.get("SCANNER_WORKERS", "2"))
threads = 32
timeout = 30
graceful_timeout = 20
keepalive = 5
max_requests = 20_000  # a worker is replaced now and then, so that a leak stays small
max_requests_jitter = 2_000
preload_app = False  # database handles must not cross a fork

# Nobody in front of us is believed about where a request came from, unless named.
forwarded_allow_ips = os.environ.get("SCANNER_TRUSTED_PROXIES", "127.0.0.1")

# By default two servers of one user would share one control socket in the home folder.
control_socket_disable = True

accesslog = None  # the application writes one JSON line a use case
errorlog = "-"
loglevel = os.environ.get("SCANNER_SERVER_LOG_LEVEL", "warning")
proc_name = "scanner-app"


def child_exit(server: Any, worker: Any) -> None:
    """Drop the figures of a worker that ended, where metrics are shared between processes."""
    del server
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client import multiprocess  # noqa: PLC0415 - only where metrics are shared

        multiprocess.mark_process_dead(worker.pid)
