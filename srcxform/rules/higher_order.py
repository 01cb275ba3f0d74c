"""Functions that call functions of the user: on elements, on rows, on pieces. The calls are differentiated too."""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform.rules.registry import definition, no_rule


@definition(np.fromfunction)
def fromfunction(function: Any, shape: Any, *, dtype: Any = float, like: Any = None, **kwargs: Any) -> Any:
    """The function of the coordinates of all elements."""
    places = np.indices(shape, dtype=dtype)
    return function(*tuple(places[k] for k in range(len(shape))), **kwargs)


@definition(np.fromiter)
def fromiter(iter: Any, dtype: Any, count: Any = -1, *, like: Any = None) -> Any:
    """The items of a sequence, or the first of them."""
    items = np.array(list(iter), dtype=dtype)
    return items if count == -1 else items[:count]


@definition(np.piecewise)
def piecewise(x: Any, condlist: Any, funclist: Any, *args: Any, **kw: Any) -> Any:
    """For each condition the function (or number) that belongs to it, the last one where there is none."""
    conditions = conditions_of(x, condlist)
    result = np.zeros_like(x)
    taken = np.zeros(np.shape(x), dtype=bool)
    for k in range(len(conditions)):
        taken = taken | conditions[k]
    if len(funclist) == len(conditions) + 1:
        result = with_piece(result, x, ~taken, funclist[len(conditions)], args, kw)
    for condition, function in zip(conditions, funclist):
        result = with_piece(result, x, condition, function, args, kw)
    return result


def conditions_of(x: Any, condlist: Any) -> Any:
    """The conditions one by one."""
    if not isinstance(condlist, (list, tuple)):
        if np.ndim(condlist) == np.ndim(x):
            return (np.asarray(condlist, dtype=bool),)
        return no_rule("the conditions of `np.piecewise` are one array", "pass a list of them")
    if np.ndim(x) > 0 and np.ndim(condlist[0]) == 0:
        return (np.asarray(condlist, dtype=bool),)
    return tuple(np.asarray(condition, dtype=bool) for condition in condlist)


def with_piece(result: Any, x: Any, condition: Any, function: Any, args: Any, kw: Any) -> Any:
    """The result with the values of one function at its places; it is called with these elements alone."""
    if not callable(function):
        return np.where(condition, function, result)
    if np.any(condition):
        result[condition] = function(np.asarray(x)[condition], *args, **kw)
    return result


@definition(np.apply_along_axis)
def apply_along_axis(func1d: Any, axis: Any, arr: Any, *args: Any, **kwargs: Any) -> Any:
    """The function of each row along an axis; the axes of what it gives are in the place of that axis."""
    moved = np.moveaxis(arr, axis, -1)
    others = np.shape(moved)[:-1]
    rows = np.reshape(moved, (-1, np.shape(moved)[-1]))
    values = np.array([func1d(row, *args, **kwargs) for row in rows])
    rank = np.ndim(values) - 1
    result = np.reshape(values, (*others, *np.shape(values)[1:]))
    if rank == 0:
        return result
    lead, place = np.ndim(arr) - 1, axis % np.ndim(arr)
    return np.moveaxis(result, tuple(range(lead, lead + rank)), tuple(range(place, place + rank)))


@definition(np.apply_over_axes)
def apply_over_axes(func: Any, a: Any, axes: Any) -> Any:
    """The function along one axis after the other, each of which keeps its place."""
    value = a
    for axis in axes if isinstance(axes, (tuple, list)) else (axes,):
        reduced = func(value, axis)
        value = reduced if np.ndim(reduced) == np.ndim(a) else np.expand_dims(reduced, axis)
    return value


class Vectorized:
    """A function of numbers that is called for each element of broadcast arrays."""

    def __init__(self, function: Any, otypes: Any, signature: Any, excluded: Any) -> None:
        self.function = function
        self.otypes = otypes
        self.signature = signature
        self.excluded = excluded

    def __call__(self, *args: Any) -> Any:
        """The values for all elements."""
        return each_element(self.function, self.otypes, self.signature, self.excluded, args)


@definition(np.vectorize)
def vectorize(
    pyfunc: Any, otypes: Any = None, doc: Any = None, excluded: Any = None, cache: Any = False, signature: Any = None
) -> Any:
    """A vectorised function that is made inside the program."""
    if excluded is not None:
        return no_rule("`excluded=` inside of the program is not supported", "make the function outside of it")
    return Vectorized(pyfunc, otypes, signature, excluded)


@definition(np.vectorize.__call__)
def call_vectorized(self: Any, *args: Any) -> Any:
    """A vectorised function that was made outside of the program."""
    return each_element(self.pyfunc, self.otypes, self.signature, self.excluded, args)


def each_element(function: Any, otypes: Any, signature: Any, excluded: Any, args: Any) -> Any:
    """The function of the elements, one after the other."""
    if signature is not None:
        return no_rule("`np.vectorize` with a signature is not supported", "write the loop over the arrays")
    whole = tuple(excluded is not None and k in excluded for k in range(len(args)))
    taken = tuple(x for k, x in enumerate(args) if not whole[k])
    every = np.broadcast_arrays(*taken) if len(taken) > 1 else (np.asarray(taken[0]),)
    shape = np.shape(every[0])
    places = tuple(sum(not whole[j] for j in range(k)) for k in range(len(args)))
    columns = tuple(args[k] if whole[k] else np.ravel(every[places[k]]) for k in range(len(args)))
    values = [
        function(*tuple(column if whole[j] else column[k] for j, column in enumerate(columns)))
        for k in range(np.size(every[0]))
    ]
    if isinstance(values[0], tuple):
        return tuple(
            converted(np.array([value[k] for value in values]), otypes, k, shape) for k in range(len(values[0]))
        )
    return converted(np.array(values), otypes, 0, shape)


def converted(values: Any, otypes: Any, k: Any, shape: Any) -> Any:
    """The values in the shape of the arguments, in the type that was asked for."""
    shaped = np.reshape(values, shape)
    return shaped if otypes is None else np.astype(shaped, otypes[k])


@definition(np.frompyfunc)
def frompyfunc(func: Any, /, nin: Any, nout: Any, *, identity: Any = None) -> Any:
    """The result is an array of objects."""
    return no_rule("`np.frompyfunc` makes arrays of objects, whose floats are out of sight", "use `np.vectorize`")


if hasattr(np, "row_stack"):

    @definition(getattr(np, "row_stack"))  # noqa: B009
    def row_stack(tup: Any, *, dtype: Any = None, casting: Any = "same_kind") -> Any:
        """The old name of `np.vstack`."""
        return np.vstack(tup, dtype=dtype)
