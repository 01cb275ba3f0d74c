"""DaCe AD, in a process of its own, which may be of another environment: it is driven from here, so that its turns
come between those of the others all the same.
"""

from __future__ import annotations

import importlib.util
import os
import pickle
import selectors
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.peers.peer import Entry, NotOffered, Peer
from benchmarks.problem import Problem

PYTHON = "DACE_PYTHON"
"""The environment variable with the interpreter that has DaCe, where it is not this one."""
LIMIT = 120.0
"""Seconds for the answer to one question; compilation is the longest."""


def enter(problem: Problem) -> Entry:
    worker = Worker(interpreter(), problem)
    try:
        compile_seconds = float(worker.ask("compile"))
    except NotOffered:
        worker.close()
        raise
    return Entry(worker.result, worker.seconds, compile_seconds, worker.close)


def interpreter() -> str:
    """The Python that has DaCe."""
    named = os.environ.get(PYTHON)
    if named:
        return named
    if importlib.util.find_spec("dace") is None:
        raise NotOffered("not installed")
    return sys.executable


class Worker:
    """The other process: a question is a line, the answer is a line; arrays go through files."""

    def __init__(self, python: str, problem: Problem) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="srcxform-dace-")
        place = Path(self._folder.name)
        self._found = place / "found.pickle"
        with open(place / "problem.pickle", "wb") as file:
            pickle.dump((problem.kernel.function.__module__, problem.args, problem.wrt, problem.head), file)
        self._log = open(place / "log", "wb")
        root = Path(__file__).parents[2]
        self._process = subprocess.Popen(
            [python, "-W", "ignore", "-m", "benchmarks.peers.dace_worker", self._folder.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root), "OMP_NUM_THREADS": "1"},
        )

    def ask(self, question: str, limit: float = LIMIT) -> str:
        """The answer; NotOffered with the other side's reason, or where it does not come in time."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(question.encode() + b"\n")
            self._process.stdin.flush()
            word, _, rest = self._line(limit).partition(" ")
        except BrokenPipeError:
            word, rest = "", ""
        if word != "ok":
            raise NotOffered(rest or "its process ended")
        return rest

    def _line(self, limit: float) -> str:
        """The next line of answers."""
        assert self._process.stdout is not None
        end = time.monotonic() + limit
        with selectors.DefaultSelector() as selector:
            selector.register(self._process.stdout, selectors.EVENT_READ)
            if not selector.select(max(0.0, end - time.monotonic())):
                raise NotOffered(f"no answer in {limit:.0f} s")
        return self._process.stdout.readline().decode().strip()

    def result(self) -> Any:
        self.ask("result")
        with open(self._found, "rb") as file:
            return pickle.load(file)

    def seconds(self, repeats: int) -> float:
        """The time of one call, measured over there."""
        return float(self.ask(f"time {repeats}"))

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._log):
            if stream is not None:
                stream.close()
        self._folder.cleanup()


PEER = Peer("dace", enter, sizes=("compiled",))
