"""`match` becomes a chain of `if` that matches the same and binds the same, in the same order."""

from __future__ import annotations

import collections
import textwrap
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pytest

from srcxform.frontend.normalise.functions import normalise
from tests.frontend.normalise.runnable import assert_kernel, check, parse, runnable, written


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
    0, 1, -1, 1.0, 2.5, True, None, "b", "", b"xy", 1j, (), [], (1,), [1, 2], (1, 2), (2, 1), [1, [2, 3]],
    (1, (2, 3), 4), [1, 2, 3, 4, 5], range(3), collections.deque([1, 2]), np.array([1, 2]), "ab", {1, 2}, {}, {"a": 1},
    {"a": 1, "b": 2}, {"a": (1, 2), "z": 0}, {1: {"b": 3}}, collections.defaultdict(list),
    collections.ChainMap({"a": 2}), Point(0, 0), Point(1, 2), Point(x=(1, 2)), Point(Point(1, 1), Circle(2)),
    Circle(1), Circle([1, 2]), Strange(2.5), iter([1, 2]),
]  # fmt: skip

PATTERNS = [
    "_", "a", "0", "-1", "1.0", "'b'", "None", "True", "1j", "k.a", "k.b", "k.c", "[]", "()", "[a]", "[a, b]", "(1, a)",
    "[_, _]", "[a, *b]", "[*a, b]", "[a, *b, c]", "[*_]", "[1, *_]", "*a, 5", "[a, [b, c]]", "[a, [b, *c], *d]",
    "[_, _, *a, _]", "{}", "{'a': a}", "{'a': 1, **a}", "{'a': a, 'b': b}", "{**a}", "{1: {'b': a}}",
    "{k.b: a}", "{'a': [a, b]}", "int()", "int(a)", "float(a)", "str(a)", "bool()", "list(a)", "dict(a)",
    "tuple([a, *b])", "range()", "Point()", "Point(a)", "Point(a, b)", "Point(0, 0)", "Point(x=a)", "Point(1, y=a)",
    "Point(x=[a, b])", "Circle(a)",
    "Circle(radius=a, name=b)", "Circle(name='d')", "Circle(radius=[a, *b])", "Point(Point(a, b), Circle(c))",
    "Point(z=a)", "Strange(a)", "0 | 1", "(0 | 1) as a", "[1, a] | [a, 1]", "[1, a] | {'a': a} | Point(a)",
    "{'a': a} | a", "Point(1 | 0 as a)", "[a, b] as c", "[(1 | 2) as a, _]", "np.ndarray()",
]  # fmt: skip


FORMS = {
    "structure": (
        """
        def f(x):
            match x:
                case (0.0, y):
                    return y
                case Circle(radius=r) if r > 1:
                    return r
                case {"a": [b, *c], **d}:
                    return b, c, d
                case None | -1:
                    pass
                case _:
                    see(x)
        """,
        """
        def f(x):
            if is_sequence_of(x, 2, True) and x[0] == 0.0:
                y = x[1]
                return y
            else:
                unmatched = True
                returned = False
                if is_instance_with(x, Circle, 0, ('radius',)):
                    r = x.radius
                    if r > 1:
                        unmatched = False
                        result = r
                        returned = True
                if returned:
                    return result
                elif unmatched:
                    if has_keys(x, ('a',)) and is_sequence_of(x['a'], 1, False):
                        b = x['a'][0]
                        c = items_between(x['a'], 1, 0)
                        d = without_keys(x, ('a',))
                        return (b, c, d)
                    elif x is None or x == -1:
                        return None
                    else:
                        see(x)
                        return None
                else:
                    return None
        """,
    ),
    "a subject that a pattern binds": (
        """
        def f(x):
            match x:
                case [x, y]:
                    return x, y
            return x
        """,
        """
        def f(x):
            subject = x
            if is_sequence_of(subject, 2, True):
                x = subject[0]
                y = subject[1]
                return (x, y)
            else:
                return x
        """,
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_form(form):
    before, after = FORMS[form]
    assert written(normalise(parse(before))) == textwrap.dedent(after).strip()


def called(text: str, functions: dict[str, object], subject: object) -> str:
    namespace = {**NAMES, **functions}
    exec(text, namespace)
    try:
        return repr(namespace["f"]([subject]))
    except Exception as error:
        return repr(error)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_pattern_matches_and_binds_the_same(pattern):
    text = (
        f"def f(x):\n    a = b = c = d = 'none'\n    match x[0]:\n        case {pattern}:\n"
        "            return a, b, c, d\n    return a, b"
    )
    node = normalise(parse(text))
    assert_kernel(node)
    kernel, functions = runnable(node)
    for subject in SUBJECTS:
        assert called(kernel, functions, subject) == called(text, {}, subject), f"{subject!r}\n{kernel}"


PROGRAMS = {
    "guards see what the pattern bound": """
        def f(x):
            match see(x, 2):
                case [a, b] if ask(a):
                    see(1, a, b)
                case [b, a] if (c := ask(b)):
                    see(2, a, b, c)
                case [*a] if ask(3):
                    return see(a)
                case _ if ask(4):
                    see(4)
                case [a, _]:
                    return see(a, b)
            return see(a, b)
    """,
    "jumps out of cases": """
        def f(x):
            for i in range(x):
                match i % 4, ask(i):
                    case 0, True:
                        continue
                    case 1, _ if ask(2):
                        break
                    case (2 as n, flag) | (3 as n, flag):
                        if flag:
                            return see(n)
                see(i)
            else:
                see(1)
            return see(i)
    """,
    "match within everything": """
        def f(x):
            while go_on(1):
                try:
                    match risk(x):
                        case 10 as ten if risk(2):
                            with manager(ten):
                                match ask(1):
                                    case True:
                                        raise First(ten)
                                    case other:
                                        return see(other)
                except Raised as e:
                    match e:
                        case First():
                            see(3)
                        case Second() as second:
                            raise
                finally:
                    match ask(1):
                        case True:
                            see(5)
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program_does_the_same(name):
    check(PROGRAMS[name], seeds=range(60), fuel=10**6)


def test_only_what_matched_is_bound():
    text = "def f(x):\n    a = 'none'\n    match x[0]:\n        case [a, 1]:\n            pass\n    return a"
    kernel, functions = runnable(normalise(parse(text)))
    assert called(kernel, functions, [2, 3]) == "'none'"
