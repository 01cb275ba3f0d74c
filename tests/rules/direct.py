"""Rules against numerical derivatives, by calling the rules as the Python functions that they are.

The checker plays the compiler's part: it hands in `out`, `out_bar` and tangents, puts partial derivatives into both
modes (conjugate, `unbroadcast`, cast to the dtype of the argument), and adds up the terms of a tangent.
"""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from srcxform.rules.registry import Rule, find_rule
from srcxform.runtime import unbroadcast
from tests.rules.sample import Sample

DIRECTIONS = 2


class WrongRule(AssertionError):
    """A rule disagrees with the numerical derivative, or with itself."""


# Nested lists and tuples of numbers and arrays.


def is_float(x: Any) -> bool:
    """Whether `x` is a float or complex number, or an array of them."""
    return isinstance(x, (float, complex, np.ndarray, np.generic)) and np.asarray(x).dtype.kind in "fc"


def has_floats(x: Any) -> bool:
    """Whether there is a float anywhere in nested lists and tuples."""
    return any(map(has_floats, x)) if isinstance(x, (list, tuple)) else is_float(x)


def rebuilt(tree: Any, items: list[Any]) -> Any:
    """The items in a container of the same kind; SciPy's results have more attributes than items, and become tuples."""
    if not hasattr(tree, "_fields"):
        return type(tree)(items)
    return type(tree)(*items) if type(tree).__module__.partition(".")[0] != "scipy" else tuple(items)


def mapped(function: Callable[..., Any], tree: Any, *others: Any) -> Any:
    """`function` of every float leaf (and of what stands there in the other trees); other leaves stay."""
    if isinstance(tree, (list, tuple)):
        items = [mapped(function, *items) for items in zip(tree, *others, strict=True)]
        return rebuilt(tree, items)
    return function(tree, *others) if is_float(tree) else tree


def leaves(tree: Any) -> list[Any]:
    """The float leaves, in order."""
    found: list[Any] = []
    mapped(found.append, tree)
    return found


def zero(x: Any) -> Any:
    """Zeros of the shape and type of one leaf."""
    return np.zeros_like(x) if isinstance(x, np.ndarray) else type(x)(0)


def everywhere(function: Callable[[Any], Any], tree: Any) -> Any:
    """`function` of every float leaf, the float 0 for every other number, None for the rest."""
    if isinstance(tree, (list, tuple)):
        items = [everywhere(function, item) for item in tree]
        return rebuilt(tree, items)
    if is_float(tree):
        return function(tree)
    return np.zeros(np.shape(tree))[()] if isinstance(tree, (int, np.ndarray, np.generic)) else None


def zeros(tree: Any) -> Any:
    """Zeros of the same structure."""
    return everywhere(zero, tree)


def random_like(rng: np.random.Generator, tree: Any) -> Any:
    """Random numbers of the same structure, shapes and dtypes; zeros for integers, which do not move."""

    def draw(x: Any) -> Any:
        v = rng.standard_normal(np.shape(x))
        if np.iscomplexobj(x):
            v = v + 1j * rng.standard_normal(np.shape(x))
        v = np.asarray(v).astype(np.asarray(x).dtype)
        return v if isinstance(x, np.ndarray) else type(x)(v[()])

    return everywhere(draw, tree)


def leaves_at(like: Any, tree: Any) -> list[Any]:
    """What stands in `tree` where `like` has floats."""
    found: list[Any] = []
    mapped(lambda _, x: found.append(x), like, tree)
    return found


def inner(like: Any, a: Any, b: Any) -> float:
    """`Re(sum(conj(a) * b))` over the float leaves of `like`."""
    return float(
        sum(np.sum(np.real(np.conj(x) * y)) for x, y in zip(leaves_at(like, a), leaves_at(like, b), strict=True))
    )


def size(tree: Any) -> float:
    """The Euclidean norm of all leaves together; what is not finite does not count."""
    return float(np.sqrt(sum(np.sum(np.abs(np.nan_to_num(x)) ** 2) for x in leaves(tree))))


# One call of a primitive, and what is differentiated in it.


@dataclass(frozen=True)
class Call:
    """A primitive at a sample, with its result."""

    primitive: Callable[..., Any]
    sample: Sample
    out: Any

    @property
    def active(self) -> tuple[int | str, ...]:
        """The positions and names of what is differentiated."""
        if self.sample.wrt is not None:
            return self.sample.wrt
        args, kwargs = self.sample.args, self.sample.kwargs
        return (
            *(k for k, x in enumerate(args) if has_floats(x)),
            *(name for name, x in kwargs.items() if has_floats(x)),
        )

    def argument(self, key: int | str) -> Any:
        """The value of one argument."""
        return self.sample.args[key] if isinstance(key, int) else self.sample.kwargs[key]

    def replaced(self, change: Callable[[int | str, Any], Any]) -> Any:
        """The primitive with other arguments."""
        args = [change(k, x) for k, x in enumerate(self.sample.args)]
        kwargs = {name: change(name, x) for name, x in self.sample.kwargs.items()}
        return self.primitive(*args, **kwargs)

    @property
    def tolerance(self) -> float:
        """How far the rule may be from the numerical derivative, relatively."""
        every = leaves([self.out, *self.sample.args, *self.sample.kwargs.values()])
        digits = min((np.finfo(np.asarray(x).dtype).precision for x in every), default=15)
        return 1e-6 if digits >= 15 else 5e-4 if digits >= 6 else 5e-3


def call_at(primitive: Callable[..., Any], sample: Sample) -> Call:
    """The primitive called with the sample's arguments."""
    return Call(primitive, sample, primitive(*copy.deepcopy(sample.args), **copy.deepcopy(dict(sample.kwargs))))


def double(x: Any) -> Any:
    """A leaf in double precision."""
    if isinstance(x, (float, complex)) and not isinstance(x, np.generic):
        return x
    return np.asarray(x).astype(np.result_type(x, np.float64))[()]


def numerical_tangent(call: Call, tangents: dict[int | str, Any]) -> list[Any]:
    """The derivative in one direction by central differences, extrapolated twice; one array for each float leaf."""

    def moved(h: float) -> list[Any]:
        def change(key: int | str, x: Any) -> Any:
            x = mapped(double, x)
            return mapped(lambda leaf, v: leaf + h * v, x, mapped(double, tangents[key])) if key in tangents else x

        return leaves(call.replaced(change))

    def difference(h: float) -> list[Any]:
        return [(np.asarray(a) - np.asarray(b)) / (2 * h) for a, b in zip(moved(h), moved(-h), strict=True)]

    coarse, middle, fine = (difference(call.sample.step / n) for n in (1, 2, 4))
    first = [(4 * b - a) / 3 for a, b in zip(coarse, middle, strict=True)]
    second = [(4 * b - a) / 3 for a, b in zip(middle, fine, strict=True)]
    return [(16 * b - a) / 15 for a, b in zip(first, second, strict=True)]


# The compiler's part.


def inputs_of(function: Callable[..., Any], given: dict[str, Any]) -> dict[str, Any]:
    """The keyword-only inputs that a rule asks for."""
    return {name: value for name, value in given.items() if name in inspect.signature(function).parameters}


def slots(function: Callable[..., Any], call: Call) -> dict[int | str, int]:
    """For each argument of the call, the place of its result among the rule's results."""
    parameters = list(inspect.signature(function).parameters.values())
    names = [p.name for p in parameters]
    places: dict[int | str, int] = {k: k for k in range(len(call.sample.args))}
    star = [k for k, p in enumerate(parameters) if p.kind is p.VAR_POSITIONAL]
    shift = max(len(call.sample.args) - star[0], 0) - 1 if star else 0
    places.update({name: names.index(name) + (shift if star else 0) for name in call.sample.kwargs})
    return places


def results(returned: Any) -> tuple[Any, ...]:
    """A rule's results; one that is not a tuple belongs to the first argument."""
    return returned if isinstance(returned, tuple) else (returned,)


def result_for(key: int | str, function: Callable[..., Any], call: Call, returned: Any) -> Any:
    """The result that belongs to one argument."""
    place, every = slots(function, call)[key], results(returned)
    if place >= len(every):
        raise WrongRule(f"no rule for argument {key}")
    return every[place]


def cast(g: Any, like: Any) -> Any:
    """An adjoint in the dtype of its argument; the shape must be right already."""
    if np.shape(g) != np.shape(like):
        raise WrongRule(f"an adjoint has the shape {np.shape(g)}, its argument {np.shape(like)}")
    g = np.asarray(g)
    return (g if np.iscomplexobj(like) else np.real(g)).astype(np.asarray(like).dtype)


def adjoint_of(rule: Rule, call: Call, key: int | str, out_bar: Any) -> Any:
    """The adjoint of one argument, by the rule."""
    function = rule.partials or rule.adjoint
    assert function is not None
    given = inputs_of(function, {"out": call.out, "out_bar": out_bar})
    returned = function(*call.sample.args, **call.sample.kwargs, **given)
    argument = call.argument(key)
    result = result_for(key, function, call, returned)
    if result is None:
        return zeros(argument)
    if rule.partials is not None:
        factor = np.conj(result) if np.iscomplexobj(result) else result
        # A constant partial has no shape: the product with the adjoint has that of the result.
        return cast(unbroadcast(np.asarray(out_bar * factor), np.asarray(argument)), argument)
    return mapped(lambda like, g: zero(like) if g is None else cast(g, like), argument, result)


def dots_by_name(function: Callable[..., Any], call: Call, tangents: dict[int | str, Any]) -> dict[str, Any]:
    """The tangents of all arguments under the names that a tangent rule gives them; zero where nothing moves."""

    def dot(key: int | str, x: Any) -> Any:
        return tangents[key] if key in tangents else zeros(x)

    dots: dict[str, Any] = {}
    args = call.sample.args
    for k, p in enumerate(inspect.signature(function).parameters.values()):
        if p.kind is p.VAR_POSITIONAL:
            dots[f"{p.name}_dot"] = tuple(dot(j, args[j]) for j in range(k, len(args)))
        elif p.kind is not p.KEYWORD_ONLY and k < len(args):
            dots[f"{p.name}_dot"] = dot(k, args[k])
        else:
            dots[f"{p.name}_dot"] = dot(p.name, call.sample.kwargs.get(p.name, p.default))
    return dots


def added(a: Any, b: Any) -> Any:
    """The sum of two tangents of one structure."""
    return mapped(lambda x, y: np.asarray(x) + np.asarray(y), a, b)


def terms(rule: Rule, call: Call, tangents: dict[int | str, Any]) -> list[Any]:
    """The terms of the tangent that the active arguments give."""
    if rule.kind == "linear":
        return [call.replaced(lambda key, x: tangents[key] if key in tangents else zeros(x) if has_floats(x) else x)]
    function = rule.partials or rule.tangent
    if function is None:
        raise WrongRule("no tangent rule")
    dots = dots_by_name(function, call, tangents)
    returned = function(*call.sample.args, **call.sample.kwargs, **inputs_of(function, {"out": call.out, **dots}))
    found = [(key, result_for(key, function, call, returned)) for key in tangents]
    if rule.partials is None:
        return [term for _, term in found if term is not None]
    shape = np.shape(call.out)
    return [np.broadcast_to(partial * tangents[key], shape) for key, partial in found if partial is not None]


def check_term(like: Any, term: Any) -> None:
    """Raise where a term of a tangent cannot be the tangent of the result."""
    if np.shape(like) != np.shape(term):
        raise WrongRule(f"a tangent has the shape {np.shape(term)}, the result {np.shape(like)}")
    if np.iscomplexobj(term) and not np.iscomplexobj(like):
        raise WrongRule("a complex tangent of a real result")


def tangent_of(rule: Rule, call: Call, tangents: dict[int | str, Any]) -> Any:
    """The tangent of the result, by the rule."""
    total = mapped(lambda x: np.zeros(np.shape(x), np.result_type(x, np.float64)), call.out)
    for term in terms(rule, call, tangents):
        mapped(check_term, call.out, term)
        total = added(total, term)
    return total


# The comparison.


def check_close(what: str, got: float, expected: float, scale: float, tolerance: float) -> None:
    """Raise where two numbers differ by more than a part of `scale`."""
    if not abs(got - expected) <= tolerance * scale + 1e-10:
        raise WrongRule(f"{what}: the rule gives {got!r}, it should be {expected!r} (scale {scale:.3g})")


def check_direction(rule: Rule, call: Call, keys: tuple[int | str, ...], rng: np.random.Generator) -> None:
    """Both modes against the numerical derivative, and against each other, in one random direction."""
    tangents = {key: random_like(rng, call.argument(key)) for key in keys}
    out_bar = random_like(rng, call.out)
    expected = numerical_tangent(call, tangents)
    head = leaves_at(call.out, out_bar)
    forward = leaves_at(call.out, tangent_of(rule, call, tangents))
    for got, want in zip(forward, expected, strict=True):
        check_close(f"tangent of {keys}", size([np.asarray(got) - want]), 0.0, size([want]), call.tolerance)
    adjoints = {key: adjoint_of(rule, call, key, out_bar) for key in keys}
    backward = sum(inner(call.argument(key), adjoints[key], tangents[key]) for key in keys)
    scale = size(out_bar) * size(expected) + sum(size(adjoints[key]) * size(tangents[key]) for key in keys)
    check_close(f"adjoint of {keys}", backward, inner(head, head, expected), scale, call.tolerance)
    exact = 1e-11 if call.tolerance == 1e-6 else call.tolerance / 5
    check_close(f"dot product of {keys}", backward, inner(head, head, forward), scale, exact)


def check_rule(primitive: Callable[..., Any], sample: Sample, rule: Rule | None = None) -> None:
    """Raise unless the rule of a primitive is right at a sample: each active argument alone, then all together."""
    rule = rule or find_rule(primitive)
    if rule is None or rule.kind == "nondifferentiable":
        raise WrongRule("not a differentiable primitive")
    call = call_at(primitive, sample)
    before = copy.deepcopy((sample.args, dict(sample.kwargs), call.out))
    rng = np.random.default_rng(7)
    for _ in range(DIRECTIONS):
        for keys in dict.fromkeys([*((key,) for key in call.active), call.active]):
            check_direction(rule, call, keys, rng)
    for old, new in zip(leaves(list(before[0])), leaves(list(sample.args)), strict=True):
        np.testing.assert_array_equal(old, new, "the rule changed an argument")
    for old, new in zip(leaves(before[2]), leaves(call.out), strict=True):
        np.testing.assert_array_equal(old, new, "the rule changed the result")
