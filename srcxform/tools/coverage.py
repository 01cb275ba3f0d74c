"""What becomes of each public function that numerical programs call: a rule, a derivative of zero, a reason for none.

A namespace is a module, a class whose methods count as functions, or SciPy's distributions. Of a module, its callables
are listed, with one exception: a class is no function where it is a type of values (exceptions, dtypes and named
results), so those are left out of the lists.
"""

from __future__ import annotations

import ast
import enum
import functools
import importlib
import importlib.util
import inspect
import sys
import textwrap
import types
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from srcxform.frontend.basic_builtins import BUILTINS
from srcxform.frontend.refusals import REFUSED
from srcxform.rules import left_out, library, ndarray
from srcxform.rules.registry import Rule, find_rule, unbound_method
from srcxform.tools.target import UsageError

PYTHON = ("math", "cmath", "statistics", "statistics.NormalDist", "builtins", "operator")
NUMPY = (
    "numpy", "numpy.emath", "numpy.fft", "numpy.linalg", "numpy.lib.stride_tricks", "numpy.ndarray", "numpy.ufunc",
    "numpy.vectorize", "numpy.poly1d", "numpy.polynomial", "numpy.polynomial.Polynomial",
    *(f"numpy.polynomial.{basis}" for basis in (
        "polynomial", "chebyshev", "legendre", "laguerre", "hermite", "hermite_e", "polyutils",
    )),
    "numpy.random", "numpy.random.Generator", "numpy.random.RandomState",
)  # fmt: skip
DISTRIBUTIONS = "scipy.stats distributions"
SCIPY = (
    "scipy.special", "scipy.stats", DISTRIBUTIONS, "scipy.linalg", "scipy.fft", "scipy.signal", "scipy.integrate",
    "scipy.interpolate", "scipy.optimize", "scipy.sparse", "scipy.sparse.linalg", "scipy.ndimage",
    "scipy.spatial.distance",
)  # fmt: skip
NAMESPACES = (*PYTHON, *NUMPY, *SCIPY)

STATUSES = {
    "rule": "a derivative rule, in both modes",
    "definition": "read as what it is in simpler functions, in both modes",
    "compiler": "part of the language: the compiler reads it itself",
    "zero": "the derivative is zero wherever it exists, or the result is not a function of floats",
    "not of floats": "takes or gives no floats, or has no parameter that may be active",
    "left out": "no rule, for the reason that is named",
    "nothing": "nobody has looked at it",
}
"""Each status with its meaning; `nothing` is the one that must not be."""


@dataclass(frozen=True)
class Row:
    """One public name, and its status."""

    namespace: str
    name: str
    status: str
    modes: tuple[str, ...] = ()
    reason: str = ""
    rule: Rule | None = None


def has_scipy() -> bool:
    """Whether SciPy is there to be asked."""
    return importlib.util.find_spec("scipy") is not None


def available(names: Iterable[str] = ()) -> list[str]:
    """The namespaces that are named, and what lies within them; all that are installed where none is named."""
    wanted = [name.replace("np.", "numpy.", 1) if name.startswith("np.") else name for name in names]
    wanted = ["numpy" if name == "np" else name for name in wanted]
    found: list[str] = []
    for each in wanted or ["math", "cmath", "statistics", "builtins", "operator", "numpy", "scipy"]:
        inside = [name for name in NAMESPACES if name == each or name.startswith((f"{each}.", f"{each} "))]
        if not inside:
            raise UsageError(f"no namespace {each!r}; there are: {', '.join(NAMESPACES)}")
        found += [name for name in inside if name not in found and (name not in SCIPY or has_scipy())]
    return found


def rows(namespaces: Iterable[str] = ()) -> list[Row]:
    """The public functions of these namespaces, or of all."""
    chosen = available(namespaces)
    for name in chosen:
        if name in SCIPY and name != DISTRIBUTIONS:
            importlib.import_module(name)
    library.register_imported()
    _reasons.cache_clear()
    return [_row(name, key, value) for name in chosen for key, value in _functions_of(name)]


# What is in a namespace


def _functions_of(namespace: str) -> Iterator[tuple[str, Any]]:
    if namespace == DISTRIBUTIONS:
        yield from _methods_of_distributions()
        return
    owner = _object_of(namespace)
    names = getattr(owner, "__all__", None) or [key for key in dir(owner) if not key.startswith("_")]
    if inspect.isclass(owner):
        names = [*names, *(["__call__"] if "__call__" in dir(owner) and owner is not np.ufunc else [])]
    for key in sorted(set(names)):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what is deprecated warns as soon as it is looked at
            value = getattr(owner, key, None)
        if owner is np.ndarray or (callable(value) and not _is_no_function(value)):
            yield key, value


def _object_of(namespace: str) -> Any:
    if namespace in ("numpy.emath",):
        return np.emath
    try:
        return importlib.import_module(namespace)
    except ModuleNotFoundError:
        module, _, name = namespace.rpartition(".")
        return getattr(importlib.import_module(module), name)


def _is_no_function(value: Any) -> bool:
    """Modules, and classes that are types of values: exceptions, dtypes, named results, choices."""
    if isinstance(value, types.ModuleType):
        return True
    kinds = (BaseException, np.dtype, dict, enum.Enum)
    named = inspect.isclass(value) and issubclass(value, tuple) and value is not tuple
    return inspect.isclass(value) and value is not dict and (named or issubclass(value, kinds))


def _methods_of_distributions() -> Iterator[tuple[str, Any]]:
    """The methods of each distribution of SciPy: the objects of the module that draw or have a density."""
    stats = importlib.import_module("scipy.stats")
    for name in sorted(stats.__all__):
        made = getattr(stats, name)
        if inspect.isclass(made) or not any(hasattr(made, key) for key in ("rvs", "logpdf", "logpmf")):
            continue
        for key in dir(type(made)):
            if not key.startswith("_") and callable(getattr(type(made), key)):
                yield f"{name}.{key}", getattr(made, key)


# The status of one


def _row(namespace: str, key: str, value: Any) -> Row:
    name = key if namespace == DISTRIBUTIONS else f"{namespace}.{key}"
    if namespace == "numpy.ndarray" and (key in ndarray.METHODS or key in ndarray.ATTRIBUTES or key == "fill"):
        return Row(namespace, name, "rule", _BOTH)
    if namespace == "numpy.ndarray" and key in ndarray.INERT_ATTRIBUTES:
        return Row(namespace, name, "not of floats", (), "does not depend on the elements")
    rule = _rule_of(value)
    refusal = "" if rule is None else refusal_of(rule)
    if rule is not None and not refusal:
        zero = rule.kind == "nondifferentiable"
        status = "zero" if zero else "definition" if rule.kind == "definition" else "rule"
        return Row(namespace, name, status, rule.modes, "", rule)
    if _is_key(value, BUILTINS):
        return Row(namespace, name, "compiler", _BOTH)
    if _is_key(value, REFUSED):
        refusal = ": ".join(REFUSED[value])
    if refusal:
        return Row(namespace, name, "left out", (), refusal)
    return _row_by_name(namespace, name, key, value)


_BOTH = ("reverse", "forward")


def _row_by_name(namespace: str, name: str, key: str, value: Any) -> Row:
    """What the tables of names say."""
    reasons, not_of_floats = _reasons("LEFT_OUT"), _reasons("NOT_OF_FLOATS")
    public = [name]
    if namespace == DISTRIBUTIONS:
        public = [f"scipy.stats.{key}", *_kinds_of(value), f"scipy.stats.{key.partition('.')[0]}"]
    for each in public:
        if each in reasons:
            return Row(namespace, name, "left out", (), reasons[each])
        if each in not_of_floats:
            return Row(namespace, name, "not of floats", (), not_of_floats[each])
    return Row(namespace, name, "nothing")


def _kinds_of(method: Any) -> list[str]:
    """The names of a method of a distribution in its classes: `scipy.stats.rv_continuous.fit`."""
    kinds = type(getattr(method, "__self__", None)).__mro__
    return [f"scipy.stats.{kind.__name__}.{method.__name__}" for kind in kinds]


def _rule_of(value: Any) -> Rule | None:
    """The rule of a function, of the method of a class, or of the call of an object (a distribution)."""
    rule = find_rule(value)
    if rule is None and (method := unbound_method(value)) is not None:
        rule = find_rule(method)
    if rule is None and not inspect.isclass(value):
        rule = find_rule(type(value).__call__)
    return rule


def _is_key(value: Any, table: dict[Any, Any]) -> bool:
    try:
        return value in table
    except TypeError:
        return False


@functools.cache
def _reasons(kind: str) -> dict[str, str]:
    return left_out.table(kind)


@functools.cache
def refusal_of(rule: Rule) -> str:
    """Why a definition refuses every call, where it does no more than that."""
    if rule.definition is None or rule.adjoint or rule.tangent:
        return ""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(rule.definition))).body[0]
    except (OSError, TypeError, SyntaxError):
        return ""
    body = [node for node in getattr(tree, "body", []) if not _is_docstring(node)]
    call = body[0].value if len(body) == 1 and isinstance(body[0], ast.Return) else None
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "no_rule":
        texts = [arg.value for arg in call.args if isinstance(arg, ast.Constant)]
        return ": ".join(map(str, texts)) or "every call is refused"
    return ""


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


# The report


def counts(every: Sequence[Row]) -> dict[str, Counter[str]]:
    """How many functions of each namespace have each status."""
    found: dict[str, Counter[str]] = {}
    for row in every:
        found.setdefault(row.namespace, Counter())[row.status] += 1
    return found


def summary(every: Sequence[Row]) -> list[str]:
    """The table of counts as lines of text."""
    table = counts(every)
    shown = [status for status in STATUSES if status == "nothing" or any(c[status] for c in table.values())]
    width = max(map(len, table), default=0)
    sums = Counter(row.status for row in every)
    lines = [f"{'namespace':{width}}  " + "  ".join(shown) + "  total"]
    for name, count in (*table.items(), ("total", sums)):
        cells = [f"{count[status] or '':>{len(status)}}" for status in shown]
        lines.append(f"{name:{width}}  " + "  ".join(cells) + f"  {sum(count.values()):>5}")
    return lines


def details(every: Sequence[Row]) -> list[str]:
    """Each name with its status, its modes or the reason."""
    width = max((len(row.name) for row in every), default=0)
    rests = [row.reason or ", ".join(row.modes) for row in every]
    return [f"{row.name:{width}}  {row.status:13}  {rest}".rstrip() for row, rest in zip(every, rests, strict=True)]


def run_coverage(names: Sequence[str], *, every_name: bool) -> bool:
    """Print the report; whether each function has a status."""
    found = rows(names)
    if every_name:
        print("\n".join(details(found)), end="\n\n")
    elif names:
        unruled = [row for row in found if row.status in ("left out", "nothing")]
        print("\n".join([*details(unruled), ""] if unruled else []))
    print("\n".join(summary(found)))
    if not has_scipy() and any(name in SCIPY for name in _all_of(names)):
        print("srcxform: SciPy is not installed, so its namespaces are not in the table", file=sys.stderr)
    return not any(row.status == "nothing" for row in found)


def _all_of(names: Sequence[str]) -> list[str]:
    return [*NAMESPACES] if not names else [n for n in NAMESPACES if any(n.startswith(each) for each in names)]
