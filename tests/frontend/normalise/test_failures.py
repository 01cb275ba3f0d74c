"""`try` and `with` become attempts and managers that no jump leaves, and do the same, step by step."""

from __future__ import annotations

import copy
import textwrap

import gast
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from srcxform.frontend.normalise.bindings import has_buried_binding
from srcxform.frontend.normalise.functions import normalise
from srcxform.frontend.normalise.pseudo import Attempt, Within
from tests.frontend.normalise.generator import program
from tests.frontend.normalise.runnable import check, parse, written

FORMS = {
    "a lone handler needs no question": (
        """
        def f(x):
            try:
                return risk(x)
            except First:
                return 0
        """,
        """
        def f(x):
            failed = False
            with attempt(failed, error, First):
                result = risk(x)
            if failed:
                return 0
            else:
                return result
        """,
    ),
    "nothing that may fail": (
        """
        def f(x):
            try:
                y = x
            except First:
                y = 0
            finally:
                see(y)
            return y
        """,
        """
        def f(x):
            y = x
            see(y)
            return y
        """,
    ),
    "assignments that only what follows reads": (
        """
        def f(x):
            try:
                a = x / 2
                b = a * a
                c = b / x
            except ZeroDivisionError:
                c = 0
            return c
        """,
        """
        def f(x):
            failed = False
            with attempt(failed, error, ZeroDivisionError):
                a = x / 2
                b = a * a
                c = b / x
            if failed:
                c = 0
            return c
        """,
    ),
    "assignments that a handler reads": (
        """
        def f(x):
            a = 1
            try:
                a = x / 2
                b = a / x
            except ZeroDivisionError:
                return a
            return b
        """,
        """
        def f(x):
            a = 1
            failed = False
            with attempt(failed, error, ZeroDivisionError):
                a = x / 2
            if not failed:
                with attempt(failed, error, ZeroDivisionError):
                    b = a / x
            if failed:
                return a
            else:
                return b
        """,
    ),
    "a raise is a jump": (
        """
        def f(x):
            for i in range(x):
                try:
                    for j in range(3):
                        if j is x:
                            raise First(j)
                except First as e:
                    see(e)
        """,
        """
        def f(x):
            for i in range(x):
                failed = False
                for j in range(3):
                    if j is x:
                        error = First(j)
                        failed = True
                        break
                if failed:
                    e = error
                    see(e)
            return None
        """,
    ),
    "what a loop iterates over may fail": (
        """
        def f(x):
            try:
                for a, b in zip(see(x), see(2)):
                    pass
            except First:
                return 0
        """,
        """
        def f(x):
            failed = False
            with attempt(failed, error, First):
                iterated = see(x)
            if not failed:
                with attempt(failed, error, First):
                    iterated2 = see(2)
                if not failed:
                    for a, b in zip(iterated, iterated2):
                        pass
            if failed:
                return 0
            else:
                return None
        """,
    ),
    "handlers are asked in turn": (
        """
        def f(x):
            try:
                see(x)
                raise First
            except (Second, ZeroDivisionError):
                return 1
            except Raised as e:
                raise
        """,
        """
        def f(x):
            failed = False
            with attempt(failed, error, Second, ZeroDivisionError, Raised):
                see(x)
            if not failed:
                error = raised(First)
                failed = True
            if isinstance(error, (Second, ZeroDivisionError)):
                return 1
            elif isinstance(error, Raised):
                raise error
            else:
                raise error
        """,
    ),
    "finally": (
        """
        def f(x):
            try:
                return risk(x)
            finally:
                see(x)
        """,
        """
        def f(x):
            failed = False
            with attempt(failed, error):
                result = risk(x)
            see(x)
            if failed:
                raise error
            else:
                return result
        """,
    ),
    "a test that may fail": (
        """
        def f(x):
            try:
                while risk(x):
                    see(x)
                else:
                    see(1)
            except First:
                pass
        """,
        """
        def f(x):
            failed = False
            completed = False
            while True:
                with attempt(failed, error, First):
                    ended = not risk(x)
                if failed:
                    break
                elif ended:
                    completed = True
                    break
                else:
                    with attempt(failed, error, First):
                        see(x)
                    if failed:
                        break
            if not failed:
                if completed:
                    with attempt(failed, error, First):
                        see(1)
                    return None
                else:
                    return None
            else:
                return None
        """,
    ),
    "a manager": (
        """
        def f(x):
            for i in range(x):
                with manager(1) as a, manager(2):
                    if x is a:
                        break
                    if a:
                        raise First(i)
                    see(a)
            return x
        """,
        """
        def f(x):
            for i in range(x):
                failed = False
                exited = False
                with within(manager(1), failed, error) as a:
                    failed2 = False
                    with within(manager(2), failed2, error2):
                        if x is a:
                            exited = True
                        elif a:
                            error2 = First(i)
                            failed2 = True
                        else:
                            see(a)
                    if not exited:
                        if failed2:
                            error = error2
                            failed = True
                if exited:
                    break
                elif failed:
                    raise error
            return x
        """,
    ),
    "parts of an assignment are bound one after another": (
        """
        def f(x):
            try:
                a, (b, x[0]) = y[1] = risk(x)
            except First:
                return a, b
        """,
        """
        def f(x):
            failed = False
            with attempt(failed, error, First):
                value = risk(x)
            if not failed:
                with attempt(failed, error, First):
                    item, item2 = value
                if not failed:
                    a = item
                    with attempt(failed, error, First):
                        item3, item4 = item2
                    if not failed:
                        b = item3
                        with attempt(failed, error, First):
                            x[0] = item4
                        if not failed:
                            with attempt(failed, error, First):
                                y[1] = value
            if failed:
                return (a, b)
            else:
                return None
        """,
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_form(form):
    before, after = FORMS[form]
    assert written(normalise(parse(before))) == textwrap.dedent(after).strip()


@pytest.mark.parametrize("form", FORMS)
def test_form_does_the_same(form):
    check(FORMS[form][0], seeds=range(30))


PROGRAMS = {
    "a jump of `finally` takes over": """
        def f(x):
            for i in range(3):
                try:
                    if ask(1):
                        return risk(2)
                    risk(3)
                finally:
                    if ask(4):
                        continue
                    if ask(5):
                        break
                    see(6)
            return see(x)
    """,
    "a return that `finally` forgets leaves no trace": """
        def f(x):
            for i in range(3):
                try:
                    return see(i)
                finally:
                    while True:
                        try:
                            return see(-i)
                        finally:
                            break
                    if ask(1):
                        continue
            return see(x)
    """,
    "raise in `finally`": """
        def f(x):
            try:
                try:
                    risk(1)
                except First as e:
                    try:
                        risk(2)
                    finally:
                        if ask(3):
                            raise
            except RuntimeError as e:
                see(e)
            finally:
                if ask(4):
                    raise
            return see(x)
    """,
    "the name of a handler is unbound afterwards": """
        def f(x):
            e = 1
            for i in range(3):
                try:
                    risk(i)
                except First as e:
                    if ask(1):
                        break
                    see(e)
                see(e)
            return e
    """,
    "handlers of one name in one another": """
        def f(x):
            try:
                risk(1)
            except Raised as e:
                try:
                    risk(2)
                except First as e:
                    see(e)
                return see(e)
            return x
    """,
    "an inner handler lets pass what the outer one catches": """
        def f(x):
            try:
                try:
                    risk(1)
                    if ask(2):
                        raise Second(3)
                except First:
                    risk(4)
                else:
                    risk(5)
                finally:
                    risk(6)
            except (Second, ZeroDivisionError) as e:
                see(e)
            return see(x)
    """,
    "a manager that is told, and swallows": """
        def f(x):
            try:
                with manager(1, First) as a:
                    if ask(2):
                        raise First(3)
                    if ask(3):
                        raise Second(3)
                    return risk(4)
            except Raised as e:
                see(e)
            return see(x)
    """,
    "raise outside of handlers": """
        def f(x):
            try:
                if ask(1):
                    raise
            except RuntimeError as e:
                see(e)
            raise
    """,
    "an exception without arguments": """
        def f(x):
            try:
                raise First
            except Raised as e:
                see(e)
            kind = Second(1)
            try:
                raise kind
            except Raised as e:
                return see(e)
    """,
    "the compiler's own names are the user's": """
        def f(x):
            failed = error = 1
            isinstance = bool = None
            try:
                if risk(x):
                    raise First(x)
            except Second:
                return see(failed)
            except First as result:
                return see(result, error)
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program_does_the_same(name):
    check(PROGRAMS[name], seeds=range(60), fuel=10**6)


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**9), depth=st.integers(1, 2))
def test_random_programs_do_the_same(seed, depth):
    check(program(seed, depth), seeds=range(5), fuel=10**6)


def test_the_code_stays_linear():
    """Statement after statement adds the same amount."""

    def size(rounds):
        lines = ["def f(x):", "    for i in range(x):", "        try:"]
        for count in range(rounds):
            lines += [
                f"            see({count})",
                f"            if ask({count}):",
                "                continue",
                f"            if ask({-count}):",
                "                return see(i)",
            ]
        lines += ["        except First:", "            see(-1)", "        finally:", "            see(-2)"]
        node = normalise(parse("\n".join(lines)))
        return sum(1 for each in gast.walk(node) if isinstance(each, gast.stmt))

    assert size(30) - size(20) == size(20) - size(10)


def test_the_code_stays_flat():
    """Python takes a hundred levels of indentation; a body of many statements comes with few."""
    lines = [
        "def f(x):",
        "    try:",
        *(f"        a = risk({n})" for n in range(300)),
        "    except First:",
        "        a = 0",
    ]
    node = normalise(parse("\n".join([*lines, "    return a"])))
    assert max(len(line) - len(line.lstrip()) for line in written(node).splitlines()) // 4 < 50


def test_many_statements_do_the_same():
    lines = ["def f(x):", "    for i in range(3):", "        try:"]
    for n in range(40):
        lines += [f"            if ask({n}):", f"                x = world.ask({n})", f"            a = see({n})"]
    lines += ["            if ask(1):", "                continue", "            a = risk(1)"] * 20
    check("\n".join([*lines, "        except First:", "            see(a)", "    return see(a)"]), fuel=10**6)


def test_pseudo_statements_are_copied_and_walked():
    node = parse("def f(x):\n    try:\n        with x as y:\n            g(x)\n    except First:\n        pass")
    copied = copy.deepcopy(normalise(node))
    found = {type(each): each for each in gast.walk(copied) if isinstance(each, (Attempt, Within))}
    assert found[Attempt].failed == found[Within].failed
    assert (found[Attempt].lineno, found[Within].lineno) == (4, 3)
    assert {each.id for each in gast.walk(copied) if isinstance(each, gast.Name)} >= {"g", "First", "y"}


@pytest.mark.parametrize(
    ("statement", "is_buried"),
    [
        ("y = x", False),
        ("(y := g(x))", False),
        ("if (y := g(x)) > 0: pass", False),
        ("while (y := g(z := x)) and y: pass", False),
        ("x[(y := 1)] = 2", True),
        ("if x > 0 and (y := g(x)): pass", True),
        ("x = g(x) + (y := 1)", True),
        ("x = [y := a for a in x]", True),
        ("def h(x):\n        return x and (y := 1)", False),
    ],
)
def test_bindings_that_come_too_late(statement, is_buried):
    """A name that `:=` binds in the middle of a statement: a failure would leave it behind, bound or not."""
    function = parse(f"def f(x):\n  try:\n    {statement}\n  finally:\n    pass")
    assert has_buried_binding(function.body[0]) is is_buried
