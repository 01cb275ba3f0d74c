"""Statements of the user's program -> statements of the intermediate representation."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import gast

from srcxform.errors import Unsupported
from srcxform.frontend.expressions import BINARY, binary, evaluate, evaluate_index, get_item, refuse_field
from srcxform.frontend.loops import read_for, read_while
from srcxform.frontend.virtual import Either, is_function
from srcxform.ir.builder import block_of, type_of
from srcxform.ir.nodes import UNDEFINED, Block, Const, If, Operand, Slice, Tup, Var
from srcxform.ir.types import ArrayType, DictType, ListType, RecordType, TupleType, Type, UnknownType, is_scalar, join
from srcxform.ir.walk import has_break

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader

FALL, BREAK, RETURN, NEVER = "", "break", "return", "never"
_IN_PLACE = (operator.add, operator.sub, operator.mul, operator.truediv)


def execute(reader: Reader, statements: list[Any]) -> str:
    """Read statements in order; how the last of them ends (jumps stand in tail position only)."""
    for statement in statements:
        reader.builder.origin = reader.origin_of(statement)
        found = _STATEMENTS.get(type(statement))
        if found is None:
            raise Unsupported(
                f"`{type(statement).__name__}` statements are not supported", origin=reader.origin_of(statement)
            )
        ending = found(reader, statement)
        if ending != FALL:
            return ending
    return FALL


def _assign(reader: Reader, node: gast.Assign) -> str:
    value = evaluate(reader, node.value)
    for target in node.targets:
        value = assign_target(reader, target, value)
    return FALL


def _annotated(reader: Reader, node: gast.AnnAssign) -> str:
    if node.value is not None:
        assign_target(reader, node.target, evaluate(reader, node.value))
    return FALL


def assign_target(reader: Reader, target: Any, value: Operand) -> Operand:
    """`target = value` for a name, a subscript or a display of targets; gives the value, perhaps with its new name."""
    if isinstance(target, gast.Name):
        value = reader.assign_name(target.id, value)
    elif isinstance(target, (gast.Tuple, gast.List)):
        _unpack(reader, target, value)
    elif isinstance(target, gast.Subscript):
        base = evaluate(reader, target.value)
        value = reader.list_to_var(value)
        store_item(reader, base, evaluate_index(reader, target.slice), value, target)
    else:
        raise Unsupported(f"assignment to `{gast_kind(target)}` is not supported", origin=reader.origin_of(target),
                          instead="keep the state in local variables and arrays")  # fmt: skip
    return value


def gast_kind(node: Any) -> str:
    return type(node).__name__.lower()


def _unpack(reader: Reader, target: Any, value: Operand) -> None:
    items = reader.static_items(value, target, len(target.elts))
    if len(items) != len(target.elts):
        raise Unsupported(f"{len(target.elts)} names for {len(items)} values", origin=reader.origin_of(target))
    for element, item in zip(target.elts, items, strict=True):
        assign_target(reader, element, item)


def store_item(reader: Reader, base: Operand, index: Operand, value: Operand, node: Any) -> None:
    """`base[index] = value`."""
    reader.builder.origin = reader.origin_of(node)
    refuse_field(reader, base, index, node)
    if (
        not isinstance(base, Var)
        or isinstance(base.type, (DictType, RecordType))
        or (isinstance(base.type, TupleType) and base.type.kind is not list)
    ):
        raise Unsupported("a store into this object is not supported", origin=reader.origin_of(node),
                          instead="store into an array or a list that the function made or was given")  # fmt: skip
    if isinstance(base.type, (TupleType, ListType)):
        if isinstance(index, Slice):
            raise Unsupported(
                "a store into a slice of a list is not supported yet",
                origin=reader.origin_of(node),
                instead="store the items one by one",
            )
        value = reader.materialised(value)
        reader.note_item(base, type_of(value), node)
    elif isinstance(value, Tup):
        value = reader.as_array(value)
    reader.builder.store(base, index, value)


def _augmented(reader: Reader, node: gast.AugAssign) -> str:
    primitive = BINARY[type(node.op)]
    if isinstance(node.target, gast.Subscript):
        base = evaluate(reader, node.target.value)
        index = evaluate_index(reader, node.target.slice)
        _update_item(reader, base, index, primitive, evaluate(reader, node.value), node)
        return FALL
    old = (
        evaluate(reader, gast.Name(node.target.id, gast.Load(), None, None))
        if isinstance(node.target, gast.Name)
        else None
    )
    if old is None:
        raise Unsupported("this augmented assignment is not supported", origin=reader.origin_of(node))
    value = evaluate(reader, node.value)
    reader.builder.origin = reader.origin_of(node)
    if _is_written_in_place(reader, old, value, node):
        _update(reader, old, None, primitive, value)  # type: ignore[arg-type]
    else:
        reader.assign_name(node.target.id, binary(reader, primitive, old, value, node))
    return FALL


def _is_written_in_place(reader: Reader, old: Operand, value: Operand, node: Any) -> bool:
    """Whether `old op= value` writes into the object: arrays and lists do, numbers and tuples do not."""
    t = type_of(old)
    if isinstance(old, Var) and isinstance(t, (ListType, TupleType)) and getattr(t, "kind", list) is list:
        raise Unsupported(
            "`+=` on a list is not supported yet", origin=reader.origin_of(node), instead="append the items one by one"
        )
    if isinstance(t, ArrayType) and t.box == "array":
        return True
    if is_scalar(t) or not isinstance(old, Var) or isinstance(t, TupleType):
        return False
    if isinstance(t, ArrayType) and t.rank is None and t.box is None and reader.is_parameter(old):
        reader.builder.effect(reader.tables.require_array, old)
        return True
    reader.rebound_in_doubt.append((old, reader.origin_of(node)))
    return False


def _update(reader: Reader, base: Var, index: Operand | None, primitive: Callable[..., Any], value: Operand) -> None:
    """`base[index] op= value` on an array."""
    builder = reader.builder
    if isinstance(value, Tup):
        value = reader.as_array(value)
    if primitive in _IN_PLACE and (index is None or reader.has_no_duplicates(index)):
        builder.update(base, index, primitive, value)
        return
    place = Const(...) if index is None else index
    old = builder.op(operator.getitem, base, place)
    builder.store(base, place, builder.op(primitive, old, value))


def _update_item(
    reader: Reader, base: Operand, index: Operand, primitive: Callable[..., Any], value: Operand, node: Any
) -> None:
    t = type_of(base)
    reader.builder.origin = reader.origin_of(node)
    if isinstance(base, Var) and isinstance(t, ArrayType):
        _update(reader, base, index, primitive, value)
        return
    old = get_item(reader, base, index, node)
    if _is_written_in_place(reader, old, value, node):
        _update(reader, old, None, primitive, value)  # type: ignore[arg-type]
    else:
        store_item(reader, base, index, binary(reader, primitive, old, value, node), node)


def _if(reader: Reader, node: gast.If) -> str:
    test = evaluate(reader, node.test)
    reader.builder.origin = reader.origin_of(node)
    if isinstance(test, Const):
        return execute(reader, list(node.body if test.value else node.orelse))
    before = reader.frame.names
    then_names, then_block, then_end, then_break = _branch(reader, before, list(node.body))
    else_names, else_block, else_end, else_break = _branch(reader, before, list(node.orelse))
    origin = reader.origin_of(node)
    raising = [
        end == NEVER and not has_break(block_of(block))
        for end, block in ((then_end, then_block), (else_end, else_block))
    ]
    if any(raising) and not all(raising):
        # What does not raise goes on in the block around it, where its values stay in sight.
        blocks = [
            block_of(block, (), "never") if raises else Block(())
            for block, raises in zip((then_block, else_block), raising, strict=True)
        ]
        reader.builder.add(If(test, blocks[0], blocks[1], (), origin))
        goes_on, reader.frame.names, ending = (
            (else_block, else_names, else_end) if raising[0] else (then_block, then_names, then_end)
        )
        for statement in goes_on:
            reader.builder.add(statement)
        return ending
    if then_end == RETURN or else_end == RETURN:
        return _merge_returns(
            reader, test, (then_block, then_names, then_end), (else_block, else_names, else_end), origin
        )
    live = [names for names, end in ((then_names, then_end), (else_names, else_end)) if end == FALL]
    merged, then_yields, else_yields, results = _merge_names(
        reader, test, before, (then_block, else_block), live, then_end, else_end, then_names, else_names
    )
    then_jump, else_jump = _jump(then_end), _jump(else_end)
    then_yields = then_break if then_end == BREAK else then_yields
    else_yields = else_break if else_end == BREAK else else_yields
    reader.builder.add(
        If(
            test,
            block_of(then_block, then_yields, then_jump),
            block_of(else_block, else_yields, else_jump),
            results,
            origin,
        )
    )
    reader.frame.names = merged
    if FALL in (then_end, else_end):
        return FALL
    return NEVER


def _jump(ending: str) -> str:
    return {FALL: "", BREAK: "break", NEVER: "never", RETURN: ""}[ending]


def _branch(
    reader: Reader, before: dict[str, Operand], statements: list[Any]
) -> tuple[dict[str, Operand], list[Any], str, tuple[Operand, ...]]:
    """Read a branch: its names, its statements, how it ends, and what it hands to the loop that it leaves."""
    reader.frame.names = dict(before)
    with reader.builder.block() as block:
        ending = execute(reader, statements)
        names = reader.frame.names
        leaving = reader.break_yields(names) if ending == BREAK else ()
    return names, block, ending, leaving


def _merge_names(
    reader: Reader,
    test: Operand,
    before: dict[str, Operand],
    blocks: tuple[list[Any], list[Any]],
    live: list[dict[str, Operand]],
    then_end: str,
    else_end: str,
    then_names: dict[str, Operand],
    else_names: dict[str, Operand],
) -> tuple[dict[str, Operand], tuple[Operand, ...], tuple[Operand, ...], tuple[Var, ...]]:
    """The names after an `If`: those that its branches bind differently become its results."""
    if not live:
        return before, (), (), ()
    merged = dict(before)
    merger = Merger(reader, test, *blocks)
    undefined = Const(UNDEFINED)
    for name in dict.fromkeys([*then_names, *else_names]):
        a, b = then_names.get(name, undefined), else_names.get(name, undefined)
        if then_end != FALL:
            a = b
        elif else_end != FALL:
            b = a
        if a is b and a is before.get(name):
            continue
        merged[name] = merger.merge(a, b, name)
    then_yields = tuple(merger.then) if then_end == FALL else ()
    else_yields = tuple(merger.orelse) if else_end == FALL else ()
    return merged, then_yields, else_yields, tuple(merger.results)


class Merger:
    """Pairs the values that two branches give to one name, and makes a result where they differ."""

    def __init__(self, reader: Reader, test: Operand, then: list[Any], orelse: list[Any]) -> None:
        self.test = test
        self.reader, self.blocks = reader, (then, orelse)
        self.then: list[Operand] = []
        self.orelse: list[Operand] = []
        self.results: list[Var] = []

    def _whole(self, value: Operand, block: list[Any]) -> Operand:
        """A tuple that one branch alone gives is made in that branch."""
        if not isinstance(value, Tup):
            return value
        self.reader.builder.blocks.append(block)
        made = self.reader.materialised(value)
        self.reader.builder.blocks.pop()
        return made

    def merge(self, a: Operand, b: Operand, hint: str) -> Operand:
        if isinstance(a, Tup) and isinstance(b, Tup) and a.kind is b.kind and len(a.items) == len(b.items):
            return Tup(tuple(self.merge(x, y, hint) for x, y in zip(a.items, b.items, strict=True)), a.kind)
        if (
            isinstance(a, Const)
            and isinstance(b, Const)
            and (a.value is b.value or (type(a.value) is type(b.value) and a.value == b.value))
        ):
            return a
        if isinstance(a, Const) and isinstance(b, Const) and is_function(a.value) and is_function(b.value):
            return Const(Either(self.test, a, b))
        self.then.append(self._whole(a, self.blocks[0]))
        self.orelse.append(self._whole(b, self.blocks[1]))
        out = Var(hint, _merged_type(a, b))
        self.results.append(out)
        return out


def _merged_type(a: Operand, b: Operand) -> Type:
    if isinstance(a, Const) and a.value is UNDEFINED:
        return type_of(b)
    if isinstance(b, Const) and b.value is UNDEFINED:
        return type_of(a)
    return join(type_of(a), type_of(b))


def _merge_returns(reader: Reader, test: Operand, then: Any, orelse: Any, origin: Any) -> str:
    """Both branches return (or raise): the `If` gives the function's result."""
    (then_block, then_names, then_end), (else_block, else_names, else_end) = then, orelse
    a = then_names.get("return") if then_end == RETURN else None
    b = else_names.get("return") if else_end == RETURN else None
    merger = Merger(reader, test, then_block, else_block)
    if (a is None or b is None) and NEVER not in (then_end, else_end):
        raise Unsupported("a branch that neither returns nor ends the function", origin=origin)
    a, b = (a, b) if a is not None and b is not None else ((a, a) if a is not None else (b, b))
    assert a is not None
    assert b is not None
    result = merger.merge(a, b, "result") if then_end == else_end == RETURN else _only(merger, a)
    ends = {}
    for name in dict.fromkeys([*then_names, *else_names]):
        if name != "return" and then_end == else_end == RETURN:
            x, y = then_names.get(name), else_names.get(name)
            ends[name] = (
                x if x is y and x is not None else merger.merge(x or Const(UNDEFINED), y or Const(UNDEFINED), name)
            )
        elif name != "return":
            ends[name] = _only(merger, (then_names if then_end == RETURN else else_names).get(name, Const(UNDEFINED)))
    then_yields = tuple(merger.then) if then_end == RETURN else ()
    else_yields = tuple(merger.orelse) if else_end == RETURN else ()
    jumps = ["" if end == RETURN else "never" for end in (then_end, else_end)]
    reader.builder.add(
        If(
            test,
            block_of(then_block, then_yields, jumps[0]),
            block_of(else_block, else_yields, jumps[1]),
            tuple(merger.results),
            origin,
        )
    )
    reader.frame.names = {name: v for name, v in ends.items() if v is not None} | {"return": result}
    return RETURN


def _only(merger: Merger, value: Operand) -> Operand:
    """The value of the one branch that goes on, as a result of the `If`."""
    if isinstance(value, Const):
        return value
    if isinstance(value, Tup):
        return Tup(tuple(_only(merger, item) for item in value.items), value.kind)
    merger.then.append(value)
    merger.orelse.append(value)
    out = Var(value.hint if isinstance(value, Var) else "", type_of(value))
    merger.results.append(out)
    return out


def _return(reader: Reader, node: gast.Return) -> str:
    value = Const(None) if node.value is None else evaluate(reader, node.value)
    reader.frame.names["return"] = reader.list_to_var(value)
    return RETURN


def _expression(reader: Reader, node: gast.Expr) -> str:
    if not isinstance(node.value, gast.Constant):
        evaluate(reader, node.value)
    return FALL


def _assert(reader: Reader, node: gast.Assert) -> str:
    test = evaluate(reader, node.test)
    if isinstance(test, Const) and test.value:
        return FALL
    message = () if node.msg is None else (evaluate(reader, node.msg),)
    reader.builder.effect(reader.tables.check, test, *message)
    return FALL


def _raise(reader: Reader, node: gast.Raise) -> str:
    error: Operand = Const(None)
    if isinstance(node.exc, gast.Call):
        made = evaluate(reader, node.exc.func)
        error = reader.builder.raw(reader.tables.object_type, made.value, *(evaluate(reader, a) for a in node.exc.args))  # type: ignore[union-attr]
    elif node.exc is not None:
        error = evaluate(reader, node.exc)
    reader.builder.effect(reader.tables.throw, error)
    return NEVER


def _delete(reader: Reader, node: gast.Delete) -> str:
    for target in node.targets:
        if not isinstance(target, gast.Name):
            raise Unsupported("`del` of a part of an object is not supported", origin=reader.origin_of(node))
        reader.load_name(target.id, target)
        reader.frame.names[target.id] = Const(UNDEFINED)
    return FALL


def _function(reader: Reader, node: gast.FunctionDef) -> str:
    if node.decorator_list:
        raise Unsupported(
            "a decorated function inside a function", origin=reader.origin_of(node), instead="define it at module level"
        )
    reader.frame.names[node.name] = reader.closure(node, node.name)
    return FALL


def _nothing(reader: Reader, node: Any) -> str:
    return FALL


def _break(reader: Reader, node: Any) -> str:
    return BREAK


def _for(reader: Reader, node: gast.For) -> str:
    read_for(reader, node)
    return FALL


def _while(reader: Reader, node: gast.While) -> str:
    return read_while(reader, node)


_STATEMENTS: dict[type, Callable[[Any, Any], str]] = {
    gast.Assign: _assign,
    gast.AnnAssign: _annotated,
    gast.AugAssign: _augmented,
    gast.If: _if,
    gast.For: _for,
    gast.While: _while,
    gast.Return: _return,
    gast.Expr: _expression,
    gast.Assert: _assert,
    gast.Raise: _raise,
    gast.Delete: _delete,
    gast.FunctionDef: _function,
    gast.Pass: _nothing,
    gast.Break: _break,
}
__all__ = ["BREAK", "FALL", "NEVER", "RETURN", "UnknownType", "execute"]
