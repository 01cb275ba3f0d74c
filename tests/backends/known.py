"""Which functions of a generated text Numba does not know, found without compiling it."""

from __future__ import annotations

import ast
import builtins
import importlib
from collections.abc import Iterator
from typing import Any

import numba
import numpy as np
from numba.core import registry


def unknown_to_numba(text: str) -> list[str]:
    """The functions that the compiled functions of a module call and Numba has no types for."""
    importlib.import_module("srcxform.backends.machine.overloads")
    tree = ast.parse(text)
    names: dict[str, Any] = {}
    for node in tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            exec(compile(ast.Module([node], []), "<imports>", "exec"), names)
    kernels = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.decorator_list]
    defined = {kernel.name for kernel in kernels}
    called = {ast.unparse(call.func): call.func for kernel in kernels for call in calls_of(kernel.body)}
    return [path for path, func in called.items() if path not in defined and not is_known(func, names)]


def calls_of(body: list[ast.stmt]) -> Iterator[ast.Call]:
    """The calls in the body of a function."""
    return (node for statement in body for node in ast.walk(statement) if isinstance(node, ast.Call))


def is_known(func: ast.expr, names: dict[str, Any]) -> bool:
    """Whether Numba has a type for a function; methods of what is computed are not asked about."""
    path = ast.unparse(func).split(".")
    root = names.get(path[0], getattr(builtins, path[0], None))
    if not all(part.isidentifier() for part in path) or root is None:
        return True
    found = root
    for part in path[1:]:
        if isinstance(found, np.ufunc):
            return part == "reduce"
        found = getattr(found, part)
    registry.cpu_target.target_context.refresh()
    context = registry.cpu_target.typing_context
    context.refresh()
    try:
        context.resolve_value_type(found)
    except (ValueError, numba.core.errors.NumbaError):
        return False
    return True


__all__ = ["unknown_to_numba"]
