"""Who takes part: one file a peer, from a problem to something that can be timed, or the reason why not."""

from __future__ import annotations

from benchmarks.peers import (
    hand_written,
    numba_primal,
    numpy_primal,
    srcxform_adjoint,
    with_autograd,
    with_dace,
    with_jax,
    with_torch,
)
from benchmarks.peers.peer import Entry, NotOffered, Peer, reason

PEERS = (
    numpy_primal.PEER,
    srcxform_adjoint.NUMPY,
    hand_written.NUMPY,
    with_autograd.PEER,
    with_torch.PEER,
    numba_primal.PEER,
    srcxform_adjoint.NUMBA,
    hand_written.NUMBA,
    with_jax.PEER,
    with_jax.REWRITTEN,
    with_dace.PEER,
)
"""In the order of trial: the reference before all that is compared with it."""

__all__ = ["PEERS", "Entry", "NotOffered", "Peer", "reason"]
