"""Functions of the run time that are themselves in the language: what they do is read with everything else."""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform import runtime
from srcxform.backends.machine.definitions import as_they_are, definition, of_array

as_they_are(
    runtime.rows,
    runtime.from_rows,
    runtime.previous,
    runtime.product_of_others,
    runtime.quantile_weights,
    runtime.divide_or_zero,
    runtime.is_positive,
    runtime.average_close,
    runtime.require_equal,
    runtime.rounding_of,
    runtime.solve_triangle,
    runtime.cholesky_bar,
    runtime._cholesky_block_bar,
    runtime.cofactors,
    runtime.over,
    runtime.independent,
    runtime.refuse_turn,
    runtime.refuse_phase,
    runtime.pinv_of_rank,
    runtime.first_columns,
    runtime.pad_columns,
    runtime.resized,
    runtime.scaled_part,
    runtime.cut_convolution,
    runtime.uncut_convolution,
    runtime.unit_like,
    runtime.fitted,
    runtime.fitted_part,
    runtime.unconcatenate,
    runtime.reconcatenate,
    runtime.unstack,
    runtime.unstacked,
    runtime.untile,
    runtime.unpad,
    runtime.margin_sums,
    runtime.undiagonal,
    runtime.scattered,
    runtime.last_written,
    runtime.average_ties,
    runtime.digamma,
    runtime.digamma_step,
    runtime.polygamma,
    runtime.bessel_i,
    runtime.sinc_derivative,
    runtime.real_like,
    runtime.in_type_of,
    runtime.zeros_like,
    runtime.ones_like,
    runtime.add,
    runtime.spread,
    runtime.like_structure,
    runtime.copy_of,
)


@definition(runtime.untake, when=of_array)
def untake(g: Any, shape: Any, indices: Any, axis: Any = None, mode: str = "raise") -> Any:
    result = np.zeros(shape, g.dtype)
    target = result.reshape(-1) if axis is None else result
    first = 0 if axis is None else axis % len(shape)
    places = np.asarray(indices)
    if mode == "wrap":
        places = places % max(target.shape[first], 1)
    if mode == "clip":
        places = np.clip(places, 0, target.shape[first] - 1)
    np.add.at(target, (slice(None),) * first + (places,), g)
    return result


@definition(runtime.linear_recurrence, when=of_array)
def linear_recurrence(a: Any, b: Any, *, out_dtype: Any) -> Any:
    y = np.empty(np.shape(b), out_dtype)
    count = y.shape[-1]
    if count > 0:
        y[..., 0] = b[..., 0]
    for i in range(1, count):
        y[..., i] = a[..., i] * y[..., i - 1] + b[..., i]
    return y


@definition(runtime.half_triangle, when=of_array)
def half_triangle(x: Any, upper: bool = False) -> Any:
    part = np.triu(x) if upper else np.tril(x)
    return np.where(np.eye(x.shape[-1], dtype=np.bool_), part / 2, part)


@definition(runtime.uneinsum)
def uneinsum(core: Any, shape: Any, core_labels: str = "", labels: str = "") -> Any:
    if not labels:
        return summed_to(np.asarray(core), shape)
    unique = tuple(x for k, x in enumerate(labels) if labels.index(x) == k)
    missing = tuple(k for k, x in enumerate(unique) if x not in core_labels)
    lengths = tuple(shape[labels.index(x)] for x in unique)
    spread = np.expand_dims(core, missing) if missing else np.asarray(core)
    whole = tuple(lengths[k] if k in missing else spread.shape[k] for k in range(len(unique)))
    spread = summed_to(np.array(np.broadcast_to(spread, whole)), lengths)
    if len(unique) == len(labels):
        return spread
    assert len(unique) == 1
    return np.diag(spread)


def summed_to(core: Any, shape: Any) -> Any:
    """The array summed to lengths of one where this shape has them."""
    return runtime.unbroadcast(core, np.broadcast_to(0.0, shape))
