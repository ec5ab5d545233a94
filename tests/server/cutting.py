"""A way to a server that a test can cut, or let fall silent as a sleeping laptop's does."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Way:
    """Every connection through it, and whether what comes back is let through."""

    url: str
    connections: int = 0
    silent: bool = False
    """New connections get no answer while this is set."""
    answered: bytearray = field(default_factory=bytearray)
    """What the server has said and was handed on."""
    _open: list[socket.socket] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def cut(self) -> None:
        """Ends every connection."""
        with self._lock:
            ends, self._open = self._open, []
        for one in ends:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def keep(self, *ends: socket.socket) -> None:
        """Remembers the two ends of a connection."""
        with self._lock:
            self.connections += 1
            self._open += ends


@contextmanager
def cutting(target: str) -> Iterator[Way]:
    """A way to the server at `target`, an `http://host:port`."""
    host, port = target.removeprefix("http://").split(":")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        way = Way(f"http://127.0.0.1:{listening.getsockname()[1]}")

        def accept() -> None:
            while True:
                try:
                    near, _ = listening.accept()
                except OSError:
                    return
                far = socket.create_connection((host, int(port)))
                way.keep(near, far)
                for one, other, answers in ((near, far, False), (far, near, True)):
                    threading.Thread(target=_carry, args=(way, one, other, answers), daemon=True).start()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield way
        finally:
            way.cut()
            listening.shutdown(socket.SHUT_RDWR)
    thread.join(10)


def _carry(way: Way, one: socket.socket, other: socket.socket, answers: bool) -> None:
    silent = way.silent
    with one, contextlib.suppress(OSError):
        while chunk := one.recv(65536):
            if not (answers and silent):
                other.sendall(chunk)
                if answers:
                    way.answered += chunk
        other.shutdown(socket.SHUT_RDWR)
