"""Normalised functions do the same, step by step, and all their exits stand in tail position."""

from __future__ import annotations

import textwrap
from itertools import chain

import gast
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from srcxform.frontend.normalise.functions import normalise
from tests.frontend.normalise.runnable import check, parse, written

# ---- forms ------------------------------------------------------------------------------------------------------

FORMS = {
    "early return": (
        """
        def f(x):
            if ask(1):
                return 1
            see(2)
            return 2
        """,
        """
        def f(x):
            if ask(1):
                return 1
            else:
                see(2)
                return 2
        """,
    ),
    "break stays": (
        """
        def f(x):
            while ask(1):
                see(2)
                if ask(3):
                    break
            return x
        """,
        """
        def f(x):
            while ask(1):
                see(2)
                if ask(3):
                    break
            return x
        """,
    ),
    "falls off its end": (
        """
        def f(x):
            if ask(1):
                return
            see(2)
        """,
        """
        def f(x):
            if ask(1):
                return None
            else:
                see(2)
                return None
        """,
    ),
    "continue": (
        """
        def f(x):
            for i in range(x):
                if ask(i):
                    see(1)
                    continue
                see(2)
            return x
        """,
        """
        def f(x):
            for i in range(x):
                if ask(i):
                    see(1)
                else:
                    see(2)
            return x
        """,
    ),
    "continue alone": (
        """
        def f(x):
            for i in range(x):
                if not ask(i):
                    continue
                see(2)
            return x
        """,
        """
        def f(x):
            for i in range(x):
                if ask(i):
                    see(2)
            return x
        """,
    ),
    "return from a search": (
        """
        def f(x):
            for i in range(x):
                if ask(i):
                    return i
            return -x
        """,
        """
        def f(x):
            returned = False
            for i in range(x):
                if ask(i):
                    result = i
                    returned = True
                    break
            if returned:
                return result
            else:
                return -x
        """,
    ),
    "return from an endless loop needs no flag": (
        """
        def f(x):
            while True:
                see(x)
                if ask(1):
                    return x
            see(2)
        """,
        """
        def f(x):
            while True:
                see(x)
                if ask(1):
                    result = x
                    break
            return result
        """,
    ),
    "return from two loops": (
        """
        def f(x):
            for i in range(x):
                for j in range(x):
                    if ask(j):
                        return i, j
                see(i)
        """,
        """
        def f(x):
            returned = False
            for i in range(x):
                for j in range(x):
                    if ask(j):
                        result = (i, j)
                        returned = True
                        break
                if returned:
                    break
                else:
                    see(i)
            if returned:
                return result
            else:
                return None
        """,
    ),
    "loop else": (
        """
        def f(x):
            for i in range(x):
                if ask(i):
                    break
            else:
                see(1)
            return 2
        """,
        """
        def f(x):
            completed = True
            for i in range(x):
                if ask(i):
                    completed = False
                    break
            if completed:
                see(1)
            return 2
        """,
    ),
    "loop else without break": (
        """
        def f(x):
            while ask(1):
                see(2)
            else:
                see(3)
            return 2
        """,
        """
        def f(x):
            while ask(1):
                see(2)
            see(3)
            return 2
        """,
    ),
    "raise is a tail": (
        """
        def f(x):
            if ask(1):
                raise Raised(x)
            see(2)
            return x
        """,
        """
        def f(x):
            if ask(1):
                raise Raised(x)
            else:
                see(2)
                return x
        """,
    ),
    "a branch that may leave": (
        """
        def f(x):
            while ask(1):
                if ask(2):
                    if ask(3):
                        break
                    see(4)
                see(5)
            return x
        """,
        """
        def f(x):
            while ask(1):
                exited = False
                if ask(2):
                    if ask(3):
                        exited = True
                    else:
                        see(4)
                if exited:
                    break
                else:
                    see(5)
            return x
        """,
    ),
    "a lone return is copied": (
        """
        def f(x):
            if ask(1):
                if ask(2):
                    return 0
                x = 3
            return x
        """,
        """
        def f(x):
            if ask(1):
                if ask(2):
                    return 0
                else:
                    x = 3
                    return x
            else:
                return x
        """,
    ),
    "dead code goes": (
        """
        def f(x):
            while ask(1):
                see(2)
                break
                see(3)
            return x
            see(4)
        """,
        """
        def f(x):
            while ask(1):
                see(2)
                break
            return x
        """,
    ),
    "names of the user are avoided": (
        """
        def f(returned):
            result = 1
            for i in range(returned):
                if ask(i):
                    return result
            return lambda result2: result2
        """,
        """
        def f(returned):
            result = 1
            returned2 = False
            for i in range(returned):
                if ask(i):
                    result3 = result
                    returned2 = True
                    break
            if returned2:
                return result3
            else:
                return lambda result2: result2
        """,
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_form(form):
    before, after = FORMS[form]
    assert written(normalise(parse(before))) == textwrap.dedent(after).strip()


@pytest.mark.parametrize("form", [form for form in FORMS if "names" not in form])
def test_form_does_the_same(form):
    check(FORMS[form][0])


# ---- programs ---------------------------------------------------------------------------------------------------

PROGRAMS = {
    "nothing": "def f(x):\n    pass",
    "docstring": 'def f(x):\n    "text"',
    "elif chain": """
        def f(x):
            if ask(1):
                return 1
            elif ask(2):
                see(2)
            elif ask(3):
                raise Raised(3)
            else:
                return
            see(4)
    """,
    "else leaves": """
        def f(x):
            for i in range(x):
                if ask(i):
                    see(i)
                else:
                    continue
                see(-i)
                if ask(i):
                    see(2)
                else:
                    break
                see(3)
    """,
    "all three kinds from one branch": """
        def f(x):
            for i in range(x):
                if ask(1):
                    if ask(2):
                        continue
                    if ask(3):
                        break
                    if ask(4):
                        return see(i)
                    see(5)
                see(6)
            else:
                see(7)
            see(8)
    """,
    "flags in flags": """
        def f(x):
            for i in range(x):
                if ask(1):
                    see(1)
                    if ask(2):
                        if ask(3):
                            break
                        see(4)
                        if ask(5):
                            continue
                        see(6)
                    elif ask(7):
                        if ask(8):
                            return see(9)
                        see(10)
                    see(11)
                see(12)
            return see(13)
    """,
    "loop else that leaves the outer loop": """
        def f(x):
            for i in range(x):
                for j in range(3):
                    if ask(j):
                        break
                    if ask(j):
                        return see(i, j)
                else:
                    see(1)
                    if ask(2):
                        continue
                    break
                see(3)
            else:
                return see(4)
            see(5)
    """,
    "while else": """
        def f(x):
            while ask(1):
                while ask(2):
                    if ask(3):
                        break
                    if ask(4):
                        continue
                    see(5)
                else:
                    break
                see(6)
            else:
                see(7)
            return see(8)
    """,
    "endless loop within a loop": """
        def f(x):
            for i in range(x):
                while True:
                    if ask(1):
                        return see(i)
                    if ask(2):
                        raise Raised(i)
                see(3)
            return see(4)
    """,
    "loop within an endless loop": """
        def f(x):
            while 1:
                if ask(1):
                    for i in range(3):
                        if ask(2):
                            return see(i)
                        if ask(3):
                            break
                    else:
                        return see(4)
                    see(5)
                see(6)
            see(7)
    """,
    "endless loop with break and else": """
        def f(x):
            while True:
                if ask(1):
                    break
                if ask(2):
                    return see(2)
            else:
                see(3)
            return see(4)
    """,
    "no way out": """
        def f(x):
            if ask(1):
                while True:
                    see(2)
            see(3)
    """,
    "assert is no exit": """
        def f(x):
            if ask(1):
                assert x
            see(2)
            return x
    """,
    "raise that may happen": """
        def f(x):
            if ask(1):
                if ask(2):
                    raise Raised(1)
                see(3)
            see(4)
            if ask(5):
                see(6)
            else:
                if ask(7):
                    raise Raised(2)
            return see(8)
    """,
    "value of the return is evaluated in its place": """
        def f(x):
            y = 0
            for i in range(x):
                y = y + 1
                if ask(1):
                    return see(y)
            y = -1
            return see(y)
    """,
    "functions inside keep their own jumps": """
        def f(x):
            def g(y):
                for i in range(y):
                    if ask(i):
                        return i
                    continue
            for i in range(x):
                if ask(i):
                    return g(i)
    """,
    "loop variable after break": """
        def f(x):
            for i in range(x):
                if ask(1):
                    break
                see(i)
            else:
                i = -1
            return i
    """,
    "if without a statement": """
        def f(x):
            for i in range(x):
                if ask(1):
                    continue
            for i in range(x):
                if ask(2):
                    pass
                elif ask(3):
                    continue
                else:
                    continue
    """,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program_does_the_same(name):
    check(PROGRAMS[name], seeds=range(60))


def test_the_code_stays_linear():
    """Each round of jumps adds the same amount, where copied continuations would double it."""

    def size(rounds):
        lines = ["def f(x):", "    for i in range(x):"]
        for count in range(rounds):
            lines += [
                f"        if ask({count}):",
                f"            if ask({-count}):",
                "                continue",
                f"            if ask({1000 + count}):",
                "                return see(i)",
                f"            see({count})",
                f"        see({count})",
            ]
        node = normalise(parse("\n".join(lines)))
        return sum(1 for each in gast.walk(node) if isinstance(each, gast.stmt))

    assert size(40) - size(30) == size(30) - size(20)


def test_places_are_kept():
    node = normalise(parse("def f(x):\n    while x:\n        if x:\n            return x\n        x = g(x)"))
    by_line = {
        (type(each).__name__, each.lineno, each.col_offset) for each in gast.walk(node) if isinstance(each, gast.stmt)
    }
    assert ("Break", 4, 12) in by_line
    assert ("While", 2, 4) in by_line
    assert ("Assign", 5, 8) in by_line


# ---- random programs --------------------------------------------------------------------------------------------


def indented(lines):
    return ["    " + line for line in lines]


def blocks(depth: int, in_loop: bool):
    return st.lists(statements(depth, in_loop), min_size=1, max_size=4).map(lambda parts: list(chain(*parts)))


@st.composite
def statements(draw, depth: int, in_loop: bool):
    label = draw(st.integers(0, 99))
    simple = [[f"see({label})"], [f"x = see(x, {label})[1]"], ["pass"]]
    jumps = [["return x"], [f"return see({label}, x)"], ["return"], [f"raise Raised({label})"]]
    if in_loop:
        jumps += 3 * [["break"], ["continue"]]
    forms = ["simple", "jump"] if depth == 0 else ["simple", "jump", "if", "if", "if", "for", "while", "endless"]
    form = draw(st.sampled_from(forms))
    if form == "simple":
        return draw(st.sampled_from(simple))
    if form == "jump":
        return draw(st.sampled_from(jumps))
    if form == "if":
        lines = [f"if ask({label}):", *indented(draw(blocks(depth - 1, in_loop)))]
        if draw(st.booleans()):
            lines += ["else:", *indented(draw(blocks(depth - 1, in_loop)))]
        return lines
    header = {"for": f"for i{depth} in range({label % 4}):", "while": f"while ask({label}):", "endless": "while True:"}
    lines = [header[form], *indented([f"see({-label})", *draw(blocks(depth - 1, True))])]
    if draw(st.integers(0, 2)) == 0:
        lines += ["else:", *indented(draw(blocks(depth - 1, in_loop)))]
    return lines


@settings(max_examples=60, deadline=None)
@given(body=blocks(3, False))
def test_random_programs_do_the_same(body):
    check("\n".join(["def f(x):", *indented(body)]), seeds=range(5))
