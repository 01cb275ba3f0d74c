"""Intermediate representation -> the tree of a module's text."""

from __future__ import annotations

import functools
import operator
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import gast
import numpy as np

from srcxform import runtime
from srcxform.analyses.aliasing import exits_of
from srcxform.analyses.liveness import Known, Outcomes, is_missing, maybe_undefined, outcomes, resolved
from srcxform.backends.inlining import choose_inlined
from srcxform.backends.naming import Namer
from srcxform.backends.observed import Observed, holdings_of, lines_of, placed
from srcxform.backends.printing import Comment, print_source
from srcxform.backends.spelling import BINARY, Namespace, attribute, call, constant, dotted, name, spelled
from srcxform.ir.builder import is_const_none, literal, type_of
from srcxform.ir.guarded import attempt_of, outside_lists, within_of
from srcxform.ir.layout import Layout
from srcxform.ir.marks import reverse_sweep_begins
from srcxform.ir.nodes import (
    UNDEFINED,
    Append,
    Assign,
    Block,
    Call,
    Const,
    Effect,
    For,
    Function,
    If,
    Operand,
    Pop,
    Slice,
    Statement,
    Store,
    Tup,
    Update,
    Var,
    While,
)
from srcxform.ir.packs import Pack, pack_of
from srcxform.ir.raising import block_may_raise
from srcxform.ir.types import ArrayType, is_scalar, may_be_written
from srcxform.ir.walk import blocks, operands, statements_in, uses_in, vars_in
from srcxform.origin import Origin

Expr = Any
Stmt = Any


CHECKS = (
    runtime.require_view,
    runtime.require_separate,
    runtime.require_distinct,
    runtime.require_no_list,
    runtime.require_no_sequence,
    runtime.require_no_array,
    runtime.require_number,
    runtime.require_contiguous,
    runtime.require_assigned,
    runtime.require_other,
    runtime.require_whole,
    runtime.require_shape,
    runtime.fitted_head,
)


@dataclass
class Listing:
    """The text of a module, and the objects that it needs beside NumPy and the run time."""

    text: str
    entry: str
    objects: dict[str, Any] = field(default_factory=dict)
    checks: dict[int, Origin] = field(default_factory=dict)
    observed: Observed | None = None
    origins: Callable[[], dict[int, Origin]] = dict


def _names_outside(body: Block) -> Iterator[str]:
    """The names that the text may import or call, which no variable has."""
    for statement in statements_in(body):
        if isinstance(statement, Call):
            yield statement.callee.name
            continue
        constants = (o.value for o in operands(statement) if isinstance(o, Const) and callable(o.value))
        for target in (getattr(statement, "primitive", None), *constants):
            if target is not None and not isinstance(target, np.ufunc):
                yield getattr(target, "__name__", "")
                yield (getattr(target, "__module__", None) or "").partition(".")[0]


@dataclass(frozen=True)
class Machine:
    """What is said to the compiler of machine code: how its functions are decorated, which loops are `independent`."""

    decorators: dict[str, str]
    independent: frozenset[Var]


class _Writer:
    """Writes one function."""

    observer: Callable[[], None] | None = None
    is_observed = False

    def __init__(self, function: Function, namespace: Namespace, machine: Machine | None = None) -> None:
        self.function, self.namespace = function, namespace
        self.machine = machine if machine is not None and function.name in machine.decorators else None
        self.kernels = frozenset() if machine is None else frozenset(machine.decorators)
        self.inlined = choose_inlined(function.body)
        parameters = tuple(p.var for p in function.parameters)
        self.raised = _name_of_caught(function)
        taken = frozenset(["np", "math", self.raised, *_names_outside(function.body)])
        joint = "" if self.machine is not None and self.machine.independent else "_"
        self.namer = Namer(function.body, parameters, self.inlined, taken, joint)
        self.used = uses_in(function.body)
        self.packs: dict[Pack, Var] = {}
        self.commenting = False
        self.commented: tuple[str, int] | None = None
        self.recorded = {self.namer.names[v] for v in _recorded(function.body) if v in self.namer.names}
        self._find_moved(function.body)

    def _find_moved(self, body: Block) -> None:
        """Names that may be undefined and are copied to another name: they must exist."""
        undefined, known = maybe_undefined(body), outcomes(body)
        for statement in statements_in(body):
            if not isinstance(statement, (If, For, While)):
                continue
            targets = statement.results if isinstance(statement, If) else statement.params
            for values, given in _passed_on(statement, known):
                for target, value in zip(targets, values, strict=False):
                    missing = value in undefined and is_missing(resolved(given, value), undefined)
                    if missing and value in self.namer.names and self._is_renamed(value, target):
                        self.recorded.add(self.namer.names[value])

    def _is_renamed(self, value: Operand, target: Var) -> bool:
        """Whether a value has another name than what it is passed on to."""
        return not isinstance(value, Var) or self.namer.names[value] != self.namer.names.get(target)

    def definition(self) -> Any:
        arguments = self._arguments()
        body: list[Stmt] = [gast.Expr(constant(self.function.doc))] if self.function.doc else []
        body += self.block(self.function.body)
        body.append(gast.Return(self.operand(self.function.body.yields[0])))
        decorators = [gast.parse(self.machine.decorators[self.function.name], mode="eval").body] if self.machine else []
        return gast.FunctionDef(self.function.name, arguments, body, decorators, None, None, [])

    def _arguments(self) -> Any:
        def parameter(p: Any) -> Any:
            return gast.Name(self.namer.names[p.var], gast.Param(), None, None)

        plain = [p for p in self.function.parameters if not p.keyword_only]
        special = [p for p in self.function.parameters if p.keyword_only]
        defaults = [self.value(p.default) for p in plain if p.has_default]
        keyword_defaults = [self.value(p.default) if p.has_default else None for p in special]
        first, last = [parameter(p) for p in plain], [parameter(p) for p in special]
        return gast.arguments(first, [], None, last, keyword_defaults, None, defaults)

    # Statements

    def block(self, block: Block) -> list[Stmt]:
        result: list[Stmt] = []
        for statement in block.statements:
            mark = pack_of(statement.target) if isinstance(statement, (Append, Pop)) else None
            if mark is not None and isinstance(statement, (Append, Pop)):
                result += self.packed(statement, mark, block)
            else:
                result += self.statement(statement)
        return result

    def packed(self, first: Append | Pop, mark: Pack, block: Block) -> list[Stmt]:
        """One statement for the tapes of a pack, where the first of them is pushed or popped."""
        together = [s for s in block.statements if type(s) is type(first) and pack_of(s.target) is mark]
        if together[0] is not first:
            return []
        stack = self.operand(self.packs.setdefault(mark, first.target))
        if isinstance(first, Append):
            values = gast.Tuple([self.operand(s.value) for s in together if isinstance(s, Append)], gast.Load())
            return [gast.Expr(call(attribute(stack, "append"), [values]))]
        names = [gast.Name(name_of(self, s.out), gast.Store(), None, None) for s in together if isinstance(s, Pop)]
        return [gast.Assign([gast.Tuple(names, gast.Store())], call(attribute(stack, "pop"), []), None)]

    def statement(self, statement: Statement) -> list[Stmt]:
        if isinstance(statement, Effect) and statement.primitive is reverse_sweep_begins:
            self.commenting = True
            return [] if self.observer is None else [gast.Expr(call(self.namespace.path(self.observer), []))]
        if self._is_inlined(statement):
            return []
        if isinstance(statement, (For, While)):
            return self._placed(statement)
        comment = [] if self._is_recomputed(statement) else self._comment(statement)
        written = self._placed(statement)
        return [*comment, *written] if written else []

    def _placed(self, statement: Statement) -> list[Stmt]:
        written = self._written(statement)
        return placed(written, statement.origin) if self.is_observed else written

    @staticmethod
    def _is_recomputed(statement: Statement) -> bool:
        """Whether it only brings back a value of the primal, by the name that it has there."""
        if not isinstance(statement, Assign):
            return False
        is_view = statement.primitive is operator.getitem and may_be_written(statement.out.type)
        return is_view or (bool(statement.out.hint) and not statement.out.hint.endswith("_bar"))

    def _is_inlined(self, statement: Statement) -> bool:
        if isinstance(statement, (Assign, Pop)):
            return statement.out in self.inlined.definition
        return isinstance(statement, If) and any(r in self.inlined.definition for r in statement.results[:1])

    def _comment(self, statement: Statement) -> list[Stmt]:
        """The primal line that the statements that follow undo."""
        place = statement.origin
        if not self.commenting or not place.lineno or not place.text.strip():
            return []
        if self.commented == (place.filename, place.lineno):
            return []
        self.commented = (place.filename, place.lineno)
        return [Comment(place.text.strip())]

    def _written(self, statement: Statement) -> list[Stmt]:
        match statement:
            case Assign(out) if (mark := pack_of(out)) is not None and self.packs.setdefault(mark, out) is not out:
                return []
            case Assign(out):
                return [self.assignment(name_of(self, out), self.operation(statement), statement)]
            case Store(target, index, value):
                return [gast.Assign([self.place(target, index)], self.operand(value), None)]
            case Update(target, index, symbol, value) if symbol in (runtime.add_at, runtime.add_item):
                place_of = [self.operand(target), self.as_index(index), self.operand(value)]
                is_plain = symbol is runtime.add_at and not _adds_rows(target, index)
                added = dotted("np.add.at") if is_plain else self.namespace.path(symbol)
                return [gast.Expr(call(added, place_of))]
            case Update(target, _, symbol, value) if symbol in (runtime.accumulate, runtime.overwrite):
                return [gast.Expr(call(self.namespace.path(symbol), [self.operand(target), self.operand(value)]))]
            case Update(target, index, symbol, value):
                place = self._whole(target) if index is None else self.place(target, index)
                return [gast.AugAssign(place, BINARY[symbol](), self.operand(value))]
            case Append(target, value):
                return [gast.Expr(call(attribute(self.operand(target), "append"), [self.operand(value)]))]
            case Pop(out, target):
                return [self.assignment(name_of(self, out), call(attribute(self.operand(target), "pop"), []))]
            case Effect():
                return [self.effect(statement)]
            case Call(out):
                return [self.assignment(name_of(self, out), self._called(statement))]
            case If():
                return self.choice(statement)
            case For():
                return self.for_loop(statement)
            case While():
                return self.while_loop(statement)

    def _whole(self, target: Var) -> Expr:
        return gast.Name(self.namer.names[target], gast.Store(), None, None)

    def _called(self, statement: Call) -> Expr:
        """A call of another function of the text, which is handed what comes from outside by its name."""
        is_kernel = self.machine is None and bool(self.kernels) and statement.callee.name in self.kernels
        captured = [] if is_kernel else [self.namer.names[p.var] for p in self.function.parameters if p.captured]
        args = [self.operand(a) for a in statement.args]
        outside = {text: name(text) for text in captured}
        if statement.partial:
            return call(self.namespace.path(functools.partial), [name(statement.callee.name), *args], outside)
        return call(name(statement.callee.name), args, outside)

    def place(self, target: Var, index: Operand) -> Expr:
        return gast.Subscript(self.operand(target), self.index(index), gast.Store())

    def assignment(self, target: str, value: Expr, made: Statement | None = None) -> Stmt:
        """`x = x + y` of numbers is written `x += y`; for arrays that would be another thing."""
        is_sum = isinstance(made, Assign) and _is_derived(made.out) and _is_sum_of_scalars(made)
        if is_sum and isinstance(value, gast.BinOp) and isinstance(value.left, gast.Name) and value.left.id == target:
            return gast.AugAssign(gast.Name(target, gast.Store(), None, None), value.op, value.right)
        return gast.Assign([gast.Name(target, gast.Store(), None, None)], value, None)

    def effect(self, statement: Effect) -> Stmt:
        args = [self.operand(a) for a in statement.args]
        if statement.primitive is runtime.check:
            return gast.Assert(args[0], args[1] if len(args) > 1 else None)
        if statement.primitive is runtime.throw:
            return gast.Raise(None if is_const_none(statement.args[0]) else args[0], args[1] if len(args) > 1 else None)
        kwargs = {k: self.operand(v) for k, v in statement.kwargs}
        types = [type_of(a) for a in statement.args]
        return gast.Expr(spelled(self.namespace, statement.primitive, args, kwargs, types, []))

    def choice(self, statement: If) -> list[Stmt]:
        if attempt_of(statement) is not None:
            return self.attempt(statement)
        if within_of(statement) is not None:
            return self.within(statement)
        begin = self.commented
        test = self.operand(statement.test)
        then = [*self.block(statement.then), *self.copies(statement.results, statement.then)]
        self.commented = begin
        orelse = [*self.block(statement.orelse), *self.copies(statement.results, statement.orelse)]
        self.commented = begin if self.machine else None
        if not then and not orelse:
            return []
        if not then:
            return [gast.If(_negated(test), orelse, [])]
        return [gast.If(test, then, orelse)]

    def attempt(self, statement: If) -> list[Stmt]:
        """`try`, with the lists that the branch appends to cut back where it fails."""
        guard = attempt_of(statement)
        assert guard is not None
        begin = self.commented
        first = 0 if statement.results[0] in self.used else 1
        results = statement.results[first:]
        body = self.block(statement.then)
        moves = self.moves(results, statement.then.yields[first:], fails=True)
        if not body and not block_may_raise(statement.then):
            return moves
        if lists := [self.operand(v) for v in outside_lists(statement.then)]:
            body = [_with(call(self.namespace.path(runtime.rewinding), lists), [*body, *moves])]
        else:
            body += moves
        self.commented = begin
        handler = [*self.block(statement.orelse), *self.moves(results, statement.orelse.yields[first:])]
        self.commented = None
        if any(map(_may_refuse, statements_in(statement.then))):
            handler = [gast.Expr(call(self.namespace.path(runtime.raise_refusal), [])), *handler]
        kinds = [self.value(kind) for kind in guard.caught]
        caught = None if guard.caught == (BaseException,) else kinds[0] if len(kinds) == 1 else _tuple(kinds)
        is_bound = any(getattr(s, "primitive", None) is runtime.caught_error for s in statement.orelse.statements)
        bound = gast.Name(self.raised, gast.Store(), None, None) if is_bound else None
        if bound is not None and caught is None:
            caught = name("BaseException")
        return [gast.Try(body, [gast.ExceptHandler(caught, bound, handler or [gast.Pass()])], [], [])]

    def within(self, statement: If) -> list[Stmt]:
        """`with`."""
        guard = within_of(statement)
        assert guard is not None
        body = [*self.block(statement.then), *self.copies(statement.results, statement.then)]
        self.commented = None
        if not body:
            return []
        args = [self.value(value) for value in guard.args]
        manager = call(self.namespace.path(guard.manager), args, {key: self.value(v) for key, v in guard.kwargs})
        return [_with(manager, body)]

    def copies(self, targets: tuple[Var, ...], block: Block) -> list[Stmt]:
        """What a block passes on, where it has not that name already."""
        if block.jump == "never":
            return []
        if block.jump == "break":
            return [*self.moves(self.loop_targets[-1], block.yields), gast.Break()]
        return self.moves(targets, block.yields)

    def moves(self, targets: tuple[Var, ...], values: tuple[Operand, ...], *, fails: bool = False) -> list[Stmt]:
        """Assign values to names all at once; where one `fails`, before any name is overwritten."""
        pairs = []
        for target, value in zip(targets, values, strict=True):
            if isinstance(value, Const) and value.value is UNDEFINED and self.namer.names[target] not in self.recorded:
                continue
            if isinstance(value, Var) and value not in self.inlined.definition and not self._is_renamed(value, target):
                continue
            pairs.append((self.namer.names[target], value))
        if not pairs:
            return []
        if fails:
            pairs.sort(key=lambda pair: self._definition_of(pair[1]) is None)
        written = {target for target, _ in pairs}
        if any(self.names_in(value) & (written - {target}) for target, value in pairs) and len(pairs) > 1:
            left = gast.Tuple([gast.Name(t, gast.Store(), None, None) for t, _ in pairs], gast.Store())
            return [gast.Assign([left], gast.Tuple([self.operand(v) for _, v in pairs], gast.Load()), None)]
        return [self._move(t, v) for t, v in pairs]

    def _move(self, target: str, value: Operand) -> Stmt:
        made = self._definition_of(value)
        move = self.assignment(target, self.operand(value), made)
        return placed([move], made.origin)[0] if self.is_observed and made is not None else move

    def _definition_of(self, operand: Operand) -> Statement | None:
        return self.inlined.definition.get(operand) if isinstance(operand, Var) else None

    def names_in(self, operand: Operand) -> set[str]:
        found: set[str] = set()
        for node in gast.walk(self.operand(operand)):
            if isinstance(node, gast.Name):
                found.add(node.id)
        return found

    loop_targets: list[tuple[Var, ...]]

    def for_loop(self, loop: For) -> list[Stmt]:
        before = [*self.moves(loop.params, loop.inits), *self._comment(loop)]
        bounds = [self.operand(b) for b in (loop.start, loop.stop, loop.step)]
        if _is_number(loop.step, 1):
            bounds = bounds[:2]
            if _is_number(loop.start, 0):
                bounds = bounds[1:]
        index = self.namer.names[loop.index]
        body = self.loop_body(loop)
        if not _reads_name(body, index) and index not in map(self.namer.names.get, loop.params):
            index = "_"
        target = gast.Name(index, gast.Store(), None, None)
        after = self.moves(loop.results, loop.params)
        is_independent = self.machine is not None and loop.index in self.machine.independent
        numbers = dotted("numba.prange") if is_independent else name("range")
        return [*before, gast.For(target, call(numbers, bounds), body or [gast.Pass()], [], None), *after]

    def loop_body(self, loop: For | While) -> list[Stmt]:
        self.loop_targets = [*getattr(self, "loop_targets", []), loop.params]
        begin = self.commented if self.machine else None
        self.commented = begin
        body = self.block(loop.body)
        if loop.body.jump == "break":
            body += [*self.moves(loop.params, loop.body.yields), gast.Break()]
        elif not loop.body.jump:
            body += self.moves(loop.params, loop.body.yields)
        self.loop_targets = self.loop_targets[:-1]
        self.commented = begin
        return body

    def while_loop(self, loop: While) -> list[Stmt]:
        before = [*self.moves(loop.params, loop.inits), *self._comment(loop)]
        condition = self.block(loop.cond)
        test = self.operand(loop.cond.yields[0])
        body = self.loop_body(loop)
        after = self.moves(loop.results, loop.params)
        # Numba forgets what a trip of `while True` assigns where the loop's only way out assigns the same names.
        endless = constant(True) if self.machine is None else call(name("bool"), [constant(1)])
        if not condition:
            is_endless = isinstance(loop.cond.yields[0], Const) and bool(loop.cond.yields[0].value)
            return [*before, gast.While(endless if is_endless else test, body or [gast.Pass()], []), *after]
        leave = gast.If(_negated(test), [gast.Break()], [])
        return [*before, gast.While(endless, [*condition, leave, *body], []), *after]

    # Expressions

    def operand(self, operand: Operand) -> Expr:
        if isinstance(operand, Var):
            statement = self.inlined.definition.get(operand)
            if statement is None:
                return name(self.namer.names[operand])
            if isinstance(statement, Pop):
                return call(attribute(self.operand(statement.target), "pop"), [])
            return self.operation(statement) if isinstance(statement, Assign) else self.conditional(statement)  # type: ignore[arg-type]
        if isinstance(operand, Tup):
            items = [self.operand(item) for item in operand.items]
            if isinstance(operand.kind, Layout):
                return self.record(operand.kind, items)
            if hasattr(operand.kind, "_fields"):
                return call(self.namespace.path(operand.kind), items)
            return gast.List(items, gast.Load()) if operand.kind is list else gast.Tuple(items, gast.Load())
        if isinstance(operand, Slice):
            return call(name("slice"), [self.operand(p) for p in (operand.start, operand.stop, operand.step)])
        return self.value(operand.value)

    def record(self, layout: Layout, items: list[Expr]) -> Expr:
        """A dict display, or an object with attributes; what is kept as a table, as what it stands for."""
        if hasattr(layout.kind, "restored"):
            return call(self.namespace.path(layout.kind.restored), items)
        if issubclass(layout.kind, dict):
            display = gast.Dict([self.value(key) for key in layout.keys], items)
            factory = [self.value(layout.factory)] if issubclass(layout.kind, defaultdict) else []
            return display if layout.kind is dict else call(self.namespace.path(layout.kind), [*factory, display])
        keywords = [gast.keyword(key, item) for key, item in zip(layout.keys, items, strict=True)]
        return gast.Call(self.namespace.path(runtime.object_of), [self.namespace.path(layout.kind)], keywords)

    def index(self, operand: Operand) -> Expr:
        """What stands in square brackets."""
        if isinstance(operand, Slice):
            parts = (operand.start, operand.stop, operand.step)
            return gast.Slice(*(None if is_const_none(p) else self.operand(p) for p in parts))
        if isinstance(operand, Tup) and operand.kind is tuple:
            return gast.Tuple([self.index(item) for item in operand.items], gast.Load())
        if isinstance(operand, Const) and isinstance(operand.value, slice):
            s = operand.value
            return self.index(Slice(Const(s.start), Const(s.stop), Const(s.step)))
        return self.operand(operand)

    def as_index(self, index: Operand | None) -> Expr:
        """An index as an argument of a call."""
        self.namespace.imports["np"] = "import numpy as np"
        return constant(Ellipsis) if index is None else self.operand(index)

    def operation(self, statement: Assign) -> Expr:
        primitive = statement.primitive
        if primitive is runtime.caught_error:
            return name(self.raised)
        args = [self.operand(a) for a in statement.args]
        if primitive is operator.neg and self._takes_sign(statement.args[0]):
            return _with_sign(args[0])
        if primitive is operator.getitem:
            args[1] = self.index(statement.args[1])
        kwargs = {k: self.operand(v) for k, v in statement.kwargs}
        literals = [literal(a)[1] for a in statement.args]
        return spelled(self.namespace, primitive, args, kwargs, [type_of(a) for a in statement.args], literals)

    def _takes_sign(self, operand: Operand) -> bool:
        """Whether an operand is written as a product whose first factor has a sign: a mask has none."""
        made = self.inlined.definition.get(operand) if isinstance(operand, Var) else None
        if isinstance(made, Assign) and made.primitive in (operator.mul, operator.truediv) and not made.kwargs:
            first = made.args[0]
            t = type_of(first)
            is_float = isinstance(t, ArrayType) and t.dtype is not None and t.dtype.kind in "fc"
            inner = self.inlined.definition.get(first) if isinstance(first, Var) else None
            is_product = isinstance(inner, Assign) and inner.primitive in (operator.mul, operator.truediv)
            return self._takes_sign(first) if is_product else is_float
        return False

    def conditional(self, choice: If) -> Expr:
        """A branch that only chooses a value: `and`, `or`, or a conditional expression."""
        then, orelse = choice.then.yields[0], choice.orelse.yields[0]
        if orelse is choice.test:
            return gast.BoolOp(gast.And(), [self.operand(choice.test), self.operand(then)])
        if then is choice.test:
            return gast.BoolOp(gast.Or(), [self.operand(choice.test), self.operand(orelse)])
        return gast.IfExp(self.operand(choice.test), self.operand(then), self.operand(orelse))

    def value(self, value: Any) -> Expr:
        """A constant, spelled so that it can be read again."""
        if value is None or isinstance(value, (bool, str, bytes)) or value is Ellipsis:
            return constant(value)
        if isinstance(value, (int, float, complex)) and not isinstance(value, np.generic):
            return self._number(value)
        if isinstance(value, np.generic):
            return self._number(value.item())
        if isinstance(value, (tuple, list)):
            items = [self.value(v) for v in value]
            return gast.Tuple(items, gast.Load()) if isinstance(value, tuple) else gast.List(items, gast.Load())
        if isinstance(value, np.dtype):
            self.namespace.imports["np"] = "import numpy as np"
            return dotted(f"np.{value.type.__name__}")
        if isinstance(value, slice):
            return call(name("slice"), [self.value(v) for v in (value.start, value.stop, value.step)])
        if value is UNDEFINED:
            return constant(None)
        return self.namespace.path(value)

    def _number(self, value: complex) -> Expr:
        if isinstance(value, float) and not np.isfinite(value):
            self.namespace.imports["np"] = "import numpy as np"
            text = "nan" if np.isnan(value) else "inf"
            return dotted(f"np.{text}") if not value < 0 else gast.UnaryOp(gast.USub(), dotted("np.inf"))
        if isinstance(value, (int, float)) and value < 0:
            return gast.UnaryOp(gast.USub(), constant(-value))
        return constant(value)


def _recorded(block: Block) -> set[Var]:
    """Variables that are read whether or not the program gave them a value: those that are recorded."""
    found: set[Var] = set()
    for statement in statements_in(block):
        if isinstance(statement, Append):
            found.update(vars_in(statement.value))
        elif isinstance(statement, Effect) and statement.primitive is runtime.require_assigned:
            found.update(vars_in(statement.args[0]))
        elif isinstance(statement, Assign) and statement.primitive in (
            runtime.zeros_like,
            runtime.tuple_of,
            runtime.list_of,
            operator.is_,
        ):
            found.update(v for a in statement.args for v in vars_in(a))
    return found


def name_of(writer: _Writer, var: Var) -> str:
    return writer.namer.names[var]


def _reads_name(body: list[Stmt], text: str) -> bool:
    return any(isinstance(n, gast.Name) and n.id == text for s in body for n in gast.walk(s))


def _is_number(operand: Operand, number: int) -> bool:
    return isinstance(operand, Const) and operand.value == number


def _is_derived(var: Var) -> bool:
    return var.hint == "trips" or var.hint.endswith(("_bar", "_dot"))


def _with_sign(product: Expr) -> Expr:
    """`-(a * b)` as `-a * b`, which is the same number."""
    if isinstance(product, gast.BinOp) and isinstance(product.op, (gast.Mult, gast.Div)):
        return gast.BinOp(_with_sign(product.left), product.op, product.right)
    return gast.UnaryOp(gast.USub(), product)


def _name_of_caught(function: Function) -> str:
    """The name of an exception inside its handler; "" where nobody asks for it."""
    if not any(getattr(s, "primitive", None) is runtime.caught_error for s in statements_in(function.body)):
        return ""
    text = "raised"
    while any(p.var.hint == text for p in function.parameters):
        text += "_"
    return text


def _may_refuse(statement: Statement) -> bool:
    """Whether a statement is a check of the compiler's own, of which no handler of the program may hear."""
    primitive = getattr(statement, "primitive", None)
    is_helper = getattr(primitive, "__module__", None) == runtime.__name__
    return is_helper and str(getattr(primitive, "__name__", "")).startswith(("require_", "refuse_"))


def _with(manager: Expr, body: list[Stmt]) -> Stmt:
    return gast.With([gast.withitem(manager, None)], body, None)


def _tuple(items: list[Expr]) -> Expr:
    return gast.Tuple(items, gast.Load())


def _negated(test: Expr) -> Expr:
    if isinstance(test, gast.UnaryOp) and isinstance(test.op, gast.Not):
        return test.operand
    return gast.UnaryOp(gast.Not(), test)


def emit(
    functions: list[Function],
    header: str = "",
    machine: Machine | None = None,
    observer: Callable[[], None] | None = None,
) -> Listing:
    """The module of these functions, the first being the one that is called."""
    namespace = Namespace()
    writers = [_Writer(function, namespace, machine) for function in functions]
    if observer is not None:
        writers[0].observer = observer
    for writer in writers:
        writer.is_observed = observer is not None or machine is not None
    definitions = [writer.definition() for writer in writers]
    body: list[Stmt] = [Comment(line) for line in header.splitlines()]
    imports = {**({"numba": "import numba"} if machine else {}), **namespace.imports}
    for text in imports.values():
        body += gast.parse(text).body
    if namespace.helpers:
        aliases = [gast.alias(text, None) for text in sorted(namespace.helpers)]
        body.append(gast.ImportFrom("srcxform.runtime", aliases, 0))
    text = print_source(gast.Module([*body, *definitions], []))
    observed = None
    if observer is not None:
        holdings = holdings_of(functions[0].body, writers[0].namer.names, writers[0].inlined)
        observed = Observed(holdings, lines_of(definitions, text))
    origins = dict if machine is None else functools.partial(lines_of, definitions, text)
    return Listing(text, functions[0].name, dict(namespace.objects), _checks(text, functions), observed, origins)


def _adds_rows(target: Var, index: Operand | None) -> bool:
    """Whether whole rows are added at numbers, which NumPy does slowly."""
    t, i = target.type, None if index is None else type_of(index)
    if not (isinstance(t, ArrayType) and isinstance(i, ArrayType)) or t.rank is None or i.rank is None:
        return False
    return t.rank > 1 and i.rank > 0 and i.dtype is not None and i.dtype.kind in "iu"


def _is_sum_of_scalars(made: Assign) -> bool:
    if made.primitive not in (operator.add, operator.sub):
        return False
    return is_scalar(made.out.type) and is_scalar(type_of(made.args[0]))


def _passed_on(statement: If | For | While, known: Outcomes) -> list[tuple[tuple[Operand, ...], Known]]:
    """What an `if` may hand to its results, or a loop to its next trip, and what is known there of others."""
    if isinstance(statement, If):
        ways = known.get(statement.test, ({}, {}))
        return [(b.yields, given) for b, given in zip(blocks(statement), ways, strict=True) if not b.jump]
    return [(values, {}) for values in (statement.inits, *exits_of(statement.body))]


def _checks(text: str, functions: list[Function]) -> dict[int, Origin]:
    """The lines that may refuse to go on when they run, with the places in the user's code that they stand for."""
    origins = [s.origin for f in functions for s in statements_in(f.body) if getattr(s, "primitive", None) in CHECKS]
    names = tuple(f"{check.__name__}(" for check in CHECKS)
    numbered = enumerate(text.splitlines(), 1)
    lines = [number for number, line in numbered for name in names for _ in range(line.count(name))]
    return dict(zip(lines, origins, strict=False))
