"""Products that are summed over named axes."""

from __future__ import annotations

import operator
from functools import reduce

import numpy as np

from srcxform import runtime
from srcxform.backends.machine.arrays import ONE, Array, Arrays, NotDescribed
from srcxform.backends.machine.described import describes, dtype_of, folded
from srcxform.backends.machine.elements import Affine
from srcxform.ir.nodes import Assign, Const


def labelled(arrays: Arrays, array: Array, own: str, labels: str) -> Array:
    """The array with one axis for each label, of length one where it has none; one that stands twice is a diagonal."""
    lengths = [ONE] * len(labels)
    for label, length in zip(own, array.lengths, strict=True):
        place = labels.index(label)
        if own.count(label) > 1 and not lengths[place].is_one:
            arrays.require_same(lengths[place], length)
        lengths[place] = length
    places = tuple(Affine(labels.index(label)) for label in own)
    return Array(tuple(lengths), arrays.moved(array.element, places), array.dtype)


def contracted(arrays: Arrays, factors: list[Array], own: list[str], result: str, statement: Assign) -> Array:
    """The sum of products of arrays with labelled axes over all labels that the result has not."""
    if any(len(o) != f.rank for o, f in zip(own, factors, strict=True)) or len(set(result)) < len(result):
        raise NotDescribed
    summed = "".join(dict.fromkeys(x for o in own for x in o if x not in result))
    labels = result + summed
    dtype = dtype_of(statement)
    spread = [labelled(arrays, f, o, labels) for f, o in zip(factors, own, strict=True)]
    product = reduce(lambda a, b: arrays.apply(operator.mul, [a, b], dtype), spread)
    if not summed:
        return Array(product.lengths, product.element, dtype)
    start = 0j if dtype.kind == "c" else 0.0 if dtype.kind == "f" else 0
    found = folded(arrays, product, tuple(range(len(result), len(labels))), operator.add, start)
    return Array(found.lengths, found.element, dtype)


@describes(np.einsum)
def einsum(arrays: Arrays, statement: Assign) -> Array:
    """Loops over the labels; the order of contraction that `optimize` asks for is not what is computed."""
    subscripts = statement.args[0]
    if any(key != "optimize" for key, _ in statement.kwargs):
        raise NotDescribed
    if not isinstance(subscripts, Const) or not isinstance(subscripts.value, str):
        raise NotDescribed
    factors = [arrays.describe(a) for a in statement.args[1:]]
    if dtype_of(statement).kind == "b":
        raise NotDescribed
    *own, result = runtime.einsum_labels(subscripts.value, tuple(f.rank for f in factors))
    return contracted(arrays, factors, own, result, statement)


@describes(np.vecdot, np.linalg.vecdot)
def vecdot(arrays: Arrays, statement: Assign) -> Array:
    """Products of the vectors along the last axes, the first of them conjugate."""
    if statement.kwargs or len(statement.args) != 2:
        raise NotDescribed
    a, b = (arrays.describe(x) for x in statement.args)
    if a.dtype.kind == "c":
        a = arrays.apply(np.conj, [a], a.dtype)
    product = arrays.apply(operator.mul, [a, b], dtype_of(statement))
    kind = dtype_of(statement).kind
    start = 0j if kind == "c" else 0.0 if kind == "f" else 0
    return folded(arrays, product, (product.rank - 1,), operator.add, start)


__all__ = ["contracted", "labelled"]
