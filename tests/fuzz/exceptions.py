"""The topic of exceptions: raised on purpose or by arithmetic, caught, passed on, cleaned up after."""

from __future__ import annotations

from tests.fuzz.generator import FLOAT, INDENT, VECTOR, Generator, Scope, Topic, indented
from tests.fuzz.kinds import Lines

DEFINITIONS = '''import math


class Bad(Exception):
    """Raised on purpose."""


class Worse(Bad):
    """Raised on purpose, and caught as `Bad` too."""


def risky(p, limit=0.4):
    if p > limit:
        raise Bad("too large")
    return math.sqrt(1.0 + p * p)


def careful(p):
    try:
        return risky(p, 0.1)
    except Bad:
        return p * 0.5
    finally:
        p = 0.0
'''
# What catches an exception, beside `except Exception` and a bare `except`.
CATCHERS = {
    "ValueError": ("ValueError", "(ValueError, TypeError)", "(KeyError, ValueError)"),
    "Bad": ("Bad", "(Bad, ValueError)"),
    "Worse": ("Bad", "Worse", "(ZeroDivisionError, Bad)"),
    "ZeroDivisionError": ("ZeroDivisionError", "ArithmeticError"),
    "np.linalg.LinAlgError": ("np.linalg.LinAlgError", "(np.linalg.LinAlgError, ZeroDivisionError)"),
    "IndexError": ("IndexError", "LookupError"),
    "KeyError": ("KeyError", "LookupError"),
    "AssertionError": ("AssertionError",),
    "OverflowError": ("OverflowError", "ArithmeticError"),
}


def definitions(g: Generator) -> Lines:
    return [DEFINITIONS]


def risk(g: Generator, scope: Scope) -> tuple[Lines, str]:
    """Lines that may raise, and what."""
    target, value = g.target(scope, FLOAT), g.leaf(scope, FLOAT)
    number = g.random.choice(scope.indices) if scope.indices else "0"
    square = g.name(scope, (2, 2))
    test = g.condition(scope)
    ways: list[tuple[Lines, str]] = [
        ([f"if {test}:", f"{INDENT}raise {name}('no')"], name)
        for name in ("ValueError", "Bad", "Worse", "ZeroDivisionError")
    ]
    ways += [
        ([f"{target} = math.sqrt({value})"], "ValueError"),
        ([f"{target} = math.log({value} + 0.2)"], "ValueError"),
        ([f"{target} = float({value}) / ({number} % 2)"], "ZeroDivisionError"),
        ([f"{target} = np.sum(np.linalg.inv({square} * ({number} % 2)))"], "np.linalg.LinAlgError"),
        ([f"{target} = np.sum(np.linalg.solve(np.eye(2) * float({test}), {square}))"], "np.linalg.LinAlgError"),
        ([f"{target} = [s, t][{number} + 1]".replace("s, t", f"{value}, 0.3")], "IndexError"),
        ([f'{target} = {{0: {value}}}[{number} % 2]'], "KeyError"),
        ([f"assert {test}"], "AssertionError"),
        ([f"{target} = risky({value})"], "Bad"),
        ([f"{target} = careful({value})"], "Bad"),
        ([f"{target} = math.exp(2000 * float({test})) * {value}"], "OverflowError"),
    ]  # fmt: skip
    lines, name = g.random.choice(ways)
    if lines[0].startswith(f"{target} ="):
        scope.shapes[target] = FLOAT
    return lines, name


def attempt(g: Generator, scope: Scope, depth: int) -> Lines:
    """A `try` with one or two handlers, and perhaps `else` and `finally`."""
    inner = scope.block()
    before = g.block(inner, depth + 1)
    risky, name = risk(g, inner)
    after = g.block(inner, depth + 1) if g.chance(0.5) else []
    lines = ["try:", *indented([*before, *risky, *after])]
    if g.chance(0.2) and not g.chance(0.5):
        lines += ["except Worse:" if name != "Worse" else "except KeyError:", *indented(handler(g, scope, depth))]
    catcher = g.random.choice((*CATCHERS[name], *CATCHERS[name], "Exception", ""))
    named = f" as {g.fresh('error')}" if catcher and g.chance(0.25) else ""
    lines += [f"except {catcher}{named}:" if catcher else "except:", *indented(handler(g, scope, depth))]
    if g.chance(0.3):
        lines += ["else:", *indented(g.block(scope.block(), depth + 1))]
    if g.chance(0.3):
        lines += ["finally:", *indented(g.block(scope.block(in_loop=False), depth + 1))]
    return lines


def handler(g: Generator, scope: Scope, depth: int) -> Lines:
    """What is done about an exception: anything, and perhaps a way out of a loop or the function."""
    lines = g.block(scope.block(), depth + 1) if g.chance(0.8) else ["pass"]
    if scope.in_loop and g.chance(0.3):
        lines.append(g.random.choice(("break", "continue")))
    elif g.chance(0.12):
        lines.append(f"return {g.result(scope)}" if g.returned else "return")
    return lines


def nested(g: Generator, scope: Scope, depth: int) -> Lines:
    """An exception that passes an inner handler, or is raised again there."""
    inner = scope.block()
    risky, name = risk(g, inner)
    ways: tuple[Lines, ...] = (
        [f"except {CATCHERS[name][0]}:", *indented(handler(g, scope, depth + 1)), f"{INDENT}raise"],
        [f"except {CATCHERS[name][0]} as error:", *indented([*handler(g, scope, depth + 1), "raise Bad() from error"])],
        ["except UnicodeError:", f"{INDENT}pass"],
        ["finally:", *indented(g.block(scope.block(in_loop=False), depth + 1))],
    )
    middle = ["try:", *indented([*g.block(inner, depth + 1), *risky]), *g.random.choice(ways)]
    last = ["except Exception:", *indented(handler(g, scope, depth))]
    return ["try:", *indented(middle), *last]


def guarded_loop(g: Generator, scope: Scope, depth: int) -> Lines:
    """A loop in which trips may fail: retried, skipped or ended."""
    index = g.fresh("i")
    inner = scope.block(in_loop=True)
    inner.indices.append(index)
    body = attempt(g, inner, depth + 1)
    return [f"for {index} in range({g.random.randint(2, 4)}):", *indented(body)]


def around_loop(g: Generator, scope: Scope, depth: int) -> Lines:
    """A loop inside of a `try`, left by an exception in some trip."""
    index, inner = g.fresh("i"), scope.block(in_loop=True)
    inner.indices.append(index)
    test = g.random.choice((f"{index} == {g.random.randrange(3)}", g.condition(inner)))
    body = [*g.block(inner, depth + 1), f"if {test}:", f"{INDENT}raise Bad", *g.block(inner, depth + 1)]
    loop = [f"for {index} in range({g.random.randint(1, 4)}):", *indented(body)]
    return ["try:", *indented(loop), "except Bad:", *indented(handler(g, scope, depth))]


def write_then_raise(g: Generator, scope: Scope) -> Lines:
    """An array that is half written when the exception comes."""
    name, value = g.name(scope, VECTOR), g.value(scope, FLOAT)
    if not scope.shapes.get(name):
        return []
    return [
        "try:",
        f"{INDENT}{name}[1:] *= {value}",
        f"{INDENT}if {g.condition(scope)}:",
        f"{INDENT}{INDENT}raise Bad",
        f"{INDENT}{name}[:2] += {g.value(scope, FLOAT)}",
        "except Bad:",
        f"{INDENT}{name}[0] = {g.value(scope, FLOAT)}",
    ]


TOPIC = Topic(
    "exceptions",
    statements=((2, write_then_raise),),
    blocks=((6, attempt), (2, nested), (3, guarded_loop), (2, around_loop)),
    definitions=definitions,
)
