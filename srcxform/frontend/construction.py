"""How objects of the user's classes are made: `__init__`, that which `dataclass` generates, named tuples, `super()`."""

from __future__ import annotations

import dataclasses
import types
from typing import TYPE_CHECKING, Any

from srcxform.errors import Unsupported
from srcxform.frontend.objects import (
    bound_to,
    defined,
    get_property,
    kind_of,
    write_cell,
)
from srcxform.frontend.virtual import BoundMethod, Instance, Super, instance_of
from srcxform.ir.nodes import Const, Operand, Tup

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader

_FORBIDDEN_HOOKS = ("__getattribute__", "__setattr__", "__delattr__", "__new__")


def construct(reader: Reader, kind: type, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any) -> Operand:
    """`kind(*args, **kwargs)` for a class of the user's."""
    for hook in _FORBIDDEN_HOOKS:
        frozen = hook in ("__setattr__", "__delattr__") and dataclasses.is_dataclass(kind)
        if defined(kind, hook) is not None and not frozen:
            raise Unsupported(f"`{kind.__name__}` defines `{hook}`", origin=reader.origin_of(node),
                              instead="use a plain class with `__init__`")  # fmt: skip
    if defined(type(kind), "__call__") is not None and type(kind).__call__ is not type.__call__:
        raise Unsupported(f"the metaclass of `{kind.__name__}` defines `__call__`", origin=reader.origin_of(node),
                          instead="use a plain class, or a function that makes the object")  # fmt: skip
    made = Const(Instance(kind=kind, site=reader.site_of(node)))
    if kind is types.SimpleNamespace:
        made.value.cells.update(kwargs)
        return made
    init = defined(kind, "__init__")
    if init is None:
        if args or kwargs:
            raise Unsupported(f"`{kind.__name__}()` takes no arguments", origin=reader.origin_of(node))
    elif dataclasses.is_dataclass(kind) and _is_generated(init):
        fill_fields(reader, made.value, kind, args, kwargs, node)
    else:
        reader.guard_attribute(kind, "__init__", init)
        reader.call_function(getattr(init, "primal", init), (made, *args), kwargs, node)
    return made


def _is_generated(function: Any) -> bool:
    code = getattr(function, "__code__", None)
    return code is not None and code.co_filename == "<string>"


@dataclasses.dataclass(frozen=True)
class GeneratedInit:
    """The `__init__` that `dataclass` generated for a class, as `super()` finds it."""

    kind: Any

    def __call__(self, *args: Any, **kwargs: Any) -> None:
        self.kind.__init__(*args, **kwargs)


def fill_fields(
    reader: Reader, made: Instance, kind: Any, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any
) -> None:
    """What the `__init__` that `dataclass` generated for `kind` does with an object of it or of a derived class."""
    every = [f for f in kind.__dataclass_fields__.values() if f._field_type is not dataclasses._FIELD_CLASSVAR]  # type: ignore[attr-defined]
    wanted = [f for f in every if f.init]
    positional = [f.name for f in wanted if not f.kw_only]
    names = {f.name for f in wanted}
    if len(args) > len(positional) or not set(kwargs) <= names - set(positional[: len(args)]):
        raise Unsupported(f"these arguments do not fit `{kind.__name__}`", origin=reader.origin_of(node))
    given = dict(zip(positional, args, strict=False)) | kwargs
    passed = {}
    for f in every:
        if f.name in given:
            value = given[f.name]
        elif f.default_factory is not dataclasses.MISSING:
            value = reader.call(Const(f.default_factory), ())
        elif f.default is not dataclasses.MISSING:
            value = reader.load_outside("attribute", kind, f.name, f.default, node)
        elif f.init:
            raise Unsupported(f"`{kind.__name__}` is made without `{f.name}`", origin=reader.origin_of(node))
        else:
            continue
        if f._field_type is dataclasses._FIELD_INITVAR:  # type: ignore[attr-defined]
            passed[f.name] = value
        else:
            write_cell(reader, made, f.name, reader.list_to_var(value))
    post = defined(made.kind, "__post_init__") if hasattr(kind, "__post_init__") else None
    if post is not None:
        reader.call_function(post, (Const(made), *passed.values()), {}, node)


def construct_named_tuple(
    reader: Reader, kind: Any, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any
) -> Operand:
    """A named tuple is a tuple whose kind is its class."""
    fields = kind._fields
    given = dict(zip(fields, args, strict=False)) | kwargs
    for name in fields:
        if name not in given and name in kind._field_defaults:
            given[name] = reader.load_outside("item", kind._field_defaults, name, kind._field_defaults[name], node)
    if set(given) != set(fields) or len(args) > len(fields):
        raise Unsupported(f"these arguments do not fit `{kind.__name__}`", origin=reader.origin_of(node))
    return Tup(tuple(given[name] for name in fields), kind)


def super_attribute(reader: Reader, parent: Super, name: str, node: Any) -> Operand:
    """`super().name`: looked up after the class in the order of the object's class."""
    kind = kind_of(parent.value)
    own = parent.value.value if kind is None and isinstance(parent.value, Const) else kind
    mro = own.__mro__ if isinstance(own, type) else ()
    for base in mro[mro.index(parent.kind) + 1 :]:
        if name not in base.__dict__:
            continue
        found = base.__dict__[name]
        instance = instance_of(parent.value)
        if base is object and name == "__init__":
            return Const(_nothing)
        if instance is not None and name == "__init__" and dataclasses.is_dataclass(base) and _is_generated(found):
            return Const(BoundMethod(parent.value, GeneratedInit(base), name))
        if isinstance(found, property):
            return get_property(reader, parent.value, found, name, node)
        return bound_to(reader, parent.value, base, found, name, node)
    raise Unsupported(f"`super()` has no `{name}`", origin=reader.origin_of(node))


def _nothing() -> None:
    return None
