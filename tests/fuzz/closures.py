"""The topic of closures: functions that keep state, are made, chosen, stored and passed on."""

from __future__ import annotations

from tests.fuzz.generator import FLOAT, INDENT, VECTOR, Generator, Scope, Topic, indented
from tests.fuzz.kinds import Lines

FACTORIES = {
    "scaled": """def scaled(k, n=2):
    def inner(x, scale=0.7, *, shift=0.1):
        return np.sin(k * x) * scale + shift * n
    return inner
""",
    "totalled": """def totalled(total):
    def add(x):
        nonlocal total
        total = np.sin(total + x)
        return total * x
    return add
""",
    "shared": """def shared(state):
    def put(x):
        nonlocal state
        state = state * x + 0.3
    def get():
        return state
    return put, get
""",
    "noted": """def noted(first):
    seen = [first]
    def add(x):
        seen.append(x * seen[-1])
        return sum(seen)
    return add
""",
    "boxed": """def boxed(first):
    box = {"value": first, "count": 0}
    def change(x):
        box["value"] = np.tanh(box["value"] + x)
        box["count"] += 1
        return box["value"] * box["count"]
    return change
""",
    "filled": """def filled(w):
    def put(x):
        w[1:] *= x
        w[0] += x
        return w
    return put
""",
    "chained": """def chained(*functions):
    def run(x):
        for function in functions:
            x = function(x)
        return x
    return run
""",
    "repeated": """def repeated(function, x, n=2, **options):
    for _ in range(n):
        x = function(x)
    return x * options.get("scale", 1.0)
""",
    "gathered": """def gathered(*args, **named):
    return sum(args) + named.get("q", 0.2) * len(named)
""",
}
ONE_FLOAT = ("scaled", "totalled", "noted", "boxed")


def definitions(g: Generator) -> Lines:
    """All factories: the shrinker drops those that are not used."""
    return ["import functools\n", *(text for name, text in FACTORIES.items())]


def argument(g: Generator, scope: Scope) -> str:
    return g.value(scope, FLOAT)


def from_factory(g: Generator, scope: Scope) -> Lines:
    """A function with state of its own; afterwards it is called wherever a float is read."""
    name, factory = g.fresh("g"), g.random.choice(ONE_FLOAT)
    lines = [f"{name} = {factory}({g.leaf(scope, FLOAT)})"]
    scope.functions[name] = (FLOAT, FLOAT)
    if factory == "scaled" and g.chance(0.4):
        call = f"{name}({argument(g, scope)}, {g.random.choice(('0.5', 'scale=0.4', 'shift=0.2', '0.9, shift=-0.1'))})"
        return lines + g.bind(scope, g.target(scope, FLOAT), FLOAT, call)
    return lines + call_known(g, scope)


def call_known(g: Generator, scope: Scope) -> Lines:
    """A function that is a local name is called."""
    if not scope.functions:
        return []
    name = g.random.choice(sorted(scope.functions))
    taken, given = scope.functions[name]
    return g.bind(scope, g.target(scope, given), given, f"{name}({g.value(scope, taken)})")


def pair_of_functions(g: Generator, scope: Scope) -> Lines:
    """Two functions that share a state."""
    put, get = g.fresh("put"), g.fresh("get")
    lines = [f"{put}, {get} = shared({g.leaf(scope, FLOAT)})", f"{put}({argument(g, scope)})"]
    if g.chance(0.5):
        index = g.fresh("i")
        lines += [f"for {index} in range({g.random.randint(0, 3)}):", f"{INDENT}{put}({get}() + 0.1 * {index})"]
    scope.readable[f"{get}()"] = FLOAT
    return lines + g.bind(scope, g.target(scope, FLOAT), FLOAT, f"{get}() * {g.leaf(scope, FLOAT)}")


def writer(g: Generator, scope: Scope) -> Lines:
    """A function that keeps an array and writes into it."""
    name, array = g.fresh("g"), g.name(scope, VECTOR)
    lines = [f"{name} = filled({array})", f"{name}({g.value(scope, FLOAT)})"]
    return lines + g.bind(scope, g.target(scope, VECTOR), VECTOR, f"{name}({g.leaf(scope, FLOAT)}) * 0.5")


def with_nonlocal(g: Generator, scope: Scope) -> Lines:
    """A function made here that rebinds names of the enclosing function, with a body of any statements."""
    names = [name for name in sorted(scope.shapes) if name.isidentifier()]
    if not names:
        return []
    rebound = tuple(g.random.sample(names, min(len(names), g.random.choice((1, 1, 2)))))
    name, given = g.fresh("g"), g.fresh("x")
    inner = scope.inside({given: FLOAT}, rebound)
    body = g.body(inner, (FLOAT,), g.random.randint(1, 3), first=[f"nonlocal {', '.join(rebound)}"])
    scope.functions[name] = (FLOAT, FLOAT)
    return [f"def {name}({given}):", *indented(body), *call_known(g, scope)]


def plain_inner(g: Generator, scope: Scope) -> Lines:
    """A function made here that reads the enclosing names as they are when it is called."""
    name, first, second = g.fresh("g"), g.fresh("x"), g.fresh("x")
    inner = scope.inside({first: FLOAT, second: FLOAT})
    default = g.leaf(scope, FLOAT)
    body = g.body(inner, (FLOAT,), g.random.randint(0, 3))
    scope.functions[name] = (FLOAT, FLOAT)
    return [f"def {name}({first}, {second}={default}):", *indented(body)]


def lambdas(g: Generator, scope: Scope) -> Lines:
    """Functions in a list or a dict: iterated, indexed, chosen."""
    name, item = g.fresh("fs"), g.fresh("g")
    made = [f"lambda x: np.cos({g.leaf(scope, FLOAT)}) - x"]
    known = [f for f, kinds in sorted(scope.functions.items()) if kinds == (FLOAT, FLOAT)]
    for _ in range(2):
        plain = ("np.sin", f"lambda x: x * {g.leaf(scope, FLOAT)}", "lambda x, k=0.3: x + k * x", "np.tanh")
        made.append(g.random.choice(known) if known and g.chance(0.3) else g.random.choice(plain))
    target, value = g.target(scope, FLOAT), g.leaf(scope, FLOAT)
    start = [f"{target} = {value}"]
    scope.shapes[target] = FLOAT
    number = f"{g.random.choice(scope.indices)} % 3" if scope.indices else str(g.random.randrange(-3, 3))
    if g.chance(0.4):
        keys = ", ".join(f'"{key}": {text}' for key, text in zip("abc", made, strict=True))
        choice = g.random.choice(('"a"', '"c"', f'"a" if {g.condition(scope)} else "b"', f'"abc"[{number}]'))
        ways = (
            [f"{target} = {name}[{choice}]({target})"],
            [f"for {item} in {name}.values():", f"{INDENT}{target} = {item}({target})"],
            [f'{target} = {name}.get("q", {name}["b"])({target})'],
        )
        return [*start, f"{name} = {{{keys}}}", *g.random.choice(ways)]
    ways = (
        [f"for {item} in {name}:", f"{INDENT}{target} = {item}({target})"],
        [f"{target} = {name}[{number}]({target})"],
        [f"{target} = sum({item}({target}) for {item} in {name})"],
        [f"{target} = functools.reduce(lambda x, {item}: {item}(x), {name}, {target})"],
        [f"{target} = chained(*{name})({target})"],
    )
    return [*start, f"{name} = [{', '.join(made)}]", *g.random.choice(ways)]


def made_in_loop(g: Generator, scope: Scope) -> Lines:
    """Functions that a loop makes: with a default for the loop's variable, or seeing its last value."""
    name, index, item = g.fresh("fs"), g.fresh("i"), g.fresh("g")
    text = g.random.choice((f"lambda x, {index}={index}: x * {{}} + {index}", f"lambda x: x * {{}} + 0.2 * {index}"))
    target = g.target(scope, FLOAT)
    start = [] if target in scope.shapes else [f"{target} = 0.4"]
    scope.shapes[target] = FLOAT
    return [
        *start,
        f"{name} = []",
        f"for {index} in range({g.random.randint(1, 3)}):",
        f"{INDENT}{name}.append({text.format(g.leaf(scope, FLOAT))})",
        f"for {item} in {name}:",
        f"{INDENT}{target} = np.sin({item}({target}))",
    ]


def chosen(g: Generator, scope: Scope) -> Lines:
    """A function chosen by a test."""
    name = g.fresh("g")
    known = [f for f, kinds in sorted(scope.functions.items()) if kinds == (FLOAT, FLOAT)]
    one = g.random.choice(known) if known else f"(lambda x: x * {g.leaf(scope, FLOAT)})"
    other = g.random.choice(("np.sin", "np.tanh", "(lambda x: 0.5 - x)"))
    test = g.condition(scope)
    scope.functions[name] = (FLOAT, FLOAT)
    if g.chance(0.5):
        return [f"{name} = {one} if {test} else {other}", *call_known(g, scope)]
    return [f"{name} = {other}", f"if {test}:", f"{INDENT}{name} = {one}", *call_known(g, scope)]


def passed_on(g: Generator, scope: Scope) -> Lines:
    """Functions as arguments of functions: own ones, `partial`, `map`, `filter`, `reduce`."""
    known = [f for f, kinds in sorted(scope.functions.items()) if kinds == (FLOAT, FLOAT)]
    function = g.random.choice(known) if known and g.chance(0.7) else f"lambda x: np.sin(x) + {g.leaf(scope, FLOAT)}"
    value, vector, item = g.leaf(scope, FLOAT), g.name(scope, VECTOR), g.fresh("e")
    ways = (
        f"repeated({function}, {value}, {g.random.randint(0, 3)})",
        f"repeated({function}, {value}, scale={g.leaf(scope, FLOAT)})",
        f"functools.partial(repeated, {function})({value})",
        f"sum(map({function}, {vector}))",
        f"sum(filter(lambda {item}: {item} > {g.constant()}, {vector}))",
        f"functools.reduce(lambda x, y: x * 0.5 + y, {vector})",
        f"sorted({vector}, key=lambda {item}: -{item})[0]",
        f"gathered(*{vector}, q={value})",
        f'gathered({value}, **{{"q": {value}, "r": 0.1}})',
        f"chained(np.sin, {function})({value})",
        f"(lambda x, *rest: x * sum(rest))({value}, *{vector})",
    )
    return g.bind(scope, g.target(scope, FLOAT), FLOAT, g.random.choice(ways))


def recursive(g: Generator, scope: Scope) -> Lines:
    """A function made here that calls itself."""
    name = g.fresh("g")
    step = f"np.sin(x * {g.leaf(scope.inside({'x': FLOAT}), FLOAT)})"
    lines = [f"def {name}(x, n):", f"{INDENT}return x if n < 1 else {name}({step}, n - 1) + 0.1 * x"]
    call = f"{name}({g.leaf(scope, FLOAT)}, {g.random.randrange(4)})"
    return lines + g.bind(scope, g.target(scope, FLOAT), FLOAT, call)


TOPIC = Topic(
    "closures",
    statements=(
        (3, from_factory),
        (3, call_known),
        (2, pair_of_functions),
        (2, writer),
        (5, with_nonlocal),
        (3, plain_inner),
        (3, lambdas),
        (2, made_in_loop),
        (2, chosen),
        (4, passed_on),
        (1, recursive),
    ),
    definitions=definitions,
)
