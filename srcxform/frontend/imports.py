"""Imports inside a function: the modules are imported while it is read, as its first call would do."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import gast

from srcxform.frontend.branches import FALL
from srcxform.frontend.failures import KnownFailure
from srcxform.ir.nodes import Const, Operand
from srcxform.rules import library

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader


def read_import(reader: Reader, node: gast.Import) -> str:
    """`import a.b`, which binds `a`, and `import a.b as c`."""
    for alias in node.names:
        module = _imported(reader, alias.name, node)
        top = alias.name.partition(".")[0]
        found = module if alias.asname else _imported(reader, top, node)
        reader.assign_name(alias.asname or top, Const(found))
    return FALL


def read_import_from(reader: Reader, node: gast.ImportFrom) -> str:
    """`from a import b`, where `b` is an attribute of the module, or a module itself."""
    name = "." * (node.level or 0) + (node.module or "")
    module = _imported(reader, name, node)
    for alias in node.names:
        reader.assign_name(alias.asname or alias.name, _member(reader, module, alias.name, node))
    return FALL


def _member(reader: Reader, module: Any, name: str, node: Any) -> Operand:
    if not hasattr(module, name):
        try:
            importlib.import_module(f"{module.__name__}.{name}")
        except ImportError as error:
            raise _failed(reader, ImportError(f"cannot import name {name!r} from {module.__name__!r}"), node) from error
    return reader.attribute(Const(module), name, node)


def _imported(reader: Reader, name: str, node: Any) -> Any:
    try:
        module = importlib.import_module(name, reader.frame.source.globals.get("__package__"))
    except ImportError as error:
        raise _failed(reader, error, node) from error
    library.register_imported()
    return module


def _failed(reader: Reader, error: ImportError, node: Any) -> KnownFailure:
    return KnownFailure(
        str(error),
        origin=reader.origin_of(node),
        instead="import at the top of the module, where Python says what is missing",
        error=error,
        depth=len(reader.builder.blocks),
    )


STATEMENTS: dict[type, Callable[[Any, Any], str]] = {gast.Import: read_import, gast.ImportFrom: read_import_from}
