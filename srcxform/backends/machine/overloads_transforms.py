"""Fourier transforms, which Numba has not: the library's own, called from machine code with Python's lock held."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import extending, objmode, types

Transforms = dict[int, tuple[Any, ...]]
COMPLEX: Transforms = {
    1: (np.fft.fft, np.fft.ifft, np.fft.rfft, np.fft.ihfft),
    2: (np.fft.fft2, np.fft.ifft2, np.fft.rfft2),
}
REAL: Transforms = {1: (np.fft.irfft, np.fft.hfft), 2: (np.fft.irfft2,)}
COMPLEX_OF_ALL, REAL_OF_ALL = (np.fft.fftn, np.fft.ifftn, np.fft.rfftn), (np.fft.irfftn,)


def result_of(a: Any, is_complex: bool) -> Any:
    """The type of the transform of an array; None where it is no array."""
    if not isinstance(a, types.Array):
        return None
    single, double = (types.complex64, types.complex128) if is_complex else (types.float32, types.float64)
    return types.Array(single if a.dtype in (types.float32, types.complex64) else double, a.ndim, "C")


def along_one_axis(transform: Callable[..., Any], is_complex: bool) -> None:
    """Let machine code call a transform that has a length and an axis."""

    def choose(a: Any, n: Any = None, axis: Any = -1, norm: Any = None) -> Any:
        kind = result_of(a, is_complex)
        if kind is None:
            return None

        def called(a, n=None, axis=-1, norm=None):  # type: ignore[no-untyped-def]
            with objmode(found=kind):
                found = np.ascontiguousarray(transform(a, n, axis, norm))
            return found

        return called

    registered(transform, choose)


def along_axes(transform: Callable[..., Any], is_complex: bool, default: Any) -> None:
    """Let machine code call a transform that has lengths and axes."""

    def choose(a: Any, s: Any = None, axes: Any = default, norm: Any = None) -> Any:
        kind = result_of(a, is_complex)
        if kind is None:
            return None

        def called(a, s=None, axes=default, norm=None):  # type: ignore[no-untyped-def]
            with objmode(found=kind):
                found = np.ascontiguousarray(transform(a, s, axes, norm))
            return found

        return called

    registered(transform, choose)


def registered(transform: Callable[..., Any], choose: Callable[..., Any]) -> None:
    """Register it; annotations, which Numba would compare, are left out."""
    choose.__annotations__.clear()
    extending.overload(transform)(choose)


def register() -> None:
    """All the transforms of numpy.fft."""
    for is_complex, kinds in ((True, COMPLEX), (False, REAL)):
        for transform in kinds[1]:
            along_one_axis(transform, is_complex)
        for transform in kinds[2]:
            along_axes(transform, is_complex, (-2, -1))
    for is_complex, of_all in ((True, COMPLEX_OF_ALL), (False, REAL_OF_ALL)):
        for transform in of_all:
            along_axes(transform, is_complex, None)


__all__ = ["register"]
