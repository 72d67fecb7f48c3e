"""The wire between a browser and the server, that a journey can cut.

Telling the browser to be offline is not enough where a journey must be sure: a page just loaded
may have asked before the browser is told. A wire that is cut carries nothing.
"""

import socket
import threading
from contextlib import suppress

HOST = "127.0.0.1"
CHUNK = 65536


class Line:
    """Passes on what comes to a port of its own; while it is cut, hangs up on everybody."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._whole = True
        self._open: set[socket.socket] = set()
        self._held = threading.Lock()
        self._door = socket.create_server((HOST, 0))
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        """The address to browse at."""
        return f"http://{HOST}:{self._door.getsockname()[1]}"

    def cut(self) -> None:
        """Hang up on all that is open, and on all that calls."""
        with self._held:
            self._whole = False
            for end in self._open:
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        """Pass on again."""
        self._whole = True

    def close(self) -> None:
        """Hang up for good."""
        self.cut()
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def _serve(self) -> None:
        with suppress(OSError):  # the door was closed
            while True:
                caller, _address = self._door.accept()
                threading.Thread(target=self._call, args=[caller], daemon=True).start()

    def _call(self, caller: socket.socket) -> None:
        with caller, suppress(OSError), socket.create_connection((HOST, self._port)) as server:
            with self._held:
                if not self._whole:
                    return
                self._open |= {caller, server}
            back = threading.Thread(target=_pass_on, args=[server, caller], daemon=True)
            back.start()
            _pass_on(caller, server)
            back.join()
            with self._held:
                self._open -= {caller, server}


def _pass_on(from_: socket.socket, to: socket.socket) -> None:
    with suppress(OSError):
        while said := from_.recv(CHUNK):
            to.sendall(said)
    with suppress(OSError):
        to.shutdown(socket.SHUT_WR)
