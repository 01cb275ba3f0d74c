"""Lists that grow, and what they hold: found out in one reading, known in the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from srcxform import runtime
from srcxform.errors import Unsupported
from srcxform.frontend.program import Restart
from srcxform.ir.nodes import Const, Operand, Var
from srcxform.ir.types import (
    NOTHING,
    UNKNOWN,
    ArrayType,
    ListType,
    LoopIndex,
    NothingType,
    Size,
    TupleType,
    Type,
    UnknownType,
    join,
    join_all,
    same_dtype,
    sites_of,
)

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader


def note_argument(reader: Reader, leaf: Operand) -> None:
    """A list that is an argument may grow in the program like any other: then it has no fixed length."""
    if not isinstance(leaf, Var) or not isinstance(leaf.type, (TupleType, ListType)):
        return
    first = reader.shared.first_types.setdefault(leaf, leaf.type)
    # The variable is that of the parameter: it is the same object in each reading, with what is known by now.
    object.__setattr__(leaf, "type", _grown(reader, first))


def _grown(reader: Reader, t: Type) -> Type:
    """The type of an argument in which some lists turned out to grow, inner ones too."""
    if not isinstance(t, TupleType):
        return t
    inner = TupleType(tuple(_grown(reader, item) for item in t.items), t.kind, t.site)
    if t.site is None or t.site not in reader.growing:
        return inner
    items = join_all(list(inner.items))
    note_type(reader, t.site, items)
    return ListType(reader.item_types.get(t.site, items), t.site)


def note_type(reader: Reader, site: object, t: Type | None) -> None:
    if t is None or isinstance(t, NothingType):
        return
    t = settled_sizes(t if isinstance(t, ArrayType) else bounded(t))
    shared = reader.shared
    shared.found_so_far[site] = join(shared.found_so_far.get(site, NOTHING), t)
    known = _known_part(t)
    if known != t:
        shared.unknown.add(site)
    if not isinstance(known, NothingType):
        shared.found[site] = join(shared.found.get(site, NOTHING), known)


def _known_part(t: Type) -> Type:
    """The type without what is unknown in it, as if that were still to come."""
    if isinstance(t, UnknownType) or (isinstance(t, ArrayType) and t.rank is None):
        return NOTHING
    if isinstance(t, TupleType):
        return TupleType(tuple(map(_known_part, t.items)), t.kind, t.site)
    return ListType(_known_part(t.item), t.site) if isinstance(t, ListType) and t.item is not None else t


def is_settled(reader: Reader, rounds: int) -> bool:
    """Whether lists held in this reading what it took them to hold; if not, the next reading knows better.

    What is unknown may be so only because it was computed from what was not known yet: it counts when nothing
    else is news.
    """
    shared = reader.shared
    found = {**shared.found, **{site: shared.found_so_far.get(site, UNKNOWN) for site in shared.forced}}
    known = {site: t for site, t in reader.item_types.items() if t is not None}
    if rounds > 8:
        # Two lists of which each holds what is made of the other may go round for ever: now types only widen.
        found = {site: join(found.get(site, NOTHING), known.get(site, NOTHING)) for site in {**known, **found}}
    if found == known and shared.unknown <= shared.forced:
        return True
    if found == known:
        shared.forced |= shared.unknown
        found.update({site: shared.found_so_far.get(site, UNKNOWN) for site in shared.forced})
    reader.item_types.clear()
    reader.item_types.update(found)
    return False


def has_news(reader: Reader) -> bool:
    """Whether a reading that was given up found out about lists what it did not know."""
    known = {site: reader.item_types.get(site) or NOTHING for site in reader.shared.found}
    joined = {site: join(t, known[site]) for site, t in reader.shared.found.items()}
    news = {site: t for site, t in joined.items() if t != known[site]}
    reader.item_types.update(news)
    return bool(news)


def note_append(reader: Reader, target: Var, t: Type | None, node: Any, *, is_new: bool = False) -> None:
    """A list grows or shrinks: remember it, and what it holds, for this reading or the next.

    One that `is_new` is being made, and nobody can be iterating over it.
    """
    sites = sites_of(target.type)
    if not is_new:
        _refuse_iterated(reader, target, sites, node)
    if not sites and reader.callee is not None:
        raise Unsupported(
            "a recursive function changes the length of a list, set or dict that it was given",
            origin=reader.origin_of(node),
            instead="make a new one and give it back, or store into an array of the full length",
        )
    if not sites:
        raise Unsupported("this list cannot be told from others that it may be", origin=reader.origin_of(node),
                          instead="build the list in this function, under one name")  # fmt: skip
    if not sites <= reader.growing:
        reader.growing |= sites
        raise Restart
    for site in sites:
        note_type(reader, site, t)


def _refuse_iterated(reader: Reader, target: Var, sites: frozenset[object], node: Any) -> None:
    """A list must not change while it is iterated; whether two lists of one place are one, the run knows."""
    for other in reader.iterating:
        if other is target:
            raise Unsupported("a list changes while it is iterated", origin=reader.origin_of(node),
                              instead="iterate over a copy: `list(xs)`")  # fmt: skip
        if not sites.isdisjoint(sites_of(other.type)):
            reader.builder.effect(runtime.require_other, target, other)


def note_item(reader: Reader, target: Var, index: Operand, t: Type, node: Any) -> None:
    """A store into a list changes what it holds."""
    if isinstance(target.type, TupleType) and all(_same_kind(t, item) for item in _meant(target.type.items, index)):
        return
    if isinstance(target.type, ListType) and not target.type.is_tuple and _same_kind(t, target.type.item):
        return
    if isinstance(target.type, TupleType) and target.type.site is None:
        raise Unsupported("a store that changes the type of an item of an argument", origin=reader.origin_of(node))
    # What was stored over an item before may be stored while the list is iterated, whatever its lengths.
    held = target.type.items if isinstance(target.type, TupleType) else (getattr(target.type, "item", None),)
    reader.note_append(target, t, node, is_new=all(_same_rank(t, item) for item in held))


def _meant(items: tuple[Type, ...], index: Operand) -> tuple[Type, ...]:
    """The items of which an index means one."""
    place = index.value if isinstance(index, Const) else None
    is_known = type(place) is int and -len(items) <= place < len(items)
    return (items[place],) if is_known else items  # type: ignore[index]


def item_type(reader: Reader, target: Var) -> Type | None:
    known = [reader.item_types.get(site) for site in sites_of(target.type)]
    return join_all([t for t in known if t is not None])


def prefer_virtual(reader: Reader, target: Var) -> None:
    """An object or a function is put into a list: better a list that exists only while reading, if it can be."""
    site = next(iter(sites_of(target.type)), None)
    if site is not None and site not in reader.virtual_sites and site not in reader.refused_sites:
        reader.virtual_sites.add(site)
        reader.growing.discard(site)
        raise Restart


def _same_kind(a: Type, b: Type | None) -> bool:
    """Whether what is stored is what a list is known to hold: of the lengths, too, that its type says."""
    if not isinstance(a, ArrayType) or not isinstance(b, ArrayType) or not _same_rank(a, b):
        return False
    known, lengths = b.dims or (), a.dims or (None,) * len(b.dims or ())
    return all(want is None or have == want for have, want in zip(lengths, known, strict=True))


def _same_rank(a: Type, b: Type | None) -> bool:
    return isinstance(a, ArrayType) and isinstance(b, ArrayType) and same_dtype(a.dtype, b.dtype) and a.rank == b.rank


def bounded(t: Type, depth: int = 4) -> Type:
    """The type, with what is nested too deep unknown: an item may hold its own list."""
    if not isinstance(t, (TupleType, ListType)):
        return t
    if depth == 0:
        return UNKNOWN
    if isinstance(t, TupleType):
        return TupleType(tuple(bounded(item, depth - 1) for item in t.items), t.kind, t.site)
    return ListType(None if t.item is None else bounded(t.item, depth - 1), t.site)


def settled_sizes(t: Type) -> Type:
    """The type without sizes that have a name of this reading alone."""
    if isinstance(t, ArrayType) and t.dims is not None:
        dims = tuple(None if isinstance(d, Size) and type(d.token) in (object, LoopIndex) else d for d in t.dims)
        return ArrayType(t.dtype, t.rank, t.box, dims, t.size)
    if isinstance(t, TupleType):
        return TupleType(tuple(map(settled_sizes, t.items)), t.kind, t.site)
    if isinstance(t, ListType) and t.item is not None:
        return ListType(settled_sizes(t.item), t.site)
    return t


def without_sizes(t: Type, depth: int = 4) -> Type:
    """The type without symbolic sizes, which belong to one call; what is nested deeper is not known.

    The residual of a recursive function holds residuals: its type would never end.
    """
    if isinstance(t, ArrayType):
        return ArrayType(t.dtype, t.rank, t.box)
    if isinstance(t, (TupleType, ListType)) and depth == 0:
        return UNKNOWN
    if isinstance(t, TupleType):
        return TupleType(tuple(without_sizes(item, depth - 1) for item in t.items), t.kind)
    return ListType(None if t.item is None else without_sizes(t.item, depth - 1)) if isinstance(t, ListType) else t
