"""Two programs that live and die together: the web server and the housekeeping beside it."""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TypeAlias

Child: TypeAlias = "subprocess.Popen[bytes]"

WATCH_SECONDS = 5
STOP_SECONDS = 25
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Told(Exception):
    """Somebody asked the whole to stop."""


def run_together(main: list[str], helper: list[str], watch: Callable[[], object]) -> int:
    """Run `main` until it ends or a signal comes; return its exit code, 0 when told to stop.

    `helper` is started again when it ends by itself, and never outlives `main`. `watch` is called
    about every five seconds.
    """
    children: dict[str, Child] = {}
    _on_signals(_tell)
    try:
        with _undisturbed():
            children["main"] = _start(main)
            children["helper"] = _start(helper)
        while (code := children["main"].poll()) is None:
            _wait(children["main"])
            watch()
            if children["helper"].poll() is not None:
                with _undisturbed():
                    children["helper"] = _start(helper)
        return code if code > 0 else 1
    except Told:
        return 0
    finally:
        _on_signals(signal.SIG_IGN)
        _stop(list(children.values()))


def _wait(child: Child) -> None:
    with suppress(subprocess.TimeoutExpired):
        child.wait(WATCH_SECONDS)


def _on_signals(answer: Callable[[int, FrameType | None], object] | signal.Handlers) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, answer)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup asked to outlive the terminal
        signal.signal(signal.SIGHUP, answer)


def _tell(number: int, frame: FrameType | None) -> None:
    raise Told


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold signals back until the child that is being started is in our books."""
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)


def _start(command: list[str]) -> Child:
    """Start a child out of the terminal's reach: Ctrl-C comes to us, and we pass it on once."""
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=_begin
    )


def _begin() -> None:
    """A child hears signals; on Linux the kernel ends it when its parent was killed."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)


def _stop(children: list[Child]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    end = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
