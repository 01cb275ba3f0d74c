"""Sets: where the members are known while reading, a real set is made of them whenever its order is asked for.

Python walks a set in an order that follows from all that was ever done to it. So a set that is known has a recipe,
which does it all again; and one whose members only the run knows is kept as its steps (`rules/set_steps.py`).
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import gast

from srcxform.errors import Unsupported
from srcxform.frontend import containers, iteration
from srcxform.frontend.failures import KnownFailure
from srcxform.frontend.forms import choice_of
from srcxform.frontend.objects import delete_cell, is_unsure, write_cell
from srcxform.frontend.program import Restart
from srcxform.frontend.structures import SETS
from srcxform.frontend.virtual import Instance, View, instance_of
from srcxform.ir.builder import literal, type_of
from srcxform.ir.nodes import Const, Operand
from srcxform.ir.types import ObjectType, UnknownType, can_be_active
from srcxform.rules.set_steps import FrozenSetSteps, SetSteps

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader

Recipe = Callable[[], Any]
IN_PLACE: dict[Any, Any] = {
    operator.or_: operator.ior, operator.and_: operator.iand, operator.sub: operator.isub, operator.xor: operator.ixor,
}  # fmt: skip
_CHANGES = ("update", "intersection_update", "difference_update", "symmetric_difference_update")
_PRESENT = Const(True)


def new_set(reader: Reader, items: list[Operand], node: Any, kind: type = set) -> Operand:
    """A set of values that are not active, put in one by one."""
    for item in items:
        refuse_active_member(reader, item, node)
    members = [containers.literal_key(item) for item in items]
    site = (reader.site_of(node), "set")
    if site not in reader.refused_sites and all(known for known, _ in members):
        return _made(reader, lambda: _built([key for _, key in members], kind), site)
    made = _steps(reader, kind, node)
    for item in items:
        reader.call(reader.attribute(made, "add", node), (item,))
    return made


def displayed(reader: Reader, node: Any, *, is_iterated: bool = False) -> Operand:
    """`{a, b}`: of constants Python itself makes a set when it compiles, and so is asked to do that here."""
    items = [reader.evaluate(element) for element in node.elts]
    if not all(map(_is_constant, node.elts)) or (len(items) < 3 and not is_iterated):
        return new_set(reader, items, node)
    text = ", ".join(repr(literal(item)[1]) for item in items)
    code = compile(f"[k for k in {{{text}}}]" if is_iterated else f"{{{text}}}", "<set>", "eval")
    compiled = [value for value in code.co_consts if isinstance(value, frozenset)]
    site = (reader.site_of(node), "set")
    if is_iterated or site in reader.refused_sites:
        frozen = _made(reader, lambda: compiled[0], site)
        return frozen if is_iterated else _merged(reader, frozen, set, node)
    return _made(reader, lambda: eval(code, {}), site)


def _merged(reader: Reader, value: Operand, kind: type, node: Any) -> Operand:
    """A new set of steps that gets the members of another set at once."""
    made = _steps(reader, kind, node)
    reader.call(reader.attribute(made, "update", node), (as_steps(reader, value, node),))
    return made


def _is_constant(node: Any) -> bool:
    """Whether an expression is a constant for Python's compiler."""
    if isinstance(node, gast.Tuple):
        return all(map(_is_constant, node.elts))
    inner = node.operand if isinstance(node, gast.UnaryOp) else node
    return isinstance(inner, gast.Constant) and abs(_number(inner.value)) != math.inf


def _number(value: Any) -> float:
    return float(value) if isinstance(value, float) else 0.0


def walked(reader: Reader, node: Any) -> Operand:
    """What stands behind `in` of a `for`."""
    return displayed(reader, node, is_iterated=True) if isinstance(node, gast.Set) else reader.evaluate(node)


def set_of(reader: Reader, value: Operand, node: Any, kind: type) -> Operand:
    """`set(value)` and `frozenset(value)`."""
    value = reader.without_generators(value)
    if containers.is_set(value) and not _is_view(value):
        made = _applied(reader, lambda real: kind(real), [value], node)
        if made is not None:
            return made
        return _merged(reader, value, kind, node)
    items = iteration.constant_items(reader, value)
    if items is not None:
        return new_set(reader, list(items), node, kind)
    made = _steps(reader, kind, node)
    add = reader.attribute(made, "add", node)
    length, item_at = iteration.indexed(reader, value, node)

    def put_in(k: Operand) -> Operand:
        item = item_at(k)
        refuse_active_member(reader, item, node)
        return reader.call(add, (item,))

    reader.each(length, put_in, node)
    return made


def refuse_active_member(reader: Reader, item: Operand, node: Any) -> None:
    """Which members a set has may depend on the value of an active one."""
    if can_be_active(type_of(item)) and not isinstance(item, Const):
        raise Unsupported("a set of values that may be active", origin=reader.origin_of(node), instead="use a list")


def _built(members: list[Any], kind: type = set) -> Any:
    """The set that has got its members one by one."""
    found: set[Any] = set()
    for member in members:
        found.add(member)
    return found if kind is set else frozenset(members)


def _made(reader: Reader, recipe: Recipe, site: object) -> Operand:
    """The known set that a recipe makes."""
    real = recipe()
    made = Instance(dict.fromkeys(real, _PRESENT), kind=type(real), site=site)
    _follow(reader, made, recipe)
    return Const(made)


def _follow(reader: Reader, instance: Instance, recipe: Recipe) -> None:
    instance.recipe, instance.recipe_depth = recipe, reader.memory.depth


def of_outside(reader: Reader, instance: Instance, value: Any) -> None:
    """The members of a set that exists before the program runs; the code is guarded by its order."""
    instance.cells.update(dict.fromkeys(value, _PRESENT))
    kept = value.copy()
    if list(kept) == list(value):
        _follow(reader, instance, lambda: kept.copy())


def _steps(reader: Reader, kind: type, node: Any) -> Operand:
    """A set of which nothing is known yet."""
    codes, members = (reader.empty_list(node, f"set {part}") for part in ("codes", "members"))
    made = Instance({"codes": codes, "members": members}, kind=SetSteps if kind is set else FrozenSetSteps,
                    site=(reader.site_of(node), "steps"))  # fmt: skip
    return Const(made)


def leave_to_the_run(reader: Reader, instance: Instance, node: Any) -> None:
    """Only the run knows the members or their order: the program is read again with the steps of this set."""
    if instance.site not in reader.refused_sites and isinstance(instance.site, tuple) and instance.site[-1] == "set":
        reader.refused_sites.add(instance.site)
        raise Restart
    raise Unsupported("the members of this set, or the order in which Python walks them, are known only at run time",
                      origin=reader.origin_of(node), instead="walk `sorted(s)`, or use a list")  # fmt: skip


def members(reader: Reader, instance: Instance, node: Any) -> list[Any]:
    """The members as Python walks them."""
    found = containers.keys_of(reader, instance, node)
    if len(found) < 2:
        return found
    return list(_recipe(reader, instance, node)())


def leave_choice_to_the_run(reader: Reader, value: Operand) -> None:
    """Which of two sets is walked only the run knows: then both are kept as steps."""
    either = choice_of(value)
    for one in () if either is None else (either.then, either.orelse):
        instance = instance_of(one)
        if instance is not None and instance.kind in SETS:
            leave_to_the_run(reader, instance, None)


def _recipe(reader: Reader, instance: Instance, node: Any) -> Recipe:
    """How the set has come about; for one that two paths have changed, only the run knows."""
    found = containers.keys_of(reader, instance, node)
    if instance.recipe is None or set(instance.recipe()) != set(found):
        instance.recipe = None
        if len(found) > 1:
            leave_to_the_run(reader, instance, node)
        return lambda: _built(found, instance.kind)
    return instance.recipe


def _has_order(reader: Reader, value: Operand, node: Any) -> bool:
    """Whether the order in which Python walks a set is known, or anything is that is no set."""
    instance = instance_of(value)
    if instance is None or instance.kind not in SETS:
        return True
    found = containers.keys_of(reader, instance, node)
    return len(found) < 2 or (instance.recipe is not None and set(instance.recipe()) == set(found))


# Operators and comparisons


def _is_view(operand: Operand) -> bool:
    return isinstance(operand, View) and operand.shown in ("keys", "items")


def _operand(reader: Reader, value: Operand, node: Any) -> Recipe | None:
    """How to make what Python has at this place, where all of it is known while reading."""
    instance = instance_of(value)
    if instance is not None and instance.kind in SETS:
        return _recipe(reader, instance, node)
    if containers.is_of_steps(value):
        return None
    items = iteration.constant_items(reader, value)
    keys = [containers.literal_key(item) for item in items or ()]
    if items is None or not all(known for known, _ in keys):
        return None
    found = [key for _, key in keys]
    return (lambda: dict.fromkeys(found).keys()) if _is_view(value) else lambda: found


def as_steps(reader: Reader, value: Operand, node: Any) -> Operand:
    """A set, or what can be walked, as steps: beside one of which only the run knows the members."""
    if containers.is_of_steps(value):
        return value
    instance = instance_of(value)
    kind: type = set if instance is None or instance.kind not in SETS else instance.kind
    recipe = _operand(reader, value, node)
    made = _steps(reader, kind, node)
    add = reader.attribute(made, "add", node)
    if recipe is None:
        reader.call(reader.attribute(made, "update", node), (value,))
        return made
    order = list(recipe())
    # The hashes of texts are others in each process: no program counts on the order of such members.
    by_chance = any(isinstance(key, (str, bytes)) for key in order)
    if isinstance(recipe(), SETS) and list(_built(order)) != order and instance is not None and not by_chance:
        leave_to_the_run(reader, instance, node)
    for key in order:
        reader.call(add, (Const(key),))
    return made


def binary(
    reader: Reader, primitive: Callable[..., Any], left: Operand, right: Operand, node: Any, in_place: bool
) -> Operand:
    """`left | right` and the like of sets, and of the keys of dicts."""
    takes_any = _is_view(left) or _is_view(right)  # a view takes whatever can be walked, a set takes sets alone
    if primitive not in IN_PLACE or not all(takes_any or containers.is_set(side) for side in (left, right)):
        raise Unsupported("this operation of a set and another value", origin=reader.origin_of(node),
                          instead="make a set of the other one: `set(...)`")  # fmt: skip
    instance = instance_of(left)
    changes = in_place and instance is not None and instance.kind is SetSteps
    known = None if changes else _applied(reader, primitive, [left, right], node)
    if known is not None:
        return known
    symbol = IN_PLACE[primitive] if changes or _is_view(left) else primitive
    return _of_steps(reader, symbol, left, right, node)


def _of_steps(reader: Reader, symbol: Callable[..., Any], left: Operand, right: Operand, node: Any) -> Operand:
    """An operation of two sets, of one of which only the run knows the members."""
    first, second = as_steps(reader, left, node), as_steps(reader, right, node)
    return reader.call(reader.attribute(first, f"__{symbol.__name__.rstrip('_')}__", node), (second,))


def _applied(reader: Reader, function: Callable[..., Any], operands: list[Operand], node: Any) -> Operand | None:
    """What a function of sets gives: a set that is known again, or an answer."""
    if any(map(containers.is_of_steps, operands)):
        return None
    site = (reader.site_of(node), "set")
    if site in reader.refused_sites:
        return None
    if not all(_has_order(reader, operand, node) for operand in operands):
        return _applied_without_order(reader, function, operands, node)
    recipes = [_operand(reader, operand, node) for operand in operands]
    if None in recipes:
        return None

    def recipe() -> Any:
        return function(*(each() for each in recipes))  # type: ignore[misc]

    real = recipe()
    return _made(reader, recipe, site) if isinstance(real, SETS) else Const(real)


def _applied_without_order(
    reader: Reader, function: Callable[..., Any], operands: list[Operand], node: Any
) -> Operand | None:
    """The same of sets whose order is not known: so is that of the result."""
    found = []
    for operand in operands:
        instance = instance_of(operand)
        if instance is not None and instance.kind in SETS:
            found.append(instance.kind(containers.keys_of(reader, instance, node)))
            continue
        recipe = _operand(reader, operand, node)
        if recipe is None:
            return None
        found.append(recipe())
    real = function(*found)
    if not isinstance(real, SETS):
        return Const(real)
    return Const(Instance(dict.fromkeys(real, _PRESENT), kind=type(real), site=(reader.site_of(node), "set")))


def compare(reader: Reader, primitive: Callable[..., Any], left: Operand, right: Operand, node: Any) -> Operand:
    """A comparison of a set, or of the keys of a dict, with another value."""
    left, right = (reader.argument(side) for side in (left, right))
    if not (containers.is_set(left) and containers.is_set(right)):
        other = type_of(right if containers.is_set(left) else left)
        may_be_set = isinstance(other, UnknownType) or (isinstance(other, ObjectType) and other.kind in (*SETS, object))
        if primitive in (operator.eq, operator.ne) and not may_be_set:
            return Const(primitive is operator.ne)
        raise Unsupported("a set is compared with what is none, or is not known to be one",
                          origin=reader.origin_of(node), instead="make a set of the other one: `set(...)`")  # fmt: skip
    found = [_members_alone(reader, side, node) for side in (left, right)]
    return _of_steps(reader, primitive, left, right, node) if None in found else Const(primitive(*found))


def _members_alone(reader: Reader, value: Operand, node: Any) -> Any:
    """A set with the members of one: their order does not matter."""
    instance = instance_of(value)
    if instance is not None and instance.kind in SETS:
        return set(containers.keys_of(reader, instance, node))
    recipe = _operand(reader, value, node)
    return None if recipe is None else set(recipe())


# Methods


def call_method(
    reader: Reader, instance: Instance, name: str, args: tuple[Operand, ...], kwargs: Any, node: Any
) -> Operand:
    """A method of a set whose members are known."""
    special = _METHODS.get(name)
    if special is not None:
        return special(reader, instance, args, node)
    args = tuple(reader.without_generators(arg) for arg in args)
    if name in _CHANGES:
        return _change(reader, instance, name, args, node)
    function = getattr(instance.kind, name)
    found = _applied(reader, lambda first, *rest: function(first, *rest), [Const(instance), *args], node)
    if found is not None:
        return found
    return _of_the_run(reader, Const(instance), name, args, node)


def _of_the_run(reader: Reader, value: Operand, name: str, args: tuple[Operand, ...], node: Any) -> Operand:
    """A method of a set beside one of which only the run knows the members."""
    if len(args) != 1 and name != "copy":
        raise Unsupported(f"`.{name}` of sets whose members are known only at run time", origin=reader.origin_of(node),
                          instead="give it one set at a time")  # fmt: skip
    return reader.call(reader.attribute(as_steps(reader, value, node), name, node), args)


def given_to_steps(reader: Reader, name: str, args: tuple[Operand, ...], node: Any) -> tuple[Operand, ...]:
    """What a method of a set of steps is given: sets as steps, and anything else as it is where that is walked."""
    if name in ("add", "discard", "remove", "pop", "clear", "copy"):
        return args
    keep = name in ("update", "union", "difference", "intersection")
    args = tuple(reader.without_generators(arg) for arg in args)
    return tuple(arg if keep and not containers.is_set(arg) else as_steps(reader, arg, node) for arg in args)


def _change(reader: Reader, instance: Instance, name: str, args: tuple[Operand, ...], node: Any) -> Operand:
    """`s.update(...)` and the like."""
    recipes = [_operand(reader, arg, node) for arg in args]
    if None in recipes:
        leave_to_the_run(reader, instance, node)
    before = _recipe(reader, instance, node)

    def recipe() -> Any:
        real = before()
        getattr(real, name)(*(each() for each in recipes))  # type: ignore[misc]
        return real

    _becomes(reader, instance, recipe)
    return Const(None)


def in_place(reader: Reader, value: Operand, primitive: Callable[..., Any], other: Operand, node: Any) -> bool:
    """`s |= t` and the like of a set that can change."""
    instance = instance_of(value)
    if instance is None or instance.kind is not set or primitive not in IN_PLACE or not containers.is_set(other):
        return False
    recipe = _operand(reader, other, node)
    if recipe is None:
        leave_to_the_run(reader, instance, node)
    before = _recipe(reader, instance, node)
    _becomes(reader, instance, lambda: IN_PLACE[primitive](before(), recipe()))  # type: ignore[misc]
    return True


def _becomes(reader: Reader, instance: Instance, recipe: Recipe) -> None:
    """The set changes in place: its cells become those of the set that the recipe makes."""
    real = recipe()
    for key in list(instance.cells):
        if key not in real:
            delete_cell(reader, instance, key)
    for key in real:
        if key not in instance.cells or is_unsure(instance, key):
            write_cell(reader, instance, key, _PRESENT)
    # What only one path does is no part of what has certainly come about.
    instance.recipe = recipe if reader.memory.depth == instance.recipe_depth else None


def _add(reader: Reader, instance: Instance, args: tuple[Operand, ...], node: Any) -> Operand:
    refuse_active_member(reader, args[0], node)
    known, key = containers.literal_key(args[0])
    if not known:
        leave_to_the_run(reader, instance, node)
    _step(reader, instance, key, "add", present=True)
    return Const(None)


def _discard(reader: Reader, instance: Instance, args: tuple[Operand, ...], node: Any) -> Operand:
    known, key = containers.literal_key(args[0])
    if not known:
        leave_to_the_run(reader, instance, node)
    _step(reader, instance, key, "discard", present=False)
    return Const(None)


def _step(reader: Reader, instance: Instance, key: Any, name: str, *, present: bool) -> None:
    """One member is put in or taken out; whether others are there does not matter."""
    before = instance.recipe
    if present and (key not in instance.cells or is_unsure(instance, key)):
        write_cell(reader, instance, key, _PRESENT)
    if not present and key in instance.cells:
        delete_cell(reader, instance, key)

    def recipe() -> Any:
        real = before()  # type: ignore[misc]
        getattr(real, name)(key)
        return real

    instance.recipe = recipe if before is not None and reader.memory.depth == instance.recipe_depth else None


def _remove(reader: Reader, instance: Instance, args: tuple[Operand, ...], node: Any) -> Operand:
    known, key = containers.literal_key(args[0])
    if not known or is_unsure(instance, key):
        leave_to_the_run(reader, instance, node)
    if key not in instance.cells:
        raise KnownFailure("the value is not in the set here", origin=reader.origin_of(node),
                           error=KeyError(key), depth=len(reader.builder.blocks))  # fmt: skip
    return _discard(reader, instance, args, node)


def _pop(reader: Reader, instance: Instance, args: tuple[Operand, ...], node: Any) -> Operand:
    before = _recipe(reader, instance, node)
    if not instance.cells:
        raise KnownFailure("`pop` of an empty set", origin=reader.origin_of(node),
                           error=KeyError("pop from an empty set"), depth=len(reader.builder.blocks))  # fmt: skip

    def recipe() -> Any:
        real = before()
        real.pop()
        return real

    value = before().pop()
    _becomes(reader, instance, recipe)
    return reader.key_operand(value)


def _clear(reader: Reader, instance: Instance, args: tuple[Operand, ...], node: Any) -> Operand:
    for key in list(instance.cells):
        delete_cell(reader, instance, key)
    instance.recipe = None
    return Const(None)


_METHODS: dict[str, Callable[[Any, Instance, tuple[Operand, ...], Any], Operand]] = {
    "add": _add,
    "discard": _discard,
    "remove": _remove,
    "pop": _pop,
    "clear": _clear,
}
