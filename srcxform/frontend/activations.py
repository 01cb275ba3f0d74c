"""Activations: the body of a function is read in a frame of its own, and the reader comes back to where it was."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import gast

from srcxform.frontend.source import Source
from srcxform.frontend.virtual import Frame
from srcxform.frontend.walking import assigned_names, outer_names
from srcxform.ir.nodes import Operand

if TYPE_CHECKING:
    from srcxform.frontend.lower import Reader


@contextmanager
def entered(
    reader: Reader, node: Any, names: dict[str, Operand], source: Source, parent: Frame | None, key: Any
) -> Iterator[None]:
    """What is read here is the body of a function that is called where the reader stands."""
    site, loops_outside, path = reader.frame, reader.loops, reader.path
    here = reader.builder.origin
    is_lambda = isinstance(node, gast.Lambda)
    reader.frame = Frame(
        names,
        source=source,
        parent=parent,
        local_names=frozenset() if is_lambda else local_names(node),
        outer_names=frozenset() if is_lambda else outer_names(node),
        node=None if is_lambda else node,
    )
    reader.path = (*path, (here.lineno, here.col_offset, here.end))
    reader.loops, reader.depth = [], reader.depth + 1
    reader.active_calls.append(key)
    try:
        yield
    finally:
        reader.active_calls.pop()
        reader.frame, reader.loops, reader.depth, reader.path = site, loops_outside, reader.depth - 1, path
        reader.builder.origin = here


@functools.lru_cache(maxsize=512)
def local_names(node: Any) -> frozenset[str]:
    """The names that a function assigns."""
    return frozenset(assigned_names(list(node.body)))
