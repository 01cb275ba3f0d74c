"""Names that are alive where a trip of a loop begins, and what reading does with the others."""

from __future__ import annotations

import textwrap
from typing import Any

import gast
import numpy as np
import pytest

from srcxform import from_source, grad
from srcxform.frontend import carried
from srcxform.frontend.living import alive_at_loops
from srcxform.frontend.normalise.functions import normalise
from srcxform.frontend.walking import assigned_names

X = np.array([0.3, 0.7, 1.1])

DEAD = {
    "for v in x:\n    t = v\n    s = s + t\nreturn s": ["v t"],
    "for v in x:\n    t = v\nreturn t": ["v"],
    "for v in x:\n    if s > 0:\n        t = v\n    s += v\nreturn s": ["v t"],
    "for v in x:\n    if s > 0:\n        s += t\n    t = v\nreturn s": ["v"],
    "for i in x:\n    for j in x:\n        t = i * j\n        s += t\nreturn s": ["i j t", "j t"],
    "for i in x:\n    for j in x:\n        t = i * j\n    s += t\nreturn s": ["i j", "j"],
    "while s < 1:\n    t = s\n    s += t\nreturn 0": ["t"],
    "while t < 1:\n    t = s\n    s += t\nreturn 0": [""],
    "for v in x:\n    t = v\n    if t > 1:\n        break\nreturn t": ["v"],
    "for v in x:\n    t = v\n    if t > 1:\n        continue\n    s += t\nreturn s": ["v t"],
    "for v in x:\n    if v > 1:\n        return v\nreturn 0": ["v"],
    "for v in x:\n    t, u = v\n    s += u\nreturn s": ["v t u"],
    "for v in x:\n    y[0] = v\nreturn y": ["v"],
    "for v in x:\n    t += v\nreturn 0": ["v"],
    "for v in x:\n    t = v\n    del t\nreturn 0": ["v t"],
    "f = lambda: t\nfor v in x:\n    t = v\n    s += f()\nreturn s": ["v"],
    "for v in x:\n    t = v\nfor v in x:\n    s += t\nreturn s": ["v", "v"],
    "with m:\n    for v in x:\n        t = v\nreturn 0": ["v t"],
}


@pytest.mark.parametrize("body", DEAD)
def test_dead_names(body: str) -> None:
    tree = gast.parse("def f(x, s, t, m):\n" + textwrap.indent(body, "    "))
    function = normalise(tree.body[0])
    alive = alive_at_loops(function)
    loops = [node for node in gast.walk(function) if isinstance(node, gast.For | gast.While)]
    own = {id(node): k for k, node in enumerate(alive)}
    found = [
        {name for name in assigned_names([node]) if name not in alive[node] and name.isidentifier() and len(name) == 1}
        for node in sorted(loops, key=lambda node: (node.lineno, -own[id(node)]))
    ]
    assert found == [set(names.split()) for names in DEAD[body]]


def nest(depth: int) -> str:
    """A nest of loops, each in a function of its own, that build objects as they go."""
    lines = ["import numpy as np", "class Box:", "    def __init__(self, v):", "        self.v = v"]
    for k in range(depth):
        inner = "np.sin(box.v)" if k == 0 else f"level{k - 1}(box.v * 0.5)"
        lines += [
            f"def level{k}(x):",
            "    s = 0.0 * x",
            "    for i in range(2):",
            "        for j in range(2):",
            "            box = Box(x + i * j)",
            f"            part = {inner}",
            "            s = s + part",
            "    return s",
        ]
    return "\n".join(lines) + "\n"


def test_a_nest_of_loops_is_not_read_many_times_for_each_level(monkeypatch: pytest.MonkeyPatch) -> None:
    read, trips = carried._read_trip, []

    def counted(*args: Any) -> Any:
        trips.append(args)
        return read(*args)

    monkeypatch.setattr(carried, "_read_trip", counted)
    counts = []
    for depth in (1, 2, 3, 4):
        trips.clear()
        grad(from_source(nest(depth), f"level{depth - 1}"))(0.3)
        counts.append(len(trips))
    # Each level makes the inner ones be read once or twice more: a square of the depth, not a power of three.
    assert max(np.diff(counts, 2)) <= counts[0]


def read_when_asked(x: Any) -> Any:
    total = 0.0
    for v in x:
        total = total + v
        seen = total
    return eval_of(locals_of, seen_by=lambda: seen) * total


def eval_of(function: Any, seen_by: Any) -> Any:
    return function(seen_by)


def locals_of(read: Any) -> Any:
    return read()


def test_what_a_closure_reads_later_is_carried() -> None:
    np.testing.assert_allclose(grad(read_when_asked)(X), 2 * np.sum(X), rtol=1e-14)


def test_a_name_taken_for_dead_that_is_read_makes_the_program_be_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carried, "alive_at_loops", lambda function: _NothingAlive())
    np.testing.assert_allclose(grad(running)(X), grad_of_running(X), rtol=1e-8)


class _NothingAlive(dict):  # type: ignore[type-arg]
    def get(self, key: Any, default: Any = None) -> Any:
        return frozenset()


def running(x: Any) -> Any:
    s, m = 0.0, x[0]
    for v in x:
        m = np.sin(m) * v
        s += m * v
    return s * m


def grad_of_running(x: Any) -> Any:
    step = 1e-6
    return np.array([(running(x + d) - running(x - d)) / (2 * step) for d in step * np.eye(3)])
