"""Which maxima are subtracted only to keep an exponential in range, so that nothing depends on them.

    m = np.max(x, axis=-1, keepdims=True)
    e = np.exp(x - m)                               e: scaled by exp(-m)
    s = np.sum(e, axis=-1, keepdims=True)           s: scaled by exp(-m), if `m` has one number for each row
    return e / s                                    no `m` is left; nor is it in np.log(s) + m

What is computed with `m` is followed: it moves by a multiple of `m`, or is scaled by the exponential of one. If all
that the program goes on with has the multiple 0, then the derivative with respect to `m` is 0: not as the sum of terms
that cancel but for roundoff, but because the result is the same whatever is subtracted.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from srcxform.analyses.aliasing import Aliases
from srcxform.analyses.places import Places
from srcxform.ir.builder import literal
from srcxform.ir.nodes import Assign, Const, Operand, Slice, Statement, Tup, Var
from srcxform.ir.sizes import squeezed_axes
from srcxform.ir.types import ArrayType, may_be_written

Axes = tuple[int | None, ...]
_MAXIMA = (np.max, np.amax)


@dataclass(frozen=True)
class _Trace:
    """What a value has of `m`: `is_scale` says whether it is scaled by `exp(degree * m)` or moved by `degree * m`.

    `axes` has for each axis of the value that of `m` that it runs along, or None where all have the same number of `m`.
    """

    is_scale: bool
    degree: float
    axes: Axes


def cancelled(aliases: Aliases, kept: Iterable[Var]) -> set[Var]:
    """The maxima that no value outside their own computation depends on; `kept` are values that others may ask for."""
    where = aliases.places
    maxima = [s.out for s in where.at if isinstance(s, Assign) and any(s.primitive is each for each in _MAXIMA)]
    if not maxima:
        return set()
    asked = where.returned | set(kept)
    return {m for m in maxima if _Follower(where, aliases, asked).vanishes(m)}


class _Follower:
    def __init__(self, where: Places, aliases: Aliases, asked: set[Var]) -> None:
        self.where, self.aliases, self.asked = where, aliases, asked
        self.traces: dict[Var, _Trace] = {}

    def vanishes(self, m: Var) -> bool:
        """Whether what is computed with a value comes out the same whatever it is."""
        t = m.type
        if not isinstance(t, ArrayType) or t.rank is None or not self.where.used_by.get(m) or self._may_change(m):
            return False
        dims = t.dims or (None,) * t.rank
        todo = self._noted(m, _Trace(False, 1.0, tuple(None if n == 1 else k for k, n in enumerate(dims))))
        while todo:
            statement = min(todo, key=self.where.at.__getitem__)
            todo.discard(statement)
            trace = self._trace(statement)
            if trace is None or not isinstance(statement, Assign):
                return False
            if trace.degree:
                if statement.out in self.asked or self._may_change(statement.out):
                    return False
                todo |= self._noted(statement.out, trace)
        return m not in self.asked

    def _noted(self, var: Var, trace: _Trace) -> set[Statement]:
        self.traces[var] = trace
        return set(self.where.used_by.get(var, ()))

    def _may_change(self, var: Var) -> bool:
        return self.aliases.is_written(var) and may_be_written(var.type)

    def _trace(self, statement: Statement) -> _Trace | None:
        """What the result of an operation has of `m`; None if that is not known."""
        if not isinstance(statement, Assign) or not isinstance(statement.out.type, ArrayType):
            return None
        if statement.primitive in (np.sum, np.mean):
            return self._sum(statement)
        if statement.primitive is np.squeeze:
            return self._squeezed(statement)
        if statement.kwargs:
            return None
        given = [self.traces.get(a) if isinstance(a, Var) else None for a in statement.args]
        match statement.primitive, given:
            case operator.getitem, [_Trace() as a, None]:
                return _subscripted(a, statement.args[1])
            case np.expand_dims, [_Trace() as a, None]:
                return _expanded(a, *literal(statement.args[1]))
            case ((operator.neg | np.negative), [_Trace(False) as a]):
                return replace(a, degree=-a.degree)
            case np.exp, [_Trace(False) as a]:
                return replace(a, is_scale=True)
            case np.log, [_Trace(True) as a]:
                return replace(a, is_scale=False)
            case ((operator.add | operator.sub | np.add | np.subtract), [_, _]):
                return self._combined(statement, given, moves=True)
            case ((operator.mul | operator.truediv | np.multiply | np.divide), [_, _]):
                return self._combined(statement, given, moves=False)
            case _:
                return None

    def _combined(self, statement: Assign, given: list[_Trace | None], *, moves: bool) -> _Trace | None:
        """Of a sum of values that are moved, or a product of values that are scaled."""
        aligned = [None if a is None else _aligned(a, statement.out) for a in given]
        found = [a for a in aligned if a is not None]
        if len(found) < sum(a is not None for a in given) or any(a.is_scale is moves for a in found):
            return None
        if any(a.axes != found[0].axes for a in found):
            return None
        is_less = statement.primitive in (operator.sub, operator.truediv, np.subtract, np.divide)
        first, second = (0.0 if a is None else a.degree for a in aligned)
        return replace(found[0], degree=first - second if is_less else first + second)

    def _squeezed(self, statement: Assign) -> _Trace | None:
        """Of a view without some of the axes of length 1."""
        squeezed = statement.args[0]
        if not isinstance(squeezed, Var) or squeezed not in self.traces or not isinstance(squeezed.type, ArrayType):
            return None
        gone = squeezed_axes(squeezed.type, *statement.args[1:], *(axis for _, axis in statement.kwargs))
        a = self.traces[squeezed]
        return None if gone is None else replace(a, axes=tuple(k for n, k in enumerate(a.axes) if n not in gone))

    def _sum(self, statement: Assign) -> _Trace | None:
        """Of a sum or mean along axes on which all numbers are scaled alike."""
        options = dict(statement.kwargs)
        is_axis, axis = literal(options.pop("axis", Const(None)))
        is_kept, keepdims = literal(options.pop("keepdims", Const(False)))
        a = self.traces.get(statement.args[0]) if isinstance(statement.args[0], Var) else None
        if a is None or not a.is_scale or options or len(statement.args) != 1 or not (is_axis and is_kept):
            return None
        rank = len(a.axes)
        summed = range(rank) if axis is None else axis if isinstance(axis, tuple) else (axis,)
        places = {k % rank for k in summed if type(k) is int} if rank else set()
        if any(a.axes[k] is not None for k in places) or (rank and len(places) != len(summed)):
            return None
        axes = tuple(None if k in places else each for k, each in enumerate(a.axes) if keepdims or k not in places)
        return replace(a, axes=axes)


def _aligned(trace: _Trace, out: Var) -> _Trace | None:
    """With the axes of a result that the value is broadcast to."""
    rank = out.type.rank if isinstance(out.type, ArrayType) else None
    if rank is None or rank < len(trace.axes):
        return None
    return replace(trace, axes=(*(None,) * (rank - len(trace.axes)), *trace.axes))


def _subscripted(trace: _Trace, index: Operand) -> _Trace | None:
    """Of a view with more axes, `s[:, None]`, or with fewer, `s[..., 0]`, where all numbers along one have the same."""
    items = index.items if isinstance(index, Tup) else (index,)
    rest, axes = list(trace.axes), list[int | None]()
    for place, item in enumerate(items):
        if isinstance(item, Const) and item.value is None:
            axes.append(None)
        elif isinstance(item, Const) and item.value is Ellipsis:
            after = sum(not (isinstance(each, Const) and each.value is None) for each in items[place + 1 :])
            axes += [rest.pop(0) for _ in range(len(rest) - after)]
        elif isinstance(item, Slice) and rest and _is_whole(item):
            axes.append(rest.pop(0))
        elif isinstance(item, Const) and type(item.value) is int and rest and rest[0] is None:
            rest.pop(0)
        else:
            return None
    return replace(trace, axes=(*axes, *rest))


def _is_whole(item: Slice) -> bool:
    return all(isinstance(part, Const) and part.value is None for part in (item.start, item.stop, item.step))


def _expanded(trace: _Trace, is_known: bool, axis: object) -> _Trace | None:
    """Of a view with one more axis."""
    rank = len(trace.axes) + 1
    if not is_known or type(axis) is not int or not -rank <= axis < rank:
        return None
    axes = list(trace.axes)
    axes.insert(axis % rank, None)
    return replace(trace, axes=tuple(axes))
