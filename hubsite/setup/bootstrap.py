"""Build `.venv` from the lock, with nothing but Python itself.

    python3 hubsite/setup/bootstrap.py [--dev]

A stamp remembers what was installed, so a second call takes milliseconds. `--dev` adds the tools
the tests need. Failures are one sentence and exit code 1.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

BASE = Path(__file__).resolve().parents[2]
VENV = BASE / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = {
    "run": Path(__file__).with_name("requirements.lock"),
    "dev": Path(__file__).with_name("requirements-dev.lock"),
}


class CannotBuild(Exception):
    """`.venv` cannot be built; the text is one sentence for a person."""


def ensure(kind: str) -> None:
    """Have `.venv` hold exactly what the lock of `kind` ("run" or "dev") names.

    An environment built for development serves to run as well. Raises `CannotBuild`.
    """
    if _works() and _stamped(kind):
        return
    began = time.monotonic()
    print(f"Building .venv with Python {sys.version.split()[0]} …", flush=True)
    if not _works():
        _create()
    _install(LOCKS[kind])
    for done in LOCKS if kind == "dev" else (kind,):
        _stamp(done).write_text(_fingerprint(done))
    print(f"Built in {time.monotonic() - began:.0f} s.", flush=True)


def _works() -> bool:
    """Whether the environment's Python still starts: a removed system Python leaves it dangling."""
    return PYTHON.exists() and _quiet([str(PYTHON), "-c", "import pip"]) == 0


def _stamp(kind: str) -> Path:
    return VENV / f"installed-{kind}"


def _stamped(kind: str) -> bool:
    stamp = _stamp(kind)
    return stamp.exists() and stamp.read_text() == _fingerprint(kind)


def _fingerprint(kind: str) -> str:
    return hashlib.sha256(LOCKS[kind].read_bytes()).hexdigest()


def _create() -> None:
    shutil.rmtree(VENV, ignore_errors=True)
    if importlib.util.find_spec("ensurepip") is None:
        _add_ensurepip()
    done = subprocess.run(
        [sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        lines = (done.stderr or done.stdout).strip().splitlines() or ["no reason given"]
        raise CannotBuild(f"The environment .venv could not be made: {lines[-1]}")


def _add_ensurepip() -> None:
    """Debian ships `venv` apart from Python; root can add it, anybody else is told."""
    package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {package} …", flush=True)
        _quiet(["apt-get", "update", "-qq"])
        if _quiet(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]) == 0:
            return
    raise CannotBuild(
        f"This Python cannot make environments: install its venv module (on Debian: {package})."
    )


def _install(lock: Path) -> None:
    command = [
        str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
        "--no-compile", "--no-deps", "--require-hashes", "-r", str(lock),
    ]  # fmt: skip
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        reason = (lines or [done.stderr])[-1].removeprefix("ERROR: ")
        raise CannotBuild(f"The packages could not be installed: {reason}")


def _quiet(command: "list[str]") -> int:
    return subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ).returncode


def main() -> int:
    """Build for running, or with `--dev` for testing."""
    try:
        ensure("dev" if "--dev" in sys.argv[1:] else "run")
    except CannotBuild as exc:
        print(exc, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
