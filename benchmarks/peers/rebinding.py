"""The same code in another world: where `np` means another module, and helpers are others too."""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any

Function = Callable[..., Any]


def rebound(function: Function, modules: dict[str, Any], wrap: Callable[[Function], Function] | None = None) -> Any:
    """A copy of a function whose global names of modules mean others, in its helpers of the same file too.

    `modules` is by the modules' own names. `wrap` is applied to each helper when it is first asked for.
    """
    assert isinstance(function, types.FunctionType)
    world = _World(function.__globals__, function.__module__, modules, wrap)
    return world.copy_of(function)


class _World:
    """The globals of the copies. Only names that the code uses are made, helpers before what calls them."""

    def __init__(
        self,
        names: dict[str, Any],
        home: str,
        modules: dict[str, Any],
        wrap: Callable[[Function], Function] | None,
    ) -> None:
        self.names = names
        self.home = home
        self.modules = modules
        self.wrap = wrap
        self.globals: dict[str, Any] = {"__builtins__": names.get("__builtins__"), "__name__": home}

    def copy_of(self, function: types.FunctionType) -> Any:
        for name in used_names(function.__code__):
            if name in self.names and name not in self.globals:
                self.globals[name] = None  # a helper may call itself
                self.globals[name] = self.replaced(self.names[name])
        copy = types.FunctionType(
            function.__code__, self.globals, function.__name__, function.__defaults__, function.__closure__
        )
        copy.__kwdefaults__ = function.__kwdefaults__
        return copy

    def replaced(self, value: Any) -> Any:
        if isinstance(value, types.ModuleType):
            return self.modules.get(value.__name__, value)
        if isinstance(value, types.FunctionType) and value.__module__ == self.home:
            copy = self.copy_of(value)
            return copy if self.wrap is None else self.wrap(copy)
        return value


def used_names(code: types.CodeType) -> list[str]:
    """Names of globals and attributes in a function and the functions inside of it."""
    inner = [name for const in code.co_consts if isinstance(const, types.CodeType) for name in used_names(const)]
    return [*code.co_names, *inner]
