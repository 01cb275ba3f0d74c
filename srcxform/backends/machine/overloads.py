"""Functions of the run time, and of NumPy, as Numba compiles them. Imported only where Numba is."""

from __future__ import annotations

from numba.extending import register_jitable

from srcxform.backends.machine import (
    mathematics,
    moves,
    overloads_helpers,  # noqa: F401
    overloads_transforms,
    overloads_triangles,  # noqa: F401
    products,
    support,
)
from srcxform.backends.machine.compiling import helper_options

for _function in (
    support.require_same_length,
    support.require_inside,
    support.require,
    support.broadcast_length,
    support.broadcast_factor,
    support.counted_from_start,
    support.slice_start,
    support.slice_length,
    support.checked_place,
    support.require_mask_length,
    support.require_nonempty,
    support.diagonal_length,
    support.range_length,
    support.steps_between,
):
    register_jitable(**helper_options())(_function)
mathematics.register()
moves.register()
products.register()
overloads_transforms.register()
