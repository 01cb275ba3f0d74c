"""`match` becomes a chain of `if` that matches the same and binds the same, in the same order."""

from __future__ import annotations

import collections
import textwrap
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pytest

from srcxform.frontend.normalise.functions import normalise
from tests.frontend.normalise.runnable import assert_kernel, check, parse, run_normalised, run, written


@dataclass
class Point:
    x: object
    y: object = 0


class Circle:
    __match_args__ = ("radius",)

    def __init__(self, radius):
        self.radius = radius
        self.name = "c"


class Strange(float):
    __match_args__ = ("real",)


NAMES = {"Point": Point, "Circle": Circle, "Strange": Strange, "k": SimpleNamespace(a=1, b="b", c=None), "np": np}

SUBJECTS = [
    0, 1, -1, 1.0, 2.5, True, None, "b", "", b"xy", 1j, (), [], (1,), [1, 2], (1, 2), (2, 1), [1, [2, 3]], (1, (2, 3), 4),
    [1, 2, 3, 4, 5], range(3), collections.deque([1, 2]), np.array([1, 2]), "ab", {1, 2}, {}, {"a": 1}, {"a": 1, "b": 2},
    {"a": (1, 2), "z": 0}, {1: {"b": 3}}, collections.defaultdict(list), collections.ChainMap({"a": 2}),
    Point(0, 0), Point(1, 2), Point(x=(1, 2)), Point(Point(1, 1), Circle(2)), Circle(1), Circle([1, 2]), Strange(2.5), iter([1, 2]),
]  # fmt: skip

PATTERNS = [
    "_", "a", "0", "-1", "1.0", "'b'", "None", "True", "1j", "k.a", "k.b", "k.c", "[]", "()", "[a]", "[a, b]", "(1, a)", "[_, _]",
    "[a, *b]", "[*a, b]", "[a, *b, c]", "[*_]", "[1, *_]", "*a, 5", "[a, [b, c]]", "[a, [b, *c], *d]", "[_, _, *a, _]",
    "{}", "{'a': a}", "{'a': 1, **a}", "{'a': a, 'b': b}", "{**a}", "{1: {'b': a}}", "{k.b: a}", "{'a': [a, b]}",
    "int()", "int(a)", "float(a)", "str(a)", "bool()", "list(a)", "dict(a)", "tuple([a, *b])", "range()",
    "Point()", "Point(a)", "Point(a, b)", "Point(0, 0)", "Point(x=a)", "Point(1, y=a)", "Point(x=[a, b])", "Circle(a)",
    "Circle(radius=a, name=b)", "Circle(name='d')", "Circle(radius=[a, *b])", "Point(Point(a, b), Circle(c))", "Point(z=a)",
    "Strange(a)", "0 | 1", "(0 | 1) as a", "[1, a] | [a, 1]", "[1, a] | {'a': a} | Point(a)", "{'a': a} | a", "Point(1 | 0 as a)",
    "[a, b] as c", "[(1 | 2) as a, _]", "np.ndarray()",
]  # fmt: skip


def matched(case: str) -> str:
    return f"def f(x):\n    a = b = c = d = 'none'\n    match x[0]:\n        case {case}:\n            return a, b, c, d\n    return a, b"


def outcome(function, subject):
    try:
        return repr(function([subject]))
    except Exception as error:
        return repr(error)


def compiled(text: str, functions=()):
    namespace = {**NAMES, **dict(functions)}
    exec(text, namespace)
    return namespace["f"]
