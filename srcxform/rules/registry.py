"""How derivative rules are written down and found.

A rule is runnable mathematics: a plain function with the primitive's own parameters, then keyword-only
`out` (the primal result) and `out_bar` (adjoint rules) or `<parameter>_dot` (tangent rules). It gives one
result for each argument, from the first on; a single result that is not a tuple belongs to the first argument;
`None` means zero by mathematics; an active argument beyond the last result has no rule.

The compiler reads the rule's source and puts it in line, so constants fold and unused parts disappear.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

Primitive = Callable[..., Any]
Kind = Literal["elementwise", "linear", "general", "nondifferentiable"]
F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Rule:
    """The derivative of one primitive.

    `elementwise`: `partials` gives a partial derivative for each argument, and both modes follow from it.
    `linear`: `adjoint` is the transpose; the tangent is the primitive itself on the tangents.
    `general`: `adjoint` and `tangent` are both written.
    `nondifferentiable`: the derivative is zero, or the result is not a function of floats.
    """

    primitive: Primitive
    kind: Kind
    partials: Callable[..., Any] | None = None
    adjoint: Callable[..., Any] | None = None
    tangent: Callable[..., Any] | None = None

    @property
    def parameters(self) -> tuple[inspect.Parameter, ...]:
        """The primitive's parameters, as the rule names them (keyword-only rule inputs left out)."""
        written = self.partials or self.adjoint or self.tangent
        if written is None:
            return ()
        every = inspect.signature(written).parameters.values()
        return tuple(p for p in every if p.kind is not inspect.Parameter.KEYWORD_ONLY or not _is_rule_input(p.name))


_RULES: dict[int, Rule] = {}
edition = object()
"""Another object after each registration: code made before it may miss a rule, or use one that was replaced."""


def _is_rule_input(name: str) -> bool:
    return name in ("out", "out_bar") or name.endswith("_dot")


def _register(rule: Rule) -> None:
    global edition
    edition = object()
    known = _RULES.get(id(rule.primitive))
    if known is not None and known.kind == rule.kind == "general":
        rule = replace(known, adjoint=rule.adjoint or known.adjoint, tangent=rule.tangent or known.tangent)
    _RULES[id(rule.primitive)] = rule


def find_rule(primitive: object) -> Rule | None:
    """The rule of a primitive, by the object itself and never by its name."""
    rule = _RULES.get(id(primitive))
    return rule if rule is not None and rule.primitive is primitive else None


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
            _register(Rule(primitive, "elementwise", partials=partials))
        return partials

    return register


def linear(*primitives: Primitive) -> Callable[[F], F]:
    """Register the transpose of a primitive that is linear in its differentiable arguments together."""

    def register(transpose: F) -> F:
        for primitive in primitives:
            _register(Rule(primitive, "linear", adjoint=transpose))
        return transpose

    return register


def adjoint(*primitives: Primitive) -> Callable[[F], F]:
    """Register the reverse-mode rule: arguments, `out`, `out_bar` -> one adjoint for each argument."""

    def register(rule: F) -> F:
        for primitive in primitives:
            _register(Rule(primitive, "general", adjoint=rule))
        return rule

    return register


def tangent(*primitives: Primitive) -> Callable[[F], F]:
    """Register the forward-mode rule: one term for each argument, linear in `<argument>_dot` alone.

    The tangent of the result is the sum of the terms of the active arguments; each term has the result's shape.
    """

    def register(rule: F) -> F:
        for primitive in primitives:
            _register(Rule(primitive, "general", tangent=rule))
        return rule

    return register


def nondifferentiable(primitives: Iterable[Primitive]) -> None:
    """Register primitives whose derivative is zero, or whose result is not a function of floats."""
    for primitive in primitives:
        _register(Rule(primitive, "nondifferentiable"))
