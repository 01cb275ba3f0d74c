"""What a program takes from outside its parameters: data is read at each call, any other object is guarded."""

from __future__ import annotations

import builtins
import types
from typing import TYPE_CHECKING, Any

import numpy as np

from srcxform.errors import Unsupported
from srcxform.frontend import classes
from srcxform.frontend.guards import Guard
from srcxform.frontend.memory import Owner
from srcxform.frontend.refusals import refuse_dtype, refuse_subclass, similar_names
from srcxform.frontend.source import Source
from srcxform.frontend.structures import SETS
from srcxform.frontend.virtual import BoundMethod, Captured, Closure, Generator, Instance, RangeOf, Together, View
from srcxform.ir.nodes import Const, Operand, Tup, Var
from srcxform.ir.types import typeof

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader


_DATA = (float, int, complex, np.ndarray, np.generic, list)


def write_outside_cell(reader: Reader, name: str, value: Operand) -> None:
    """`nonlocal` of a function that has ended: its variable is state from outside, changed within the call."""
    frame = reader.frame
    while frame.parent is not None:
        frame = frame.parent
    cell = frame.source.closure[name]
    if id(cell) not in reader.outside_cells:
        before = load_name_outside(reader, frame.source, name, None)
        reader.outside_cells[id(cell)] = Owner({"": before}, born=0)
    reader.memory.write(reader.outside_cells[id(cell)], "", value)


def load_name_outside(reader: Reader, source: Source, name: str, node: Any) -> Operand:
    cell = source.closure.get(name)
    if cell is not None:
        if id(cell) in reader.outside_cells:
            return reader.checked(reader.outside_cells[id(cell)].cells[""], name, node)
        try:
            return reader.load_outside("cell", cell, name, cell.cell_contents, node)
        except ValueError:
            raise Unsupported(f"`{name}` has no value yet", origin=reader.origin_of(node)) from None
    if name in source.globals:
        return reader.load_outside("global", source.globals, name, source.globals[name], node)
    if hasattr(builtins, name):
        return reader.load_outside("builtin", source.globals, name, getattr(builtins, name), node)
    raise Unsupported(
        f"`{name}` is not defined",
        origin=reader.origin_of(node),
        instead="define it before the gradient is asked for",
    )


def load_attribute(reader: Reader, holder: Any, name: str, node: Any) -> Operand:
    """`holder.name` for an object of the user's process."""
    if isinstance(holder, BoundMethod | Closure | RangeOf | Together | Generator):
        raise Unsupported(f"attribute `{name}` of this object", origin=reader.origin_of(node))
    try:
        value = getattr(holder, name)
    except AttributeError:
        raise Unsupported(
            f"`{getattr(holder, '__name__', type(holder).__name__)}` has no attribute `{name}`",
            origin=reader.origin_of(node),
            instead=similar_names(name, dir(holder)),
        ) from None
    if (
        isinstance(holder, types.ModuleType)
        and holder.__name__.split(".")[0] in ("numpy", "math", "scipy")
        and isinstance(value, (float, int))
    ):
        return Const(value)
    if isinstance(holder, (str, int, float, complex, tuple, np.dtype, type(None))):
        return Const(value)
    return reader.load_outside("attribute", holder, name, value, node)


def load_outside(reader: Reader, kind: str, holder: Any, name: Any, value: Any, node: Any) -> Operand:
    """Data becomes a hidden argument, read at each call; any other object is built in, and guarded."""
    key = (kind, id(holder), name)
    if reader.builder.derived or (kind == "global" and holder.get("__name__", "").startswith("srcxform.rules.")):
        return reader.as_program_operand(value, node)  # what rules are made of does not change
    if kind != "builtin" and classes.is_taken_apart_outside(value):
        return _outside_object(reader, kind, holder, name, value, node)
    if isinstance(value, _DATA) and not isinstance(value, bool) and kind != "builtin":
        refuse_subclass(value, name, reader.origin_of(node))
        refuse_dtype(typeof(value), reader.origin_of(node))
        if key not in reader.outside.captured:
            var = Var(name, typeof(value, (kind, id(holder), name)))
            reader.outside.captured[key] = Captured(kind, holder, name, var)
        return reader.outside.captured[key].operand
    reader.outside.guards[key] = Guard(kind, holder, name, value)
    return Const(value)


def _outside_object(reader: Reader, kind: str, holder: Any, name: Any, value: Any, node: Any) -> Operand:
    """An object from outside whose parts the program may use: its parts are fetched one by one."""
    reader.outside.guards[kind, id(holder), name] = Guard(kind, holder, name, value, whole=False)
    inside = reader.outside_objects.get(id(holder))
    is_shared = inside.shared if inside is not None else kind != "cell"
    return reader.object_operand(value, node, is_shared)


def object_operand(reader: Reader, value: Any, node: Any, shared: bool = False) -> Operand:
    """The virtual object for one that exists before the program runs; `shared`: other functions see it too."""
    if isinstance(value, tuple):
        items = tuple(reader.load_outside("item", value, k, item, node) for k, item in enumerate(value))
        return Tup(items, type(value))
    known = reader.outside_objects.get(id(value))
    if known is not None:
        return Const(known)
    made = Instance(born=0, kind=type(value), holder=value, site=("outside", id(value)), shared=shared)
    reader.outside_objects[id(value)] = made
    if isinstance(value, dict):
        reader.outside.guards["keys", id(value), None] = Guard("keys", value, None)
        for k, item in value.items():
            made.cells[k] = reader.load_outside("item", value, k, item, node)
    elif isinstance(value, (set, frozenset)):
        reader.outside.guards["keys", id(value), None] = Guard("keys", value, None)
        reader.set_of_outside(made, value)
    elif isinstance(value, list):
        reader.outside.guards["keys", id(value), None] = Guard("length", value, None)
        for k, item in enumerate(value):
            made.cells[k] = reader.load_outside("item", value, k, item, node)
    return Const(made)


def argument(reader: Reader, value: Operand) -> Operand:
    """An argument as the program sees it: an object that is given for good is taken apart where it is used."""
    if (
        isinstance(value, Const)
        and classes.is_taken_apart_outside(value.value)
        and not isinstance(value.value, Instance)
    ):
        return reader.object_operand(value.value, None)
    if isinstance(value, Tup) and not isinstance(value, View):
        return Tup(tuple(reader.argument(item) for item in value.items), value.kind)
    instance = value.value if isinstance(value, Const) else None
    if isinstance(instance, Instance) and instance.holder is None:
        for key, item in instance.cells.items():
            if isinstance(item, Const) and type(item.value) in SETS:
                instance.cells[key] = reader.object_operand(item.value, None)
    return value


def guard_attribute(reader: Reader, holder: Any, name: str, value: Any) -> None:
    """A method that is put in line must still be that of its class when the code runs."""
    if not reader.builder.derived:
        reader.outside.guards["attribute", id(holder), name] = Guard("attribute", holder, name, getattr(holder, name))


def as_program_operand(reader: Reader, value: Any, node: Any) -> Operand:
    """An object of the user's process as operand."""
    if isinstance(value, Operand):
        return value
    if not reader.builder.derived and classes.is_taken_apart_outside(value):
        return reader.object_operand(value, node)
    if isinstance(value, (np.ndarray, list)):
        raise Unsupported(
            "an array inside a tuple or a default that is not an argument",
            origin=reader.origin_of(node),
            instead="pass it as an argument, or bind it to a name of its own",
        )
    return Const(value)


def guard_inherited(reader: Reader, holder: Any, name: str) -> None:
    """An attribute that an object has of its class is another one as soon as the object gets its own."""
    reader.outside.guards["inherited", id(holder), name] = Guard("inherited", holder, name)


def guard_missing(reader: Reader, holder: Any, name: str) -> None:
    reader.outside.guards["missing", id(holder), name] = Guard("missing", holder, name)


def guard_function(reader: Reader, function: Any) -> None:
    """A function whose code or defaults are replaced is another function."""
    if reader.builder.derived:
        return
    for name in ("__code__", "__defaults__", "__kwdefaults__"):
        reader.outside.guards[("function", id(function), name)] = Guard(
            "function", function, name, getattr(function, name)
        )
