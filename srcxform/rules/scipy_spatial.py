"""scipy.spatial.distance: distances between vectors, of pairs and of all pairs.

All are written for stacks of vectors along a last axis. A length of 0 has the derivative 0, as every norm.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.spatial.distance

from srcxform.rules.registry import adjoint, definition, no_rule, nondifferentiable, tangent
from srcxform.runtime import divide_or_zero

LEFT_OUT = {
    "scipy.spatial.distance.directed_hausdorff": "the pair that it finds: use `np.max` and `np.min` of `cdist`",
}
"""Public functions that have no rule, and why."""

EUCLIDEAN = ("euclidean", "euclid", "eu", "e")
"""The names of the distance that is the length of the difference."""

nondifferentiable(
    (
        scipy.spatial.distance.is_valid_dm,
        scipy.spatial.distance.is_valid_y,
        scipy.spatial.distance.num_obs_dm,
        scipy.spatial.distance.num_obs_y,
    )
)


def weighted(x: Any, w: Any) -> Any:
    """The sum over the last axis, with weights."""
    return np.sum(x if w is None else w * x, axis=-1)


def length(x: Any, w: Any) -> Any:
    """The square root of a sum of squares, with the derivative 0 at 0."""
    return np.linalg.norm(x if w is None else np.sqrt(w) * x, axis=-1)


def lengths(x: Any, y: Any, p: Any, w: Any) -> Any:
    """Minkowski's distance."""
    if p == np.inf:
        return largest(x - y, w)
    if p == 1:
        return weighted(np.abs(x - y), w)
    if p == 2:
        return length(x - y, w)
    if w is None:
        return np.linalg.norm(x - y, p, -1)
    return np.linalg.norm(w ** (1 / p) * (x - y), p, -1)


def largest(x: Any, w: Any) -> Any:
    """The largest element, where the weight is not 0."""
    return np.max(np.abs(x) if w is None else np.where(w > 0, np.abs(x), 0), axis=-1)


def cosines(x: Any, y: Any, w: Any) -> Any:
    """One less the cosine of the angle."""
    return 1 - weighted(x * y, w) / (np.sqrt(weighted(x * x, w)) * np.sqrt(weighted(y * y, w)))


def centred(x: Any, w: Any) -> Any:
    """`x` without its mean."""
    mean = np.mean(x, axis=-1) if w is None else weighted(x, w) / np.sum(w)
    return x - np.expand_dims(mean, -1)


def shares(x: Any, y: Any, w: Any) -> Any:
    """The sum of `abs(x - y) / (abs(x) + abs(y))`, where 0 / 0 counts as 0."""
    return weighted(divide_or_zero(np.abs(x - y), np.abs(x) + np.abs(y)), w)


def entropies(x: Any, y: Any, base: Any) -> Any:
    """The square root of the Jensen-Shannon divergence of what `x` and `y` are proportional to."""
    p, q = x / np.sum(x, axis=-1, keepdims=True), y / np.sum(y, axis=-1, keepdims=True)
    middle = (p + q) / 2
    terms = relative_entropies(p, middle) + relative_entropies(q, middle)
    divergence = np.sum(terms, axis=-1) if base is None else np.sum(terms, axis=-1) / np.log(base)
    return np.sqrt(divergence / 2)


def relative_entropies(p: Any, q: Any) -> Any:
    """`p * log(p / q)`, and 0 where p is 0."""
    return p * np.log(np.where(p == 0, 1, p) / np.where(p == 0, 1, q))


def distances(x: Any, y: Any, metric: Any, p: Any, w: Any, V: Any, VI: Any) -> Any:
    """The distance by the name of the metric."""
    if metric in EUCLIDEAN:
        return length(x - y, w)
    if metric in ("sqeuclidean", "sqeuclid", "sqe"):
        return weighted((x - y) ** 2, w)
    if metric in ("cityblock", "cblock", "cb", "c", "manhattan"):
        return weighted(np.abs(x - y), w)
    if metric in ("minkowski", "mi", "m", "pnorm"):
        return lengths(x, y, p, w)
    if metric in ("chebyshev", "chebychev", "cheby", "cheb", "ch"):
        return largest(x - y, w)
    if metric in ("cosine", "cos"):
        return cosines(x, y, w)
    if metric in ("correlation", "co"):
        return cosines(centred(x, w), centred(y, w), w)
    if metric == "braycurtis":
        return weighted(np.abs(x - y), w) / weighted(np.abs(x + y), w)
    if metric == "canberra":
        return shares(x, y, w)
    if metric in ("jensenshannon", "js"):
        return entropies(x, y, None)
    if metric in ("mahalanobis", "mahal", "mah") and VI is not None:
        return np.sqrt(np.sum((x - y) @ VI * (x - y), axis=-1))
    if metric in ("seuclidean", "se", "s") and V is not None:
        return np.linalg.norm((x - y) / np.sqrt(V), axis=-1)
    if metric in ("seuclidean", "se", "s", "mahalanobis", "mahal", "mah"):
        return no_rule("a metric with a matrix that is found from the data has no derivative rule", "pass `V` or `VI`")
    return no_rule("this metric has no derivative", "use a metric of floats, by its name")


# All pairs


@definition(scipy.spatial.distance.cdist)
def cdist(
    XA: Any, XB: Any, metric: Any = "euclidean", *, out: Any = None, p: Any = 2, w: Any = None, V: Any = None,
    VI: Any = None,
) -> Any:  # fmt: skip
    """`d[i, j] = distance(x[i], y[j])`."""
    refuse_out(out, metric)
    if metric in EUCLIDEAN and w is None and not (np.iscomplexobj(XA) or np.iscomplexobj(XB)):
        return lengths_of_pairs(np.asarray(XA), np.asarray(XB))
    return distances(np.expand_dims(XA, 1), np.expand_dims(XB, 0), metric, p, w, V, VI)


def lengths_of_pairs(x: Any, y: Any) -> Any:
    """The length of `x[i] - y[j]` for each i and j, by SciPy's own code: no difference is stored."""
    return scipy.spatial.distance.cdist(x, y)


@adjoint(lengths_of_pairs)
def lengths_of_pairs_adjoint(x: Any, y: Any, *, out: Any, out_bar: Any) -> Any:
    """The direction of each pair, with its weight; 0 for points that coincide."""
    weights = divide_or_zero(out_bar, out)
    coordinates = range(np.shape(x)[1])
    x_bar = [np.einsum("ij,ij->i", weights, steps(x, y, k)) for k in coordinates]
    y_bar = [np.einsum("ij,ij->j", weights, steps(x, y, k)) for k in coordinates]
    return np.stack(x_bar, -1), -np.stack(y_bar, -1)


@tangent(lengths_of_pairs)
def lengths_of_pairs_tangent(x: Any, y: Any, *, out: Any, x_dot: Any, y_dot: Any) -> Any:
    """What of a step lies in the direction of the pair."""
    by_x, by_y = np.zeros_like(out), np.zeros_like(out)
    for k in range(np.shape(x)[1]):
        direction = divide_or_zero(steps(x, y, k), out)
        by_x = by_x + direction * x_dot[:, k : k + 1]
        by_y = by_y - direction * y_dot[:, k]
    return by_x, by_y


def steps(x: Any, y: Any, k: Any) -> Any:
    """`x[i] - y[j]` along one coordinate, for each i and j."""
    return x[:, k : k + 1] - y[:, k]


@definition(scipy.spatial.distance.pdist)
def pdist(
    X: Any, metric: Any = "euclidean", *, out: Any = None, p: Any = 2, w: Any = None, V: Any = None, VI: Any = None
) -> Any:
    """The distances of each two rows, without those of a row to itself."""
    refuse_out(out, metric)
    first, second = above_diagonal(np.shape(X)[0])
    return distances(X[first], X[second], metric, p, w, V, VI)


def above_diagonal(size: Any) -> Any:
    """The rows and columns of the elements above the diagonal: the indices of all pairs."""
    place = np.arange(size)
    pairs = np.flatnonzero(np.expand_dims(place, 1) < place)
    return pairs // size, pairs % size


def refuse_out(out: Any, metric: Any) -> Any:
    """An array that is written into; a metric of the user's own."""
    if out is not None:
        return no_rule("`out=` of distances has no derivative rule", "leave it out, and store the result")
    if not isinstance(metric, str):
        return no_rule("a metric that is no name has no derivative rule", "use its name, or write it with arrays")
    return None


@definition(scipy.spatial.distance.squareform)
def squareform(X: Any, force: Any = "no", checks: Any = True) -> Any:
    """The matrix of distances, or the vector of those above its diagonal."""
    if np.ndim(X) == 2:
        first, second = above_diagonal(np.shape(X)[0])
        return X[first, second]
    size = int(np.ceil(np.sqrt(2 * np.shape(X)[0]))) if np.shape(X)[0] > 0 else 1
    upper = np.zeros_like(X, shape=(size, size))
    upper[above_diagonal(size)] = X
    return upper + np.transpose(upper)


# One pair


@definition(scipy.spatial.distance.euclidean)
def euclidean(u: Any, v: Any, w: Any = None) -> Any:
    """The length of the difference."""
    return length(u - v, w)


@definition(scipy.spatial.distance.sqeuclidean)
def sqeuclidean(u: Any, v: Any, w: Any = None) -> Any:
    """The sum of squares."""
    return weighted((u - v) ** 2, w)


@definition(scipy.spatial.distance.cityblock)
def cityblock(u: Any, v: Any, w: Any = None) -> Any:
    """The sum of distances along each axis."""
    return weighted(np.abs(u - v), w)


@definition(scipy.spatial.distance.minkowski)
def minkowski(u: Any, v: Any, p: Any = 2, w: Any = None) -> Any:
    """The p-norm of the difference."""
    return lengths(u, v, p, w)


@definition(scipy.spatial.distance.chebyshev)
def chebyshev(u: Any, v: Any, w: Any = None) -> Any:
    """The largest difference."""
    if w is not None:
        return no_rule("`w` of `chebyshev` has no derivative rule", "leave out what has no weight")
    return largest(u - v, w)


@definition(scipy.spatial.distance.cosine)
def cosine(u: Any, v: Any, w: Any = None) -> Any:
    """One less the cosine of the angle."""
    return np.clip(cosines(u, v, w), 0.0, 2.0)


@definition(scipy.spatial.distance.correlation)
def correlation(u: Any, v: Any, w: Any = None, centered: Any = True) -> Any:
    """One less the correlation."""
    if not centered:
        return np.clip(cosines(u, v, w), 0.0, 2.0)
    return np.clip(cosines(centred(u, w), centred(v, w), w), 0.0, 2.0)


@definition(scipy.spatial.distance.braycurtis)
def braycurtis(u: Any, v: Any, w: Any = None) -> Any:
    """The sum of differences over that of sums."""
    return weighted(np.abs(u - v), w) / weighted(np.abs(u + v), w)


@definition(scipy.spatial.distance.canberra)
def canberra(u: Any, v: Any, w: Any = None) -> Any:
    """The sum of differences over sums."""
    return shares(u, v, w)


@definition(scipy.spatial.distance.mahalanobis)
def mahalanobis(u: Any, v: Any, VI: Any) -> Any:
    """The length of the difference, measured by a matrix."""
    return np.sqrt((u - v) @ VI @ (u - v))


@definition(scipy.spatial.distance.seuclidean)
def seuclidean(u: Any, v: Any, V: Any) -> Any:
    """The length of the difference, in units of deviations."""
    return np.linalg.norm((u - v) / np.sqrt(V))


@definition(scipy.spatial.distance.jensenshannon)
def jensenshannon(p: Any, q: Any, base: Any = None, *, axis: Any = 0, keepdims: Any = False) -> Any:
    """The square root of the Jensen-Shannon divergence."""
    found = entropies(np.moveaxis(p, axis, -1), np.moveaxis(q, axis, -1), base)
    return np.expand_dims(found, axis) if keepdims else found
