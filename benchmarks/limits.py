"""A limit on the time of one call, by the alarm of the operating system where there is one."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType


class TooLong(BaseException):
    """Not an Exception, so that no library under test takes it for an error of its own."""


@contextlib.contextmanager
def at_most(limit: float) -> Iterator[None]:
    """Raise TooLong once the block has run for so many seconds; machine code is interrupted when it returns."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def expired(number: int, frame: FrameType | None) -> None:
        raise TooLong(f"more than {limit:.0f} s")

    before = signal.signal(signal.SIGALRM, expired)
    signal.setitimer(signal.ITIMER_REAL, limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)
