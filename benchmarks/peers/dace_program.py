"""A program in the words that DaCe reads: sizes as numbers, dtypes said, no annotations.

In DaCe's programs sizes are symbols of the signature. Here they are known when it compiles, as they are for JAX.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import math
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np

ALLOCATIONS = ("empty", "zeros", "ones")


def program_text(form: Callable[..., Any], args: tuple[Any, ...]) -> str:
    """The text of the form and of its helpers, each a program."""
    module = importlib.import_module(form.__module__)
    found = {node.name: node for node in ast.parse(inspect.getsource(module)).body if isinstance(node, ast.FunctionDef)}
    needed = [form.__name__]
    for name in needed:
        names = {node.id for node in ast.walk(found[name]) if isinstance(node, ast.Name)}
        needed += [other for other in found if other in names and other not in needed]
    texts = []
    for name in reversed(needed):
        node = found[name]
        if name == form.__name__:
            node = with_known_sizes(node, args)
        node.returns = None
        for argument in [*node.args.args, *node.args.kwonlyargs]:
            argument.annotation = None
        texts.append("@dace.program\n" + ast.unparse(ast.fix_missing_locations(WithDtypes().visit(node))))
    return "\n\n".join(texts)


def with_known_sizes(function: ast.FunctionDef, args: tuple[Any, ...]) -> ast.FunctionDef:
    """Names that are bound once, to what follows from shapes and whole numbers, are replaced by their numbers."""
    known: dict[str, Any] = dict(zip((argument.arg for argument in function.args.args), args, strict=True))
    bound = Counter(
        node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    )
    sizes = {name: x for name, x in known.items() if isinstance(x, int) and not bound[name]}
    arrays = {name: x for name, x in known.items() if isinstance(x, np.ndarray)}
    body = []
    for statement in function.body:
        names = _targets(statement)
        value = None
        if names and all(bound[name] == 1 or name == "_" for name in names):
            assert isinstance(statement, ast.Assign)
            value = size_of(statement.value, sizes, arrays)
        if value is None or (len(names) > 1) != isinstance(value, tuple):
            body.append(statement)
        else:
            sizes.update(zip(names, value if isinstance(value, tuple) else (value,), strict=True))
    function.body = body
    replaced = Known(sizes, arrays).visit(function)
    assert isinstance(replaced, ast.FunctionDef)
    return replaced


def _targets(statement: ast.stmt) -> list[str]:
    """The names that a plain assignment binds."""
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return []
    target = statement.targets[0]
    items = target.elts if isinstance(target, ast.Tuple) else [target]
    return (
        [item.id for item in items if isinstance(item, ast.Name)]
        if all(isinstance(item, ast.Name) for item in items)
        else []
    )


def size_of(expression: ast.expr, sizes: dict[str, int], arrays: dict[str, Any]) -> int | tuple[int, ...] | None:
    """The whole number, or numbers, that an expression of sizes and shapes stands for; None if it is another."""
    allowed = (ast.Constant, ast.BinOp, ast.operator, ast.Name, ast.Load, ast.Attribute, ast.Subscript, ast.Tuple)
    for node in ast.walk(expression):
        if isinstance(node, ast.Name) and node.id not in sizes and node.id not in arrays and node.id != "len":
            return None
        if isinstance(node, ast.Attribute) and node.attr not in ("shape", "size", "ndim"):
            return None
        if not isinstance(node, (*allowed, ast.Call)):
            return None
    try:
        value = eval(ast.unparse(expression), {"__builtins__": {"len": len}, **sizes, **arrays})
    except (TypeError, ValueError, IndexError, ZeroDivisionError, KeyError):
        return None
    parts = value if isinstance(value, tuple) else (value,)
    if not parts or not all(type(part) is int and math.isfinite(part) for part in parts):
        return None
    return value if isinstance(value, tuple) else int(value)


class Known(ast.NodeTransformer):
    """Sizes as numbers, in names, `x.shape[k]` and `len(x)`."""

    def __init__(self, sizes: dict[str, int], arrays: dict[str, Any]) -> None:
        self.sizes = sizes
        self.arrays = arrays

    def visit(self, node: ast.AST) -> Any:
        if isinstance(node, ast.Name | ast.Subscript | ast.Call) and not isinstance(
            getattr(node, "ctx", None), ast.Store
        ):
            value = size_of(node, self.sizes, self.arrays)
            if isinstance(value, int):
                return ast.Constant(value)
        return super().visit(node)


class WithDtypes(ast.NodeTransformer):
    """Allocations with the dtype that NumPy takes where none is said."""

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        called = node.func
        if isinstance(called, ast.Attribute) and called.attr in ALLOCATIONS and len(node.args) == 1:
            if not node.keywords:
                dtype = ast.Attribute(ast.Name("np", ast.Load()), "float64", ast.Load())
                node.keywords = [ast.keyword("dtype", dtype)]
        return node
