"""What a loop carries under one name: its form (tuple, object, choice of two), and the leaves that flow as values.

A form is an operand used as a template. Its leaves are what is not structure; functions and the like, which exist only
while a program is read, are part of the form.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from srcxform.frontend.memory import Owner, Poisoned
from srcxform.frontend.virtual import (
    Absent,
    BoundMethod,
    Closure,
    Either,
    Generator,
    Instance,
    RangeOf,
    Together,
    Yielding,
    instance_of,
    is_one_of,
)
from srcxform.ir.nodes import UNDEFINED, Const, Operand, Tup, Var
from srcxform.ir.types import NothingType, ObjectType

MISSING = Const(UNDEFINED)
ABSENT = Const(Absent())
ITERATORS = (RangeOf, Together, Generator, Yielding)
Finish = Callable[[Operand], Operand]


class LengthChanged(Exception):
    """A list that was taken for one of known length is longer at the end of a trip."""

    def __init__(self, *sites: object) -> None:
        self.sites = sites


def absence(owner: Owner) -> Operand:
    """What is read of a cell that an owner has not: a variable is undefined, a key is absent."""
    return ABSENT if isinstance(owner, Instance) else MISSING


def is_undefined(operand: Operand) -> bool:
    return isinstance(operand, Const) and operand.value is UNDEFINED


def is_nothing(operand: Operand) -> bool:
    """Whether this reading does not know yet what a value is: an item of a list that is filled later, a name that a
    later trip binds, what a recursive call gives.

    What is made of it is nothing, too, until a reading knows better. If none does, the run never has such a value.
    """
    return isinstance(operand, Var) and isinstance(operand.type, NothingType)


def is_poisoned(operand: Operand) -> bool:
    return isinstance(operand, Const) and isinstance(operand.value, Poisoned)


def is_absent(operand: Operand) -> bool:
    """Whether this says that a dict has no such key."""
    return isinstance(operand, Const) and operand.value is ABSENT.value


def choice_of(operand: Operand) -> Either | None:
    """The choice of two that an operand stands for."""
    return operand.value if isinstance(operand, Const) and isinstance(operand.value, Either) else None


def is_static(operand: Operand) -> bool:
    """Whether the operand exists only while a program is read, and has no leaves."""
    if not isinstance(operand, Const):
        return False
    value = operand.value
    if value is None or isinstance(value, Poisoned) or is_absent(operand):
        return True
    if defaults_of(operand):
        return False
    return isinstance(value, (Closure, BoundMethod, *ITERATORS)) or callable(value)


def defaults_of(operand: Operand) -> list[Operand]:
    """The defaults of a function that the program defines: each time that it is defined they may be others."""
    if not isinstance(operand, Const) or not isinstance(operand.value, Closure):
        return []
    return [*operand.value.defaults, *(d for d in operand.value.keyword_defaults if d is not None)]


def parts_of(form: Operand) -> list[Operand] | None:
    """The parts of a form that has parts."""
    if isinstance(form, Tup):
        return list(form.items)
    if not isinstance(form, Const):
        return None
    if defaults := defaults_of(form):
        return defaults
    if (instance := instance_of(form)) is not None:
        return list(instance.cells.values())
    if (choice := choice_of(form)) is not None:
        return [choice.test, *([] if is_none(choice.then) else [choice.then]), choice.orelse]
    return None


def instances_in(value: Operand) -> list[Instance]:
    """The objects of a value, nested ones too."""
    instance = instance_of(value)
    parts = parts_of(value) or []
    return ([] if instance is None else [instance]) + [i for part in parts for i in instances_in(part)]


def is_none(operand: Operand) -> bool:
    """Whether an operand is surely None."""
    if isinstance(operand, Var):
        return isinstance(operand.type, ObjectType) and operand.type.kind is type(None)
    return isinstance(operand, Const) and operand.value is None


def choice(test: Operand, then: Operand, orelse: Operand) -> Operand:
    """One of two values that have no common form."""
    return Const(Either(test, then, orelse))


def with_parts(form: Operand, parts: list[Operand]) -> Operand:
    """The same form with other parts; an object becomes a new object."""
    if isinstance(form, Tup):
        return Tup(tuple(parts), form.kind)
    if defaults_of(form):
        return Const(_with_defaults(form.value, parts))  # type: ignore[union-attr]
    if (instance := instance_of(form)) is not None:
        cells = dict(zip(instance.cells, parts, strict=True))
        made = Instance(cells, kind=instance.kind, site=instance.site, factory=instance.factory)
        is_one_of(made, instance)
        return Const(made)
    return choice(*parts) if len(parts) == 3 else choice(parts[0], Const(None), parts[1])


def _with_defaults(function: Closure, defaults: list[Operand]) -> Closure:
    """The same function, defined when its defaults were these."""
    left = list(defaults)
    plain = tuple(left.pop(0) for _ in function.defaults)
    named = tuple(None if d is None else left.pop(0) for d in function.keyword_defaults)
    return replace(function, defaults=plain, keyword_defaults=named)


def is_like(value: Operand, form: Operand) -> bool:
    """Whether a value has the outermost structure of a form."""
    a, b = instance_of(value), instance_of(form)
    if a is not None and b is not None:
        return a.kind is b.kind and list(a.cells) == list(b.cells)
    if isinstance(value, Tup) and isinstance(form, Tup):
        return value.kind is form.kind and len(value.items) == len(form.items)
    if defaults_of(value) and defaults_of(form):
        return _is_one_text(value.value, form.value)  # type: ignore[union-attr]
    c, d = choice_of(value), choice_of(form)
    return c is not None and d is not None and is_none(c.then) == is_none(d.then)


def is_same_static(a: Operand, b: Operand) -> bool:
    """Whether two operands are one object that is known while reading."""
    if not isinstance(a, Const) or not isinstance(b, Const):
        return False
    if isinstance(a.value, Closure) and isinstance(b.value, Closure):
        return _is_one_text(a.value, b.value) and all(map(operator.is_, defaults_of(a), defaults_of(b)))
    if isinstance(a.value, BoundMethod) and isinstance(b.value, BoundMethod):
        return a.value.function is b.value.function and is_same_static(a.value.value, b.value.value)
    return a.value is b.value or (type(a.value) is type(b.value) and bool(a.value == b.value))


def _is_one_text(a: Closure, b: Closure) -> bool:
    return a.node is b.node and a.frame is b.frame


def leaves_of(form: Operand) -> list[Operand]:
    """The leaves of a form, in order."""
    parts = parts_of(form)
    if parts is not None:
        return [leaf for part in parts for leaf in leaves_of(part)]
    return [] if is_static(form) else [form]


def rebuilt(form: Operand, leaves: list[Any]) -> Operand:
    """The form with its leaves replaced by the first of `leaves`, which are taken away."""
    parts = parts_of(form)
    if parts is not None:
        return with_parts(form, [rebuilt(part, leaves) for part in parts])
    return form if is_static(form) else leaves.pop(0)


def emptied(form: Operand) -> Operand:
    """The form before anything was assigned: all leaves undefined."""
    count = len(leaves_of(form))
    return rebuilt(form, [MISSING] * count)


def aligned(value: Operand, form: Operand) -> list[tuple[Operand, Operand]] | None:
    """The parts of a value beside those of the form; None where they do not match. A key may be absent."""
    a, b = instance_of(value), instance_of(form)
    if a is not None and b is not None and a.kind is b.kind and a.kind is not list:
        if not set(a.cells) <= set(b.cells):
            return None
        return [(a.cells.get(key, ABSENT), part) for key, part in b.cells.items()]
    if not is_like(value, form):
        return None
    inner, outer = parts_of(value), parts_of(form)
    assert inner is not None
    assert outer is not None
    return list(zip(inner, outer, strict=True))


def fits(value: Operand, form: Operand) -> bool:
    """Whether the leaves of the value can flow as those of the form."""
    if is_undefined(value) or is_poisoned(form):
        return True  # what can no longer be read has no leaves, whatever it was before
    if is_undefined(form) and is_static(value) and not is_poisoned(value):
        return not is_absent(value) and not is_none(value)  # a function that only the trips bind is not carried
    if is_none(value) and choice_of(form) is None:
        return is_none(form)
    if parts_of(form) is None:
        return is_same_static(value, form) if is_static(form) else not (has_structure(value) or is_static(value))
    either = choice_of(form)
    if either is not None and choice_of(value) is None:
        return _fits_alternative(value, either.then) or _fits_alternative(value, either.orelse)
    pairs = aligned(value, form)
    return pairs is not None and all(fits(a, b) for a, b in pairs)


def _fits_alternative(value: Operand, form: Operand) -> bool:
    return is_none(value) if is_none(form) else not is_none(value) and fits(value, form)


def has_structure(value: Operand) -> bool:
    """Whether a value cannot be a leaf: an object, a choice, or a tuple that holds such or a function."""
    if isinstance(value, Tup):
        return any(has_structure(item) or is_static(item) for item in value.items)
    if not isinstance(value, Const):
        return False
    return instance_of(value) is not None or choice_of(value) is not None or bool(defaults_of(value))


def flow(value: Operand, form: Operand, finish: Finish) -> list[Operand]:
    """The leaves of a value that fits the form; `finish` makes what is no structure a value of its own."""
    if is_undefined(value):
        return [value for _ in leaves_of(form)]
    if parts_of(form) is None:
        return [] if is_static(form) else [MISSING if is_static(value) else finish(value)]
    either = choice_of(form)
    if either is not None and choice_of(value) is None:
        first = _fits_alternative(value, either.then)
        then = [] if is_none(either.then) else flow(value if first else MISSING, either.then, finish)
        return [Const(first), *then, *flow(MISSING if first else value, either.orelse, finish)]
    pairs = aligned(value, form)
    assert pairs is not None
    return [leaf for a, b in pairs for leaf in flow(a, b, finish)]


def joined(form: Operand, value: Operand) -> Operand:
    """The smallest form that both fit."""
    if is_poisoned(form) or is_poisoned(value):
        return form if is_poisoned(form) else value
    if fits(value, form):
        return form
    if is_undefined(form) and not is_absent(value):
        return emptied(value)
    united = _united(form, value)
    if united is not None:
        return united
    if is_like(value, form):
        a, b = parts_of(form), parts_of(value)
        assert a is not None
        assert b is not None
        return with_parts(form, [joined(x, y) for x, y in zip(a, b, strict=True)])
    _refuse_growth(form, value)
    if choice_of(value) is not None and choice_of(form) is None:
        return joined(emptied(value), form)
    if not any(has_structure(o) or is_static(o) for o in (form, value)):
        return MISSING  # a tuple in one trip and something else in another: one value
    either = choice_of(form)
    if either is None:
        if is_none(value) or is_absent(value):
            return choice(MISSING, Const(None) if is_none(value) else value, form)
        return choice(MISSING, Const(None) if is_none(form) else form, emptied(value))
    if not is_none(either.then) and is_one_kind(value, either.then):
        return choice(either.test, joined(either.then, value), either.orelse)
    return choice(either.test, either.then, joined(either.orelse, value))


def _united(form: Operand, value: Operand) -> Operand | None:
    """The form of two dicts or objects of one class that have not all keys in common."""
    a, b = instance_of(form), instance_of(value)
    if a is None or b is None or a.kind is not b.kind or a.kind is list:
        return None
    keys = dict.fromkeys([*a.cells, *b.cells])
    cells = {key: joined(a.cells.get(key, ABSENT), b.cells.get(key, ABSENT)) for key in keys}
    return Const(Instance(cells, kind=a.kind, site=a.site, factory=a.factory))


def is_one_kind(value: Operand, form: Operand) -> bool:
    a, b = instance_of(value), instance_of(form)
    return is_like(value, form) or (a is not None and b is not None and a.kind is b.kind)


def _refuse_growth(form: Operand, value: Operand) -> None:
    a, b = instance_of(form), instance_of(value)
    if a is not None and b is not None and a.kind is b.kind is list:
        raise LengthChanged(a.site, b.site)
