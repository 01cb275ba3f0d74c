"""The run-time helpers that the compiler itself puts into generated code, which can be differentiated again."""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform import runtime
from srcxform.rules.registry import definition, elementwise, linear, nondifferentiable

nondifferentiable(
    (
        runtime.zeros_like,
        runtime.ones_like,
        runtime.zeros_list,
        runtime.convolution_margin,
        runtime.einsum_labels,
    )
)


@linear(runtime.last_written)
def last_written(values: Any, index: Any, like: Any, *, out_bar: Any) -> Any:
    """A selection: what it keeps, it hands back."""
    return runtime.last_written(out_bar, index, like)


@linear(runtime.of_shape)
def of_shape(g: Any, like: Any, name: str, *, out_bar: Any) -> Any:
    """What passes the check is what was given."""
    return out_bar


@elementwise(runtime.safe_product)
def safe_product(g: Any, partial: Any) -> Any:
    """A product, but for its zeros."""
    return np.where(np.equal(g, 0), 0, partial), g


@linear(runtime.add)
def add(a: Any, b: Any, *, out_bar: Any) -> Any:
    """A sum of two adjoints of one structure."""
    return out_bar, out_bar


nondifferentiable((runtime.unit_like,))
for written in (runtime.implicit_adjoint, runtime.implicit_tangent, runtime.columns):
    definition(written)(written)
