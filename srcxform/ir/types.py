"""What is known of a value before the program runs: kind, dtype, rank and symbolic sizes.

A size is an `int`, a `Size` (an unknown length plus an offset: `u[1:-1]` of a length `n` has `n - 2`), or `None`.
A `Size` that is `nonunit` is known not to be 1, so an axis that has it never broadcasts.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from srcxform.immutable import immutable
from srcxform.ir.layout import Layout


@immutable(frozen=True)
class Size:
    """The length `token + offset`, equal to another exactly if both agree."""

    token: object
    offset: int = 0
    nonunit: bool = False


@immutable(frozen=True, eq=False)
class LoopIndex:
    """Names the value of a loop's index in one trip: at least `first`, and less than `stop`, if that is a size."""

    first: int
    stop: Size


Dim = int | Size | None


@immutable(frozen=True)
class ArrayType:
    """A number or an array; `box` is "python" or "numpy" for scalars, "array" otherwise, `None` if unknown.

    `dtype` or `rank` of `None` is unknown. `size` is the symbolic value of an integer scalar. A number that is of one
    class on one path and of another on the other says which (`classes`): its `box` and `dtype` are those of the wider.
    """

    dtype: np.dtype[Any] | None
    rank: int | None
    box: str | None = "array"
    dims: tuple[Dim, ...] | None = None
    size: Size | None = None
    classes: frozenset[type] = frozenset()

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, ArrayType):
            return NotImplemented
        return (
            same_dtype(self.dtype, other.dtype)
            and self.rank == other.rank
            and self.box == other.box
            and self.dims == other.dims
            and self.size == other.size
            and self.classes == other.classes
        )


@immutable(frozen=True)
class TupleType:
    """A tuple (or named tuple, or list of known length, by `kind`) of values of known types."""

    items: tuple[Type, ...]
    kind: type | Layout = tuple
    site: object = None


@immutable(frozen=True)
class InPlaceOfTuple:
    """The site of a list that stands for a tuple of unknown length: nobody can write into it."""

    site: object = None


TUPLE = InPlaceOfTuple()
"""The site of one that nobody appends to any more."""


@immutable(frozen=True)
class ListType:
    """A list of unknown length; `item` joins the types of all that was stored (`None` while nothing was).

    `site` is the display in the program that made it, so that later appends can say what it holds; a frozen set of
    these where it may be one of several.
    """

    item: Type | None
    site: object = None

    @property
    def is_tuple(self) -> bool:
        """Whether it stands for a tuple whose length only the run knows."""
        return isinstance(self.site, InPlaceOfTuple)


@immutable(frozen=True)
class DictType:
    """A dict with known keys."""

    keys: tuple[object, ...]
    items: tuple[Type, ...]


@immutable(frozen=True)
class RecordType:
    """A dataclass instance with fields of known types."""

    kind: type
    items: tuple[Type, ...]


@immutable(frozen=True)
class ObjectType:
    """Any other object: never active."""

    kind: type


@immutable(frozen=True)
class UnknownType:
    """Nothing is known: whatever depends on it is checked when the program runs."""


@immutable(frozen=True)
class NothingType:
    """The type of a name that has no value yet; it joins with any other type to that type."""


Type = NothingType | ArrayType | TupleType | ListType | DictType | RecordType | ObjectType | UnknownType
UNKNOWN = UnknownType()
NOTHING = NothingType()
FLOAT64 = np.dtype(np.float64)
FLOAT = ArrayType(FLOAT64, 0, "python")
INT = ArrayType(np.dtype(np.int64), 0, "python")
BOOL = ArrayType(np.dtype(np.bool_), 0, "python")
REAL = ArrayType(FLOAT64, None, None)
_PYTHON_SCALARS = {bool: BOOL, int: INT, float: FLOAT, complex: ArrayType(np.dtype(np.complex128), 0, "python")}


def typeof(value: object, token: object = None, lengths: dict[int, object] | None = None) -> Type:
    """The type of a value; with a `token`, the sizes of its axes get names of their own.

    With `lengths`, axes of one length share the name, or the number, that is noted there for it.
    """
    scalar = _PYTHON_SCALARS.get(type(value))
    if scalar is not None:
        return scalar
    if isinstance(value, np.ndarray):
        return _array_type(value, token, lengths)
    if isinstance(value, np.generic):
        return ArrayType(value.dtype, 0, "numpy")
    if isinstance(value, (tuple, list)):
        items = tuple(typeof(item, None if token is None else (token, k)) for k, item in enumerate(value))
        return TupleType(items, type(value), token if isinstance(value, list) else None)
    if type(value) is dict:
        inner = tuple(typeof(item, None if token is None else (token, k)) for k, item in value.items())
        return DictType(tuple(value), inner)
    if is_dataclass(value) and not isinstance(value, type) and not type(value).__module__.startswith("srcxform."):
        names = [f.name for f in fields(value)]
        return RecordType(type(value), tuple(typeof(getattr(value, name), token and (token, name)) for name in names))
    return ObjectType(type(value))


def _array_type(value: np.ndarray[Any, Any], token: object, lengths: dict[int, object] | None) -> ArrayType:
    dims: tuple[Dim, ...] | None = None
    if token is not None:
        names: list[object] = [(token, axis) for axis in range(value.ndim)]
        if lengths is not None:
            names = [lengths.setdefault(n, name) for n, name in zip(value.shape, names, strict=True)]
        dims = tuple(
            n if n == 1 or isinstance(name, int) else Size(name, 0, True)
            for n, name in zip(value.shape, names, strict=True)
        )
    return ArrayType(value.dtype, value.ndim, "array", dims)


def join(a: Type, b: Type) -> Type:
    """The type of a value that is one or the other."""
    if a == b or isinstance(b, NothingType):
        return a
    if isinstance(a, NothingType):
        return b
    if isinstance(a, ArrayType) and isinstance(b, ArrayType):
        return _join_arrays(a, b)
    if isinstance(a, TupleType) and isinstance(b, TupleType) and _is_same_display(a, b):
        items = tuple(join(x, y) for x, y in zip(a.items, b.items, strict=True))
        return TupleType(items, a.kind, a.site if a.site == b.site else None)
    if isinstance(a, (ListType, TupleType)) and isinstance(b, (ListType, TupleType)):
        return _join_lists(a, b)
    if all(isinstance(t, ObjectType) and issubclass(t.kind, BaseException) for t in (a, b)):
        assert isinstance(a, ObjectType)
        assert isinstance(b, ObjectType)
        return ObjectType(next(base for base in a.kind.__mro__ if issubclass(b.kind, base)))
    return UNKNOWN


def _is_same_display(a: TupleType, b: TupleType) -> bool:
    """Whether both have the same form for good: a tuple keeps its length, a list may grow where it was made."""
    return a.kind == b.kind and (a.kind is not list or a.site == b.site) and len(a.items) == len(b.items)


def same_dtype(a: object, b: object) -> bool:
    """Whether two dtypes are one; one that is not known (None) is like no other, which NumPy takes for float64."""
    return (a is None) is (b is None) and bool(a == b)


def same_form(a: Type, b: Type) -> bool:
    """Whether both are known to be arrays, or numbers, of one dtype and rank.

    What is an array or a number, as only the run knows, may be an integer where its type says float: the sum of no
    arrays is 0, and half of it is 0.0.
    """
    return (
        isinstance(a, ArrayType)
        and isinstance(b, ArrayType)
        and a.dtype is not None
        and not (a.rank is None and a.box is None)
        and same_dtype(a.dtype, b.dtype)
        and (a.rank, a.box) == (b.rank, b.box)
    )


def _join_arrays(a: ArrayType, b: ArrayType) -> ArrayType:
    dtype = a.dtype if same_dtype(a.dtype, b.dtype) else None
    if (
        dtype is None
        and a.dtype is not None
        and b.dtype is not None
        and a.dtype.kind in "iufb"
        and b.dtype.kind in "iufb"
    ):
        # An integer that becomes a float in a loop: the adjoint is that of a float.
        dtype = np.promote_types(a.dtype, b.dtype) if "python" in (a.box, b.box) or a.rank == b.rank == 0 else None
    rank = a.rank if a.rank == b.rank else None
    dims = None
    if rank is not None and a.dims is not None and b.dims is not None:
        dims = tuple(x if x == y else None for x, y in zip(a.dims, b.dims, strict=True))
    box = a.box if a.box == b.box else None
    if box is None and rank == 0 and "array" not in (a.box, b.box) and a.box and b.box:
        box = "numpy"
    classes = (classes_of(a) or frozenset()) | (classes_of(b) or frozenset()) if rank == 0 else frozenset[type]()
    several = classes if len(classes) > 1 else frozenset[type]()
    return ArrayType(dtype, rank, box, dims, a.size if a.size == b.size else None, several)


def _join_lists(a: ListType | TupleType, b: ListType | TupleType) -> Type:
    """A tuple that has one length on one path and another on the other is a list that nobody can write into."""
    if any(isinstance(t, TupleType) and t.kind not in (list, tuple) for t in (a, b)):
        return UNKNOWN
    items = join_all([*item_types(a), *item_types(b)])
    if isinstance(a, TupleType) and isinstance(b, TupleType) and items == UNKNOWN and _is_one_record(a, b):
        each = tuple(join(x, y) for x, y in zip(a.items, b.items, strict=True))
        return TupleType(each, list, _joined_site(a, b))
    tuples = [t.kind is tuple if isinstance(t, TupleType) else t.is_tuple for t in (a, b)]
    site = TUPLE if all(tuples) else _joined_site(a, b)
    return ListType(items, site)


def _is_one_record(a: TupleType, b: TupleType) -> bool:
    """Whether both are lists in which each place has a kind of its own: `[name, 0.0]` here and `[other, y]` there."""
    return a.kind is b.kind is list and len(a.items) == len(b.items)


def _joined_site(a: ListType | TupleType, b: ListType | TupleType) -> object:
    if a.site == b.site or None in (a.site, b.site) or any(isinstance(t.site, InPlaceOfTuple) for t in (a, b)):
        return a.site if a.site == b.site else None
    return sites_of(a) | sites_of(b)


def has_open_tuple(t: Type) -> bool:
    """Whether it is, or holds, a tuple whose length only the run knows: the code has a list in its place."""
    return isinstance(t, (ListType, TupleType)) and (
        (isinstance(t, ListType) and t.is_tuple) or any(map(has_open_tuple, item_types(t)))
    )


def may_have_list(t: Type) -> bool:
    """Whether it may be, or hold, a list that stands for no tuple."""
    if isinstance(t, ListType) or (isinstance(t, TupleType) and t.kind in (list, tuple)):
        is_list = t.kind is list if isinstance(t, TupleType) else not t.is_tuple
        return is_list or any(map(may_have_list, item_types(t)))
    return isinstance(t, UnknownType)


def sites_of(t: Type) -> frozenset[object]:
    """Where a list was made: the displays that it may come from."""
    site = getattr(t, "site", None)
    if site is None or site == TUPLE:
        return frozenset()
    return site if isinstance(site, frozenset) else frozenset({site})


def item_types(t: ListType | TupleType) -> tuple[Type, ...]:
    if isinstance(t, TupleType):
        return t.items
    return () if t.item is None else (t.item,)


def join_all(types: list[Type]) -> Type | None:
    if not types:
        return None
    result = types[0]
    for t in types[1:]:
        result = join(result, t)
    return result


def classes_of(t: Type) -> frozenset[type] | None:
    """The classes one of which a value of this type is exactly an instance of, or None if they are not known."""
    if isinstance(t, ArrayType) and t.classes:
        return t.classes
    if isinstance(t, ArrayType):
        kind = _class_of_array(t)
        return None if kind is None else frozenset({kind})
    if isinstance(t, (TupleType, RecordType)):
        return frozenset({t.kind.kind if isinstance(t.kind, Layout) else t.kind})
    if isinstance(t, ListType):
        return frozenset({tuple if t.is_tuple else list})
    if isinstance(t, DictType):
        return frozenset({dict})
    # Of an exception only the base is known.
    return frozenset({t.kind}) if isinstance(t, ObjectType) and not issubclass(t.kind, BaseException) else None


def _class_of_array(t: ArrayType) -> type | None:
    if t.rank or (t.rank == 0 and t.box == "array"):
        return np.ndarray
    if t.rank is None or t.box is None or t.dtype is None:
        return None
    kinds: dict[str, type] = {"b": bool, "i": int, "f": float, "c": complex}
    return kinds.get(t.dtype.kind) if t.box == "python" else t.dtype.type


def can_be_active(t: Type) -> bool:
    """Whether a value of this type may hold a float or complex number that a derivative flows through."""
    if isinstance(t, ArrayType):
        return t.dtype is None or t.dtype.kind in "fcO"
    if isinstance(t, TupleType) and t.kind is list and not t.items:
        return True  # what will be appended is not known
    if isinstance(t, (TupleType, DictType, RecordType)):
        return any(can_be_active(item) for item in t.items)
    if isinstance(t, ListType):
        return t.item is None or can_be_active(t.item)
    return isinstance(t, UnknownType)


def is_scalar(t: Type) -> bool:
    """A number that nothing can write into (a 0-d array can be written, so it is none)."""
    return isinstance(t, ArrayType) and t.rank == 0 and t.box in ("python", "numpy")


def is_array(t: Type) -> bool:
    return isinstance(t, ArrayType) and t.box == "array"


def is_tape(t: Type) -> bool:
    """Whether it is that of a list of the compiler's own, on which the forward sweep records."""
    return isinstance(t, ListType) and isinstance(t.site, tuple) and len(t.site) == 2 and t.site[0] == "tape"


def is_integer(t: Type) -> bool:
    return isinstance(t, ArrayType) and t.dtype is not None and t.dtype.kind in "iub"


def is_complex(t: Type) -> bool:
    return isinstance(t, ArrayType) and t.dtype is not None and t.dtype.kind == "c"


def may_be_written(t: Type) -> bool:
    """Whether two names for one value of this type can be told apart by writing through one."""
    return not (
        is_scalar(t)
        or isinstance(t, ObjectType)
        or (isinstance(t, TupleType) and t.kind is not list and not any(may_be_written(i) for i in t.items))
    )


def same_size(a: Dim, b: Dim) -> bool:
    """Whether two axes of operands that broadcast together are known to have one length."""
    if a is None or b is None:
        return False
    if isinstance(a, Size) and isinstance(b, Size) and a.token == b.token and a.offset == b.offset:
        return True
    if isinstance(a, int) and isinstance(b, int):
        return a == b
    return _never_broadcasts(a) and _never_broadcasts(b)


def _never_broadcasts(size: int | Size) -> bool:
    return size.nonunit if isinstance(size, Size) else size != 1


def has_own_sizes(t: Type) -> bool:
    """Whether sizes of the type may have names that are made anew at each reading."""
    if isinstance(t, TupleType):
        return any(map(has_own_sizes, t.items))
    if isinstance(t, ListType):
        return t.item is not None and has_own_sizes(t.item)
    sizes = (*(t.dims or ()), t.size) if isinstance(t, ArrayType) else ()
    return any(isinstance(size, Size) and type(size.token) is object for size in sizes)
