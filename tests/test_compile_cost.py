"""What compiling costs, in calls of functions: it grows as the text does, and does not ask how often a loop runs."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import numpy as np
import pytest

from srcxform import from_source
from srcxform.pipeline import compile_function
from srcxform.request import Request

X = np.linspace(0.1, 1.0, 12)

STRAIGHT = """
    x[0] = np.sin(x[1]) * x[2]
    v = x[0] + 0.5 * x[3] * x[3]
    x[1] = np.tanh(v - x[4])
    w = v * x[1]
"""

LOOPS = """
    for i in range(1, len(x) - 1):
        left = x[i - 1] * 0.3
        if x[i] > 10.0:
            x[i] = np.sqrt(x[i])
        else:
            x[i] = left + x[i] * x[i]
    for t in range(3):
        x[1:-1] = x[1:-1] + 0.1 * x[1:-1] * (x[2:] - 2 * x[1:-1] + x[:-2])
    w = np.tanh(np.sum(x))
"""

WHOLE = """
    x = np.sin(x) * x[::-1]
    v = x + 0.5 * x * x[::-1]
    x = np.tanh(v - x)
    w = w + np.sum(v * x)
"""

NESTED = """
    for i in range(TRIPS):
        for k in range(TRIPS):
            w = w * np.sin(x[k % 12]) + x[i % 12]
"""


def calls_of_compiling(body: str, name: str, backend: str = "numpy") -> int:
    """How many functions are called to make the gradient of a function with this body, those written in C too."""
    text = f"import numpy as np\n\ndef {name}(x):\n    w = 0.0\n{body}\n    return w * np.sum(x)\n"
    function: Any = from_source(text, name)
    count = 0

    def note(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        compile_function(function, {"x": X}, Request(wrt=(0,), backend=backend))
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize(("part", "fewest", "most"), [(STRAIGHT, 8, 2.05), (LOOPS, 4, 2.1)], ids=["straight", "loops"])
def test_cost_grows_as_the_text_does(part: str, fewest: int, most: float) -> None:
    calls_of_compiling(part, "warm")
    few, some, many = (calls_of_compiling(part * times, f"long_{times}") for times in (fewest, 2 * fewest, 4 * fewest))
    assert many - some < most * (some - few)


@pytest.mark.parametrize("part", [WHOLE, LOOPS], ids=["whole arrays", "loops"])
def test_cost_of_machine_code_grows_as_the_text_does(part: str) -> None:
    pytest.importorskip("numba")
    calls_of_compiling(part, "warm", "numba")
    few, some, many = (calls_of_compiling(part * times, f"machine_{times}", "numba") for times in (3, 6, 12))
    assert many - some < 2.1 * (some - few)


def test_cost_does_not_depend_on_trips() -> None:
    calls_of_compiling(NESTED.replace("TRIPS", "10"), "warm")
    few, many = (calls_of_compiling(NESTED.replace("TRIPS", str(trips)), f"trips_{trips}") for trips in (20, 10**6))
    assert many <= 1.01 * few


def nest(depth: int) -> str:
    """Loops in one another, each of which changes what a dict of its own and one from outside hold."""
    head = "".join(
        f"{'    ' * k}    for i{k} in range(2):\n{'    ' * k}        c{k} = {{'v': 0.0}}\n" for k in range(depth)
    )
    middle = f"{'    ' * depth}    w = w + np.sum(x * x)\n"
    tail = "".join(
        f"{'    ' * k}    c{k - 1}['v'] += w\n{'    ' * k}    d['a'] += c{k - 1}['v']\n" for k in range(depth, 0, -1)
    )
    return f"    d = {{'a': 0.0}}\n{head}{middle}{tail}    w = w + d['a']\n"


def test_cost_of_loops_in_one_another_grows_slowly() -> None:
    """Each is read again with the one around it: what it carries must be known by then."""
    calls_of_compiling(nest(2), "nest_warm")
    few, many = (calls_of_compiling(nest(depth), f"nest_{depth}") for depth in (3, 5))
    assert many < 6 * few
