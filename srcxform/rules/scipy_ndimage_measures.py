"""scipy.ndimage: reductions over labelled parts, and filters of spectra."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.ndimage

from srcxform.rules.registry import definition, no_rule
from srcxform.rules.scipy_ndimage import refuse_output


def reduced(reduction: Callable[..., Any], x: Any, labels: Any, index: Any) -> Any:
    """The reduction of all, of what has any label, of one label, or of each of several."""
    if labels is None:
        return reduction(x)
    if index is None:
        return reduction(x[labels > 0])
    if np.ndim(index) == 0:
        return reduction(x[labels == index])
    return np.stack([reduction(x[labels == label]) for label in index])


@definition(scipy.ndimage.sum_labels, scipy.ndimage.sum)
def sum_labels(input: Any, labels: Any = None, index: Any = None) -> Any:
    """The sum of each part."""
    return reduced(np.sum, input, labels, index)


@definition(scipy.ndimage.mean)
def mean(input: Any, labels: Any = None, index: Any = None) -> Any:
    """The mean of each part."""
    return reduced(np.mean, input, labels, index)


@definition(scipy.ndimage.variance)
def variance(input: Any, labels: Any = None, index: Any = None) -> Any:
    """The variance of each part."""
    return reduced(np.var, input, labels, index)


@definition(scipy.ndimage.standard_deviation)
def standard_deviation(input: Any, labels: Any = None, index: Any = None) -> Any:
    """The standard deviation of each part."""
    return reduced(np.std, input, labels, index)


@definition(scipy.ndimage.maximum)
def maximum(input: Any, labels: Any = None, index: Any = None) -> Any:
    """The largest element of each part; equal ones share."""
    return reduced(np.max, input, labels, index)


@definition(scipy.ndimage.minimum)
def minimum(input: Any, labels: Any = None, index: Any = None) -> Any:
    """The smallest element of each part; equal ones share."""
    return reduced(np.min, input, labels, index)


@definition(scipy.ndimage.median)
def median(input: Any, labels: Any = None, index: Any = None) -> Any:
    """The median of each part."""
    return reduced(np.median, input, labels, index)


@definition(scipy.ndimage.center_of_mass)
def center_of_mass(input: Any, labels: Any = None, index: Any = None) -> Any:
    """The mean place, weighted by the elements."""
    if index is not None:
        return no_rule("`index` of a centre of mass has no derivative rule", "multiply by `labels == index`")
    x = input if labels is None else np.where(labels > 0, input, 0)
    whole = np.sum(x)
    grid = [np.reshape(np.arange(np.shape(x)[d]), shape_along(d, np.ndim(x))) for d in range(np.ndim(x))]
    return tuple(np.sum(x * grid[d]) / whole for d in range(np.ndim(x)))


def shape_along(d: Any, rank: Any) -> Any:
    """The shape of a vector along one axis of several."""
    return tuple(-1 if k == d else 1 for k in range(rank))


# Filters of a spectrum are products with that of a unit impulse.


@definition(scipy.ndimage.fourier_gaussian)
def fourier_gaussian(input: Any, sigma: Any, n: Any = -1, axis: Any = -1, output: Any = None) -> Any:
    """A bell curve."""
    refuse_output(output)
    return input * scipy.ndimage.fourier_gaussian(np.ones(np.shape(input)), sigma, n, axis)


@definition(scipy.ndimage.fourier_uniform)
def fourier_uniform(input: Any, size: Any, n: Any = -1, axis: Any = -1, output: Any = None) -> Any:
    """A box."""
    refuse_output(output)
    return input * scipy.ndimage.fourier_uniform(np.ones(np.shape(input)), size, n, axis)


@definition(scipy.ndimage.fourier_ellipsoid)
def fourier_ellipsoid(input: Any, size: Any, n: Any = -1, axis: Any = -1, output: Any = None) -> Any:
    """An ellipsoid."""
    refuse_output(output)
    return input * scipy.ndimage.fourier_ellipsoid(np.ones(np.shape(input)), size, n, axis)


@definition(scipy.ndimage.fourier_shift)
def fourier_shift(input: Any, shift: Any, n: Any = -1, axis: Any = -1, output: Any = None) -> Any:
    """A turn of the phases."""
    refuse_output(output)
    return input * scipy.ndimage.fourier_shift(np.ones(np.shape(input)), shift, n, axis)
