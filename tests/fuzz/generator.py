"""Writes random small programs as text: deterministic for a seed, valid Python, with bounded numbers.

Every name keeps one shape for life, so any statement may be put anywhere; which memory a name stands for changes freely
(aliases, views, swaps), and that is what is tested. Names made inside a block are forgotten after it. A *place* such as
`d3["k"]` or `o1.w` counts as a name: whatever is done to names is done to parts of containers and objects too.

What is written here is plain arrays and control flow. Topics (`tests/fuzz/topics.py`) add statements and definitions.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.fuzz.kinds import Complex, Kind, Lines, Shape, expressions, literal, places

FLOAT: Shape = ()
VECTOR: Shape = (4,)
MATRIX: Shape = (3, 4)
SHAPES: tuple[Shape, ...] = (FLOAT, (4,), (3,), (2,), (3, 4), (4, 3), (2, 2))
PARAMETERS: dict[str, Shape] = {"s": FLOAT, "t": FLOAT, "u": VECTOR, "v": VECTOR, "a": MATRIX}
PREFIX = {(): "f", (4,): "w", (3,): "c", (2,): "d", (3, 4): "m", (4, 3): "l", (2, 2): "k"}
INDENT = "    "
RECURSIVE = """def {name}(p, n):
    if n < 1:
        return p
    q = {name}(np.sin(p) * 1.1, n - 1)
    return q * p + n
"""

# (template of a view of {0}, shape of the base, shape of the view)
VIEWS: tuple[tuple[str, Shape, Shape], ...] = (
    ("{0}", (4,), (4,)),
    ("{0}", (3, 4), (3, 4)),
    ("{0}[:]", (4,), (4,)),
    ("{0}[::-1]", (4,), (4,)),
    ("{0}[1:]", (4,), (3,)),
    ("{0}[:-1]", (4,), (3,)),
    ("{0}[1:3]", (4,), (2,)),
    ("{0}[::2]", (4,), (2,)),
    ("{0}[3:0:-1]", (4,), (3,)),
    ("{0}[:2]", (3,), (2,)),
    ("{0}[1]", (3, 4), (4,)),
    ("{0}[-1]", (3, 4), (4,)),
    ("{0}[:, 2]", (3, 4), (3,)),
    ("{0}[..., 0]", (3, 4), (3,)),
    ("{0}[1:, 1:3]", (3, 4), (2, 2)),
    ("{0}[::2, ::2]", (3, 4), (2, 2)),
    ("{0}.T", (3, 4), (4, 3)),
    ("{0}.T", (4, 3), (3, 4)),
    ("{0}.T", (2, 2), (2, 2)),
    ("{0}[1]", (4, 3), (3,)),
    ("{0}[:, 1]", (4, 3), (4,)),
    ("{0}[0]", (2, 2), (2,)),
    ("{0}.reshape(2, 2)", (4,), (2, 2)),
    ("{0}.reshape(4)", (2, 2), (4,)),
    ("{0}.ravel()", (2, 2), (4,)),
    ("np.transpose({0})", (3, 4), (4, 3)),
    ("np.swapaxes({0}, 0, 1)", (4, 3), (3, 4)),
)
# Reshapes of what may be a non-contiguous view copy or do not, as the run decides.
COPIES: tuple[tuple[str, Shape, Shape], ...] = (
    ("{0}.copy()", (4,), (4,)),
    ("{0}.copy()", (3, 4), (3, 4)),
    ("{0}[np.array([0, 0, 3, 1])]", (4,), (4,)),
    ("{0}[[2, 0]]", (4,), (2,)),
    ("{0}[np.array([2, 2, 0])]", (4,), (3,)),
    ("{0}[np.array([1, 2, 1])]", (3, 4), (3, 4)),
    ("{0}[np.array([0, 1, 2, 1]), np.array([3, 3, 0, 3])]", (3, 4), (4,)),
    ("np.roll({0}, 1)", (4,), (4,)),
    ("np.cumsum({0})", (4,), (4,)),
    ("np.sum({0}, axis=0)", (3, 4), (4,)),
    ("{0}.mean(axis=1)", (3, 4), (3,)),
    ("np.flip({0})", (3,), (3,)),
    ("np.sort({0})", (4,), (4,)),
    ("np.concatenate([{0}[2:], {0}[:2]])", (4,), (4,)),
    ("np.stack([{0}, {0} * 0.5, {0}[::-1]])", (4,), (3, 4)),
    ("np.tile({0}, (3, 1))", (4,), (3, 4)),
    ("np.diag({0})", (2, 2), (2,)),
)
REDUCTIONS = ("np.sum({0})", "{0}.sum()", "np.mean({0})", "np.sum({0} * {0})", "np.max({0})", "{0}.min()")
SMOOTH = ("np.sin({0})", "np.cos({0})", "np.tanh({0})", "np.exp(-({0}) ** 2)", "np.sqrt(1.0 + ({0}) ** 2)")
BINARY = ("{0} + {1}", "{0} - {1}", "{0} * {1}", "{0} / (1.5 + {1} ** 2)", "0.5 * ({0} - {1})", "np.maximum({0}, {1})")
STORES = {
    (4,): (
        ("[{i4}]", ()),
        ("[1:3]", (2,)),
        ("[1:]", (3,)),
        ("[::-1]", (4,)),
        ("[:]", (4,)),
        ("[[3, 1]]", (2,)),
        ("[::2]", ()),
    ),
    (3,): (("[0]", ()), ("[1:]", (2,)), ("[:]", (3,)), ("[-1]", ())),
    (2,): (("[1]", ()), ("[:]", (2,)), ("[::-1]", (2,))),
    (3, 4): (
        ("[1, {i4}]", ()),
        ("[0]", (4,)),
        ("[:, 1]", (3,)),
        ("[1:, :2]", (2, 2)),
        ("[...]", (3, 4)),
        ("[:]", (4,)),
        ("[2][1:]", (3,)),
        ("[np.array([0, 2, 0]), np.array([1, 1, 1])]", (3,)),
    ),
    (4, 3): (("[{i4}, 0]", ()), ("[2]", (3,)), ("[:, -1]", (4,)), ("[:]", (3,))),
    (2, 2): (("[0, 1]", ()), ("[1]", (2,)), ("[:]", (2, 2)), ("[:, 0]", (2,))),
}


@dataclass
class Scope:
    """What may be read at a place of the program.

    `shapes` are names and places that may be written too; `readable` are expressions that may only be read.
    """

    shapes: dict[str, Shape]
    indices: list[str] = field(default_factory=list)
    pairs: dict[str, tuple[Shape, Shape]] = field(default_factory=dict)
    in_loop: bool = False
    constants: frozenset[str] = frozenset()
    readable: dict[str, Shape] = field(default_factory=dict)
    containers: dict[str, Kind] = field(default_factory=dict)
    functions: dict[str, tuple[Shape, Shape]] = field(default_factory=dict)

    def block(self, *, in_loop: bool | None = None) -> Scope:
        """A scope for a nested block: what is made there is not seen outside."""
        return Scope(
            dict(self.shapes),
            list(self.indices),
            dict(self.pairs),
            self.in_loop if in_loop is None else in_loop,
            self.constants,
            dict(self.readable),
            dict(self.containers),
            dict(self.functions),
        )

    def register(self, name: str, kind: Kind) -> None:
        """A name that stands for a container, with all its places."""
        for place, part, writable in places(name, kind):
            if not isinstance(part, tuple):
                self.containers[place] = part
                self.readable.update(expressions(place, part))
            elif writable:
                self.shapes[place] = part
            else:
                self.readable[place] = part

    def inside(self, parameters: dict[str, Shape], rebound: tuple[str, ...] = ()) -> Scope:
        """The scope of a function made here: it may rebind its parameters, what is `nonlocal`, and places."""
        own = {name: shape for name, shape in self.shapes.items() if name in rebound or not name.isidentifier()}
        read = {name: shape for name, shape in self.shapes.items() if name not in own}
        return Scope(
            own | parameters,
            list(self.indices),
            readable=self.readable | read,
            containers={name: kind for name, kind in self.containers.items() if not isinstance(kind, Complex)},
            functions=dict(self.functions),
        )


@dataclass(frozen=True)
class Topic:
    """What a topic adds: weighted statements, weighted blocks, and definitions before the program."""

    name: str
    statements: tuple[tuple[int, Callable[[Generator, Scope], Lines]], ...] = ()
    blocks: tuple[tuple[int, Callable[[Generator, Scope, int], Lines]], ...] = ()
    definitions: Callable[[Generator], Lines] | None = None


class Generator:
    """Writes one program; all choices come from its own random numbers."""

    def __init__(self, seed: int, statements: int = 12, topics: tuple[Topic, ...] = ()) -> None:
        self.random = random.Random(seed)
        self.budget = statements
        self.count = 0
        self.helpers: list[tuple[str, str]] = []
        self.returned: tuple[Shape, ...] = ()
        self.topics = topics
        self.kinds: list[Kind] = []
        self.takers: list[tuple[str, Kind]] = []

    # --- programs -----------------------------------------------------------------------------------------------

    def program(self) -> str:
        """The text of a module with a function `f(s, t, u, v, a)` and the helpers it calls."""
        parts = ["import numpy as np\n"]
        for topic in self.topics:
            parts += topic.definitions(self) if topic.definitions else []
        for _ in range(self.random.choice((0, 1, 1, 2))):
            parts.append(self.helper())
        self.budget = self.random.randint(4, 16)
        self.returned = self.random.choice((((),), ((),), ((4,),), ((3, 4),), ((), (4,)), ((4,), (4,))))
        scope = Scope(dict(PARAMETERS))
        parameters = "s, t, u, v, a"
        if self.kinds and self.random.random() < 0.5:
            kind = self.random.choice(self.kinds)
            parts.append(extra_argument(kind))
            scope.register("given", kind)
            parameters += ", given"
        body = self.block(scope, depth=0)
        body += [f"return {self.result(scope)}"]
        parts.append("\n".join([f"def f({parameters}):", *indented(body)]) + "\n")
        return "\n\n".join(parts)

    def result(self, scope: Scope) -> str:
        values = [self.one_result(scope, shape) for shape in self.returned]
        return values[0] if len(values) == 1 else "(" + ", ".join(values) + ")"

    def one_result(self, scope: Scope, shape: Shape) -> str:
        """A name, an expression, or (so that few programs are constant) a sum over what is there."""
        choice = self.random.random()
        if choice < 0.3:
            return self.name(scope, shape)
        if choice < 0.5:
            return self.value(scope, shape)
        names = [name for name in sorted(scope.shapes) if scope.shapes[name] in (shape, FLOAT) or not shape]
        kept = [name for name in names if self.random.random() < 0.7] or [self.name(scope, shape)]
        parts = [f"np.sum({name} ** 2)" if scope.shapes.get(name) and not shape else name for name in kept]
        if all(scope.shapes.get(name) != shape for name in kept):
            parts.append(self.name(scope, shape))
        return " + ".join(parts)

    def helper(self) -> str:
        kind = self.random.choice(("float", "writes", "view", "pair", "recursive", "two"))
        name = f"h{len(self.helpers)}"
        self.budget = self.random.randint(1, 5)
        if kind == "float":
            text = self.function(name, {"p": FLOAT, "q": FLOAT}, (FLOAT,))
        elif kind == "writes":
            text = self.function(name, {"w": VECTOR, "p": FLOAT}, None, first=["w[{}] = p * w[{}]".format(*self.two())])
        elif kind == "view":
            view = self.random.choice(("w", "w[::-1]", "w[:]", "np.flip(w)"))
            text = f"def {name}(w):\n    return {view}\n"
        elif kind == "two":
            first = self.random.choice(("w[{0}] = x[{1}] * x[{0}]", "w *= x", "w[1:] = x[:-1] * 0.7", "w, x = x, w"))
            text = self.function(name, {"w": VECTOR, "x": VECTOR}, (VECTOR,), first=[first.format(*self.two())])
        elif kind == "pair":
            text = self.function(name, {"p": FLOAT, "w": VECTOR}, (FLOAT, VECTOR))
        else:
            text = RECURSIVE.format(name=name)
        self.helpers.append((name, kind))
        return text

    def two(self) -> tuple[int, int]:
        return self.random.randrange(4), self.random.randrange(4)

    def function(
        self, name: str, parameters: dict[str, Shape], returned: tuple[Shape, ...] | None, first: Lines | None = None
    ) -> str:
        scope = Scope(dict(parameters))
        self.returned = returned or ()
        body = (first or []) + self.block(scope, depth=1)
        if returned:
            body.append(f"return {self.result(scope)}")
        return "\n".join([f"def {name}({', '.join(parameters)}):", *indented(body)]) + "\n"

    # --- statements ---------------------------------------------------------------------------------------------

    def block(self, scope: Scope, depth: int) -> Lines:
        lines: Lines = []
        for _ in range(self.random.randint(1, 6 if depth == 0 else 3)):
            if self.budget <= 0:
                break
            lines += self.statement(scope, depth)
        while depth == 0 and self.budget > 0:
            lines += self.statement(scope, depth)
        return lines or ["pass"]

    def topical(self, scope: Scope, depth: int) -> Lines:
        """A statement of one of the program's topics, or none where the topic finds nothing to work on."""
        topic = self.random.choice(self.topics)
        weights = [weight for weight, _ in topic.statements]
        made = len(topic.statements)
        if depth < 3:
            weights += [weight for weight, _ in topic.blocks]
        number = self.random.choices(range(len(weights)), weights)[0] if weights else made
        if number < made:
            return topic.statements[number][1](self, scope)
        return topic.blocks[number - made][1](self, scope, depth) if weights else []

    def statement(self, scope: Scope, depth: int) -> Lines:
        self.budget -= 1
        if self.topics and self.random.random() < 0.6:
            lines = self.topical(scope, depth)
            if lines:
                return lines
        plain: list[tuple[int, Callable[[Scope], Lines]]] = [
            (3, self.assign_float),
            (3, self.assign_array),
            (4, self.assign_view),
            (6, self.store),
            (4, self.augmented),
            (2, self.swap),
            (1, self.pair),
            (1, self.masked),
            (1, self.with_out),
            (1, self.inner_function),
            (1, self.list_of_buffers),
            (1, self.chained),
            (1, self.chosen_buffer),
            (1, self.loop_over_buffers),
            (1, self.history),
            (1, self.list_swap),
            (1, self.capturing_writer),
            (1, self.rotation),
        ]
        if self.helpers:
            plain.append((4, self.call))
        nested: list[tuple[int, Callable[[Scope, int], Lines]]] = [
            (5, self.branch),
            (5, self.counted_loop),
            (2, self.while_loop),
            (2, self.loop_over_array),
            (2, self.leave),
        ]
        weights = [weight for weight, _ in plain]
        if depth < 3 and self.random.random() < 0.4:
            return self.random.choices([make for _, make in nested], [weight for weight, _ in nested])[0](scope, depth)
        return self.random.choices([make for _, make in plain], weights)[0](scope)

    def assign_float(self, scope: Scope) -> Lines:
        target = self.target(scope, FLOAT)
        value = self.value(scope, FLOAT)
        if self.random.random() < 0.15:
            value = f"{value} if {self.condition(scope)} else {self.value(scope, FLOAT)}"
        return self.bind(scope, target, FLOAT, value)

    def assign_array(self, scope: Scope) -> Lines:
        shape = self.random.choice(SHAPES[1:])
        if self.random.random() < 0.2:
            value = f"np.{self.random.choice(('zeros', 'ones'))}({shape})"
        else:
            value = self.damped(self.expression(scope, shape, 2))
        return self.bind(scope, self.target(scope, shape), shape, value)

    def assign_view(self, scope: Scope) -> Lines:
        known = [view for view in VIEWS + COPIES if self.names(scope, view[1])]
        if not known:
            return ["pass"]
        template, base, shape = self.random.choice(known)
        return self.bind(scope, self.target(scope, shape), shape, template.format(self.name(scope, base)))

    def store(self, scope: Scope) -> Lines:
        base = self.array(scope)
        if base is None:
            return ["pass"]
        index, shape = self.random.choice(STORES[scope.shapes[base]])
        place = base + index.format(i4=self.index(scope, 4))
        if shape and self.random.random() < 0.2:
            shape = FLOAT
        operator = self.random.choice(("=", "=", "=", "+=", "-=", "*="))
        return [f"{place} {operator} {self.value(scope, shape)}"]

    def augmented(self, scope: Scope) -> Lines:
        name = self.random.choice([n for n in sorted(scope.shapes) if n not in scope.constants] or ["s"])
        shape = scope.shapes.get(name, FLOAT)
        operator = self.random.choice(("+=", "-=", "*=", "*=", "/="))
        value = self.value(scope, shape if self.random.random() < 0.7 else FLOAT)
        return [f"{name} {operator} {value}" if operator != "/=" else f"{name} /= 1.5 + ({value}) ** 2"]

    def swap(self, scope: Scope) -> Lines:
        shape = self.random.choice((FLOAT, VECTOR, VECTOR, (3,)))
        names = self.names(scope, shape)
        if len(names) < 2:
            return ["pass"]
        a, b = self.random.sample(names, 2)
        if shape == FLOAT and self.random.random() < 0.5:
            return [f"{a}, {b} = {b}, np.sin({a} * {b})"]
        return [f"{a}, {b} = {b}, {a}"]

    def pair(self, scope: Scope) -> Lines:
        self.count += 1
        name = f"z{self.count}"
        shapes = (self.random.choice((FLOAT, VECTOR)), VECTOR)
        made = f"{name} = ({self.name(scope, shapes[0])}, {self.name(scope, shapes[1])})"
        scope.pairs[name] = shapes
        if self.random.random() < 0.5:
            first, second = self.target(scope, shapes[0]), self.target(scope, shapes[1])
            if first != second:
                scope.shapes.update({first: shapes[0], second: shapes[1]})
                return [made, f"{first}, {second} = {name}"]
        return [made]

    def list_of_buffers(self, scope: Scope) -> Lines:
        self.count += 1
        name = f"q{self.count}"
        items = ", ".join(self.name(scope, VECTOR) for _ in range(2))
        return [
            f"{name} = [{items}]",
            f"{name}[{self.random.randrange(2)}][{self.index(scope, 4)}] = {self.value(scope, FLOAT)}",
            *self.bind(scope, self.target(scope, VECTOR), VECTOR, f"{name}[0] * {name}[-1]"),
        ]

    def chained(self, scope: Scope) -> Lines:
        shape = self.random.choice((FLOAT, VECTOR, (3,)))
        value, first, second = self.value(scope, shape), self.target(scope, shape), self.target(scope, shape)
        scope.shapes.update({first: shape, second: shape})
        return [f"{first} = {second} = {value}"]

    def chosen_buffer(self, scope: Scope) -> Lines:
        shape = self.random.choice((VECTOR, VECTOR, MATRIX))
        value = f"{self.name(scope, shape)} if {self.condition(scope)} else {self.name(scope, shape)}"
        return self.bind(scope, self.target(scope, shape), shape, value)

    def loop_over_buffers(self, scope: Scope) -> Lines:
        self.count += 1
        item = f"b{self.count}"
        names = [self.name(scope, VECTOR) for _ in range(self.random.choice((1, 2, 3)))]
        brackets = self.random.choice(("[{}]", "({},)"))
        number = self.random.choice(self.names(scope, FLOAT) or ["s"])
        body = self.random.choice(
            (
                f"{item} *= {self.value(scope, FLOAT)}",
                f"{item}[{self.index(scope, 4)}] = {self.value(scope, FLOAT)}",
                f"{item}[1:] += np.sin({item}[:-1])",
                f"{number} = np.sin({item}[0] + {self.value(scope, FLOAT)})",
            )
        )
        if body.startswith(f"{number} ="):
            scope.shapes[number] = FLOAT
        return [f"for {item} in {brackets.format(', '.join(names))}:", INDENT + body]

    def history(self, scope: Scope) -> Lines:
        self.count += 1
        name, index, state = f"y{self.count}", f"i{self.count}", self.name(scope, FLOAT)
        if not state.isidentifier():
            return ["pass"]
        back = self.random.choice(
            (f"for e in {name}:\n        {state} += 0.5 * e", f"{state} = {state} * {name}[-2] + {name}[0]")
        )
        if self.random.random() < 0.3:
            back = f"while {name}:\n        {state} = np.sin({state} + {name}.pop())"
        return [
            f"{name} = [{state}]",
            f"for {index} in range({self.random.randint(1, 3)}):",
            f"{INDENT}{state} = np.sin({state} * {self.value(scope, FLOAT)})",
            f"{INDENT}{name}.append({state})",
            *back.replace("\n        ", "\n    ").split("\n"),
        ]

    def list_swap(self, scope: Scope) -> Lines:
        self.count += 1
        name = f"x{self.count}"
        lines = [
            f"{name} = [{self.name(scope, VECTOR)}, {self.name(scope, VECTOR)}]",
            f"{name}[0], {name}[1] = {name}[1], {name}[0]",
            f"{name}[0] {self.random.choice(('*=', '+=', '='))} {self.value(scope, VECTOR)}",
        ]
        return lines + self.bind(scope, self.target(scope, VECTOR), VECTOR, f"{name}[{self.random.randrange(2)}]")

    def capturing_writer(self, scope: Scope) -> Lines:
        known = self.names(scope, VECTOR)
        if not known:
            return ["pass"]
        self.count += 1
        name, captured = f"g{self.count}", self.random.choice(known)
        index = self.random.randrange(4)
        body = self.random.choice((f"{captured}[{index}] = x * {captured}[{3 - index}]", f"{captured}[{index}:] *= x"))
        calls = [f"{name}({self.value(scope, FLOAT)})" for _ in range(self.random.choice((1, 2)))]
        return [f"def {name}(x):", INDENT + body, *calls]

    def rotation(self, scope: Scope) -> Lines:
        names = self.names(scope, VECTOR)
        if len(names) < 3:
            return ["pass"]
        a, b, c = self.random.sample(names, 3)
        return [f"{a}, {b}, {c} = {b}, {c}, {a}"]

    def masked(self, scope: Scope) -> Lines:
        name = self.name(scope, VECTOR)
        other = self.name(scope, VECTOR)
        value = self.random.choice((self.value(scope, FLOAT), f"np.sin({name}[{other} > 0.1])"))
        return [f"{name}[{other} > 0.1] {self.random.choice(('=', '*='))} {value}"]

    def with_out(self, scope: Scope) -> Lines:
        shape = self.random.choice((VECTOR, (3,), MATRIX))
        if not self.names(scope, shape):
            return ["pass"]
        first, second, target = (self.name(scope, shape) for _ in range(3))
        function = self.random.choice(("add", "multiply", "subtract"))
        return [f"np.{function}({first}, {second}, out={target})"]

    def inner_function(self, scope: Scope) -> Lines:
        self.count += 1
        name = f"g{self.count}"
        captured = self.name(scope, FLOAT)
        text = self.random.choice((f"np.sin(x * {captured})", f"x + {captured} * {captured}"))
        make = (
            [f"{name} = lambda x: {text}"] if self.random.random() < 0.5 else [f"def {name}(x):", f"    return {text}"]
        )
        shape = self.random.choice((FLOAT, VECTOR))
        return make + self.bind(scope, self.target(scope, shape), shape, f"{name}({self.name(scope, shape)})")

    def call(self, scope: Scope) -> Lines:
        name, kind = self.random.choice(self.helpers)
        if kind == "float":
            call = f"{name}({self.value(scope, FLOAT)}, {self.name(scope, FLOAT)})"
            return self.bind(scope, self.target(scope, FLOAT), FLOAT, call)
        if kind == "writes":
            return [f"{name}({self.name(scope, VECTOR)}, {self.value(scope, FLOAT)})"]
        if kind == "view":
            return self.bind(scope, self.target(scope, VECTOR), VECTOR, f"{name}({self.name(scope, VECTOR)})")
        if kind == "two":
            call = f"{name}({self.name(scope, VECTOR)}, {self.name(scope, VECTOR)})"
            return self.bind(scope, self.target(scope, VECTOR), VECTOR, call)
        if kind == "recursive":
            call = f"{name}({self.name(scope, FLOAT)}, {self.random.randrange(3)})"
            return self.bind(scope, self.target(scope, FLOAT), FLOAT, call)
        first, second = self.target(scope, FLOAT), self.target(scope, VECTOR)
        line = f"{first}, {second} = {name}({self.value(scope, FLOAT)}, {self.name(scope, VECTOR)})"
        scope.shapes.update({first: FLOAT, second: VECTOR})
        return [line]

    # --- control flow -------------------------------------------------------------------------------------------

    def branch(self, scope: Scope, depth: int) -> Lines:
        lines = [f"if {self.condition(scope)}:", *indented(self.block(scope.block(), depth + 1))]
        if self.random.random() < 0.3:
            lines += [f"elif {self.condition(scope)}:", *indented(self.block(scope.block(), depth + 1))]
        if self.random.random() < 0.6:
            lines += ["else:", *indented(self.block(scope.block(), depth + 1))]
        return lines

    def counted_loop(self, scope: Scope, depth: int) -> Lines:
        self.count += 1
        index = f"i{self.count}"
        header = self.random.choice(
            ("range(2)", "range(3)", "range(4)", "range(1, 4)", "range(3, 0, -1)", "range(0, 4, 2)", "range(0)")
            + ("reversed(range(3))", "range(2, 2)", "range(3, -1, -2)")
        )
        inner = scope.block(in_loop=True)
        inner.indices.append(index)
        lines = [f"for {index} in {header}:", *indented(self.block(inner, depth + 1))]
        if self.random.random() < 0.1:
            lines += ["else:", *indented(self.block(scope.block(), depth + 1))]
        if "range(0)" not in header and "2, 2" not in header and self.random.random() < 0.3:
            scope.indices.append(index)
        return lines

    def while_loop(self, scope: Scope, depth: int) -> Lines:
        self.count += 1
        index = f"n{self.count}"
        inner = scope.block(in_loop=True)
        inner.indices.append(index)
        condition = f"{index} < {self.random.randrange(4)}"
        if self.random.random() < 0.4:
            condition += f" and {self.name(scope, FLOAT)} < 1.7"
        body = [f"{index} += 1", *self.block(inner, depth + 1)]
        return [f"{index} = 0", f"while {condition}:", *indented(body)]

    def loop_over_array(self, scope: Scope, depth: int) -> Lines:
        self.count += 1
        inner = scope.block(in_loop=True)
        item, index = f"e{self.count}", f"j{self.count}"
        shape = self.random.choice((VECTOR, MATRIX))
        source = self.name(scope, shape)
        if shape == MATRIX:
            item, header = f"r{self.count}", source
            line = f"for {item} in {header}:"
        else:
            other = f"o{self.count}"
            line = self.random.choice(
                (
                    f"for {item} in {source}:",
                    f"for {index}, {item} in enumerate({source}):",
                    f"for {item}, {other} in zip({source}, {self.name(scope, VECTOR)}):",
                )
            )
            if other in line:
                inner.shapes[other] = FLOAT
            if index in line:
                inner.indices.append(index)
        inner.shapes[item] = shape[1:]
        return [line, *indented(self.block(inner, depth + 1))]

    def leave(self, scope: Scope, depth: int) -> Lines:
        if scope.in_loop and self.random.random() < 0.7:
            way = self.random.choice(("break", "continue"))
        elif self.returned:
            way = f"return {self.result(scope)}"
        else:
            way = "return"
        return [f"if {self.condition(scope)}:", INDENT + way]

    # --- expressions --------------------------------------------------------------------------------------------

    def condition(self, scope: Scope) -> str:
        a = self.name(scope, FLOAT)
        test = self.random.choice(
            (
                f"{a} > {self.constant()}",
                f"{a} < {self.name(scope, FLOAT)} + 0.1",
                f"{self.element(scope)} > {self.constant()}",
                f"{a} * {self.name(scope, FLOAT)} < 0.3",
                f"-0.5 < {a} < 0.9",
            )
        )
        if scope.indices and self.random.random() < 0.3:
            test = f"{self.random.choice(scope.indices)} % 2 == {self.random.randrange(2)}"
        if self.random.random() < 0.15:
            test = f"{test} {self.random.choice(('and', 'or'))} not {self.name(scope, FLOAT)} > 0.4"
        return test

    def value(self, scope: Scope, shape: Shape) -> str:
        return self.damped(self.expression(scope, shape, self.random.choice((1, 1, 2))))

    def damped(self, text: str) -> str:
        # Some forms have the tangent of what they are computed from: it must not be a second name of that.
        forms = ("np.sin({0})", "np.tanh({0})", "{0}", "0.7 * ({0})", "({0}) + 0.5", "1.0 * ({0})")
        return self.random.choice(forms).format(text)

    def expression(self, scope: Scope, shape: Shape, depth: int) -> str:
        if depth == 0:
            return self.leaf(scope, shape)
        choice = self.random.random()
        if choice < 0.3:
            return self.random.choice(SMOOTH).format(self.expression(scope, shape, depth - 1))
        left = self.expression(scope, shape, depth - 1)
        right_shape = self.random.choice((shape, shape, FLOAT, shape[1:]))
        right = self.expression(scope, right_shape, depth - 1)
        if choice < 0.4 and shape:
            return f"np.where({self.leaf(scope, shape)} > 0.1, {left}, {right})"
        return self.random.choice(BINARY).format(
            f"({left})" if " " in left else left, f"({right})" if " " in right else right
        )

    def leaf(self, scope: Scope, shape: Shape) -> str:
        readable = [text for text in sorted(scope.readable) if scope.readable[text] == shape]
        if readable and self.random.random() < 0.3:
            return self.random.choice(readable)
        choice = self.random.random()
        if shape == FLOAT:
            if choice < 0.15:
                return self.constant()
            if choice < 0.3 and scope.indices:
                return f"0.3 * {self.random.choice(scope.indices)}"
            if choice < 0.55:
                return self.element(scope)
            array = self.array(scope)
            if choice < 0.7 and array:
                return self.random.choice(REDUCTIONS).format(array)
            if choice < 0.75 and len(self.names(scope, VECTOR)) > 1:
                return f"{self.name(scope, VECTOR)} @ {self.name(scope, VECTOR)}"
            return self.name(scope, FLOAT)
        if shape == (3,) and choice < 0.2 and self.names(scope, MATRIX):
            return f"{self.name(scope, MATRIX)} @ {self.name(scope, VECTOR)}"
        if shape == MATRIX and choice < 0.2 and self.names(scope, (3,)):
            return f"np.outer({self.name(scope, (3,))}, {self.name(scope, VECTOR)})"
        known = [view for view in VIEWS + COPIES if view[2] == shape and self.names(scope, view[1])]
        if (known and choice < 0.5) or not self.names(scope, shape):
            if not known:
                return f"np.full({shape}, {self.leaf(scope, FLOAT)})"
            template, base, _ = self.random.choice(known)
            return template.format(self.name(scope, base))
        return self.name(scope, shape)

    def element(self, scope: Scope) -> str:
        if scope.pairs and self.random.random() < 0.3:
            name = self.random.choice(sorted(scope.pairs))
            return f"{name}[0]" if scope.pairs[name][0] == FLOAT else f"{name}[1][{self.index(scope, 4)}]"
        name = self.array(scope)
        if name is None:
            return self.constant()
        shape = scope.shapes[name]
        parts = ", ".join(self.index(scope, length) for length in shape)
        return f"{name}[{parts}]"

    def index(self, scope: Scope, length: int) -> str:
        if scope.indices and self.random.random() < 0.6:
            return f"{self.random.choice(scope.indices)} % {length}"
        return str(self.random.randrange(-length, length))

    def constant(self) -> str:
        return str(round(self.random.uniform(-1.5, 1.5), 2))

    # --- names --------------------------------------------------------------------------------------------------

    def names(self, scope: Scope, shape: Shape) -> list[str]:
        return [name for name in sorted(scope.shapes) if scope.shapes[name] == shape]

    def name(self, scope: Scope, shape: Shape) -> str:
        known = self.names(scope, shape)
        if known:
            return self.random.choice(known)
        return f"np.full({shape}, 0.4)" if shape else self.constant()

    def array(self, scope: Scope) -> str | None:
        known = [name for name in sorted(scope.shapes) if scope.shapes[name]]
        return self.random.choice(known) if known else None

    def target(self, scope: Scope, shape: Shape) -> str:
        known = self.names(scope, shape)
        if known and self.random.random() < 0.6:
            return self.random.choice(known)
        self.count += 1
        return f"{PREFIX[shape]}{self.count}"

    def fresh(self, prefix: str) -> str:
        """A name that nothing has yet."""
        self.count += 1
        return f"{prefix}{self.count}"

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def body(self, scope: Scope, returned: tuple[Shape, ...], budget: int, first: Lines = ()) -> Lines:
        """The lines of a function of its own: a block and a return."""
        outer, self.returned = (self.budget, self.returned), returned
        self.budget = budget
        lines = [*first, *self.block(scope, depth=2)]
        if returned:
            lines.append(f"return {self.result(scope)}")
        self.budget, self.returned = outer
        return lines

    def bind(self, scope: Scope, name: str, shape: Shape, value: str) -> Lines:
        scope.shapes[name] = shape
        return [f"{name} = {value}"]


def indented(lines: Lines) -> Lines:
    """The lines one level deeper."""
    return [INDENT + line for line in lines]


def extra_argument(kind: Kind) -> str:
    """A function that makes the sixth argument of a program from numbers and vectors."""
    numbers, vectors = itertools.count(), itertools.count()

    def part(shape: Shape) -> str:
        if shape == FLOAT:
            return f"float(n[{next(numbers)}])"
        return f"np.resize(n[{next(vectors)}:], {shape})"

    return f"def extra(n):\n    return {literal(kind, part)}\n"
