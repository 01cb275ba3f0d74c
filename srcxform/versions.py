"""Code that was made once serves every derivative that asks for the same, of every function with the same text.

    for batch in batches:
        w -= rate * grad(lambda w: loss(w, batch))(w)     # compiled in the first trip

A function that is defined again in a loop has new cells for the names around it, and otherwise nothing new. What was
made for one is kept without its cells, and given those of the next; whether it is right for that one, its guards tell.
"""

from __future__ import annotations

import copy
from collections import OrderedDict
from dataclasses import dataclass, replace
from types import FunctionType
from typing import TYPE_CHECKING, Any

from srcxform.frontend.guards import Same, contents
from srcxform.request import Request

if TYPE_CHECKING:
    from srcxform.pipeline import Compiled

MOST = 128
"""So many are kept."""

MOST_BOUND = 4
"""So many are kept of methods: they keep their objects alive."""

_KEPT: OrderedDict[Any, Compiled] = OrderedDict()
_BOUND: OrderedDict[Any, Compiled] = OrderedDict()


@dataclass(frozen=True)
class _Cell:
    """Stands for a cell of the function, by its position."""

    position: int


_ITSELF = object()
"""Stands for the function."""


def key_of(
    function: FunctionType, prefix: tuple[Any, ...], request: Request, arguments: Any, inner: Compiled | None
) -> Any:
    """What two functions must have in common to share code; None where none is shared.

    `inner` is the derivative that the function is, if it is one: the cells of what that was made from are not its own.
    """
    if request.observer is not None or (inner is not None and any(g.kind == "cell" for g in inner.guards)):
        return None
    if inner is not None and inner.captured:
        return None
    defaults = contents((function.__defaults__, function.__kwdefaults__))
    text = Same(function.__code__), Same(function.__globals__), function.__name__
    return (text, defaults, tuple(map(Same, prefix)), request, arguments)


def keep(key: Any, function: FunctionType, compiled: Compiled) -> None:
    """Keep what was made for a function, without its cells."""
    stand_ins: dict[int, Any] = {id(cell): _Cell(k) for k, cell in enumerate(function.__closure__ or ())}
    shelf, most = (_BOUND, MOST_BOUND) if key[2] else (_KEPT, MOST)
    shelf[key] = _with_holders(compiled, stand_ins | {id(function): _ITSELF})
    shelf.move_to_end(key)
    while len(shelf) > most:
        shelf.popitem(last=False)


def found(key: Any, function: FunctionType) -> Compiled | None:
    """What was made for a function of this text, with the cells of this one; its guards are still to be asked."""
    shelf = _BOUND if key[2] else _KEPT
    compiled = shelf.get(key)
    if compiled is None:
        return None
    shelf.move_to_end(key)
    own: dict[int, Any] = {id(_ITSELF): function}
    holders: list[Any] = [*(c.holder for c in compiled.captured), *(g.holder for g in compiled.guards)]
    for holder in holders:
        if isinstance(holder, _Cell):
            own[id(holder)] = (function.__closure__ or ())[holder.position]
    return _with_holders(compiled, own)


def _with_holders(compiled: Compiled, holders: dict[int, Any]) -> Compiled:
    """The same code, with what it takes from outside taken from elsewhere."""

    def moved(outside: Any) -> Any:
        if id(outside.holder) not in holders:
            return outside
        made = copy.copy(outside)
        made.holder = holders[id(outside.holder)]
        return made

    return replace(compiled, captured=[moved(c) for c in compiled.captured], guards=[moved(g) for g in compiled.guards])
