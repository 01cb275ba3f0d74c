"""How each operation is written: operators as operators, methods where one would write them, functions by name."""

from __future__ import annotations

import builtins
import functools
import math
import operator
import sys
import warnings
from collections.abc import Callable
from types import ModuleType
from typing import Any

import gast
import numpy as np

from srcxform import runtime
from srcxform.errors import Unsupported
from srcxform.ir.draws import drawn_from, global_function
from srcxform.ir.types import ArrayType, Type
from srcxform.rules.registry import is_hashable

Expr = Any
BINARY: dict[Any, type] = {
    operator.add: gast.Add, operator.sub: gast.Sub, operator.mul: gast.Mult, operator.truediv: gast.Div,
    operator.pow: gast.Pow, operator.mod: gast.Mod, operator.floordiv: gast.FloorDiv, operator.matmul: gast.MatMult,
    operator.and_: gast.BitAnd, operator.or_: gast.BitOr, operator.xor: gast.BitXor,
    operator.lshift: gast.LShift, operator.rshift: gast.RShift,
}  # fmt: skip
UNARY: dict[Any, type] = {
    operator.neg: gast.USub, operator.pos: gast.UAdd, operator.not_: gast.Not, operator.invert: gast.Invert,
}  # fmt: skip
COMPARE: dict[Any, type] = {
    operator.lt: gast.Lt, operator.le: gast.LtE, operator.gt: gast.Gt, operator.ge: gast.GtE, operator.eq: gast.Eq,
    operator.ne: gast.NotEq, operator.is_: gast.Is, operator.is_not: gast.IsNot,
}  # fmt: skip
# Of the names that NumPy has for one object, the one to print.
_PREFERRED_NAMES = (
    "abs", "max", "min", "concatenate", "absolute", "bool", "float64", "float32", "int64", "complex128",
)  # fmt: skip


def name(text: str) -> Expr:
    return gast.Name(text, gast.Load(), None, None)


def constant(value: Any) -> Expr:
    return gast.Constant(value, None)


def attribute(value: Expr, text: str) -> Expr:
    return gast.Attribute(value, text, gast.Load())


def call(function: Expr, args: list[Expr], kwargs: dict[str, Expr] | None = None) -> Expr:
    return gast.Call(function, args, [gast.keyword(k, v) for k, v in (kwargs or {}).items()])


def dotted(path: str) -> Expr:
    first, *rest = path.split(".")
    return functools.reduce(attribute, rest, name(first))


@functools.lru_cache(maxsize=1)
def _numpy_paths() -> dict[int, str]:
    """Where NumPy's public functions and types are found, by the object."""
    found: dict[int, str] = {}
    for prefix, module in (("np.linalg", np.linalg), ("np.fft", np.fft), ("np.random", np.random), ("np", np)):
        for text in dir(module):
            if not text.startswith("_"):
                found[id(getattr(module, text))] = f"{prefix}.{text}"
    for preferred in _PREFERRED_NAMES:
        found[id(getattr(np, preferred))] = f"np.{preferred}"
    return found


class Namespace:
    """The objects that the text refers to beside NumPy: modules, functions of the run time, primitives of the user."""

    def __init__(self) -> None:
        self.imports: dict[str, str] = {}
        self.helpers: dict[str, Any] = {}
        self.objects: dict[str, Any] = {}

    def path(self, target: Any) -> Expr:
        """An expression for an object of the user's process."""
        found = _numpy_paths().get(id(target))
        if found is not None:
            self.imports["np"] = "import numpy as np"
            return dotted(found)
        module = getattr(target, "__module__", None) or ""
        text = getattr(target, "__name__", None) or (
            getattr(target, "name", None) if module.startswith("scipy.stats") else None
        )
        if text is not None and getattr(builtins, text, None) is target:
            return name(text)
        if text is not None and getattr(math, text, None) is target:
            self.imports["math"] = "import math"
            return dotted(f"math.{text}")
        if text is not None and getattr(warnings, text, None) is target:
            self.imports["warnings"] = "import warnings"
            return dotted(f"warnings.{text}")
        if isinstance(target, np.ufunc):
            module = "scipy.special"  # ufuncs do not know their module
        if text is not None and module.startswith("scipy") and "." not in text:
            return self._scipy(target, text, module)
        if text is not None and getattr(runtime, text, None) is target:
            self.helpers[text] = target
            return name(text)
        return self._object(target, text or f"outside_{type(target).__name__.lower()}")

    def _scipy(self, target: Any, text: str, module: str) -> Expr:
        public = ".".join(part for part in module.split(".") if not part.startswith("_"))
        if getattr(sys.modules.get(public), text, None) is not target:
            return self._object(target, text)
        self.imports[public] = f"import {public}"
        return dotted(f"{public}.{text}")

    def _object(self, target: Any, hint: str) -> Expr:
        if type(target).__module__.startswith("srcxform.frontend"):
            raise Unsupported("something that exists only while a program is read is left in its derivative",
                              instead="report this program, please")  # fmt: skip
        clean = "".join(c if c.isalnum() or c == "_" else "_" for c in hint)
        text, number = clean, 1
        while text in self.objects and self.objects[text] is not target:
            text, number = f"{clean}_{number}", number + 1
        self.objects[text] = target
        module = getattr(target, "__module__", None) or ""
        if text == hint and module != "__main__" and getattr(sys.modules.get(module), text, None) is target:
            # The text then runs in any process that can import what the user's own module imports.
            self.imports[text] = f"from {module} import {text}"
        return name(text)


def spelled(
    namespace: Namespace,
    primitive: Callable[..., Any],
    args: list[Expr],
    kwargs: dict[str, Expr],
    types: list[Type],
    literals: list[Any],
) -> Expr:
    """The expression of an operation."""
    if primitive is np.copy and len(args) == 1 and set(kwargs) == {"order"} and _text_of(kwargs["order"]) in ("C", "K"):
        # `x.copy()` has C order, `np.copy(x)` that of x: whether a reshape of it is a view depends on it.
        return (
            call(attribute(args[0], "copy"), [])
            if _text_of(kwargs["order"]) == "C"
            else call(namespace.path(np.copy), args)
        )
    special = _SPECIAL.get(primitive) if is_hashable(primitive) else None
    if not kwargs:
        if primitive in BINARY and len(args) == 2:
            return gast.BinOp(args[0], BINARY[primitive](), args[1])
        if primitive in UNARY and len(args) == 1:
            return gast.UnaryOp(UNARY[primitive](), args[0])
        if primitive in COMPARE:
            return gast.Compare(args[0], [COMPARE[primitive]()], [args[1]])
        if primitive is operator.getitem:
            return gast.Subscript(args[0], args[1], gast.Load())
        if primitive is operator.contains:
            return gast.Compare(args[1], [gast.In()], [args[0]])
        if special is not None:
            found = special(namespace, args, types, literals)
            if found is not None:
                return found
    if primitive is str.format:
        return call(attribute(args[0], "format"), args[1:], kwargs)
    if drawn_from(primitive) is not None:
        public = global_function(primitive, literals[0]) if literals else None
        drawn = attribute(args[0], primitive.__name__) if public is None else namespace.path(public)
        return call(drawn, args[1:], kwargs)
    owner = getattr(primitive, "__self__", None)
    if isinstance(owner, str):
        return call(attribute(constant(owner), primitive.__name__), args, kwargs)
    if _is_method_of(owner, primitive):
        return call(attribute(namespace.path(owner), primitive.__name__), args, kwargs)
    return call(namespace.path(primitive), args, kwargs)


def _is_method_of(owner: object, primitive: Callable[..., Any]) -> bool:
    """Whether it is a bound method of an object; a built-in function has its module for an owner."""
    if owner is None or isinstance(owner, (type, ModuleType)):
        return False
    return hasattr(owner, getattr(primitive, "__name__", ""))


def _text_of(node: Expr) -> Any:
    return node.value if isinstance(node, gast.Constant) else None


def _is_array(t: Type) -> bool:
    return isinstance(t, ArrayType) and t.box == "array"


def _copy(namespace: Namespace, args: list[Expr], types: list[Type], literals: list[Any]) -> Expr | None:
    # With more axes than one, `a.copy()` would give another layout than `np.copy(a)`, and reshaping it another view.
    is_row = _is_array(types[0]) and isinstance(types[0], ArrayType) and types[0].rank == 1
    return call(attribute(args[0], "copy"), []) if len(args) == 1 and is_row else None


def _transpose(namespace: Namespace, args: list[Expr], types: list[Type], literals: list[Any]) -> Expr | None:
    return attribute(args[0], "T") if len(args) == 1 and _is_array(types[0]) else None


def _shape(namespace: Namespace, args: list[Expr], types: list[Type], literals: list[Any]) -> Expr | None:
    return attribute(args[0], "shape") if _is_array(types[0]) else None


def _astype(namespace: Namespace, args: list[Expr], types: list[Type], literals: list[Any]) -> Expr | None:
    return call(attribute(args[0], "astype"), args[1:]) if _is_array(types[0]) else None


def _getattr(namespace: Namespace, args: list[Expr], types: list[Type], literals: list[Any]) -> Expr | None:
    return attribute(args[0], literals[1]) if len(args) == 2 and isinstance(literals[1], str) else None


def _tuple(namespace: Namespace, args: list[Expr], types: list[Type], literals: list[Any]) -> Expr:
    return gast.Tuple(args, gast.Load())


def _list(namespace: Namespace, args: list[Expr], types: list[Type], literals: list[Any]) -> Expr:
    return gast.List(args, gast.Load())


_SPECIAL: dict[Any, Callable[..., Expr | None]] = {
    np.copy: _copy, np.transpose: _transpose, np.shape: _shape, np.astype: _astype, getattr: _getattr,
    runtime.tuple_of: _tuple, runtime.list_of: _list,
}  # fmt: skip
