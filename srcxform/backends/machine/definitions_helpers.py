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
    runtime.linear_recurrence,
    runtime.quantile_weights,
    runtime.divide_or_zero,
    runtime.is_positive,
    runtime.average_close,
    runtime.require_equal,
    runtime.rounding_of,
    runtime.half_triangle,
    runtime.solve_triangle,
    runtime.cholesky_bar,
    runtime._cholesky_block_bar,
    runtime.cofactors,
    runtime.over,
    runtime.independent,
    runtime.refuse_turn,
    runtime.refuse_phase,
    runtime.uneinsum,
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
