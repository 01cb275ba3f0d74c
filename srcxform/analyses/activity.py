"""Which variables lie on a path from what is differentiated with respect to, to what is differentiated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from srcxform.analyses.aliasing import Aliases, exits_of
from srcxform.analyses.invariance import cancelled
from srcxform.errors import NoRule
from srcxform.ir.draws import is_draw
from srcxform.ir.nodes import Append, Assign, Block, Call, For, If, Operand, Pop, Solution, Store, Update, Var, While
from srcxform.ir.types import can_be_active
from srcxform.ir.walk import defines, statements_in, vars_in
from srcxform.rules.registry import find_rule


@dataclass
class Activity:
    """`varied`: depends on an independent variable; `active`: and the dependent ones depend on it."""

    varied: set[Var]
    active: set[Var]
    aliases: Aliases

    def is_active(self, var: Var) -> bool:
        return (self.aliases.root(var) if self.aliases.is_written(var) else var) in self.active


def activity(block: Block, aliases: Aliases, independents: Iterable[Var], dependents: Iterable[Var]) -> Activity:
    """Varied from the independents forward, useful from the dependents backward; active is both (Hascoet 2005)."""

    def node(var: Var) -> Var:
        return aliases.root(var) if aliases.is_written(var) else var

    independents, dependents = list(independents), list(dependents)
    cut = cancelled(aliases, (*independents, *dependents))
    forward: dict[Var, list[Var]] = {}
    backward: dict[Var, list[Var]] = {}
    for source, target in _flows(block):
        if source in cut:
            continue
        if can_be_active(source.type) and can_be_active(target.type):
            forward.setdefault(node(source), []).append(node(target))
            backward.setdefault(node(target), []).append(node(source))
    varied = _reached({node(v) for v in independents if can_be_active(v.type)}, forward)
    _refuse_whole_draws(block, varied, node)
    useful = _reached({node(v) for v in dependents if can_be_active(v.type)}, backward)
    return Activity(varied, varied & useful, aliases)


def active_names(block: Block, facts: Activity) -> dict[tuple[str, int], list[str]]:
    """The active names that each line of the user's text gives a value to, by file name and line number."""
    found: dict[tuple[str, int], list[str]] = {}
    for statement in statements_in(block):
        written = [statement.target] if isinstance(statement, (Store, Update, Append)) else defines(statement)
        names = found.setdefault((statement.origin.filename, statement.origin.lineno), [])
        is_own = not isinstance(statement, (If, For, While))  # what these pass on, their blocks assigned
        names += [v.hint for v in written if is_own and v.hint and v.hint not in names and facts.is_active(v)]
    return {place: names for place, names in found.items() if names and place[1]}


def _refuse_whole_draws(block: Block, varied: set[Var], node: Callable[[Var], Var]) -> None:
    """A draw of whole numbers whose parameters are active: how likely each number is changes, and no number does."""
    for statement in statements_in(block):
        if not isinstance(statement, Assign) or can_be_active(statement.out.type):
            continue
        given = (*statement.args, *(v for _, v in statement.kwargs))
        if is_draw(statement.primitive) and any(node(v) in varied for o in given for v in vars_in(o)):
            raise NoRule(
                f"`{getattr(statement.primitive, '__name__', 'this')}` draws whole numbers by an active parameter",
                origin=statement.origin,
                instead="wrap the parameter in stop_gradient, if the draws are meant as constants",
            )


def _reached(start: set[Var], edges: dict[Var, list[Var]]) -> set[Var]:
    found, todo = set(start), list(start)
    while todo:
        for target in edges.get(todo.pop(), ()):
            if target not in found:
                found.add(target)
                todo.append(target)
    return found


def _pairs(source: Operand, target: Var) -> Iterator[tuple[Var, Var]]:
    for var in vars_in(source):
        yield var, target


def _flows(block: Block) -> Iterator[tuple[Var, Var]]:
    """Pairs (read, written) that a derivative may flow along."""
    for statement in statements_in(block):
        match statement:
            case Assign(out, primitive, args, kwargs):
                rule = find_rule(primitive)
                if rule is None or rule.kind != "nondifferentiable":
                    for operand in (*args, *(v for _, v in kwargs)):
                        yield from _pairs(operand, out)
            case Call(out, callee, args):
                for arg in args[len(callee.key.search) :] if isinstance(callee.key, Solution) else args:
                    yield from _pairs(arg, out)
            case Store(target, _, value) | Update(target, _, _, value) | Append(target, value):
                yield from _pairs(value, target)
            case Pop(out, target):
                yield target, out
            case If(_, then, orelse, results):
                for inner in (then, orelse):
                    if not inner.jump:
                        for result, value in zip(results, inner.yields, strict=True):
                            yield from _pairs(value, result)
            case For() | While():
                for param, init, result in zip(statement.params, statement.inits, statement.results, strict=True):
                    yield from _pairs(init, param)
                    yield param, result
                for values in exits_of(statement.body):
                    for param, result, value in zip(statement.params, statement.results, values, strict=True):
                        yield from _pairs(value, param)
                        yield from _pairs(value, result)
            case _:
                pass
