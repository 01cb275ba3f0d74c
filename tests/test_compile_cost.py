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

NESTED = """
    for i in range(TRIPS):
        for k in range(TRIPS):
            w = w * np.sin(x[k % 12]) + x[i % 12]
"""


def calls_of_compiling(body: str, name: str) -> int:
    """How many Python functions are called to make the gradient of a function with this body."""
    text = f"import numpy as np\n\ndef {name}(x):\n    w = 0.0\n{body}\n    return w * np.sum(x)\n"
    function: Any = from_source(text, name)
    count = 0

    def note(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        compile_function(function, {"x": X}, Request(wrt=(0,)))
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("part", [STRAIGHT, LOOPS], ids=["straight", "loops"])
def test_cost_grows_as_the_text_does(part: str) -> None:
    calls_of_compiling(part, "warm")
    few, some, many = (calls_of_compiling(part * times, f"long_{times}") for times in (5, 10, 20))
    assert many - some < 2.1 * (some - few)


def test_cost_does_not_depend_on_trips() -> None:
    calls_of_compiling(NESTED.replace("TRIPS", "10"), "warm")
    few, many = (calls_of_compiling(NESTED.replace("TRIPS", str(trips)), f"trips_{trips}") for trips in (20, 10**6))
    assert many <= 1.01 * few
