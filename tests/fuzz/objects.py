"""The topic of objects: classes with state, methods that write it, properties, operators and inheritance."""

from __future__ import annotations

from tests.fuzz.containers import known
from tests.fuzz.generator import FLOAT, VECTOR, Generator, Scope, Topic, indented
from tests.fuzz.kinds import Kind, Lines, Many, Record, Shape

INITS = {
    FLOAT: ("{0}", "{0}", "{0} * 1.0", "np.sin({0})"),
    VECTOR: ("{0}", "{0}", "{0}.copy()", "np.array({0}, dtype=float)", "{0} * 0.5"),
}
HALF = (
    "@property",
    "def half(self):",
    "    return self.k / 2",
    "",
    "@half.setter",
    "def half(self, value):",
    "    self.k = 2 * value",
)
OPERATORS: dict[str, tuple[str, ...]] = {
    "+": ("def __add__(self, other):", "    return {cls}(self.k + other.k, self.w + other.w)"),
    "-": ("def __sub__(self, other):", "    return {cls}(self.k - other.k, self.w - other.w * 0.5)"),
    "*": ("def __mul__(self, c):", "    return {cls}(self.k * c, self.w * c)", "", "__rmul__ = __mul__"),
    "neg": ("def __neg__(self):", "    return {cls}(-self.k, -self.w)"),
    "+=": ("def __iadd__(self, other):", "    self.w += other.w", "    self.k = self.k + other.k", "    return self"),
}


def definitions(g: Generator) -> Lines:
    """One or two classes, and a subclass."""
    parts = []
    for _ in range(g.random.choice((1, 1, 2))):
        parts.append(base_class(g))
    if g.chance(0.5):
        parts.append(subclass(g))
    if g.chance(0.3):
        parts.append(holder(g))
    return parts


def records(g: Generator) -> list[Record]:
    """The classes of this program that take a float and a vector."""
    return [kind for kind in g.kinds if isinstance(kind, Record) and kind.name[0] == "C"]


def base_class(g: Generator) -> str:
    """A class with a float `k` and a vector `w`; what else it has is drawn."""
    name = g.fresh("C")
    own: dict[str, Shape] = {"self.k": FLOAT, "self.w": VECTOR}
    reads: list[tuple[str, Shape]] = []
    calls: list[tuple[str, Shape]] = []
    init = [f"self.k = {g.random.choice(INITS[FLOAT]).format('k')}"]
    init.append(f"self.w = {g.random.choice(INITS[VECTOR]).format('w')}")
    lines = [f"class {name}:", "    rate = 0.5", "", "    def __init__(self, k, w):", *indented(indented(init))]
    if g.chance(0.3):
        lines.append("        self.log = []")
    for number in range(g.random.choice((1, 2))):
        given = g.random.choice((FLOAT, FLOAT, VECTOR))
        body = g.body(Scope({**own, "x": FLOAT}, readable={"self.rate": FLOAT}), (given,), g.random.randint(1, 4))
        if "        self.log = []" in lines:
            body.insert(0, "self.log.append(self.k * x)")
            reads.append(("sum({0}.log)", FLOAT))
        lines += ["", f"    def m{number}(self, x):", *indented(indented(body))]
        calls.append((f"m{number}", given))
    extras = {
        "property": ("@property", "def size(self):", "    return np.sum(self.w ** 2) * self.k"),
        "call": ("def __call__(self, x):", "    return np.tanh(self.k * x) + self.w[1]"),
        "item": ("def __getitem__(self, i):", "    return self.w[i] * self.rate"),
        "length": ("def __len__(self):", "    return len(self.w)"),
        "static": ("@staticmethod", "def blend(x, y):", "    return 0.3 * x + 0.7 * y * x"),
        "make": ("@classmethod", "def unit(cls, k):", "    return cls(k, np.ones(4))"),
        "setter": HALF,
    }
    uses: dict[str, tuple[str, Shape]] = {
        "property": ("{0}.size", FLOAT),
        "call": ("{0}(0.4)", FLOAT),
        "item": ("{0}[2]", FLOAT),
        "length": ("float(len({0}))", FLOAT),
        "static": ("{0}.blend({0}.k, 0.3)", FLOAT),
        "make": (f"{name}.unit({{0}}.k).w", VECTOR),
        "setter": ("{0}.half", FLOAT),
    }
    for extra in g.random.sample(sorted(extras), g.random.choice((1, 2, 3))):
        lines += ["", *indented(list(extras[extra]))]
        reads.append(uses[extra])
    algebra = tuple(g.random.sample(sorted(OPERATORS), g.random.choice((0, 1, 2, 3))))
    for operator in algebra:
        lines += ["", *indented([line.format(cls=name) for line in OPERATORS[operator]])]
    fields: tuple[tuple[str, Kind], ...] = (("k", FLOAT), ("w", VECTOR))
    g.kinds.append(Record(name, fields, False, tuple(reads), tuple(calls), algebra, name))
    return "\n".join(line.rstrip() for line in lines) + "\n"


def subclass(g: Generator) -> str:
    """A subclass with one more attribute, that extends a method of its base."""
    base = g.random.choice(records(g))
    name = g.fresh("C")
    method, given = base.calls[0]
    own: dict[str, Shape] = {"self.k": FLOAT, "self.w": VECTOR, "self.q": FLOAT, "x": FLOAT}
    body = g.body(Scope(own), (given,), 2)[:-1]
    lines = [
        f"class {name}({base.name}):",
        "    def __init__(self, k, w, q=0.3):",
        "        super().__init__(k, w)",
        "        self.q = q * self.k",
        "",
        f"    def {method}(self, x):",
        *indented(indented(body)),
        f"        return super().{method}(x) * self.q",
    ]
    if g.chance(0.5):
        lines[1:1] = ["    rate = 0.8", ""]
    calls = tuple((other, FLOAT if other == method and given == FLOAT else shape) for other, shape in base.calls)
    g.kinds.append(Record(name, base.fields, False, (*base.reads, ("{0}.q", FLOAT)), calls, base.algebra, base.base))
    return "\n".join(lines) + "\n"


def holder(g: Generator) -> str:
    """A class that holds a list of objects and a dict."""
    base = g.random.choice(records(g))
    method, given = base.calls[0]
    value = f"one.{method}(x)" if given == FLOAT else f"np.sum(one.{method}(x))"
    lines = [
        "class H:",
        "    def __init__(self, items):",
        "        self.items = items",
        '        self.state = {"total": 0.1, "count": 0}',
        "",
        "    def step(self, x):",
        "        for one in self.items:",
        f'            self.state["total"] += 0.5 * np.sin({value})',
        '            self.state["count"] += 1',
        '        return self.state["total"]',
    ]
    reads = (('{0}.state["total"]', FLOAT), ("{0}.items[0].k", FLOAT))
    g.kinds.append(Record("H", (("items", Many(base, 2)),), False, reads, (("step", FLOAT),), ()))
    return "\n".join(lines) + "\n"


def fresh_object(g: Generator, scope: Scope, kind: Record) -> str:
    """A call of the class."""
    parts = []
    for _, part in kind.fields:
        if isinstance(part, Many) and isinstance(part.item, Record):
            item = part.item
            parts.append("[" + ", ".join(fresh_object(g, scope, item) for _ in range(part.least)) + "]")
        elif isinstance(part, tuple):
            parts.append(g.name(scope, part) if part and g.chance(0.5) else g.value(scope, part))
    return f"{kind.name}({', '.join(parts)})"


def make(g: Generator, scope: Scope) -> Lines:
    classes = [kind for kind in g.kinds if isinstance(kind, Record) and kind.calls]
    if not classes:
        return []
    kind = g.random.choice(classes)
    name = g.fresh("o")
    lines = [f"{name} = {fresh_object(g, scope, kind)}"]
    scope.register(name, kind)
    return lines


def instances(scope: Scope) -> list[tuple[str, Record]]:
    """The objects with methods that can be read here."""
    return [(place, kind) for place, kind in known(scope, Record) if isinstance(kind, Record) and kind.calls]


def call_method(g: Generator, scope: Scope) -> Lines:
    found = instances(scope)
    if not found:
        return make(g, scope)
    place, kind = g.random.choice(found)
    method, given = g.random.choice(kind.calls)
    call = f"{place}.{method}({g.value(scope, FLOAT)})"
    if g.chance(0.15):
        bound = g.fresh("g")
        scope.functions[bound] = (FLOAT, given)
        return [f"{bound} = {place}.{method}", *g.bind(scope, g.target(scope, given), given, f"{bound}(0.3)")]
    return [call] if g.chance(0.2) else g.bind(scope, g.target(scope, given), given, call)


def operate(g: Generator, scope: Scope) -> Lines:
    """Operators of a class, on objects of it."""
    found = [(place, kind) for place, kind in instances(scope) if kind.algebra]
    if not found:
        return []
    place, kind = g.random.choice(found)
    others = [other for other, same in instances(scope) if same.name == kind.name]
    other, operator = g.random.choice(others), g.random.choice(kind.algebra)
    if operator == "+=":
        return [f"{place} += {other}"] if place.isidentifier() else []
    owner = next(one for one in records(g) if one.name == kind.base)
    name = g.fresh("o")
    number = g.leaf(scope, FLOAT)
    text = {
        "neg": f"-{place}",
        "*": g.random.choice((f"{place} * {number}", f"0.7 * {place}")),
    }.get(operator, f"{place} {operator} {other}")
    scope.register(name, owner)
    return [f"{name} = {text}"]


def several(g: Generator, scope: Scope) -> Lines:
    """A loop over objects."""
    found = instances(scope)
    if not found:
        return make(g, scope)
    place, kind = g.random.choice(found)
    same = [other for other, k in found if {name for name, _ in k.calls} >= {name for name, _ in kind.calls}]
    names = [place, *(g.random.choice(same) for _ in range(g.random.choice((0, 1, 2))))]
    one, (method, given) = g.fresh("o"), g.random.choice(kind.calls)
    target, value = g.target(scope, FLOAT), g.leaf(scope, FLOAT)
    start = [] if target in scope.shapes else [f"{target} = 0.3"]
    scope.shapes[target] = FLOAT
    read = f"{one}.{method}({value})" if given == FLOAT else f"np.sum({one}.{method}({value}))"
    body = g.random.choice(([f"{target} = np.sin({target} + {read})"], [f"{one}.{method}({target})"]))
    if kind.fields[0][0] == "k" and g.chance(0.4):
        line = g.random.choice(("{0}.k = {0}.k * {1}", "{0}.w[1:] *= {1}", "{0}.w = {0}.w * 0.5"))
        body = [line.format(one, value)]
    return [*start, f"for {one} in [{', '.join(names)}]:", *indented(body)]


def choose(g: Generator, scope: Scope) -> Lines:
    """One of two objects of a class, by a test."""
    found = instances(scope)
    if not found:
        return make(g, scope)
    place, kind = g.random.choice(found)
    others = [other for other, same in found if same == kind]
    name = g.fresh("o")
    line = f"{name} = {place} if {g.condition(scope)} else {g.random.choice(others)}"
    scope.register(name, kind)
    return [line]


def in_function(g: Generator, scope: Scope) -> Lines:
    """A local function that changes an object."""
    found = [(place, kind) for place, kind in instances(scope) if kind.fields[0][0] == "k"]
    if not found:
        return make(g, scope)
    place, _ = g.random.choice(found)
    name = g.fresh("g")
    body = g.random.choice(
        (["one.k = np.sin(one.k * x)", "return one.k"], ["one.w *= x", "return np.sum(one.w)"], ["return one.k * x"])
    )
    call = f"{name}({place}, {g.value(scope, FLOAT)})"
    return [f"def {name}(one, x):", *indented(body), *g.bind(scope, g.target(scope, FLOAT), FLOAT, call)]


def in_loop(g: Generator, scope: Scope, depth: int) -> Lines:
    """A loop that makes an object anew from the last one, or changes it."""
    if not records(g):
        return []
    kind = g.random.choice(records(g))
    name, index = g.fresh("o"), g.fresh("i")
    first = f"{name} = {fresh_object(g, scope, kind)}"
    scope.register(name, kind)
    inner = scope.block(in_loop=True)
    inner.indices.append(index)
    again = f"{name} = {kind.name}({name}.k * 0.5 + {g.leaf(inner, FLOAT)}, {name}.w * {g.leaf(inner, FLOAT)})"
    body = [*g.block(inner, depth + 1), *(call_method(g, inner) if g.chance(0.5) else [again])]
    return [first, f"for {index} in range({g.random.randint(1, 3)}):", *indented(body)]


TOPIC = Topic(
    "objects",
    statements=((4, make), (5, call_method), (3, operate), (2, several), (1, choose), (1, in_function)),
    blocks=((2, in_loop),),
    definitions=definitions,
)
