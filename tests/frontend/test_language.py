"""The table of the language is complete, says the truth, and points at the user's line."""

from __future__ import annotations

import ast
import sys
import textwrap

import gast
import pytest

from srcxform.errors import Unsupported
from srcxform.frontend.language import LANGUAGE, check_language
from srcxform.frontend.source import function_from_source, read_source

NEW_SYNTAX = {"TypeAlias": (3, 12), "TemplateStr": (3, 14), "Interpolation": (3, 14)}
# gast keeps these for Python 2, or to build trees by hand.
NEVER_PARSED = {"Print", "Exec", "Repr"}


def check(text: str, name: str = "f") -> None:
    check_language(read_source(function_from_source(textwrap.dedent(text), name)))


def refused(text: str) -> Unsupported:
    with pytest.raises(Unsupported) as caught:
        check(text)
    return caught.value


def body(example: str) -> str:
    return "def f(x):\n" + textwrap.indent(example, "    ") + "\n"


def identity(row):
    return f"{row.kind}: {row.note}"


def kinds_of(base: type) -> set[str]:
    return {name for name, kind in vars(gast).items() if isinstance(kind, type) and base in kind.__bases__}


def test_every_kind_has_a_row():
    kinds = kinds_of(gast.stmt) | kinds_of(gast.expr) | {"comprehension", "Slice"}
    assert {row.kind for row in LANGUAGE} == kinds - NEVER_PARSED


@pytest.mark.parametrize("row", LANGUAGE, ids=identity)
def test_example_is_accepted_or_refused(row):
    if sys.version_info < NEW_SYNTAX.get(row.kind, (3, 11)):
        pytest.skip("syntax of a later Python")
    tree = gast.parse(body(row.example))
    assert any(type(node).__name__ == row.kind for node in gast.walk(tree)), "the example does not show the construct"
    if row.accepted:
        check(body(row.example))
    else:
        assert refused(body(row.example)).message == row.why


@pytest.mark.parametrize("row", LANGUAGE, ids=identity)
def test_rows_are_short(row):
    assert len(row.note) <= 80
    assert len(row.why) <= 80
    assert bool(row.why) == bool(row.instead)


def test_the_message_shows_the_line():
    error = refused("""\
        def f(x):
            if x > 0:
                y = (yield x)
            return x
    """)
    assert str(error).splitlines()[1:3] == ["    y = (yield x)", "         ^"]
    assert (error.lineno, error.col_offset) == (3, 13)


def test_the_first_construct_in_the_text_is_reported():
    text = "def f(x):\n    y = yield x\n    class C:\n        pass\n"
    assert "yield" in refused(text).message


def test_lambda():
    check("f = lambda x, y=2: x * y\n")
    assert "yield" in refused("f = lambda x: (yield x)\n").message


def test_generator_functions_and_coroutines():
    check("def f(x):\n    yield x\n    yield from (x, x)\n")
    assert "yield" in refused("def f(x):\n    yield (yield x)\n").message
    assert "asynchronous" in refused("async def f(x):\n    return x\n").message


def test_what_runs_outside_the_function_is_free():
    check("""
        def keep(function):
            return function
        @(lambda g: keep({1: g}[1]))
        def f(x: {1: 2}, y=frozenset({1}), *z: {3}) -> {4}:
            a: {5} = x
            def g(b: {6}) -> {7}:
                return b
            return g(a)
    """)


def test_defaults_of_inner_functions_run_inside():
    text = "def f(x):\n    def g(y=(yield x)):\n        return y\n    return g()\n"
    assert "yield" in refused(text).message


def test_inner_functions_are_checked():
    text = "def f(x):\n    def g(y):\n        class C: pass\n        return y\n    return g(x)\n"
    assert "a class" in refused(text).message


@pytest.mark.parametrize(
    "binding",
    ["g = x", "g += x", "for g in x: pass", "a, (g, b) = x", "(g := x)", "del g", "def g(): pass", "g: int = 1"],
)
def test_every_way_to_bind_a_global(binding):
    if binding.startswith("g:"):
        pytest.skip("Python itself refuses it")
    assert "global variable" in refused(f"def f(x):\n    global g\n    {binding}\n").message


def test_a_global_bound_by_an_inner_function_alone_is_its_own_name():
    check("def f(x):\n    global g\n    def h():\n        g = 1\n        return g\n    return g + h() + x\n")


def test_comprehension_variables_and_lambdas_bind_nothing_here():
    check("def f(x):\n    global g\n    return (lambda g: g)(x) + g\n")


def test_accepts_what_python_programs_are_made_of():
    """A long function with everything at once."""
    check("""
        def f(x, *args, scale=1.0, **options):
            "text"
            total = 0.0
            for i, (a, b) in enumerate(zip(x, x[1:])):
                if a < 0 or not b:
                    continue
                while (total := total + a * b) < 3 and True:
                    total -= x[i, ..., None].T @ x[:, ::2]
                    if total is None: break
                else:
                    return [*x, total], (scale if total else -scale)
            assert total == total, f"{total!r:>{10}}"
            def g(y, /, *, z=2):
                return sum(y * z + v for v in x)
            h = lambda q: g(q, z=scale, **options)
            del a
            return g(h(total)), [w for w in args if w]
    """)


def test_the_table_is_about_gast_and_python():
    assert all(hasattr(gast, row.kind) for row in LANGUAGE)
    assert all(hasattr(ast, row.kind) or row.kind in NEW_SYNTAX for row in LANGUAGE)
