"""Serve the demonstration: `python -m hubsite.setup.demo` (by `make demo`).

Prepares the database, the translations, the static files and the example hub, then runs gunicorn
and the housekeeping beside it until told to stop. `PORT` and `DATABASE_URL` are honoured.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hubsite.setup import ready
from hubsite.setup.children import run_together

COLLECTED = ready.BASE / "var" / "static.stamp"


def main() -> int:
    """Check, prepare, serve; 1 with one sentence where that cannot be."""
    os.chdir(ready.BASE)
    try:
        port = ready.free_port(os.environ.get("PORT") or "8000")
        with _step("Database server"):
            own = ready.database(os.environ.get("DATABASE_URL", ""))
    except ready.CannotServe as exc:
        print(exc, file=sys.stderr)
        return 1
    ready.keep_secrets(ready.SECRETS)
    _settle(port)
    prepare()
    print(f"\n  http://127.0.0.1:{port}/   (Ctrl-C stops it)\n", flush=True)
    return _serve(own)


def _settle(port: int) -> None:
    """The environment of the demonstration and everything it starts."""
    os.environ["PORT"] = str(port)
    os.environ["DEBUG"] = "0"
    os.environ["HUBSITE_DEMO"] = "1"
    os.environ.setdefault("BASE_URL", f"http://127.0.0.1:{port}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hubsite.settings")


def prepare() -> None:
    """Bring tables, translations, static files and example data up to date."""
    import django
    from django.core.management import call_command

    with _step("Application"):
        django.setup()
    with _step("Tables"):
        call_command("migrate", verbosity=0, interactive=False)
    with _step("Translations"):
        call_command("compile_messages", verbosity=0)
    with _step("Static files"):
        _collect()
    with _step("Example hub"):
        call_command("load_demo", verbosity=0)
    print(flush=True)
    call_command("demo_accounts")


def _collect() -> None:
    """Collect the static files unless none has changed since: compressing takes seconds."""
    from django.core.management import call_command

    now = _fingerprint()
    if COLLECTED.exists() and COLLECTED.read_text() == now:
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    COLLECTED.write_text(now)


def _fingerprint() -> str:
    from django.conf import settings

    folders = [Path(folder) for folder in settings.STATICFILES_DIRS]
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    facts = [f"{path}:{path.stat().st_mtime_ns}:{path.stat().st_size}" for path in files]
    lock = Path(__file__).with_name("requirements.lock").read_text()
    return hashlib.sha256("\n".join([*facts, lock, str(settings.STATIC_ROOT)]).encode()).hexdigest()


def _serve(own_database: bool) -> int:
    """Run the web server and the housekeeping; bring the embedded database back if it is killed."""
    gunicorn = [sys.executable, "-m", "gunicorn", "-c", "hubsite/gunicorn_conf.py"]
    housekeeping = [sys.executable, "manage.py", "tick", "--every", "30"]
    code = run_together(gunicorn, housekeeping, _revive if own_database else lambda: None)
    print("Stopped." if code == 0 else "The web server ended.", flush=True)
    return code


def _revive() -> None:
    try:
        ready.database("")
    except ready.CannotServe as exc:
        print(exc, file=sys.stderr, flush=True)


@contextmanager
def _step(name: str) -> Iterator[None]:
    began = time.monotonic()
    print(f"{name} …", end=" ", flush=True)
    yield
    print(f"{time.monotonic() - began:.1f} s", flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
