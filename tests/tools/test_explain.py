"""`python -m srcxform explain`: the page without arguments to the letter, with them all but the times."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from srcxform.tools.cli import main

PROGRAM = """\
import numpy as np


def newton(x: float, c: float):
    for i in range(50):
        step = (x * x - c) / (2 * x)
        x = x - step
        if abs(step) < 1e-12:
            break
    return x


def burgers(u, dt: float, steps: int):
    for t in range(steps):
        u[1:-1] = u[1:-1] - dt * u[1:-1] * (u[1:-1] - u[:-2])
    return np.sum(u**2)


def spring(a, b):
    d = b - a
    return d * d


def chain(q: float, n: int):
    total = 0.0
    for k in range(n):
        if total > 10.0:
            total = total - spring(q, k)
        else:
            total = total * np.sin(q)
        q = q * q
    return total
"""

NEWTON = """\
line  active  kept
   4  x, c              def newton(x: float, c: float):
   5                        for i in range(50):
   6  step                      step = (x * x - c) / (2 * x)
   7  x       x, for 6          x = x - step
   8                            if abs(step) < 1e-12:
   9                                break
  10                        return x
"""

BURGERS = """\
line  active  kept                 values  bytes
  13  u, dt   u, for 15, 16        1       464 B       def burgers(u, dt: float, steps: int):
  14                                                       for t in range(steps):
  15  u       u as it was, for 15  20      9.2 kB              u[1:-1] = u[1:-1] - dt * u[1:-1] * (u[1:-1] - u[:-2])
  16                                                       return np.sum(u**2)
"""

CHAIN = """\
line  active  kept
  24  q                          def chain(q: float, n: int):
  25                                 total = 0.0
  26                                 for k in range(n):
  27          total, for 27, 30          if total > 10.0:
  28  total                                  total = total - spring(q, k)
  29                                     else:
  30  total                                  total = total * np.sin(q)
  31  q       q, for 20, 30, 31          q = q * q
  32                                 return total
  20  d                              d = b - a
"""


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.delitem(sys.modules, "explained", raising=False)
    path = tmp_path / "explained.py"
    path.write_text(PROGRAM)
    return str(path)


def explained(capsys: pytest.CaptureFixture[str], *args: str) -> str:
    assert main(["explain", *args]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize(("name", "page"), [("newton", NEWTON), ("chain", CHAIN)])
def test_page_of_a_function(program: str, name: str, page: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert explained(capsys, f"{program}:{name}") == page


def test_page_with_arguments(program: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = explained(capsys, f"{program}:burgers", "--args", "np.linspace(0, 1, 44), 0.1, 20")
    *lines, total = text.splitlines()
    assert [without_times(line) for line in lines] == [line.split() for line in BURGERS.splitlines()]
    assert re.match(r"burgers keeps .* kB for its reverse sweep: 21 values", total)
    assert re.search(r" (us|ms) ", text)


def without_times(line: str) -> list[str]:
    return re.sub(r"forward|reverse|[\d.]+ (us|ms)\b", "", line).split()


def test_wrt_says_what_counts(program: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = explained(capsys, f"{program}:newton", "--args", "2.0, 3.0", "--wrt", "c")
    assert text.splitlines()[1].split()[:2] == ["4", "c"]


def test_wrt_needs_arguments(program: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", f"{program}:newton", "--wrt", "c"]) == 2
    assert "--wrt goes with --args" in capsys.readouterr().err
