"""How derivative rules are written down and found.

A rule is runnable mathematics: a plain function with the primitive's own parameters, then keyword-only
`out` (the primal result) and `out_bar` (adjoint rules) or `<parameter>_dot` (tangent rules). It gives one
result for each argument, from the first on; a single result that is not a tuple belongs to the first argument;
`None` means zero by mathematics; an active argument beyond the last result has no rule.

The compiler reads the rule's source and puts it in line, so constants fold and unused parts disappear.
"""

from __future__ import annotations

import ctypes
import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from types import MethodType, ModuleType
from typing import Any, Literal, TypeVar

Primitive = Callable[..., Any]
Kind = Literal["elementwise", "linear", "general", "definition", "nondifferentiable"]
F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Rule:
    """The derivative of one primitive.

    `elementwise`: `partials` gives a partial derivative for each argument, and both modes follow from it.
    `linear`: `adjoint` is the transpose; the tangent is the primitive itself on the tangents.
    `general`: `adjoint` and `tangent` are both written.
    `definition`: `definition` is the same function in simpler ones, which the compiler reads in its place.
    `nondifferentiable`: the derivative is zero, or the result is not a function of floats.
    """

    primitive: Primitive
    kind: Kind
    partials: Callable[..., Any] | None = None
    adjoint: Callable[..., Any] | None = None
    tangent: Callable[..., Any] | None = None
    definition: Callable[..., Any] | None = None
    is_own: bool = False  # written by a user: its results are checked where it is read

    @property
    def parameters(self) -> tuple[inspect.Parameter, ...]:
        """The primitive's parameters, as the rule names them (keyword-only rule inputs left out)."""
        written = self.partials or self.adjoint or self.tangent or self.definition
        if written is None:
            return ()
        every = inspect.signature(written).parameters.values()
        return tuple(p for p in every if p.kind is not inspect.Parameter.KEYWORD_ONLY or not _is_rule_input(p.name))

    @property
    def modes(self) -> tuple[str, ...]:
        """The modes in which a derivative flows through; none where it is zero."""
        if self.kind == "nondifferentiable":
            return ()
        if self.kind in ("elementwise", "linear", "definition"):
            return ("reverse", "forward")
        return tuple(mode for mode, rule in (("reverse", self.adjoint), ("forward", self.tangent)) if rule)


class Foreign:
    """A callable that cannot be hashed (a ctypes function), as one that can; it has the rule of what it stands for."""

    def __init__(self, target: Callable[..., Any]) -> None:
        self.target = target

    @property
    def __name__(self) -> str:
        return str(getattr(self.target, "__name__", "foreign"))

    @property
    def result_specimen(self) -> Any:
        """A number of the kind that a ctypes function says it gives; None where it does not say."""
        if getattr(self.target, "errcheck", None) is not None:
            return None
        kind: Any = getattr(self.target, "restype", None)
        return {ctypes.c_double: 0.5, ctypes.c_float: 0.5, ctypes.c_int: 1}.get(kind)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Foreign) and other.target is self.target

    def __hash__(self) -> int:
        return id(self.target)

    def __call__(self, *args: Any) -> Any:
        return self.target(*args)


_RULES: dict[object, Rule] = {}
_READINGS: dict[type, Callable[..., Any]] = {}
edition = object()
"""Another object after each registration: code made before it may miss a rule, or use one that was replaced."""


def _key(primitive: object) -> object:
    """What tells a function from all others; each look at a method makes another object for it."""
    if isinstance(primitive, Foreign):
        primitive = primitive.target
    if type(primitive) is MethodType:
        return (id(primitive.__self__), id(primitive.__func__))
    return id(primitive)


def is_same(a: object, b: object) -> bool:
    """Whether two objects are one function, or one method of one object."""
    return _key(a) == _key(b)


def is_hashable(value: object) -> bool:
    """Whether an object can be looked up in a table of functions: a ctypes function cannot."""
    try:
        hash(value)
    except TypeError:
        return False
    return True


def _is_rule_input(name: str) -> bool:
    return name in ("out", "out_bar") or name.endswith("_dot")


def keep(rule: Rule) -> None:
    """Keep a rule; adjoint and tangent of one function may come one after the other."""
    global edition
    edition = object()
    known = _RULES.get(_key(rule.primitive))
    if known is not None and known.kind == rule.kind == "general":
        rule = replace(
            known,
            adjoint=rule.adjoint or known.adjoint,
            tangent=rule.tangent or known.tangent,
            definition=rule.definition or known.definition,
        )
    _RULES[_key(rule.primitive)] = rule


def find_rule(primitive: object) -> Rule | None:
    """The rule of a primitive, by the object itself and never by its name."""
    return _RULES.get(_key(primitive))


def unbound_method(method: object) -> Callable[..., Any] | None:
    """The method of the class that has a rule, where `method` is the one of an object: `Generator.normal`."""
    owner = getattr(method, "__self__", None)
    if owner is None or isinstance(owner, (type, ModuleType)):
        return None
    found = getattr(type(owner), getattr(method, "__name__", ""), None)
    return found if find_rule(found) is not None else None


def registered() -> tuple[Rule, ...]:
    """All rules, in the order of registration."""
    return tuple(_RULES.values())


def elementwise(*primitives: Primitive) -> Callable[[F], F]:
    """Register partial derivatives: `def tanh(x, *, out): return 1 - out * out`.

    Broadcasting, dtype, the complex convention and both modes are the compiler's business.
    Several primitives that are the same function may share a rule.
    """

    def register(partials: F) -> F:
        for primitive in primitives:
            keep(Rule(primitive, "elementwise", partials=partials))
        return partials

    return register


def linear(*primitives: Primitive) -> Callable[[F], F]:
    """Register the transpose of a primitive that is linear in its differentiable arguments together."""

    def register(transpose: F) -> F:
        for primitive in primitives:
            keep(Rule(primitive, "linear", adjoint=transpose))
        return transpose

    return register


def adjoint(*primitives: Primitive) -> Callable[[F], F]:
    """Register the reverse-mode rule: arguments, `out`, `out_bar` -> one adjoint for each argument."""

    def register(rule: F) -> F:
        for primitive in primitives:
            keep(Rule(primitive, "general", adjoint=rule))
        return rule

    return register


def tangent(*primitives: Primitive) -> Callable[[F], F]:
    """Register the forward-mode rule: one term for each argument, linear in `<argument>_dot` alone.

    The tangent of the result is the sum of the terms of the active arguments; each term has the result's shape.
    """

    def register(rule: F) -> F:
        for primitive in primitives:
            keep(Rule(primitive, "general", tangent=rule))
        return rule

    return register


def definition(*primitives: Primitive) -> Callable[[F], F]:
    """Register what a primitive is in simpler functions: the compiler reads this in place of each call.

    The function has the primitive's own parameters and gives its value, and it may have its effects. It is written in
    the language that users write: with loops, branches, calls of the callables that it is given. What it cannot do it
    refuses with `return no_rule("why; what to write instead")`.
    """

    def register(written: F) -> F:
        for primitive in primitives:
            keep(Rule(primitive, "definition", definition=written))
        return written

    return register


def other_forms(*primitives: Primitive) -> Callable[[F], F]:
    """Register a definition of the calls that the rule of a primitive does not cover, in calls that it does.

    It stands beside the rule: where it calls the primitive itself, it means the form that has the rule.
    """

    def register(written: F) -> F:
        for primitive in primitives:
            keep(replace(_RULES[_key(primitive)], definition=written))
        return written

    return register


def read_as(*kinds: type) -> Callable[[F], F]:
    """Register how objects of a library's classes are read: as what the function makes of them, method by method.

    The function gives an object of a plain class, of which operators and methods are read in line.
    """

    def register(reading: F) -> F:
        global edition
        edition = object()
        _READINGS.update(dict.fromkeys(kinds, reading))
        return reading

    return register


def reading_of(kind: type) -> Callable[..., Any] | None:
    """How objects of a library's class are read, if it was said."""
    return _READINGS.get(kind)


def solution(find: Callable[..., Any], residual: Callable[..., Any], start: Any, **options: Any) -> Any:
    """In a definition: the `x` with `residual(x) = 0` that `find(residual, start, **options)` gives back.

    Its derivatives are those of the implicit function, by what `residual` captures; the way to the solution has none.
    """
    return find(residual, start, **options)


def stationary(find: Callable[..., Any], objective: Callable[..., Any], start: Any, **options: Any) -> Any:
    """In a definition: the `x` where the gradient of `objective` is 0, as `find(objective, start, **options)` finds."""
    return find(objective, start, **options)


def no_rule(why: str, instead: str = "") -> Any:
    """In a rule: what is asked for has no derivative here. The compiler refuses the call in the user's program."""
    raise NotImplementedError(f"{why}; {instead}")


def nondifferentiable(primitives: Iterable[Primitive]) -> None:
    """Register primitives whose derivative is zero, or whose result is not a function of floats."""
    for primitive in primitives:
        keep(Rule(primitive, "nondifferentiable"))
