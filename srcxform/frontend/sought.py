"""Local variables that a gradient is asked of: each assignment is noted, for the reverse sweep to find the last.

A number is a value: the variable's own is told from the same number under other names. An array or an object is what it
is under all its names, and so is its adjoint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import gast

from srcxform.errors import Unsupported
from srcxform.frontend import objects
from srcxform.frontend.forms import MISSING, is_undefined
from srcxform.frontend.source import Source, origin
from srcxform.frontend.virtual import Instance, instance_of
from srcxform.ir.builder import type_of
from srcxform.ir.marks import assigned, own_number
from srcxform.ir.nodes import Const, Operand, Tup, Var
from srcxform.ir.types import can_be_active, is_scalar
from srcxform.origin import Origin

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader


def noted(reader: Reader, name: str, value: Operand) -> Operand:
    """Note that the variable is assigned; gives the value, whose numbers are its own."""
    if is_undefined(value):
        return value  # it is deleted
    value = _with_own_numbers(reader, name, value)
    reader.builder.effect(assigned, Const(name), _variables(named_form(reader, value)))
    return value


def _variables(form: Operand) -> Operand:
    """The form with nothing in the place of what is no variable: it has no adjoint."""
    if isinstance(form, Tup):
        return Tup(tuple(map(_variables, form.items)), form.kind)
    return form if isinstance(form, Var) else Const(None)


def _with_own_numbers(reader: Reader, name: str, value: Operand, seen: tuple[Instance, ...] = ()) -> Operand:
    if isinstance(value, Tup):
        return Tup(tuple(_with_own_numbers(reader, "", item, seen) for item in value.items), value.kind)
    t, instance = type_of(value), instance_of(value)
    if is_scalar(t) and can_be_active(t):
        return reader.builder.raw(t, own_number, value, hint=name)
    if instance is not None and instance not in seen:
        for key, content in list(instance.cells.items()):
            own = _with_own_numbers(reader, "", content, (*seen, instance))
            if own is not content:
                reader.memory.write(instance, key, own)
    return value


def named_form(reader: Reader, value: Operand) -> Operand:
    """What a local name stands for; a name that cannot be differentiated has no value."""
    try:
        return objects.as_result(reader, value)
    except Unsupported:
        return MISSING


def missed(source: Source, name: str) -> tuple[str, Origin]:
    """What is said of a path that never assigned a variable: where it did not come by, and the last of the places."""
    stored = [n for n in gast.walk(source.node) if isinstance(n, gast.Name) and isinstance(n.ctx, gast.Store)]
    places = [place for n in stored if n.id == name and (place := origin(source, n)).lineno]
    lines = sorted({place.lineno for place in places})
    why = f": it did not come to line {' or '.join(map(str, lines))}" if lines else ""
    return why, max(places, key=lambda place: place.lineno, default=origin(source, source.node))
