"""What becomes of each public function of NumPy: a rule, a definition, a derivative of zero, or a reason for none."""

from __future__ import annotations

import importlib
import inspect
import types
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from srcxform.rules import library, ndarray
from srcxform.rules.numpy_names import LEFT_OUT, NOT_OF_FLOATS
from srcxform.rules.registry import find_rule, unbound_method

NAMESPACES = (
    "numpy", "numpy.emath", "numpy.fft", "numpy.linalg", "numpy.lib.stride_tricks", "numpy.random",
    "numpy.polynomial", *(f"numpy.polynomial.{basis}" for basis in (
        "polynomial", "chebyshev", "legendre", "laguerre", "hermite", "hermite_e", "polyutils",
    )),
)  # fmt: skip
CLASSES: dict[str, Any] = {
    "numpy.random.Generator": np.random.Generator,
    "numpy.polynomial.Polynomial": np.polynomial.Polynomial,
    "numpy.ufunc": np.ufunc,
    "numpy.vectorize": np.vectorize,
    "numpy.poly1d": np.poly1d,
}
"""Classes whose methods count as functions; an array's are in tables of their own."""


@dataclass(frozen=True)
class Row:
    """One public name, and its status: `nothing` is the one that must not be."""

    name: str
    status: str
    reason: str = ""


def rows() -> list[Row]:
    """Every public function of NumPy, in the order of the namespaces."""
    library.register_imported()
    found = [_row(f"{name}.{key}", value) for name in NAMESPACES for key, value in _functions_of(name)]
    for name, kind in CLASSES.items():
        found += [_row(f"{name}.{key}", getattr(kind, key)) for key in _methods_of(kind)]
    return found + [_array_row(name) for name in dir(np.ndarray) if not name.startswith("_")]


def _functions_of(name: str) -> Iterator[tuple[str, Any]]:
    """The callables that a namespace makes public; exceptions and what is deprecated on access are none."""
    module = importlib.import_module(name) if name != "numpy.emath" else np.emath
    names = getattr(module, "__all__", None) or [key for key in dir(module) if not key.startswith("_")]
    for key in sorted(set(names)):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = getattr(module, key, None)
        is_error = inspect.isclass(value) and issubclass(value, BaseException)
        if callable(value) and not isinstance(value, types.ModuleType) and not is_error:
            yield key, value


def _methods_of(kind: Any) -> list[str]:
    """The public methods of a class, and its call."""
    names = [key for key in dir(kind) if not key.startswith("_") or (key == "__call__" and kind is not np.ufunc)]
    return [key for key in names if callable(getattr(kind, key))]


def _row(name: str, value: Any) -> Row:
    rule = find_rule(value)
    if rule is None and (method := unbound_method(value)) is not None:
        rule = find_rule(method)
    if rule is not None:
        if rule.kind == "nondifferentiable":
            return Row(name, "zero", "the derivative is zero, or the result is not a function of floats")
        return Row(name, "definition" if rule.kind == "definition" else "rule")
    for known in (name, name.replace("numpy.random.", "numpy.random.Generator.", 1)):
        if known in LEFT_OUT:
            return Row(name, "left out", LEFT_OUT[known])
    short = name.removeprefix("numpy.")
    return Row(name, "not of floats", NOT_OF_FLOATS[short]) if short in NOT_OF_FLOATS else Row(name, "nothing")


def _array_row(name: str) -> Row:
    """A method or an attribute of an array."""
    full = f"numpy.ndarray.{name}"
    if name in ndarray.METHODS or name in ndarray.ATTRIBUTES or name == "fill":
        return Row(full, "rule")
    if name in ndarray.INERT_ATTRIBUTES:
        return Row(full, "not of floats", "does not depend on the elements")
    return Row(full, "left out", LEFT_OUT[full]) if full in LEFT_OUT else Row(full, "nothing")


def table() -> str:
    """The statuses as lines of text, with the counts at the end."""
    every = rows()
    width = max(len(row.name) for row in every)
    lines = [f"{row.name:{width}}  {row.status:13} {row.reason}".rstrip() for row in every]
    counts = {status: sum(row.status == status for row in every) for status in sorted({row.status for row in every})}
    return "\n".join([*lines, "", *(f"{count:5} {status}" for status, count in counts.items())])


if __name__ == "__main__":
    print(table())
