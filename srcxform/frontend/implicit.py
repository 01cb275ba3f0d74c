"""Implicit functions: what a solver finds depends on the equation that it solves, not on the way there.

    x = solution(find, residual, start)         residual(x) = 0; `find(residual, start)` is the solver's call

The residual is read as a function of its own, of what it captures and of the unknown. The call of the solver becomes
the call of a function of the program whose derivatives the implicit function theorem gives.
"""

from __future__ import annotations

from dataclasses import replace
from types import FunctionType
from typing import TYPE_CHECKING, Any

from srcxform.errors import Unsupported
from srcxform.frontend.body import refuse_virtual
from srcxform.frontend.growing import without_sizes
from srcxform.frontend.program import Program
from srcxform.frontend.virtual import BoundMethod, Closure
from srcxform.ir.builder import block_of, type_of
from srcxform.ir.names import Names
from srcxform.ir.nodes import Block, Const, FunctionRef, Operand, Solution, Statement, Var
from srcxform.ir.scopes import in_scope
from srcxform.ir.types import ArrayType, Type
from srcxform.ir.walk import blocks, defines, inner_definitions, reads, statements_in, substitute, vars_in

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader


SLOPES = ("jac", "fprime")
"""The options of SciPy's solvers that are derivatives of what they are handed."""


def read_solution(
    reader: Reader, args: tuple[Operand, ...], kwargs: dict[str, Operand], node: Any, *, is_stationary: bool = False
) -> Operand:
    """A call of `solution(find, residual, start, **options)`, or of `stationary`.

    Among the options, `like` tells the type of the unknown where it is not that of the start, `calls` the function
    that the solver is handed where it is another one than the equation, and those of SLOPES its derivatives by hand.
    """
    find, equation, start = args
    assert isinstance(find, Const)
    start = reader.materialised(start)
    t = _type_of_unknown(reader, kwargs.pop("like", start), node)
    unknown = Var("u", t)
    slopes = {name: kwargs.pop(name) for name in SLOPES if name in kwargs}
    functions = [equation, kwargs.pop("calls", equation), *slopes.values()]
    read = [_read(reader, function, unknown, node) for function in functions]
    outside = {c.operand for c in reader.outside.captured.values()}
    captured = list(dict.fromkeys(v for b in read for v in _free(b) if v is not unknown and v not in outside))
    names = Names({unknown.hint, "partial", find.value.__name__})
    parameters = {**{v: names.fresh(v.hint or "given") for v in captured}, unknown: unknown.hint}
    refs = []
    for k, (function, block) in enumerate(zip(functions, read, strict=True)):
        kind = ("solution", reader.site_of(node), functions.index(function))
        refs.append(reader.shared.functions.setdefault(kind, FunctionRef(_name(function), kind)))
        if functions.index(function) == k:
            reader.shared.programs[refs[-1]] = _as_program(reader, block, parameters, _name(function))
    options = {name: reader.materialised(value) for name, value in kwargs.items()}
    known = tuple((name, value) for name, value in options.items() if isinstance(value, Const))
    search = {"start": start, **{name: value for name, value in options.items() if not isinstance(value, Const)}}
    types = tuple((name, without_sizes(type_of(value))) for name, value in search.items())
    solved = FunctionRef(
        f"{refs[0].name}_solution",
        Solution(find.value, known, types, refs[0], refs[1], tuple(zip(slopes, refs[2:], strict=True)), is_stationary),
        None,
        t,
    )
    reader.builder.origin = reader.origin_of(node)
    return reader.builder.call(solved, (*search.values(), *captured), t)


def _type_of_unknown(reader: Reader, start: Operand, node: Any) -> Type:
    t = without_sizes(type_of(start))
    if not isinstance(t, ArrayType) or t.dtype is None or t.dtype.kind != "f":
        raise Unsupported(
            "the unknown of an equation is a real number or an array of them",
            origin=reader.origin_of(node),
            instead="start from a float or an array of floats; solve for the real and imaginary parts",
        )
    return t


def _read(reader: Reader, function: Operand, unknown: Var, node: Any) -> Block:
    """The equation read on trial: it is run as often as the solver likes, so it must leave nothing behind."""
    with reader.memory.trial() as changes, reader.builder.block() as statements:
        result = reader.materialised(reader.call(function, (unknown,)))
    if changes:
        raise Unsupported(
            "a function that a solver calls assigns to something outside of it",
            origin=reader.origin_of(node),
            instead="let it give back all that it computes",
        )
    if not isinstance(type_of(result), ArrayType):
        raise Unsupported(
            "a function that a solver calls gives back a number or an array",
            origin=reader.origin_of(node),
            instead="put the equations into one array: `np.array([...])`",
        )
    return block_of(statements, (result,))


def _free(block: Block) -> list[Var]:
    """What a block reads and does not define, in the order of the text."""
    own: set[Var] = set()
    for statement in statements_in(block):
        own.update(defines(statement))
        own.update(inner_definitions(statement))
    read = [v for statement in statements_in(block) for v in _all_reads(statement)]
    used = dict.fromkeys([*read, *(v for o in block.yields for v in vars_in(o))])
    return [v for v in used if v not in own]


def _all_reads(statement: Statement) -> list[Var]:
    passed = [v for inner in blocks(statement) for o in inner.yields for v in vars_in(o)]
    return [*reads(statement), *passed]


def _as_program(reader: Reader, block: Block, parameters: dict[Var, str], name: str) -> Program:
    fresh: dict[Operand, Operand] = {v: Var(text, without_sizes(v.type)) for v, text in parameters.items()}
    own = substitute(block, lambda operand: fresh.get(operand, operand))
    variables = {v for v in fresh.values() if isinstance(v, Var)}
    own = in_scope(own, variables | {c.operand for c in reader.outside.captured.values() if isinstance(c.operand, Var)})
    refuse_virtual(own)
    named = [(text, fresh[v]) for v, text in parameters.items()]
    source = replace(reader.frame.source, name=name)
    return Program(named, own, own.yields[0], {}, reader.outside, source)


def _name(function: Operand) -> str:
    value = function.value if isinstance(function, Const) else None
    if isinstance(value, (Closure, BoundMethod)):
        return value.name if value.name.isidentifier() else "equation"
    return value.__name__ if isinstance(value, FunctionType) and value.__name__.isidentifier() else "equation"
