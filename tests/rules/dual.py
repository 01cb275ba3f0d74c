"""Numbers that carry their tangent through NumPy by the registered rules: a rule run on them is differentiated itself.

This shows, without the compiler, that all that a rule calls has a rule too, and that second derivatives are right.
"""

from __future__ import annotations

import operator
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, wraps
from typing import Any

import numpy as np

from srcxform import runtime
from srcxform.rules.registry import find_rule
from tests.rules.direct import Call, everywhere, tangent_of
from tests.rules.sample import Sample


class Opaque(Exception):
    """NumPy wants a plain array where it does not ask its argument (`np.array`, `np.full`)."""


class Dual:
    """A number or array with its tangent."""

    __array_priority__ = 1000.0

    def __init__(self, primal: Any, tangent: Any) -> None:
        self.primal = primal
        self.tangent = np.broadcast_to(tangent, np.shape(primal))[()] if np.shape(primal) == () else tangent

    @property
    def shape(self) -> tuple[int, ...]:
        return np.shape(self.primal)

    @property
    def dtype(self) -> Any:
        return np.asarray(self.primal).dtype

    def __array__(self, *_: Any, **__: Any) -> Any:
        raise Opaque

    def __float__(self) -> float:
        raise Opaque

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        return applied(ufunc, inputs, kwargs) if method == "__call__" else NotImplemented

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return applied(function, args, kwargs)

    def __getitem__(self, index: Any) -> Any:
        return Dual(self.primal[index], self.tangent[index])

    def __len__(self) -> int:
        return len(self.primal)

    def __iter__(self) -> Iterator[Any]:
        return (self[k] for k in range(len(self)))


def _operation(function: Callable[..., Any], *, swapped: bool = False) -> Callable[..., Any]:
    """A special method of one or two operands."""
    return lambda *operands: applied(function, operands[::-1] if swapped else operands, {})


for _name in ("add", "sub", "mul", "truediv", "pow", "mod", "floordiv", "matmul"):
    setattr(Dual, f"__{_name}__", _operation(getattr(operator, _name)))
    setattr(Dual, f"__r{_name}__", _operation(getattr(operator, _name), swapped=True))
for _name in ("eq", "ne", "lt", "le", "gt", "ge", "neg", "pos", "abs"):
    setattr(Dual, f"__{_name}__", _operation(getattr(operator, _name)))


def part(tree: Any, which: str) -> Any:
    """The primals or tangents in nested lists and tuples; a plain number has the tangent 0."""
    if isinstance(tree, (list, tuple)):
        items = [part(item, which) for item in tree]
        return type(tree)(*items) if hasattr(tree, "_fields") else type(tree)(items)
    if isinstance(tree, Dual):
        return getattr(tree, which)
    return tree if which == "primal" else everywhere(np.zeros_like, tree)


def moves(tree: Any) -> bool:
    """Whether there is a tangent anywhere."""
    return any(map(moves, tree)) if isinstance(tree, (list, tuple)) else isinstance(tree, Dual)


def joined(primal: Any, tangent: Any) -> Any:
    """Duals in the place of the floats of a structure."""
    if isinstance(primal, (list, tuple)):
        items = [joined(p, t) for p, t in zip(primal, tangent, strict=True)]
        return type(primal)(*items) if hasattr(primal, "_fields") else type(primal)(items)
    return Dual(primal, tangent) if np.asarray(primal).dtype.kind in "fc" else primal


def applied(primitive: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    """A primitive of duals, by its tangent rule."""
    if primitive is np.copyto:  # inside of `np.full`
        raise Opaque
    plain, options = part(tuple(args), "primal"), {name: part(x, "primal") for name, x in kwargs.items()}
    out = primitive(*plain, **options)
    rule = find_rule(primitive)
    if rule is None:
        raise LookupError(f"a rule calls {primitive}, which has no rule")
    if rule.kind == "nondifferentiable":
        return out
    tangents: dict[int | str, Any] = {k: part(x, "tangent") for k, x in enumerate(args) if moves(x)}
    tangents.update({name: part(x, "tangent") for name, x in kwargs.items() if moves(x)})
    return joined(out, tangent_of(rule, Call(primitive, Sample(plain, options), out), tangents))


def seeing_duals(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of the run time that lets duals through."""

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        if moves(args) or moves(tuple(kwargs.values())):
            return applied(function, args, kwargs)
        return function(*args, **kwargs)

    return call


def module_of(value: Any) -> str:
    """The name of the module of a function."""
    return getattr(value, "__module__", None) or ""


@cache
def called_from_outside(modules: tuple[str, ...]) -> list[tuple[Any, str, Any, Any]]:
    """What these modules call of the run time, by module and name: the function, and one that sees duals."""
    found: list[tuple[Any, str, Any, Any]] = []
    for module in map(sys.modules.__getitem__, modules):
        for name, value in vars(module).items():
            is_outside = getattr(runtime, name, None) is value or module_of(value).startswith("scipy.special")
            if is_outside and find_rule(value) is not None:
                found.append((module, name, value, seeing_duals(value)))
    return found


@contextmanager
def runtime_sees_duals() -> Iterator[None]:
    """While it lasts, rules call the functions of the run time so that their own rules are used."""
    changed = called_from_outside(tuple(name for name in sys.modules if name.startswith("srcxform.rules.")))
    for module, name, _, seeing in changed:
        setattr(module, name, seeing)
    try:
        yield
    finally:
        for module, name, value, _ in changed:
            setattr(module, name, value)
