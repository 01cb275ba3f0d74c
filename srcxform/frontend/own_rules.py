"""The decorators by which users register rules: a rule is compared with its function before it is believed.

The rules of the library are registered with those of `registry`, and proven by the tests. The rule of a user is proven
by nobody, so what is wrong with its form is an error at its own line: here, or where it is read (`own_results`).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from srcxform.errors import WrongRule
from srcxform.frontend.source import place_of
from srcxform.rules.registry import F, Kind, Primitive, Rule, keep

NAMELESS = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def elementwise(*primitives: Primitive) -> Callable[[F], F]:
    """Register partial derivatives: `def tanh(x, *, out): return 1 - out * out`.

    Broadcasting, dtype, the complex convention and both modes are the compiler's business.
    Several primitives that are the same function may share a rule.
    """
    return _registering(primitives, "elementwise", "partials", ("out",))


def linear(*primitives: Primitive) -> Callable[[F], F]:
    """Register the transpose of a primitive that is linear in its differentiable arguments together."""
    return _registering(primitives, "linear", "adjoint", ("out", "out_bar"), needed="out_bar")


def adjoint(*primitives: Primitive) -> Callable[[F], F]:
    """Register the reverse-mode rule: arguments, `out`, `out_bar` -> one adjoint for each argument."""
    return _registering(primitives, "general", "adjoint", ("out", "out_bar"), needed="out_bar")


def tangent(*primitives: Primitive) -> Callable[[F], F]:
    """Register the forward-mode rule: one term for each argument, linear in `<argument>_dot` alone.

    The tangent of the result is the sum of the terms of the active arguments; each term has the result's shape.
    """
    return _registering(primitives, "general", "tangent", ("out",))


def _registering(
    primitives: tuple[Primitive, ...], kind: Kind, part: str, inputs: tuple[str, ...], needed: str = ""
) -> Callable[[F], F]:
    def registering(rule: F) -> F:
        for primitive in primitives:
            _refuse_misfit(primitive, rule, part, inputs, needed)
        for primitive in primitives:
            made: Any = {part: rule}
            keep(Rule(getattr(primitive, "primal", primitive), kind, is_own=True, **made))
        return rule

    return registering


def _refuse_misfit(primitive: object, rule: Any, part: str, inputs: tuple[str, ...], needed: str) -> None:
    """Refuse a rule whose parameters are not those of its function, and then those that the rule is given by name."""
    if not callable(primitive):
        raise WrongRule(
            f"a rule is registered for {primitive!r}, which is no function",
            origin=place_of(rule),
            instead="name the function itself, the object that the program calls",
        )
    parameters = list(inspect.signature(rule).parameters.values())
    name = getattr(primitive, "__name__", repr(primitive))
    own = _parameters_of(primitive)
    names = [p.name for p in own or ()]
    given = [p.name for p in parameters if p.kind is p.KEYWORD_ONLY and p.name not in names]
    dots = [f"{p.name}_dot" for p in parameters if p.kind is not p.KEYWORD_ONLY or p.name in names]
    known = (*inputs, *dots) if part == "tangent" else inputs
    unknown = next((one for one in given if one not in known), None)
    missing = needed if needed not in given else ""
    if part == "tangent" and not set(dots) & set(given):
        missing = dots[0] if dots else "x_dot"
    if unknown is not None or missing:
        what = f"asks for `{unknown}`" if unknown else f"takes no `{missing}`"
        raise WrongRule(
            f"this rule for `{name}` {what}",
            origin=place_of(rule),
            instead=f"take behind a `*` what a rule of this kind is given: {', '.join(known)}",
        )
    misfit = own is not None and _misfit(own, [p for p in parameters if p.name not in given])
    if misfit:
        raise WrongRule(
            f"this rule is for `{name}`, which has other parameters",
            origin=place_of(rule),
            instead=f"give the rule the parameters ({', '.join(names)}), and then those behind the `*`",
        )


def _parameters_of(primitive: Any) -> list[inspect.Parameter] | None:
    """The parameters of a function, as far as Python knows them: those of a ufunc are operands and options."""
    if isinstance(primitive, np.ufunc):
        return None
    try:
        return list(inspect.signature(primitive).parameters.values())
    except (TypeError, ValueError):
        return None


def _misfit(own: list[inspect.Parameter], written: list[inspect.Parameter]) -> bool:
    """Whether a call of the function would not give the parameters of the rule their values."""
    if any(p.kind in NAMELESS for p in (*own, *written)):
        return False
    if len(own) != len(written):
        return True
    named = [(a, b) for a, b in zip(own, written, strict=True) if a.kind is not a.POSITIONAL_ONLY]
    return any(a.name != b.name for a, b in named)
