"""Reading a program in rounds: again while a reading teaches something that the next one must know."""

from __future__ import annotations

import gast

from srcxform.errors import Unsupported
from srcxform.frontend.body import read_body
from srcxform.frontend.forms import LengthChanged
from srcxform.frontend.language import check_language
from srcxform.frontend.lower import Reader
from srcxform.frontend.normalise.functions import normalise
from srcxform.frontend.program import Program, Restart, Shared, Tables, UnclearIdentity
from srcxform.frontend.source import Source, origin
from srcxform.frontend.virtual import Instance, instance_of
from srcxform.ir.nodes import Call, Const, FunctionRef, Operand, Solution, Tup
from srcxform.ir.types import Type
from srcxform.ir.walk import statements_in


def read_program(
    source: Source, arguments: dict[str, Operand], tables: Tables, shared: Shared | None = None
) -> Program:
    """Read a function whose parameters are the operands given; again while it teaches something about its lists."""
    check_language(source)
    growing: set[object] = set()
    item_types: dict[object, Type | None] = {}
    unrolled: set[object] = set()
    virtual_sites: set[object] = set()
    refused_sites: set[object] = set()
    table_sites: set[object] = set()
    exact = False
    node = source.node if isinstance(source.node, gast.Lambda) else normalise(source.node)
    shared = shared or Shared()
    for rounds in range(60):
        reader = Reader(tables)
        reader.growing, reader.item_types, reader.shared = growing, item_types, shared
        reader.unrolled, reader.virtual_sites, reader.refused_sites = unrolled, virtual_sites, refused_sites
        reader.exact, reader.table_sites = exact, table_sites
        shared.functions.clear()
        shared.programs.clear()
        shared.unfolded = 0
        shared.forms.clear()
        shared.given_back.clear()
        shared.itself.clear()
        shared.found.clear()
        shared.found_so_far.clear()
        shared.unknown.clear()
        shared.given_written.clear()
        try:
            program = read_body(reader, source, node, renewed(arguments))
        except Restart:
            continue
        except UnclearIdentity:
            # Once more, with each of two objects kept apart where a branch decides which one is meant.
            if exact:
                raise
            exact = True
            continue
        except Unsupported:
            # It may only be so because it was not known yet what some list holds.
            if not reader.has_news():
                raise
            continue
        except LengthChanged as changed:
            _refuse_repetition(changed, refused_sites, source)
            growing.update(changed.sites)
            refused_sites.update(changed.sites)
            virtual_sites.difference_update(changed.sites)
            continue
        if not reader.is_settled(rounds):
            continue
        program.callees = _called(program, shared.programs)
        program.parameters = list(arguments.items())
        return program
    raise Unsupported(
        "the types of the items of the lists in this function do not settle", origin=origin(source, source.node)
    )


def _called(program: Program, programs: dict[FunctionRef, Program]) -> dict[FunctionRef, Program]:
    """The functions that a program calls, by way of others too: of those that were read, some were read on trial."""
    found: dict[FunctionRef, Program] = {}
    todo = [program.block]
    while todo:
        refs = [s.callee for s in statements_in(todo.pop()) if isinstance(s, Call)]
        refs += [each for ref in refs if isinstance(ref.key, Solution) for each in ref.key.functions]
        for ref in refs:
            if ref in programs and ref not in found:
                found[ref] = programs[ref]
                todo.append(programs[ref].block)
    return found


def _refuse_repetition(changed: LengthChanged, growing: set[object], source: Source) -> None:
    if growing.issuperset(changed.sites):
        raise Unsupported(
            "a list of objects or functions has a length that is known only at run time",
            origin=origin(source, source.node),
            instead="fill it in a loop with a constant range, or use lists of arrays",
        )


def renewed(arguments: dict[str, Operand]) -> dict[str, Operand]:
    """The arguments with objects of their own for one reading, which writes into them."""
    made: dict[Instance, Instance] = {}

    def fresh(operand: Operand) -> Operand:
        if isinstance(operand, Tup):
            return Tup(tuple(map(fresh, operand.items)), operand.kind)
        instance = instance_of(operand)
        if instance is None:
            return operand
        if instance not in made:
            made[instance] = Instance(born=0, kind=instance.kind, site=instance.site, factory=instance.factory)
            made[instance].cells.update((key, fresh(value)) for key, value in instance.cells.items())
        return Const(made[instance])

    return {name: fresh(operand) for name, operand in arguments.items()}
