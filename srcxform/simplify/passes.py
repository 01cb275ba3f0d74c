"""The passes over a finished function, in their order."""

from __future__ import annotations

from dataclasses import replace

from srcxform.ir.nodes import Block, Function
from srcxform.simplify.accumulation import accumulate_once
from srcxform.simplify.asked_shapes import ask_operands
from srcxform.simplify.broadcasts import drop_broadcasts
from srcxform.simplify.clears import delay_clears
from srcxform.simplify.collecting import collect_outer
from srcxform.simplify.common import share_common
from srcxform.simplify.constants import fold
from srcxform.simplify.contractions import contract
from srcxform.simplify.copies import elide_copies
from srcxform.simplify.dead_code import remove_dead_code
from srcxform.simplify.factoring import factor
from srcxform.simplify.filling import as_stores
from srcxform.simplify.forwarding import forward_stores
from srcxform.simplify.invariants import hoist_invariants
from srcxform.simplify.outcomes import ask_once
from srcxform.simplify.packing import pack_tapes
from srcxform.simplify.reassociation import regroup
from srcxform.simplify.reuse import write_in_place
from srcxform.simplify.saves import keep_once
from srcxform.simplify.scales import scale_vectors
from srcxform.simplify.shapes import drop_fitted
from srcxform.simplify.shared_tapes import share_tapes
from srcxform.simplify.sinking import sink_head
from srcxform.simplify.slopes import take_slopes
from srcxform.simplify.slots import drop_known_slots
from srcxform.simplify.strength import reduce_strength
from srcxform.simplify.tape_pairs import pair_tapes
from srcxform.simplify.triangles import solve_triangles
from srcxform.simplify.unread import drop_unread_stores
from srcxform.simplify.witnesses import ask_copies, use_witnesses
from srcxform.simplify.zeros import place_zeros

PASSES = (
    remove_dead_code,  # differentiation leaves much that nothing needs
    as_stores,  # before stores are looked at
    drop_known_slots,
    ask_once,  # joins branches, so that a read and its store stand in one block
    forward_stores,  # what is not read back may be an unread store
    drop_unread_stores,
    keep_once,  # what is left of the saves is needed
    share_tapes,  # looks only at tapes that stay
    use_witnesses,  # something at hand is better than a formula
    ask_operands,  # what no witness answers
    drop_fitted,  # sees that shapes agree only while broadcasts are written
    drop_broadcasts,  # signs and factors meet only without them
    fold,  # `-(a * b)` and `a * b` are one product without signs
    share_common,
    reduce_strength,
    solve_triangles,
    hoist_invariants,
    place_zeros,  # a first sum becomes an assignment before sums are merged
    accumulate_once,
    pair_tapes,  # leaves the counter dead
    remove_dead_code,  # and so do the passes above; those below count uses
    factor,  # takes out of what is used once, as all from here on count uses
    regroup,
    scale_vectors,
    delay_clears,  # may pass only what has its final form
    elide_copies,
    elide_copies,  # a copy of a copy waits for another run
    sink_head,  # only now is it known what the default head alone reads
    ask_copies,  # for the name of a copied parameter alone
)


def simplify(function: Function) -> Function:
    """The function that computes the same with less."""
    body: Block = function.body
    for one_pass in PASSES:
        body = one_pass(body)
    return replace(function, body=body)


def for_numpy(function: Function, *, is_observed: bool = False) -> Function:
    """The function as NumPy runs it best; one that `is_observed` keeps a list for each variable that it records."""
    body = collect_outer(contract(function.body))
    done = _in_place(replace(function, body=body), only_carried=False)
    return done if is_observed else replace(done, body=pack_tapes(done.body))


def for_machine(function: Function) -> Function:
    """The function as it is best written in loops: these need no array for what one statement hands to another."""
    return _in_place(replace(function, body=take_slopes(function.body)), only_carried=True)


def _in_place(function: Function, *, only_carried: bool) -> Function:
    body = write_in_place(function.body, only_carried=only_carried)
    if body is function.body:
        return function
    # What a loop carried as a new array in each trip may now be one array.
    return replace(function, body=remove_dead_code(drop_known_slots(body)))
