"""The topic of iterators: generator functions, generator expressions and `itertools`, over what the loops change."""

from __future__ import annotations

from tests.fuzz.comprehensions import element
from tests.fuzz.generator import FLOAT, VECTOR, Generator, Scope, Topic, indented
from tests.fuzz.kinds import Lines

LIBRARY = """import functools
import itertools


def chosen(w, p):
    for e in w:
        if e > p:
            yield e * p
        else:
            yield np.sin(e)


def endless(p, q):
    while True:
        yield p
        p, q = q, 0.5 * np.tanh(p) + 0.3 * q


def grown(w, n):
    for k in range(n):
        w[1:] += 0.2 * np.sin(w[:-1])
        yield w[k % 4]
"""
# {0} is an iterator, {1} a vector, {2} a name that is bound to an item, {3} a constant.
AROUND = (
    "map(np.sin, {0})", "itertools.islice({0}, 3)", "itertools.islice({0}, 1, 4)", "itertools.chain({0}, {1})",
    "itertools.chain({1}, {0})", "itertools.accumulate({0})", "filter(lambda {2}: {2} > {3}, {0})",
    "itertools.takewhile(lambda {2}: {2} < {3} + 0.7, {0})", "itertools.dropwhile(lambda {2}: {2} < {3}, {0})",
    "itertools.accumulate({0}, lambda p, q: 0.5 * p * q + q)", "({2} * 0.7 for {2} in {0})",
    "({2} + {3} for {2} in {0} if {2} > {3})", "map(lambda {2}: {2} * {3}, {0})",
)  # fmt: skip
WHOLE = (
    "sum({0})", "max({0}, default=0.3)", "sum(np.sin({2}) for {2} in {0})", "next({0}, 0.4)",
    "sum([{2} * {2} for {2} in {0}])",
    "functools.reduce(lambda p, q: 0.6 * p + np.sin(q), {0}, {3})", "sum(p * q for p, q in zip({0}, {1}))",
    "sum(p * q for p, q in zip({1}, {0}))", "(0.5 if any({2} > {3} for {2} in {0}) else 0.25)", "sum(list({0})[:2])",
    "sum(0.3 * p * q for p, q in enumerate({0}))", "np.sum(np.array(list({0})))", "sum(sorted({0})[:2])",
)  # fmt: skip


def library(g: Generator) -> Lines:
    return [LIBRARY]


def local_function(g: Generator, scope: Scope) -> tuple[Lines, str]:
    """A generator function that reads, and perhaps changes, what is around it; and a call of it."""
    name, vector, k = g.fresh("gen"), g.name(scope, VECTOR), g.fresh("i")
    inner = scope.inside({})
    inner.indices.append(k)
    rebound = g.chance(0.3) and [n for n in g.names(scope, FLOAT) if n.isidentifier() and n not in "stuva"]
    given = g.expression(inner, FLOAT, 1) if g.chance(0.5) else f"{vector}[{k} % 4] * {g.leaf(inner, FLOAT)}"
    body: Lines = []
    if g.chance(0.4):
        body.append(f"{vector}[{g.random.randrange(4)}] = np.sin({g.leaf(inner, FLOAT)})")
    if rebound:
        body.append(f"{rebound[0]} = np.sin({rebound[0]} + {g.leaf(inner, FLOAT)})")
    body.append(f"yield {given}")
    if g.chance(0.3):
        body.append(f"{vector}[{g.random.randrange(4)}] *= 0.9")
    if g.chance(0.3):
        body += [f"if {g.condition(inner)}:", *indented([g.random.choice(("return", "break", "continue"))])]
        body.append(f"yield np.cos({g.leaf(inner, FLOAT)})")
    lines = [f"for {k} in range({g.random.randrange(5)}):", *indented(body)]
    if g.chance(0.3):
        lines.append(f"yield from {vector}[1:3]")
    if rebound:
        lines.insert(0, f"nonlocal {rebound[0]}")
    return [f"def {name}():", *indented(lines)], f"{name}()"


def iterator(g: Generator, scope: Scope) -> tuple[Lines, str]:
    """What gives at most a few numbers, one after the other."""
    vector, item = g.name(scope, VECTOR), g.fresh("e")
    lines: Lines = []
    choice = g.random.randrange(6)
    if choice < 2:
        lines, text = local_function(g, scope)
    elif choice == 2:
        text = f"chosen({vector}, {g.leaf(scope, FLOAT)})"
    elif choice == 3:
        text = f"itertools.islice(endless({g.leaf(scope, FLOAT)}, {g.leaf(scope, FLOAT)}), {g.random.randrange(1, 5)})"
    elif choice == 4:
        text = f"grown({vector}, {g.random.randrange(4)})"
    else:
        condition = f" if {item} > {g.constant()}" if g.chance(0.4) else ""
        text = f"({element(g, scope, item)} for {item} in {vector}{condition})"
    while g.chance(0.35):
        around = g.random.choice(AROUND)
        text = around.format(text, g.name(scope, VECTOR), g.fresh("e"), g.constant())
    return lines, text


def loop(g: Generator, scope: Scope, depth: int) -> Lines:
    """A loop whose body may change what the iterator reads; the iterator may have a name, and be made earlier."""
    lines, text = iterator(g, scope)
    item, other, index = g.fresh("e"), g.fresh("o"), g.fresh("j")
    inner = scope.block(in_loop=True)
    inner.shapes[item] = FLOAT
    if g.chance(0.25):
        name = g.fresh("it")
        lines.append(f"{name} = {text}")
        text = name
        lines += g.block(scope, depth + 1) if g.chance(0.5) else []
    choice = g.random.randrange(6)
    header = f"for {item} in {text}:"
    if choice == 0:
        header = f"for {index}, {item} in enumerate({text}):"
        inner.indices.append(index)
    elif choice == 1:
        pair = (f"{item}, {other}", f"{text}, {g.name(scope, VECTOR)}")
        if g.chance(0.5):
            pair = (f"{other}, {item}", f"{g.name(scope, VECTOR)}, {text}")
        header = f"for {pair[0]} in zip({pair[1]}):"
        inner.shapes[other] = FLOAT
    return [*lines, header, *indented(g.block(inner, depth + 2))]


def whole(g: Generator, scope: Scope) -> Lines:
    """What a function makes of all the items."""
    lines, text = iterator(g, scope)
    made = g.random.choice(WHOLE).format(text, g.name(scope, VECTOR), g.fresh("e"), g.constant())
    return [*lines, *g.bind(scope, g.target(scope, FLOAT), FLOAT, made)]


def array(g: Generator, scope: Scope) -> Lines:
    """Items whose making and using take turns, as an array."""
    lines, text = iterator(g, scope)
    item, vector = g.fresh("e"), g.name(scope, VECTOR)
    using = g.random.choice((f"{item} * {{0}}", f"{vector}[1] * {item}", f"{item} + {{0}}")).format(
        g.leaf(scope, FLOAT)
    )
    made = f"np.sum(np.array([{using} for {item} in {text}]) ** 2)"
    return [*lines, *g.bind(scope, g.target(scope, FLOAT), FLOAT, made)]


TOPIC = Topic("iterators", statements=((3, whole), (2, array)), blocks=((5, loop),), definitions=library)
