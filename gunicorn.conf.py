"""How gunicorn serves: two processes of 32 threads, for a trusted network of one site.

150 idle or half-open connections stop gunicorn with fewer threads; anything wider than a trusted
network belongs behind a buffering proxy. `./run` adds the address and the certificate.
"""

import os
from typing import Any

worker_class = "gthread"
workers = int(os.environ.get("SCANNER_WORKERS", "2"))
threads = int(os.environ.get("SCANNER_THREADS", "32"))
timeout = 30
graceful_timeout = 20
keepalive = 5
max_requests = 20_000  # a worker is replaced now and then, so that a leak stays small
max_requests_jitter = 2_000
preload_app = False  # database handles must not cross a fork

# Only a proxy on this machine is believed about whether a request came by https.
forwarded_allow_ips = "127.0.0.1,::1"

# By default two servers of one user would share one control socket in the home folder.
control_socket_disable = True

accesslog = None  # the application writes one JSON line a use case
errorlog = "-"
loglevel = "warning"
proc_name = "scanner-app"


def child_exit(server: Any, worker: Any) -> None:
    """Drop the figures of a worker that ended, where metrics are shared between processes."""
    del server
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client import multiprocess  # noqa: PLC0415 - only where metrics are shared

        multiprocess.mark_process_dead(worker.pid)
