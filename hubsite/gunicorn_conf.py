"""How gunicorn serves the site; the environment says what differs between machines."""

import gc
import os

wsgi_app = "hubsite.wsgi:application"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
# Above the 30 s the database gives one statement, so that its refusal still reaches the person.
timeout = 60
graceful_timeout = 20
preload_app = False
# Paths hold record numbers: the audit log names who read them, the web server's log need not.
accesslog = None
errorlog = "-"
loglevel = os.environ.get("GUNICORN_LOG_LEVEL", "warning")
control_socket_disable = True


def post_worker_init(worker: object) -> None:
    """Leave what the site loaded out of every later collection; a page makes many short-lived objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
