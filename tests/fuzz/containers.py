"""The topic of containers: lists, dicts, tuples and dataclasses, nested, with arrays in them that are written."""

from __future__ import annotations

from tests.fuzz.generator import FLOAT, INDENT, VECTOR, Generator, Scope, Topic, indented
from tests.fuzz.kinds import Fixed, Keyed, Kind, Lines, Many, Record, Shape, literal

KEYS = ("k", "q", "w", "z")
LEAVES: tuple[Shape, ...] = (FLOAT, FLOAT, VECTOR, VECTOR, (3,))


def definitions(g: Generator) -> Lines:
    """Dataclasses, the kinds that this program works with, and helpers that take them."""
    parts = [dataclass_of(g)] if g.chance(0.5) else []
    g.kinds += [random_kind(g, 2) for _ in range(g.random.choice((1, 2, 2, 3)))]
    for _ in range(g.random.choice((0, 1, 1, 2))):
        parts.append(taker(g, g.random.choice(g.kinds)))
    return parts


def dataclass_of(g: Generator) -> str:
    """The definition of a dataclass; it becomes a kind of this program."""
    name = g.fresh("P")
    fields = tuple((key, g.random.choice(LEAVES)) for key in KEYS[: g.random.randint(2, 4)])
    frozen = g.chance(0.25)
    lines = [f"@dataclasses.dataclass{'(frozen=True)' if frozen else ''}", f"class {name}:"]
    lines += [f"    {key}: {'np.ndarray' if shape else 'float'}" for key, shape in fields]
    reads: tuple[tuple[str, Shape], ...] = ()
    numbers = [key for key, shape in fields if not shape]
    if numbers and g.chance(0.4):
        lines += ["", "    def size(self):", f"        return self.{numbers[0]} ** 2 + np.sin(self.{numbers[-1]})"]
        reads += (("{0}.size()", FLOAT),)
    if numbers:
        reads += ((f"dataclasses.replace({{0}}, {numbers[0]}=0.3).{numbers[-1]}", FLOAT),)
    g.kinds.append(Record(name, fields, frozen, reads))
    return "\n".join(["import dataclasses", "", "", *lines]) + "\n"


def random_kind(g: Generator, depth: int) -> Kind:
    """A container whose items are floats, arrays or containers."""

    def item() -> Kind:
        if depth > 1 and g.chance(0.25):
            records = [kind for kind in g.kinds if isinstance(kind, Record)]
            return g.random.choice(records) if records and g.chance(0.5) else random_kind(g, depth - 1)
        return g.random.choice(LEAVES)

    choice = g.random.random()
    if choice < 0.4:
        return Many(item(), g.random.choice((1, 2, 2, 3)))
    if choice < 0.85:
        return Keyed(tuple((key, item()) for key in KEYS[: g.random.randint(1, 4)]))
    return Fixed(tuple(item() for _ in range(g.random.choice((1, 2, 3)))))


def taker(g: Generator, kind: Kind) -> str:
    """A helper with a container for a parameter: it reads, and may write into it."""
    name = g.fresh("take")
    scope = Scope({"p": FLOAT})
    scope.register("given", kind)
    lines = g.body(scope, (FLOAT,), g.random.randint(1, 4))
    g.takers.append((name, kind))
    return "\n".join([f"def {name}(given, p):", *indented(lines)]) + "\n"


def fresh_value(g: Generator, scope: Scope, kind: Kind) -> str:
    """A new container; the arrays in it are names (so that they are shared) or new."""

    def part(shape: Shape) -> str:
        if shape and g.chance(0.6):
            return g.name(scope, shape)
        return g.value(scope, shape)

    text = literal(kind, part)
    if isinstance(kind, Keyed) and g.chance(0.2) and all(isinstance(item, tuple) for _, item in kind.fields):
        return "dict(" + ", ".join(f"{key}={part(item)}" for key, item in kind.fields) + ")"  # type: ignore[arg-type]
    return text


def known(scope: Scope, *types: type, top: bool = False) -> list[tuple[str, Kind]]:
    """The containers of these types that can be read here."""
    return [
        (place, kind)
        for place, kind in sorted(scope.containers.items(), key=lambda item: item[0])
        if isinstance(kind, types) and (place.isidentifier() or not top)
    ]


def make(g: Generator, scope: Scope) -> Lines:
    kind = g.random.choice(g.kinds) if g.kinds and g.chance(0.8) else random_kind(g, 2)
    name = g.fresh({Many: "l", Keyed: "d", Fixed: "z", Record: "p"}.get(type(kind), "x"))
    lines = [f"{name} = {fresh_value(g, scope, kind)}"]
    scope.register(name, kind)
    return lines


def alias(g: Generator, scope: Scope) -> Lines:
    """A second name for a container or a part of one, or a shallow copy."""
    found = known(scope, Many, Keyed, Fixed, Record)
    if not found:
        return []
    place, kind = g.random.choice(found)
    copies = {
        Many: ("{0}", "list({0})", "{0}[:]", "{0}.copy()", "[*{0}]"),
        Keyed: ("{0}", "dict({0})", "{0}.copy()", "{{**{0}}}"),
    }
    name = g.fresh("x")
    text = g.random.choice(copies.get(type(kind), ("{0}",))).format(place)
    scope.register(name, kind)
    return [f"{name} = {text}"]


def rebind(g: Generator, scope: Scope) -> Lines:
    """A name or place gets another container of its kind, perhaps on one path only."""
    found = [(place, kind) for place, kind in known(scope, Many, Keyed, Record) if place.isidentifier()]
    if not found:
        return []
    place, kind = g.random.choice(found)
    others = [other for other, same in known(scope, type(kind)) if same == kind and other != place]
    if others and g.chance(0.5):
        other = g.random.choice(others)
        return [f"{place} = {g.random.choice((other, f'{other} if {g.condition(scope)} else {place}'))}"]
    return [f"{place} = {fresh_value(g, scope, kind)}"]


def list_change(g: Generator, scope: Scope) -> Lines:
    """A list grows, shrinks or is written."""
    found = [(place, kind) for place, kind in known(scope, Many) if isinstance(kind, Many)]
    if not found:
        return []
    place, kind = g.random.choice(found)
    item = fresh_value(g, scope, kind.item) if not isinstance(kind.item, tuple) else g.value(scope, kind.item)
    other = g.name(scope, kind.item) if isinstance(kind.item, tuple) else item
    ways = [
        f"{place}.append({item})",
        f"{place}.append({other})",
        f"{place}.extend([{item}, {other}])",
        f"{place}.insert({g.random.choice((0, 1, -1))}, {item})",
        f"{place} += [{item}]",
        f"{place}[{g.random.choice((0, -1))}] = {item}",
        f"{place}.reverse()",
        f"{place}[:1] = [{other}]",
        f"{place}.append({place}[0])",
    ]
    if place.isidentifier():
        ways += [f"{place} = {place} + [{item}]", f"{place} = [{other}] + {place}", f"{place} = {place} * 2"]
    line = g.random.choice(ways)
    if g.chance(0.3):
        return [line, f"if len({place}) > {kind.least}:", f"{INDENT}{place}.pop({g.random.choice(('', '0', '-1'))})"]
    return [line]


def list_use(g: Generator, scope: Scope) -> Lines:
    """A list is iterated, indexed by a variable, taken apart or cut."""
    found = [(p, k) for p, k in known(scope, Many) if isinstance(k, Many) and isinstance(k.item, tuple)]
    if not found:
        return []
    place, kind = g.random.choice(found)
    shape = kind.item
    assert isinstance(shape, tuple)
    item, index, target = g.fresh("e"), g.fresh("i"), g.target(scope, FLOAT)
    start = [] if target in scope.shapes else [f"{target} = 0.2"]
    read = item if shape == FLOAT else f"np.sum({item} ** 2)"
    choice = g.random.randrange(6)
    if choice < 2:
        scope.shapes[target] = FLOAT
    if choice == 0:
        return [*start, f"for {item} in {place}:", f"{INDENT}{target} = np.sin({target} + {read})"]
    if choice == 1:
        body = f"{target} += 0.3 * {index} * {read}"
        return [*start, f"for {index}, {item} in enumerate({place}):", INDENT + body]
    if choice == 2:
        body = f"{place}[{index}] = {place}[{index}] * {g.value(scope, FLOAT)}"
        return [f"for {index} in range(len({place})):", INDENT + body]
    if choice == 3:
        rest, name = g.fresh("l"), g.fresh("y")
        scope.register(name, shape)
        scope.register(rest, Many(shape, max(kind.least - 1, 0)) if kind.least > 1 else Fixed(()))
        return [f"{name}, *{rest} = {place}"]
    if choice == 4:
        name = g.fresh("l")
        text, least = g.random.choice(((f"{place}[::-1]", kind.least), (f"{place}[:1]", 1), (f"{place}[-1:]", 1)))
        scope.register(name, Many(shape, least))
        return [f"{name} = {text}"]
    number = g.random.choice(scope.indices) if scope.indices else "1"
    name = g.target(scope, shape)
    return g.bind(scope, name, shape, f"{place}[{number} % len({place})]")


def dict_change(g: Generator, scope: Scope) -> Lines:
    """Entries of a dict are stored, merged, made and removed."""
    found = [(place, kind) for place, kind in known(scope, Keyed) if isinstance(kind, Keyed) and kind.fields]
    if not found:
        return []
    place, kind = g.random.choice(found)
    key, part = g.random.choice(kind.fields)
    value = g.value(scope, part) if isinstance(part, tuple) else fresh_value(g, scope, part)
    target = g.target(scope, FLOAT)
    new, made = g.fresh("n"), g.value(scope, FLOAT)
    ways: list[Lines] = [
        [f'{place}["{key}"] = {value}'],
        [f'{place}.update({{"{key}": {value}}})'],
        [f"{place}.update({key}={value})"],
        [f'{place} |= {{"{key}": {value}}}'],
        [f'{place}["{new}"] = {made}', f'{place}["{new}"] *= {place}["{new}"]'],
        [f'{place}["{new}"] = {made}', f'{target} = {place}.pop("{new}")'],
        [f'{place}["{new}"] = {made}', f'del {place}["{new}"]'],
        [f'{target} = {place}.setdefault("{new}", {made})'],
        [f'{target} = {place}.get("{new}", {made})'],
        [f'if "{new}" not in {place}:', f'{INDENT}{place}["{new}"] = {made}'],
    ]
    if place.isidentifier():
        ways += [[f'{place} = {{**{place}, "{key}": {value}}}'], [f'{place} = {place} | {{"{key}": {value}}}']]
    lines = g.random.choice(ways)
    if lines[-1].startswith(f"{target} ="):
        scope.shapes[target] = FLOAT
    return lines


def dict_use(g: Generator, scope: Scope) -> Lines:
    """A dict whose values have one shape is iterated."""
    found = [
        (place, kind, kind.fields[0][1])
        for place, kind in known(scope, Keyed)
        if isinstance(kind, Keyed) and kind.fields and len({part for _, part in kind.fields}) == 1
    ]
    found = [entry for entry in found if isinstance(entry[2], tuple)]
    if not found:
        return []
    place, _, shape = g.random.choice(found)
    key, item, target = g.fresh("key"), g.fresh("e"), g.target(scope, FLOAT)
    start = [] if target in scope.shapes else [f"{target} = 0.2"]
    scope.shapes[target] = FLOAT
    read = "np.sum({} ** 2)" if shape else "{}"
    value = g.value(scope, FLOAT)
    ways = (
        [f"for {key}, {item} in {place}.items():", f"{INDENT}{target} += np.sin({read.format(item)}) * 0.5"],
        [f"for {item} in {place}.values():", f"{INDENT}{target} = np.sin({target} * {read.format(item)} + 0.3)"],
        [f"for {key} in {place}:", f"{INDENT}{place}[{key}] = {place}[{key}] * {value}"],
        [f"for {key} in sorted({place}):", f"{INDENT}{target} += {read.format(f'{place}[{key}]')}"],
        [f"for {key} in {place}.keys():", f"{INDENT}{place}[{key}] {'*=' if shape else '+='} {value}"],
        [f'for {key} in ("{KEYS[0]}", "q"):', f"{INDENT}{target} += {read.format(f'{place}.get({key}, 0.5)')}"],
        [f"{target} = {read.format(f'sum({place}.values())')} + len({place})"],
    )
    return start + g.random.choice(ways)


def call_taker(g: Generator, scope: Scope) -> Lines:
    """A helper is called with a container that fits."""
    fitting = [
        (name, place) for name, kind in g.takers for place, same in sorted(scope.containers.items()) if same == kind
    ] if g.takers else []  # fmt: skip
    if fitting:
        name, place = g.random.choice(fitting)
    elif g.takers:
        name, kind = g.random.choice(g.takers)
        place = fresh_value(g, scope, kind)
    else:
        return []
    return g.bind(scope, g.target(scope, FLOAT), FLOAT, f"{name}({place}, {g.value(scope, FLOAT)})")


def grow_in_loop(g: Generator, scope: Scope, depth: int) -> Lines:
    """A list or dict is filled in a loop and read afterwards."""
    name, index = g.fresh("l"), g.fresh("i")
    shape = g.random.choice((FLOAT, VECTOR))
    inner = scope.block(in_loop=True)
    inner.indices.append(index)
    trips = g.random.randint(1, 4)
    lines = g.block(inner, depth + 1)
    value = g.value(inner, shape)
    if g.chance(0.3):
        scope.register(name, Keyed(()))
        total = g.target(scope, shape)
        made = [f"{name} = {{}}", f"for {index} in range({trips}):", *indented([*lines, f"{name}[{index}] = {value}"])]
        return made + g.bind(scope, total, shape, f"sum({name}.values())" if shape else f"{name}[0] * {name}[0]")
    before = f"{name} = []" if g.chance(0.5) else f"{name} = [{g.name(scope, shape)}]"
    if g.chance(0.3):
        inner.register(name, Many(shape, 1))
        value = f"{name}[-1] * 0.5 + {value}"
        before = f"{name} = [{g.name(scope, shape)}]"
    scope.register(name, Many(shape, 1))
    return [before, f"for {index} in range({trips}):", *indented([*lines, f"{name}.append({value})"])]


TOPIC = Topic(
    "containers",
    statements=(
        (5, make),
        (2, alias),
        (2, rebind),
        (5, list_change),
        (4, list_use),
        (4, dict_change),
        (3, dict_use),
        (3, call_taker),
    ),
    blocks=((2, grow_in_loop),),
    definitions=definitions,
)
