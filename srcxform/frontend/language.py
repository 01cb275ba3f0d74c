"""The language that the compiler accepts, as one table; the documentation renders it, `check_language` enforces it.

A row answers for a node kind, or for those nodes of it that `when` picks; the first row that applies decides.
What has no row is not in the language.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from weakref import WeakSet

import gast

from srcxform.errors import Unsupported
from srcxform.frontend.normalise.bindings import has_buried_binding
from srcxform.frontend.normalise.names import captured
from srcxform.frontend.source import Source, origin
from srcxform.frontend.walking import children

Condition = Callable[[Any, frozenset[str]], bool]


@dataclass(frozen=True)
class Row:
    """One construct: what it is, an example, and, where it is rejected, why and what to write instead.

    `when` is asked with the node and the names that the function around it binds.
    """

    kind: str
    note: str
    example: str
    why: str = ""
    instead: str = ""
    when: Condition | None = None

    @property
    def accepted(self) -> bool:
        return not self.why


_ACCEPTED: WeakSet[gast.AST] = WeakSet()


def check_language(source: Source) -> None:
    """Raise `Unsupported` at the first construct outside the language; decorators and annotations are not looked at."""
    root = source.node
    if root in _ACCEPTED:
        return
    if isinstance(root, gast.AsyncFunctionDef):
        _check(root, source, frozenset())
    bound = _bound_names(root)
    for child in _body(root):
        _check_within(child, source, bound)
    _ACCEPTED.add(root)


def row_of(node: gast.AST, bound: frozenset[str] = frozenset()) -> Row | None:
    """The row that decides about the node; None for a kind that the table does not have."""
    rows = _ROWS.get(type(node).__name__, ())
    return next((row for row in rows if row.when is None or row.when(node, bound)), None)


def _check_within(node: gast.AST, source: Source, bound: frozenset[str]) -> None:
    """Check a node, then what it contains, in the order of the text."""
    _check(node, source, bound)
    inner = _bound_names(node) if isinstance(node, gast.FunctionDef | gast.Lambda) else bound
    for child in _evaluated_parts(node):
        _check_within(child, source, inner)


def _check(node: gast.AST, source: Source, bound: frozenset[str]) -> None:
    row = row_of(node, bound)
    if row is not None and not row.accepted:
        raise Unsupported(row.why, origin=origin(source, node), instead=row.instead)
    # Operators, contexts and the like need no row: they come with an expression that has one.
    if row is None and isinstance(node, gast.stmt | gast.expr):
        raise Unsupported(f"`{type(node).__name__}` is not supported", origin=origin(source, node))


def _body(function: gast.AST) -> list[gast.AST]:
    return [function.body] if isinstance(function, gast.Lambda) else list(function.body)


def _evaluated_parts(node: gast.AST) -> list[gast.AST]:
    """The children that run with the function: all but annotations (decorators are answered for by their row).

    A `yield` that is a statement is answered for by the row of the statement.
    """
    node = node.value if isinstance(node, gast.Expr) and _is_yield(node, frozenset()) else node
    return children(node, without=("annotation", "returns", "decorator_list", "type_params"))


def _bound_names(function: gast.AST) -> frozenset[str]:
    """The names that a function's own statements assign, delete or define."""
    bound: set[str] = set()
    todo: list[gast.AST] = _body(function)
    while todo:
        node = todo.pop()
        match node:
            case gast.FunctionDef() | gast.AsyncFunctionDef() | gast.ClassDef():
                bound.add(node.name)
                continue
            case gast.Lambda():
                continue
            case gast.Name(ctx=gast.Store() | gast.Del()):
                bound.add(node.id)
            case gast.alias():
                bound.add((node.asname or node.name).partition(".")[0])
            case gast.MatchAs() | gast.MatchStar() | gast.MatchMapping():
                bound.update(captured(node))
        todo += children(node)
    return frozenset(bound)


def _declares_bound(node: Any, bound: frozenset[str]) -> bool:
    return not bound.isdisjoint(node.names)


def _is_asynchronous(node: Any, bound: frozenset[str]) -> bool:
    return bool(node.is_async)


def _is_yield(node: Any, bound: frozenset[str]) -> bool:
    return isinstance(node.value, gast.Yield | gast.YieldFrom)


def _buries_binding(node: Any, bound: frozenset[str]) -> bool:
    return has_buried_binding(node)


_ASYNCHRONOUS = "asynchronous code is not supported"
_SENT = "a `yield` that gives a value is not supported"
_SENT_INSTEAD = "yield in a statement of its own, and hand in a function or an object for what comes back"
_PARTS = "def parts():\n    yield from (x, x * x)\n    yield 3.0\nfor y in parts():\n    x = x + y"
_TEMPLATE = "template strings are not supported"

LANGUAGE: tuple[Row, ...] = (
    # Statements
    Row("Assign", "assignment, chained and unpacking", "a = b = x\nc, (d, e) = x, (a, b)"),
    Row("AugAssign", "augmented assignment", "x += 1"),
    Row("AnnAssign", "annotated assignment; the annotation is not looked at", "y: float = 2 * x"),
    Row("Expr", "`yield` and `yield from`, in a function that a loop iterates over", _PARTS, when=_is_yield),
    Row("Expr", "a call for its effect, a docstring", "print(x)"),
    Row("If", "`if`, `elif`, `else`", "if x > 0:\n    x = -x\nelse:\n    x = 2 * x"),
    Row("For", "`for`, with `else`", "for i in range(3):\n    x = x * i\nelse:\n    x = -x"),
    Row("While", "`while`, with `else`", "while x < 10:\n    x = 2 * x"),
    Row("Break", "anywhere in a loop", "for i in range(3):\n    if x > i:\n        break"),
    Row("Continue", "anywhere in a loop", "for i in range(3):\n    if x > i:\n        continue\n    x = x + i"),
    Row("Return", "anywhere, also in a loop", "return x, 2 * x"),
    Row("Pass", "nothing", "pass"),
    Row("Assert", "checked when the primal runs", "assert x > 0, f'not positive: {x}'"),
    Row("Raise", "the exception leaves the gradient function too", "if x < 0:\n    raise ValueError(x)"),
    Row("Delete", "of a variable, an item or an attribute", "y = [x, x]\ndel y[0]\ndel y"),
    Row(
        "FunctionDef",
        "a function inside the function, which may read its variables; decorated too",
        "def g(y):\n    return x * y",
    ),
    Row(
        "Global",
        "of a variable that is assigned",
        "global g\ng = x",
        "assigning a global variable is not supported",
        "return the new value",
        _declares_bound,
    ),
    Row("Global", "of a variable that is only read", "global g\nx = 2 * g"),
    Row(
        "Nonlocal", "of a variable of a function around this one", "y = x\ndef g():\n    nonlocal y\n    y = 2 * y\ng()"
    ),
    Row(
        "Try",
        "`try` with `:=` behind what may fail before it",
        "try:\n    x = 1 / x + (y := x)\nexcept ZeroDivisionError:\n    x = 0.0",
        "a `:=` in a `try` is supported only as the first thing of its statement",
        "assign in a statement of its own",
        _buries_binding,
    ),
    Row(
        "Try",
        "`try`, with `except`, `else` and `finally`; the path that ran is differentiated",
        "try:\n    x = 1 / x\nexcept ZeroDivisionError:\n    x = 0.0",
    ),
    Row(
        "TryStar",
        "`try` with `except*`",
        "try:\n    x = 1 / x\nexcept* ZeroDivisionError:\n    x = 0.0",
        "`except*` is not supported",
        "write `except`",
    ),
    Row(
        "With",
        "`with`, of `np.errstate` and its like, and of managers that the user wrote",
        "with np.errstate(divide='ignore'):\n    y = 1 / x",
    ),
    Row("Match", "`match`, on values and on structure", "match x:\n    case [a, b] if a > 0:\n        x = b"),
    Row(
        "ClassDef",
        "a class inside the function",
        "class C:\n    pass",
        "a class inside the function is not supported",
        "define it outside",
    ),
    Row("Import", "an import", "import math\nx = math.sin(x)"),
    Row("ImportFrom", "an import of names", "from math import sin\nx = sin(x)"),
    Row("TypeAlias", "`type`", "type T = float", "`type` inside the function is not supported", "define it outside"),
    Row("AsyncFunctionDef", "`async def`", "async def g():\n    pass", _ASYNCHRONOUS, "write a plain function"),
    Row(
        "AsyncFor",
        "`async for`",
        "async def g():\n    async for y in x:\n        pass",
        _ASYNCHRONOUS,
        "use a plain loop",
    ),
    Row(
        "AsyncWith",
        "`async with`",
        "async def g():\n    async with x:\n        pass",
        _ASYNCHRONOUS,
        "enter it around the call",
    ),
    # Expressions
    Row("Name", "a variable; functions and modules are known by the object, not by the name", "y = x"),
    Row("Constant", "numbers, strings, `None`, `True`, `False`, `...`", "y = 2.0"),
    Row("BinOp", "arithmetic, matrix product, bits", "y = x @ x + 2 * x ** 3"),
    Row("UnaryOp", "`-`, `+`, `~`, `not`", "y = -x"),
    Row("BoolOp", "`and`, `or`", "y = x > 0 and x < 1"),
    Row("Compare", "comparisons, chained ones too", "y = 0 < x <= 1"),
    Row("IfExp", "the conditional expression", "y = x if x > 0 else -x"),
    Row("NamedExpr", "`:=`", "if (y := 2 * x) > 0:\n    x = y"),
    Row("Call", "with positional, keyword and starred arguments", "y = max(x, 0.0)"),
    Row("Lambda", "a nameless function, which may read variables", "g = lambda y: x * y"),
    Row("Attribute", "attributes and methods, of arrays and of objects; read and written", "y = x.T"),
    Row("Subscript", "an item, a slice, integer arrays and masks; read and written", "x[0, 1:] = x[1, :-1]"),
    Row("Slice", "a slice within a subscript", "y = x[1:-1:2, ...]"),
    Row("Tuple", "a tuple", "y = (x, 2 * x)"),
    Row("List", "a list", "y = [x, 2 * x]"),
    Row(
        "Starred",
        "unpacking into a call or a display; a starred target",
        "first, *rest = (x, 1.0, 2.0)\ny = [*rest, x]",
    ),
    Row("ListComp", "over any sequence", "y = [2 * a for a in x if a > 0]"),
    Row("GeneratorExp", "over any sequence, as an argument", "y = sum(2 * a for a in x)"),
    Row(
        "comprehension",
        "`async for` in a comprehension",
        "async def g(x):\n    return [a async for a in x]",
        _ASYNCHRONOUS,
        "use a plain loop",
        _is_asynchronous,
    ),
    Row("comprehension", "`for` and `if` of a comprehension", "y = [a * b for a in x for b in x]"),
    Row("JoinedStr", "f-strings, for messages", "print(f'{x:.3f}')"),
    Row("FormattedValue", "a value in an f-string", "print(f'{x!r}')"),
    Row("Dict", "a dictionary; its keys may be known only at run time", "y = {'a': x, **{'b': 2 * x}}"),
    Row("DictComp", "a dictionary comprehension", "y = {k: k * x for k in (1, 2)}"),
    Row("Set", "a set of values that are not active", "y = {1, 2}"),
    Row("SetComp", "a set comprehension, likewise", "y = {2 * k for k in (1, 2)}"),
    Row("Yield", "`yield` within an expression", "y = yield x", _SENT, _SENT_INSTEAD),
    Row("YieldFrom", "`yield from` within an expression", "y = yield from x", _SENT, _SENT_INSTEAD),
    Row("Await", "`await`", "async def g(x):\n    await x", _ASYNCHRONOUS, "write a plain function"),
    Row("TemplateStr", "a template string", "y = t'{x}'", _TEMPLATE, "use an f-string"),
    Row("Interpolation", "a value in a template string", "y = t'{x}'", _TEMPLATE, "use an f-string"),
)

_ROWS: dict[str, tuple[Row, ...]] = {
    kind: tuple(row for row in LANGUAGE if row.kind == kind) for kind in dict.fromkeys(row.kind for row in LANGUAGE)
}
