"""Random draws that depend on parameters: by a draw of fixed parameters, moved and scaled (reparameterised).

Each takes from its generator exactly what NumPy's method takes, so that the numbers are the same. Where NumPy inverts
a distribution function, the parameters go through the same formula. Where it accepts or rejects draws by the
parameters (the shapes of the gamma family), a draw has no derivative, and there is no definition: the call is refused
if the parameter is active.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from srcxform.rules.registry import definition, no_rule

Generator, RandomState = np.random.Generator, np.random.RandomState


def size_of(size: Any, parameters: Any) -> Any:
    """How many are drawn: as many as asked for, or one for each of the parameters; None is a single number."""
    if size is not None:
        return size
    return None if np.ndim(parameters) == 0 else np.shape(parameters)


@definition(Generator.normal, RandomState.normal)
def normal(self: Any, loc: Any = 0.0, scale: Any = 1.0, size: Any = None) -> Any:
    """`loc + scale * z` with a standard normal `z`."""
    return loc + scale * self.standard_normal(size_of(size, loc + scale))


@definition(Generator.uniform, RandomState.uniform)
def uniform(self: Any, low: Any = 0.0, high: Any = 1.0, size: Any = None) -> Any:
    """A share of the way from `low` to `high`."""
    return low + (high - low) * self.random(size_of(size, low + high))


@definition(Generator.exponential, RandomState.exponential)
def exponential(self: Any, scale: Any = 1.0, size: Any = None) -> Any:
    """A multiple of a standard exponential."""
    return scale * self.standard_exponential(size_of(size, scale))


@definition(Generator.laplace, RandomState.laplace)
def laplace(self: Any, loc: Any = 0.0, scale: Any = 1.0, size: Any = None) -> Any:
    """Moved and scaled."""
    return loc + scale * self.laplace(0.0, 1.0, size_of(size, loc + scale))


@definition(Generator.logistic, RandomState.logistic)
def logistic(self: Any, loc: Any = 0.0, scale: Any = 1.0, size: Any = None) -> Any:
    """Moved and scaled."""
    return loc + scale * self.logistic(0.0, 1.0, size_of(size, loc + scale))


@definition(Generator.gumbel, RandomState.gumbel)
def gumbel(self: Any, loc: Any = 0.0, scale: Any = 1.0, size: Any = None) -> Any:
    """Moved and scaled."""
    return loc + scale * self.gumbel(0.0, 1.0, size_of(size, loc + scale))


@definition(Generator.lognormal, RandomState.lognormal)
def lognormal(self: Any, mean: Any = 0.0, sigma: Any = 1.0, size: Any = None) -> Any:
    """The exponential of a normal."""
    return np.exp(mean + sigma * self.standard_normal(size_of(size, mean + sigma)))


@definition(Generator.rayleigh, RandomState.rayleigh)
def rayleigh(self: Any, scale: Any = 1.0, size: Any = None) -> Any:
    """A multiple of the standard one."""
    return scale * self.rayleigh(1.0, size_of(size, scale))


@definition(Generator.gamma, RandomState.gamma)
def gamma(self: Any, shape: Any, scale: Any = 1.0, size: Any = None) -> Any:
    """A multiple of a standard gamma; the shape has no derivative."""
    return scale * self.standard_gamma(shape, size_of(size, shape + scale))


@definition(Generator.weibull, RandomState.weibull)
def weibull(self: Any, a: Any, size: Any = None) -> Any:
    """The root of a standard exponential."""
    return self.standard_exponential(size_of(size, a)) ** (1 / np.asarray(a))


@definition(Generator.pareto)
def pareto(self: Any, a: Any, size: Any = None) -> Any:
    """The inverse of the distribution function 1 - (1 + x) ** -a."""
    return np.expm1(self.standard_exponential(size_of(size, a)) / a)


@definition(RandomState.pareto)
def pareto_of_old(self: Any, a: Any, size: Any = None) -> Any:
    """The same formula, as the old generator computes it."""
    return np.exp(self.standard_exponential(size_of(size, a)) / a) - 1


@definition(Generator.power)
def power(self: Any, a: Any, size: Any = None) -> Any:
    """The inverse of the distribution function x ** a."""
    return (-np.expm1(-self.standard_exponential(size_of(size, a)))) ** (1 / np.asarray(a))


@definition(RandomState.power)
def power_of_old(self: Any, a: Any, size: Any = None) -> Any:
    """The same formula, as the old generator computes it."""
    return (1 - np.exp(-self.standard_exponential(size_of(size, a)))) ** (1 / np.asarray(a))


@definition(Generator.triangular, RandomState.triangular)
def triangular(self: Any, left: Any, mode: Any, right: Any, size: Any = None) -> Any:
    """The inverse of the distribution function, a parabola on either side of the mode."""
    share = self.random(size_of(size, left + mode + right))
    base = right - left
    is_left = share <= (mode - left) / base
    # The root of the other side may have the slope of a root at 0; only one of them is taken.
    rise = np.sqrt(np.where(is_left, share, 1.0) * (mode - left) * base)
    fall = np.sqrt(np.where(is_left, 1.0, 1.0 - share) * (right - mode) * base)
    values = np.where(is_left, left + rise, right - fall)
    return values[()] if np.ndim(values) == 0 else values


@definition(Generator.multivariate_normal)
def multivariate_normal(
    self: Any, mean: Any, cov: Any, size: Any = None, check_valid: Any = "warn", tol: Any = 1e-8, *, method: Any = "svd"
) -> Any:
    """The mean and a factor of the covariance times standard normals."""
    draws = self.standard_normal(vectors_of(size, np.shape(mean)))
    if method == "cholesky":
        factor = np.linalg.cholesky(cov)
    elif method == "eigh":
        values, vectors = np.linalg.eigh(cov)
        factor = vectors * np.sqrt(values)
    else:
        u, s, _ = np.linalg.svd(cov)
        factor = u * np.sqrt(s)
    return mean + draws @ factor.T


@definition(RandomState.multivariate_normal)
def multivariate_normal_of_old(
    self: Any, mean: Any, cov: Any, size: Any = None, check_valid: Any = "warn", tol: Any = 1e-8
) -> Any:
    """The same, with the factor that the old generator uses."""
    draws = self.standard_normal(vectors_of(size, np.shape(mean)))
    _, s, vh = np.linalg.svd(cov)
    return draws @ (np.sqrt(s)[:, np.newaxis] * vh) + mean


def vectors_of(size: Any, shape: Any) -> Any:
    """The shape of that many vectors."""
    if size is None:
        return shape
    return (*size, *shape) if isinstance(size, (tuple, list)) else (size, *shape)


@definition(Generator.vonmises, RandomState.vonmises)
def vonmises(self: Any, mu: Any, kappa: Any, size: Any = None) -> Any:
    """A draw about 0, turned; the concentration has no derivative, and without any the draw is not turned."""
    angle = self.vonmises(0.0, kappa, size_of(size, mu + kappa))
    turned = np.fmod(np.abs(angle + mu) + np.pi, 2 * np.pi) - np.pi
    return np.where(np.asarray(kappa) < 1e-8, angle, np.where(angle + mu < 0, -turned, turned))[()]


# Choices: gathers by drawn indices


@definition(Generator.choice)
def choice(
    self: Any, a: Any, size: Any = None, replace: Any = True, p: Any = None, axis: Any = 0, shuffle: Any = True
) -> Any:
    """Elements, or slices along an axis; the probabilities decide by steps."""
    if np.ndim(a) == 0:
        return self.choice(a, size, replace, p, axis, shuffle)
    return np.take(a, np.int64(self.choice(np.shape(a)[axis], size, replace, p, 0, shuffle)), axis=axis)


@definition(RandomState.choice)
def choice_of_old(self: Any, a: Any, size: Any = None, replace: Any = True, p: Any = None) -> Any:
    """Elements of a vector."""
    if np.ndim(a) == 0:
        return self.choice(a, size, replace, p)
    return np.take(a, np.int64(self.choice(len(a), size, replace, p)))


@definition(Generator.permutation)
def permutation(self: Any, x: Any, axis: Any = 0) -> Any:
    """The slices along an axis in a drawn order."""
    if np.ndim(x) == 0:
        return self.permutation(x)
    return np.take(x, self.permutation(np.shape(x)[axis]), axis=axis)


@definition(RandomState.permutation)
def permutation_of_old(self: Any, x: Any) -> Any:
    """The rows in a drawn order."""
    return self.permutation(x) if np.ndim(x) == 0 else np.take(x, self.permutation(len(x)), axis=0)


@definition(Generator.permuted)
def permuted(self: Any, x: Any, *, axis: Any = None, out: Any = None) -> Any:
    """The elements along an axis in an order of their own for each row."""
    if axis is None:
        result = np.reshape(np.take(x, self.permutation(np.size(x))), np.shape(x))
    else:
        along = np.reshape(np.arange(np.shape(x)[axis]), lengths_along(axis % np.ndim(x), np.ndim(x)))
        places = self.permuted(np.broadcast_to(along, np.shape(x)).copy(), axis=axis)
        result = np.take_along_axis(x, places, axis)
    if out is None:
        return result
    out[...] = result
    return out


def lengths_along(k: Any, rank: Any) -> Any:
    """The shape of a vector along axis k."""
    return (*((1,) * k), -1, *((1,) * (rank - 1 - k)))


@definition(Generator.shuffle)
def shuffle(self: Any, x: Any, axis: Any = 0) -> Any:
    """The slices along an axis, in place in a drawn order."""
    if isinstance(x, (list, tuple)):
        return no_rule("a list is shuffled in place", "shuffle an array, or use `permutation`")
    x[...] = np.take(x, self.permutation(np.shape(x)[axis]), axis=axis)
    return None


@definition(RandomState.shuffle)
def shuffle_of_old(self: Any, x: Any) -> Any:
    """The rows, in place in a drawn order."""
    if isinstance(x, (list, tuple)):
        return no_rule("a list is shuffled in place", "shuffle an array, or use `permutation`")
    x[...] = np.take(x, self.permutation(len(x)), axis=0)
    return None


# Draws of fixed parameters that may be written into an array


@definition(Generator.random)
def random(self: Any, size: Any = None, dtype: Any = np.float64, out: Any = None) -> Any:
    """Uniform between 0 and 1."""
    if out is None:
        return self.random(size, dtype)
    out[...] = self.random(np.shape(out), dtype)
    return out


@definition(Generator.standard_normal)
def standard_normal(self: Any, size: Any = None, dtype: Any = np.float64, out: Any = None) -> Any:
    """Normal with the mean 0 and the variance 1."""
    if out is None:
        return self.standard_normal(size, dtype)
    out[...] = self.standard_normal(np.shape(out), dtype)
    return out


@definition(Generator.standard_exponential)
def standard_exponential(
    self: Any, size: Any = None, dtype: Any = np.float64, method: Any = "zig", out: Any = None
) -> Any:
    """Exponential with the mean 1."""
    if out is None:
        return self.standard_exponential(size, dtype, method)
    out[...] = self.standard_exponential(np.shape(out), dtype, method)
    return out
