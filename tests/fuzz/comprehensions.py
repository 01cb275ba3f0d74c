"""The topic of comprehensions: of lists, dicts and generators, nested, with conditions."""

from __future__ import annotations

from tests.fuzz.generator import FLOAT, MATRIX, VECTOR, Generator, Scope, Topic
from tests.fuzz.kinds import Keyed, Lines, Many, Shape


def element(g: Generator, scope: Scope, *items: str) -> str:
    """A float expression of the items and of what is in scope."""
    inner = scope.inside(dict.fromkeys(items, FLOAT))
    first = items[0]
    return g.random.choice((f"np.sin({first}) * {{}}", f"{first} * {first} + {{}}", f"{{}} - {first}")).format(
        g.leaf(inner, FLOAT)
    )


def make_list(g: Generator, scope: Scope) -> Lines:
    """A list, of all items or of some."""
    item, source, name = g.fresh("e"), g.name(scope, VECTOR), g.fresh("l")
    text = element(g, scope, item)
    if g.chance(0.25):
        other = g.fresh("e")
        text, tail = f"{item} * {other}", f"for {item}, {other} in zip({source}, {g.name(scope, VECTOR)})"
    elif g.chance(0.3):
        number = g.fresh("i")
        text, tail = f"{text} * {number}", f"for {number}, {item} in enumerate({source})"
    else:
        tail = f"for {item} in {source}"
    if g.chance(0.3):
        chosen = f"{item} > {g.constant()}"
        target = g.target(scope, FLOAT)
        total = g.random.choice(("sum({0})", "sum({0}) + len({0})", "max({0}, default=0.2)"))
        return g.bind(scope, target, FLOAT, total.format(f"[{text} {tail} if {chosen}]"))
    scope.register(name, Many(FLOAT, 4))
    return [f"{name} = [{text} {tail}]"]


def make_array(g: Generator, scope: Scope) -> Lines:
    """An array of a comprehension, or of a nested one."""
    i, j, item = g.fresh("i"), g.fresh("i"), g.fresh("e")
    inner = scope.inside({item: FLOAT})
    inner.indices.append(i)
    vector = g.name(scope, VECTOR)
    if g.chance(0.6):
        ways = (
            f"[{g.expression(inner, FLOAT, 1).replace(item, f'{vector}[{i}]')} for {i} in range(4)]",
            f"[{element(g, scope, item)} for {item} in {vector}]",
            f"[{item} if {item} > {g.constant()} else {g.leaf(scope, FLOAT)} for {item} in {vector}]",
            f"list({item} * {g.leaf(scope, FLOAT)} for {item} in {vector})",
        )
        return g.bind(scope, g.target(scope, VECTOR), VECTOR, f"np.array({g.random.choice(ways)})")
    inside = f"{vector}[{j}] * {g.leaf(inner, FLOAT).replace(item, f'{vector}[{i}]')}"
    text = f"np.array([[{inside} for {j} in range(4)] for {i} in range(3)])"
    return g.bind(scope, g.target(scope, MATRIX), MATRIX, text)


def reduce(g: Generator, scope: Scope) -> Lines:
    """A generator expression where a function consumes it."""
    item, other, first = g.fresh("e"), g.fresh("e"), g.name(scope, VECTOR)
    second = g.name(scope, VECTOR)
    text = element(g, scope, item)
    ways = (
        f"sum({text} for {item} in {first})",
        f"sum(({text} for {item} in {first}), {g.leaf(scope, FLOAT)})",
        f"sum({item} * {other} for {item}, {other} in zip({first}, {second}))",
        f"sum({item} * {other} for {item} in {first} for {other} in {second}[:2] if {item} < {other} + 0.2)",
        f"max({text} for {item} in {first})",
        f"min(abs({item}) + 0.1 for {item} in {first})",
        f"sum(sum({item} * {other} for {other} in {second}[1:]) for {item} in {first})",
        f"sum(y for {item} in {first} if (y := np.sin({item}) + 0.3) > 0)",
        f"(1.0 if any({item} > 0.8 for {item} in {first}) else {g.leaf(scope, FLOAT)})",
        f"({g.leaf(scope, FLOAT)} if all({item} > -0.9 for {item} in {first}) else 0.3)",
        f"sorted([{text} for {item} in {first}])[1]",
        f"max({first}, key=lambda {item}: {text})",
        f"np.mean([{text} for {item} in {first}])",
        f"next({text} for {item} in {first})",
        f"sum(0.2 * {other} * {item} for {other}, {item} in enumerate({first}))",
        f"np.prod([1.0 + 0.1 * {item} for {item} in {first}])",
    )
    return g.bind(scope, g.target(scope, FLOAT), FLOAT, g.random.choice(ways))


def make_dict(g: Generator, scope: Scope) -> Lines:
    """A dict, new or made of another one."""
    key, item, name = g.fresh("key"), g.fresh("e"), g.fresh("d")
    floats = [
        (place, kind)
        for place, kind in sorted(scope.containers.items())
        if isinstance(kind, Keyed) and kind.fields and all(isinstance(part, tuple) for _, part in kind.fields)
    ]
    if floats and g.chance(0.5):
        place, kind = g.random.choice(floats)
        line = f"{name} = {{{key}: {item} * {g.leaf(scope, FLOAT)} for {key}, {item} in {place}.items()}}"
    else:
        kind = Keyed((("a", FLOAT), ("b", FLOAT), ("c", FLOAT)))
        text = element(g, scope, item)
        line = f'{name} = {{{key}: {text} for {key}, {item} in zip("abc", {g.name(scope, VECTOR)})}}'
    scope.register(name, kind)
    return [line]


def over_arrays(g: Generator, scope: Scope) -> Lines:
    """Comprehensions whose items are arrays."""
    item, shape = g.fresh("e"), VECTOR
    names = ", ".join(g.name(scope, shape) for _ in range(3))
    source = g.random.choice((f"({names})", f"[{names}]", g.name(scope, MATRIX)))
    text = g.random.choice(("np.sin({0})", "{0} * {1}", "{0}[::-1] + {1}", "{0}")).format(item, g.leaf(scope, FLOAT))
    made = f"[{text} for {item} in {source}]"
    choice = g.random.randrange(4)
    if choice == 0:
        return g.bind(scope, g.target(scope, MATRIX), MATRIX, f"np.{g.random.choice(('array', 'stack'))}({made})")
    if choice == 1:
        return g.bind(scope, g.target(scope, shape), shape, f"sum({made})")
    if choice == 2:
        return g.bind(scope, g.target(scope, FLOAT), FLOAT, f"sum(np.sum({text}) for {item} in {source})")
    name = g.fresh("l")
    least: Shape = shape
    scope.register(name, Many(least, 3))
    return [f"{name} = {made}"]


TOPIC = Topic(
    "comprehensions",
    statements=((3, make_list), (3, make_array), (5, reduce), (2, make_dict), (3, over_arrays)),
)
