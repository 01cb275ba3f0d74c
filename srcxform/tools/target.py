"""What the command line is about: `package.module:function` or `path/file.py:function`, and its arguments."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import math
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from srcxform.errors import SrcxformError


class UsageError(SrcxformError):
    """What was typed on the command line cannot be used; the message is one line."""


def find_target(target: str) -> Callable[..., Any]:
    """The function that a TARGET names; attributes may be dotted, as in `module:Class.method`."""
    place, _, path = target.rpartition(":")
    if not place or not path:
        raise UsageError(f"{target!r} is no TARGET: write package.module:function or path/file.py:function")
    module = _load_file(Path(place)) if place.endswith(".py") else _import_module(place)
    found: Any = module
    for name in path.split("."):
        try:
            found = getattr(found, name)
        except AttributeError:
            raise UsageError(f"{place} has no {path!r}{_functions_of(module)}") from None
    if not callable(found):
        raise UsageError(f"{target} is not a function but {type(found).__name__}")
    function: Callable[..., Any] = found
    return function


def parse_arguments(expression: str, function: Callable[..., Any]) -> tuple[Any, ...]:
    """The arguments of a call from what would stand between its parentheses: `np.ones(3), n=4`.

    Names are those of the function's own module, and `np` and `math`.
    """
    primal = inspect.unwrap(function)
    names = {"np": np, "math": math, **getattr(primal, "__globals__", {})}
    try:
        args, keywords = eval(f"_collected({expression}\n)", names | {"_collected": _collected})
    except (Exception, SystemExit) as error:
        raise UsageError(f"--args {expression!r}: {one_line(error)}") from None
    try:
        bound = inspect.signature(primal).bind(*args, **keywords)
    except TypeError as error:
        raise UsageError(f"--args {expression!r} does not fit {primal.__name__}: {error}") from None
    if bound.kwargs:
        raise UsageError(f"--args {expression!r}: keyword-only arguments cannot be differentiated by")
    return bound.args


def _collected(*args: Any, **keywords: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    return args, keywords


def _import_module(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except (Exception, SystemExit) as error:
        raise UsageError(f"cannot import {name}: {one_line(error)}") from None


def _load_file(path: Path) -> ModuleType:
    """Run a file as a module of its own; its neighbours can be imported from it, as in a script."""
    if not path.is_file():
        raise UsageError(f"no such file: {path}")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise UsageError(f"not a Python file: {path}")
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(path.resolve().parent))
    sys.modules[path.stem] = module
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        raise UsageError(f"cannot run {path}: {one_line(error)}") from None
    return module


def _functions_of(module: ModuleType) -> str:
    names = [name for name, value in vars(module).items() if callable(value) and not name.startswith("_")]
    return f"; it has {', '.join(names[:8])}" if names else ""


def one_line(error: BaseException) -> str:
    """An exception for a message of one line."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
