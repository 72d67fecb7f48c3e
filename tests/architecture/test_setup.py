"""How the site is set up on a machine: the lock, the embedded database, the demonstration's start."""

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from hubsite.setup import bootstrap, ready
from programs.kernel import embedded

BASE = Path(__file__).resolve().parents[2]
LOCKS = sorted((BASE / "hubsite" / "setup").glob("requirements*.lock"))


@pytest.fixture
def checkout() -> Iterator[Path]:
    """An empty folder that may hold an embedded server, which is stopped afterwards."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        base = Path(folder).resolve()
        base.chmod(0o755)
        yield base
        embedded.Server(base).stop()


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port somebody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def start_demo(**environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hubsite.setup.demo"]
    return subprocess.run(
        command, cwd=BASE, env={**os.environ, **environment}, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip


# --- the lock ------------------------------------------------------------------------------------


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_holds_no_address_and_no_path(lock: Path) -> None:
    line = re.compile(
        r"^([A-Za-z0-9._-]+(\[[a-z,]+\])?==[^\s/]+( ; [^/]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?)$"
    )
    assert [text for text in lock.read_text().splitlines() if not line.match(text)] == []


def test_every_declared_dependency_is_locked() -> None:
    project = tomllib.loads((BASE / "pyproject.toml").read_text())
    run, dev = project["project"]["dependencies"], project["dependency-groups"]["dev"]
    assert _names(run) <= _locked("requirements.lock")
    assert _names(run) | _names(dev) <= _locked("requirements-dev.lock")


def test_both_locks_name_the_same_versions() -> None:
    run, dev = (
        set(re.findall(r"^\S+==\S+", bootstrap.LOCKS[kind].read_text(), re.M))
        for kind in ("run", "dev")
    )
    assert run <= dev


def _names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=~! ]", text)[0].lower() for text in requirements}


def _locked(name: str) -> set[str]:
    text = (BASE / "hubsite" / "setup" / name).read_text()
    return set(re.findall(r"^([a-z0-9._-]+)(?:\[[^]]*\])?==", text, re.M))


# --- the embedded database -----------------------------------------------------------------------


def test_four_callers_at_once_start_one_server(checkout: Path) -> None:
    script = (
        "from pathlib import Path; import sys; from programs.kernel import embedded; "
        "print(embedded.database_url(Path(sys.argv[1])))"
    )
    command = [sys.executable, "-c", script, str(checkout)]
    with ThreadPoolExecutor(4) as pool:
        urls = set(
            pool.map(
                lambda _: subprocess.check_output(command, cwd=BASE, text=True).strip(), range(4)
            )
        )
    assert urls == {embedded.database_url(checkout)}


def test_the_embedded_role_is_ordinary_and_owns_its_database(checkout: Path) -> None:
    with psycopg.connect(embedded.database_url(checkout)) as db:
        role = db.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole "
            "FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        owner = db.execute(
            "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
        ).fetchone()
        connections = db.execute("SHOW max_connections").fetchone()
    assert role == ("hubsite", False, False, True, True)
    assert owner == ("hubsite",)
    assert connections == ("200",)


def test_a_killed_server_comes_back_with_its_data(checkout: Path) -> None:
    with psycopg.connect(embedded.database_url(checkout)) as db:
        db.execute("CREATE TABLE kept (n int)")
    os.kill(_postmaster(checkout), signal.SIGKILL)
    with psycopg.connect(embedded.database_url(checkout)) as db:
        assert db.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_a_stale_pid_of_another_program_does_not_stop_the_start(checkout: Path) -> None:
    embedded.database_url(checkout)
    file = embedded.Server(checkout).data / "postmaster.pid"
    old = file.read_text().splitlines()
    embedded.Server(checkout).stop()
    file.write_text("\n".join([str(os.getpid()), *old[1:]]) + "\n")
    assert embedded.database_url(checkout)
    assert _postmaster(checkout) != os.getpid()


def test_a_running_server_is_found_within_milliseconds(checkout: Path) -> None:
    embedded.database_url(checkout)
    began = time.perf_counter()
    for _ in range(20):
        embedded.database_url(checkout)
    assert (time.perf_counter() - began) / 20 < 0.02


def test_a_path_too_long_for_a_socket_still_serves(checkout: Path) -> None:
    deep = checkout / ("deep" * 25)
    deep.mkdir()
    with psycopg.connect(embedded.database_url(deep)) as db:
        assert db.execute("SELECT 1").fetchone() == (1,)
    assert embedded.Server(deep).stop()


def test_a_place_that_cannot_be_used_is_said_in_one_sentence(checkout: Path) -> None:
    (checkout / "var").write_text("a file where a folder belongs")
    with pytest.raises(embedded.NotStarted, match=r"^The embedded PostgreSQL cannot use .+\.$"):
        embedded.database_url(checkout)
    (checkout / "var").unlink()


def _postmaster(checkout: Path) -> int:
    return int((embedded.Server(checkout).data / "postmaster.pid").read_text().split("\n")[0])


# --- the demonstration ---------------------------------------------------------------------------


def test_a_taken_port_is_said_in_one_sentence(taken_port: int) -> None:
    done = start_demo(PORT=str(taken_port))
    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {taken_port} cannot be used")
    assert len(done.stderr.strip().splitlines()) == 1


def test_an_unreachable_database_is_said_in_one_sentence_without_its_password() -> None:
    done = start_demo(PORT=str(_free()), DATABASE_URL="postgresql://me:canary@127.0.0.1:1/hub")
    assert done.returncode == 1
    assert done.stderr.startswith("The database 127.0.0.1:1/hub cannot be reached: ")
    assert len(done.stderr.strip().splitlines()) == 1
    assert "canary" not in done.stderr + done.stdout


def test_a_database_that_lacks_a_right_is_refused_by_name_of_the_right(checkout: Path) -> None:
    url = embedded.database_url(checkout)
    with psycopg.connect(url, autocommit=True) as db:
        db.execute("CREATE ROLE plain LOGIN")
        db.execute("CREATE DATABASE other")
    other = url.replace("hubsite@/hubsite", "plain@/other")
    with pytest.raises(ready.CannotServe, match="may not create tables"):
        ready.database(other)
    with psycopg.connect(url.replace("@/hubsite", "@/other"), autocommit=True) as db:
        db.execute("GRANT CREATE ON SCHEMA public TO plain")
    with pytest.raises(ready.CannotServe, match="CREATEROLE"):
        ready.database(other)
    assert ready.database(url) is False


@pytest.mark.parametrize("url", ["mysql://me@host/hub", "hub", "sqlite:///x"])
def test_an_address_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(ready.CannotServe, match="not of the form"):
        ready.database(url)


@pytest.mark.parametrize("text", ["0", "65536", "http", "-1", ""])
def test_a_port_that_is_no_port_is_refused(text: str) -> None:
    with pytest.raises(ready.CannotServe, match="not a number from 1 to 65535"):
        ready.free_port(text)


def test_secrets_are_made_once_and_for_their_user_only(tmp_path: Path) -> None:
    file = tmp_path / "var" / "demo.env"
    ready.keep_secrets(file)
    first = file.read_text()
    ready.keep_secrets(file)
    assert file.read_text() == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert re.fullmatch(r"SECRET_KEY=\S{50,}\nNOTE_KEYS=demo=[A-Za-z0-9+/]{43}=\n", first)


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# --- the children of the demonstration -----------------------------------------------------------

FAMILY = """
import sys
from hubsite.setup.children import run_together
nap = [sys.executable, "-c", "import time; time.sleep(60)"]
sys.exit(run_together(nap, [*nap, "helper"], lambda: None))
"""


@pytest.fixture
def family() -> Iterator[tuple[subprocess.Popen[bytes], list[int]]]:
    """A running supervisor and the numbers of its two children."""
    with subprocess.Popen([sys.executable, "-c", FAMILY], cwd=BASE) as parent:
        yield parent, _wait_for_children(parent.pid)
        parent.kill()


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_both_and_counts_as_success(
    family: tuple[subprocess.Popen[bytes], list[int]], told: signal.Signals
) -> None:
    parent, children = family
    parent.send_signal(told)
    assert parent.wait(20) == 0
    assert _alive(children) == []


TOLD_EARLY = """
import os, signal, sys
from hubsite.setup import children
start, made = children._start, []

def told_while_starting(command):
    made.append(start(command))
    os.kill(os.getpid(), signal.SIGTERM)
    return made[-1]

children._start = told_while_starting
nap = [sys.executable, "-c", "import time; time.sleep(60)"]
code = children.run_together(nap, nap, lambda: None)
print(code, [child.returncode for child in made])
"""


def test_a_signal_while_a_child_is_being_started_leaves_none_behind() -> None:
    done = subprocess.run(
        [sys.executable, "-c", TOLD_EARLY], cwd=BASE, capture_output=True, timeout=30, check=True
    )
    assert done.stdout.decode().strip() == f"0 [{-signal.SIGTERM}, {-signal.SIGTERM}]"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a child with its parent")
def test_killing_the_supervisor_leaves_no_orphan(
    family: tuple[subprocess.Popen[bytes], list[int]],
) -> None:
    parent, children = family
    parent.kill()
    parent.wait(20)
    _until(lambda: _alive(children) == [])


def test_killing_the_server_ends_the_housekeeping(
    family: tuple[subprocess.Popen[bytes], list[int]],
) -> None:
    parent, children = family
    os.kill(children[0], signal.SIGKILL)
    assert parent.wait(20) == 1
    assert _alive(children) == []


def _wait_for_children(pid: int) -> list[int]:
    file = Path(f"/proc/{pid}/task/{pid}/children")
    _until(lambda: len(file.read_text().split()) == 2)
    _until(
        lambda: all(
            b"sleep" in Path(f"/proc/{n}/cmdline").read_bytes() for n in file.read_text().split()
        )
    )
    return [int(number) for number in file.read_text().split()]


def _alive(pids: list[int]) -> list[int]:
    stats = {pid: Path(f"/proc/{pid}/stat") for pid in pids}
    return [pid for pid, file in stats.items() if file.exists() and ") Z" not in file.read_text()]


def _until(true: Callable[[], bool], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)
