"""Functions of `operator` that stand for statements, as these statements: `iadd` is `+=`, `setitem` is `a[b] = c`."""

from __future__ import annotations

import operator
from typing import Any

from srcxform.rules.registry import definition, nondifferentiable

nondifferentiable((operator.countOf, operator.indexOf, operator.length_hint))


@definition(operator.iadd, operator.iconcat)
def iadd(a: Any, b: Any, /) -> Any:
    """`a += b`; of lists, what is added at the end."""
    a += b
    return a


@definition(operator.isub)
def isub(a: Any, b: Any, /) -> Any:
    """`a -= b`."""
    a -= b
    return a


@definition(operator.imul)
def imul(a: Any, b: Any, /) -> Any:
    """`a *= b`."""
    a *= b
    return a


@definition(operator.itruediv)
def itruediv(a: Any, b: Any, /) -> Any:
    """`a /= b`."""
    a /= b
    return a


@definition(operator.ifloordiv)
def ifloordiv(a: Any, b: Any, /) -> Any:
    """`a //= b`."""
    a //= b
    return a


@definition(operator.imod)
def imod(a: Any, b: Any, /) -> Any:
    """`a %= b`."""
    a %= b
    return a


@definition(operator.ipow)
def ipow(a: Any, b: Any, /) -> Any:
    """`a **= b`."""
    a **= b
    return a


@definition(operator.imatmul)
def imatmul(a: Any, b: Any, /) -> Any:
    """`a @= b`."""
    a @= b
    return a


@definition(operator.iand)
def iand(a: Any, b: Any, /) -> Any:
    """`a &= b`."""
    a &= b
    return a


@definition(operator.ior)
def ior(a: Any, b: Any, /) -> Any:
    """`a |= b`."""
    a |= b
    return a


@definition(operator.ixor)
def ixor(a: Any, b: Any, /) -> Any:
    """`a ^= b`."""
    a ^= b
    return a


@definition(operator.ilshift)
def ilshift(a: Any, b: Any, /) -> Any:
    """`a <<= b`."""
    a <<= b
    return a


@definition(operator.irshift)
def irshift(a: Any, b: Any, /) -> Any:
    """`a >>= b`."""
    a >>= b
    return a


@definition(operator.concat)
def concat(a: Any, b: Any, /) -> Any:
    """`a + b` of lists or tuples."""
    return a + b


@definition(operator.setitem)
def setitem(a: Any, b: Any, c: Any, /) -> None:
    """`a[b] = c`."""
    a[b] = c


@definition(operator.delitem)
def delitem(a: Any, b: Any, /) -> None:
    """`del a[b]`."""
    del a[b]


@definition(operator.call)
def call(obj: Any, /, *args: Any, **kwargs: Any) -> Any:
    """`obj(*args, **kwargs)`."""
    return obj(*args, **kwargs)
