"""A real terminal: the program runs in a pty of 80×24 cells, and every byte that it writes is kept."""

import os
import pty
import re
import select
import signal
import subprocess
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Self

import pyte

from tests.stories.programs import COMMAND, Portal

PATIENCE = 30.0
"""Seconds after which a text that does not come is given up; none is meant to come near."""
KEYS = {
    "enter": "\r", "escape": "\x1b", "tab": "\t", "down": "\x1b[B", "up": "\x1b[A", "space": " ", "pagedown": "\x1b[6~",
    "ctrl+p": "\x10", "ctrl+q": "\x11", "ctrl+z": "\x1a", "f2": "\x1bOQ", "f3": "\x1bOR",
}  # fmt: skip
_NOT_FOR_PYTE = re.compile(rb"\x1b\[[<=>?][0-9;]*\$?[a-gi-kn-z]|\x1b\[[0-9;]*[tu]")
"""Questions to the terminal and private modes that pyte takes for text."""


class Terminal:
    """A person at a terminal in which `portal` runs."""

    def __init__(self, descriptor: int, process: subprocess.Popen[bytes], columns: int, lines: int) -> None:
        self.raw = b""
        self._descriptor = descriptor
        self._process = process
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self._half = b""

    def sees(self, *texts: str) -> Self:
        """Wait until each text is on the screen."""
        for text in texts:
            self._until(lambda text=text: text in self.screen(), f"'{text}'")  # type: ignore[misc]
        return self

    def sees_not(self, text: str) -> Self:
        """Wait until a text is gone from the screen."""
        self._until(lambda: text not in self.screen(), f"no '{text}'")
        return self

    def presses(self, *keys: str) -> Self:
        """Press keys, one after the other, each after the screen has come to rest."""
        for key in keys:
            self._rest()
            os.write(self._descriptor, KEYS.get(key, key).encode())
        return self

    def screen(self) -> str:
        """What is on the screen, as text."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def leaves(self) -> int:
        """Quit, and wait for the program to end; its exit code."""
        self.presses("ctrl+q")
        while self._read(PATIENCE):
            pass
        return self._process.wait(PATIENCE)

    def is_put_aside(self) -> bool:
        """Wait until the program has stopped or ended; whether it can go on."""
        return os.WIFSTOPPED(os.waitpid(self._process.pid, os.WUNTRACED)[1])

    def comes_again(self) -> Self:
        """What `fg` does."""
        os.kill(self._process.pid, signal.SIGCONT)
        return self

    def reads(self) -> bool:
        """Wait for more to be written; False when the program has ended."""
        return self._read(PATIENCE)

    def _until(self, holds: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > deadline or not self._read(PATIENCE):
                raise AssertionError(f"never {what}; the screen shows:\n{self.screen()}")

    def _rest(self) -> None:
        while self._read(0.05):
            pass

    def _read(self, seconds: float) -> bool:
        """Read what the program wrote; False when nothing came, or nothing will."""
        if not select.select([self._descriptor], [], [], seconds)[0]:
            return False
        try:
            written = os.read(self._descriptor, 65536)
        except OSError:  # on Linux this is how a pty says that the program has gone
            return False
        self.raw += written
        whole, self._half = _whole(self._half + written)
        self._stream.feed(_NOT_FOR_PYTE.sub(b"", whole))
        return bool(written)


def _whole(written: bytes) -> tuple[bytes, bytes]:
    """Split what was written before a sequence that is not complete yet."""
    begun = written.rfind(b"\x1b")
    if begun >= 0 and re.fullmatch(rb"\x1b(\[[0-9;<=>?$]*)?", written[begun:]):
        return written[:begun], written[begun:]
    return written, b""


@contextmanager
def at_terminal(
    portal: Portal, words: Sequence[str] = (), columns: int = 80, lines: int = 24, of_a_shell: bool = False
) -> Iterator[Terminal]:
    """Run `portal` in a terminal of that size, and end it by its id if it is still there afterwards.

    As the job of a shell it can be put aside; else it has the terminal for itself.
    """
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (lines, columns))
    surroundings = {**portal.environment, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    del surroundings["NO_COLOR"], surroundings["COLUMNS"]
    process = subprocess.Popen(
        [str(COMMAND), *words],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=surroundings,
        start_new_session=not of_a_shell,
        process_group=0 if of_a_shell else None,
    )
    os.close(theirs)
    try:
        yield Terminal(ours, process, columns, lines)
    finally:
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        os.close(ours)
