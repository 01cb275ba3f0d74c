"""The topic of `with` and `match`."""

from __future__ import annotations

from tests.fuzz.containers import known
from tests.fuzz.generator import FLOAT, INDENT, VECTOR, Generator, Scope, Topic, indented
from tests.fuzz.kinds import Keyed, Lines, Record

MANAGER = """class Scaled:
    def __init__(self, k, swallow=False):
        self.k = k
        self.swallow = swallow
        self.depth = 0

    def __enter__(self):
        self.depth += 1
        self.k = np.sin(self.k)
        return self

    def __exit__(self, kind, error, trace):
        self.k = self.k * 0.5 + self.depth
        return self.swallow
"""


def managers(g: Generator) -> Lines:
    return [MANAGER]


def silenced(g: Generator, scope: Scope, depth: int) -> Lines:
    """Any statements under `np.errstate`."""
    options = g.random.choice(('all="ignore"', 'divide="ignore", invalid="ignore"', 'over="ignore"'))
    return [f"with np.errstate({options}):", *indented(g.block(scope.block(), depth + 1))]


def managed(g: Generator, scope: Scope, depth: int) -> Lines:
    """A context manager of the program: its state is read inside and afterwards."""
    name = g.fresh("c")
    inner = scope.block()
    inner.shapes[f"{name}.k"] = FLOAT
    if g.chance(0.5):
        lines = [f"with Scaled({g.leaf(scope, FLOAT)}) as {name}:", *indented(g.block(inner, depth + 1))]
    else:
        swallow = g.chance(0.3)
        body = g.block(inner, depth + 1)
        if swallow:
            body += [f"if {g.condition(inner)}:", f"{INDENT}raise ValueError"]
        lines = [f"{name} = Scaled({g.leaf(scope, FLOAT)}{', True' if swallow else ''})"]
        lines += [f"with {name}:", *indented(body)]
    scope.shapes[f"{name}.k"] = FLOAT
    return lines


def on_number(g: Generator, scope: Scope, depth: int) -> Lines:
    """A match on an integer or a string that the run decides."""
    if scope.indices and g.chance(0.7):
        subject, cases = f"{g.random.choice(scope.indices)} % 4", ["0", "1 | 2", f"n if n > {g.random.randrange(3)}"]
    else:
        subject = f'"small" if {g.condition(scope)} else "large"'
        cases = ['"small"', '"large" | "huge"']
    lines = [f"match {subject}:"]
    for case in cases[: g.random.randint(1, 3)]:
        lines += [f"    case {case}:", *indented(indented(g.block(scope.block(), depth + 1)))]
    if g.chance(0.7):
        lines += ["    case _:", *indented(indented(g.block(scope.block(), depth + 1)))]
    return lines


def on_structure(g: Generator, scope: Scope) -> Lines:
    """A match that takes a tuple, list, dict or object apart."""
    target = g.target(scope, FLOAT)
    start = [] if target in scope.shapes else [f"{target} = 0.4"]
    scope.shapes[target] = FLOAT
    a, b, c = g.fresh("m"), g.fresh("m"), g.fresh("m")
    x, y, w = g.leaf(scope, FLOAT), g.leaf(scope, FLOAT), g.name(scope, VECTOR)
    ways: list[tuple[str, list[tuple[str, str]]]] = [
        (f"({x}, {y})", [(f"({a}, {b}) if {a} > {b}", f"{target} = {a} * {b}"), (f"({a}, _)", f"{target} += {a}")]),
        (f"[{x}, {y}, {w}]", [(f"[{a}, *{b}]", f"{target} = {a} * {b}[0] + np.sum({b}[-1])"), ("_", "pass")]),
        (
            f'("scale", {x})',
            [(f'("shift", {a})', f"{target} += {a}"), (f'("scale", {b})', f"{target} *= {b}")],
        ),
        (f'{{"k": {x}, "w": {w}}}', [(f'{{"k": {a}, "w": {b}}}', f"{target} = {a} * np.sum({b} ** 2)")]),
        (f"(({x}, {y}), {w})", [(f"(({a}, {b}), {c})", f"{target} = {a} - {b} * {c}[1]")]),
    ]
    for place, kind in known(scope, Record):
        numbers = [key for key, part in kind.fields if part == FLOAT] if isinstance(kind, Record) else []
        if numbers and isinstance(kind, Record):
            ways.append((place, [(f"{kind.name}({numbers[0]}={a})", f"{target} = np.sin({a}) * {y}"), ("_", "pass")]))
    for place, kind in known(scope, Keyed):
        numbers = [key for key, part in kind.fields if part == FLOAT] if isinstance(kind, Keyed) else []
        if numbers:
            ways.append((place, [(f'{{"{numbers[0]}": {a}, **{b}}}', f"{target} = {a} * len({b})"), ("_", "pass")]))
    subject, cases = g.random.choice(ways)
    lines = [*start, f"match {subject}:"]
    for pattern, body in cases:
        lines += [f"    case {pattern}:", f"        {body}"]
    return lines


WITH = Topic("with", blocks=((2, silenced), (3, managed)), definitions=managers)
MATCH = Topic("match", statements=((3, on_structure),), blocks=((3, on_number),))
