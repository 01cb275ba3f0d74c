"""Calls of NumPy in all their forms, as users write them: the value is NumPy's, and both modes agree with differences.

Here are the calls that are read by definitions: with options such as `where=` and `out=`, methods of ufuncs, functions
that write into their arguments, functions of functions, random draws.
"""

from __future__ import annotations

import copy
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from srcxform import SrcxformError, check_grads, value_and_grad
from srcxform.errors import NoRule
from tests.rules.direct import leaves
from tests.rules.sample import fortran, values
from tests.rules.test_compiled import module_of


def positive(*shape: int, seed: int = 0, low: float = 0.3) -> Any:
    """Numbers that are well above 0."""
    return values(*shape, low=low, high=2.5, seed=seed)


def complexes(*shape: int, seed: int = 0) -> Any:
    """Complex numbers."""
    return values(*shape, seed=seed, dtype=complex)


def singles(*shape: int, seed: int = 0, low: float = -2.0) -> Any:
    """Numbers in single precision."""
    return values(*shape, seed=seed, low=low, dtype=np.float32)


CALLS: list[tuple[Any, ...]] = [
    ("np.quantile(x, 0.3)", values(5)),
    ("np.quantile(x, y, axis=(0,-1), keepdims=True)", values(3, 5, 2), np.array([0.3, 0.77])),
    ('np.quantile(x, 0.3, axis=1, method="higher")', values(3, 5)),
    ('np.quantile(x, 0.31, axis=1, method="averaged_inverted_cdf")', values(3, 5)),
    ('np.quantile(x, y, axis=1, method="weibull")', values(3, 5), 0.31),
    ('np.quantile(x, y, axis=1, method="weibull")', values(3, 5), 0.99),
    ("np.quantile(x, np.array([0.3]))", singles(5)),
    ("np.quantile(x, 0.3)", values(1)),
    ("np.percentile(x, [25, 75], axis=1)", values(3, 5)),
    ("np.nanquantile(x, 0.3, axis=1)", values(3, 5)),
    ("np.nanmedian(x)", values(4)),
    ("np.median(x, axis=-1, keepdims=True)", singles(3, 4)),
    ("np.median(x, axis=[0,1])", values(3, 4)),
    ("np.nansum(x, axis=1)", np.array([[1.0, np.nan, 3.0], [4.0, 2.0, np.nan]])),
    ("np.nanprod(x, axis=0)", np.array([[1.0, np.nan, 3.0], [4.0, 2.0, 5.0]])),
    ("np.cov(x)", values(3, 5)),
    ("np.cov(x, rowvar=False)", values(3, 5)),
    ("np.cov(x, aweights=y, fweights=np.array([1,2,1,3,1]))", values(3, 5), positive(5)),
    ("np.cov(x)", complexes(3, 5)),
    ("np.cov(x, y, rowvar=False)", values(5, 2), values(5, 3, seed=3)),
    ("np.corrcoef(x, rowvar=False)", values(5, 3)),
    ("np.histogram(x, bins=np.array([-2.,0.1,2.]), weights=y)[0]", values(6), positive(6)),
    ('np.histogram(x, bins="auto")', values(6)),
    ("np.histogram2d(x, y, bins=3, weights=z)[0]", values(6), values(6, seed=1), positive(6)),
    ("np.interp(x, y, z)", 0.6, np.array([0.0, 1.0, 2.0, 3.0]), values(4)),
    ("np.interp(x, y, z)", np.array([[0.2, 1.7], [2.4, 0.5]]), np.array([0.0, 1.0, 2.0, 3.0]), complexes(4)),
    ("np.unwrap(x)", np.array([0.1, 3.3, 6.5, -2.0])),
    ("np.gradient(x)", values(5)),
    ("np.gradient(x, y)", values(5), np.array([0.0, 0.3, 0.9, 1.7, 2.0])),
    ("np.gradient(x, y, edge_order=2)", values(5), np.array([0.0, 0.3, 0.9, 1.7, 2.0])),
    ("np.trapezoid(x, y)", values(5), np.array([0.0, 0.3, 0.9, 1.7, 2.0])),
    ("np.trapezoid(x, dx=y, axis=0)", values(5, 3), 0.3),
    ('np.convolve(x, y, mode="valid")', values(5), values(3)),
    ("np.convolve(x, y)", 0.3, values(3)),
    ('np.correlate(x, y, "valid")', values(3), values(6)),
    ('np.einsum("ii->i", x)', values(3, 3)),
    ("np.einsum(x, [0,1], y, [1,2])", values(2, 3), values(3, 4)),
    ('np.einsum("ij,jk,kl->il", x, y, z, optimize="optimal")', values(2, 3), values(3, 4), values(4, 2)),
    ('np.einsum("i,->i", x, y)', values(3), 0.4),
    ("np.tensordot(x, y, 1)", values(2, 3, 4), values(4, 2)),
    ("np.tensordot(x, y, axes=((-1,),(0,)))", complexes(2, 3), complexes(3, 2)),
    ("np.block(x)", values(3)),
    ("np.pad(x, (1,2), constant_values=(y,z))", values(2, 3), 0.3, 0.4),
    ('np.pad(x, ((1,2),(0,3)), "linear_ramp", end_values=((1.,2.),(y,4.)))', values(2, 3), 0.3),
    ('np.pad(x, 2, "mean", stat_length=2)', values(4, 3)),
    ('np.pad(x, 2, "reflect", reflect_type="odd")', values(4, 3)),
    ('np.pad(x, 5, "symmetric", reflect_type="odd")', values(4, 3)),
    ("np.insert(x, 1, y, axis=1)", values(2, 3), values(2)),
    ("np.insert(x, np.array([0,0,3]), y)", values(4), values(3)),
    ("np.delete(x, 1)", values(4)),
    ("np.delete(x, -1, axis=0)", values(2, 4)),
    ("np.append(x, y)", values(2), 0.4),
    ("np.repeat(x, 2)", values(2, 3)),
    ("np.repeat(x, np.array([2,0]), axis=0)", values(2, 3)),
    ("np.quantile(x, y)", singles(5), np.array(0.4)),
    ("np.sum(x, where=y>0)", values(3, 4), values(3, 4, seed=3)),
    ("np.sum(x, axis=0, dtype=np.float32)", values(3, 4)),
    ("np.mean(x, where=y>0)", values(3, 4), values(3, 4, seed=3)),
    ("np.var(x, correction=1, axis=0)", values(3, 4)),
    ("np.std(x, 0, None, None, 1, True)", values(3, 4)),
    ("np.min(x, axis=(0,1), keepdims=True, where=y>0, initial=9.)", values(3, 4), values(3, 4, seed=3)),
    ("np.nanmean(x, where=np.array([True,True,False]))", np.array([1.0, np.nan, 3.0])),
    ("np.nanmax(x, initial=2.5)", np.array([1.0, np.nan, 3.0, 2.0])),
    ("np.average(x, axis=1, weights=y)", values(3, 4), positive(4)),
    ("np.average(x, axis=1, returned=True)", values(3, 4)),
    ("np.cumsum(x)", complexes(3, 4)),
    ("np.cumulative_prod(x, include_initial=True)", values(4)),
    ("np.ediff1d(x, to_end=y, to_begin=z)", values(5), 0.3, values(2)),
    ("np.cross(x, y)", values(4, 2), values(4, 3, seed=2)),
    ("np.logspace(x, y, 5, base=z, axis=-1)", values(2), values(2, seed=2), positive(2)),
    ("np.geomspace(x, y, 4)", 1 + 1j, 2 + 3j),
    ("np.linspace(x, y, 1)", 0.1, 2.1),
    ("np.i0(x)", values(4)),
    ("np.linspace(x, y, 5, True, True)", values(2), 2.1),
    ("np.sum(x, 0, np.float64, None, False, y, z>0)", values(3, 4), 1.2, values(3, 4, seed=2)),
    ("np.mean(x, 1, None, None, True)", fortran(3, 4)),
    ("np.clip(x, a_min=y, a_max=z)", values(5), -0.6, 0.7),
    ("np.modf(x)[0]", 0.7),
    ("np.floor_divide(x, y)*x", values(5) * 4, 0.7),
    ("np.nextafter(x, 3.0)", values(5)),
    ("np.nan_to_num(x, copy=False)", values(5)),
    ("np.angle(x, deg=True)", complexes(5)),
    ("np.sign(x)", complexes(5)),
    ("np.logaddexp2(x, y)", values(5), values(5, seed=2)),
    ("np.positive(x)*2", values(5)),
    ("np.maximum(x,y)", values(5), values(5, seed=2)),
    ("np.nan_to_num(x, nan=y)", np.array([1.0, np.nan, 2.0 + 3j]), 0.3),
    ("np.select([x>0, x<-1], [y, z], default=u)", values(5), values(5), 0.3, 0.9),
    ('np.choose(np.array([0,3,1]), [x, y], mode="wrap")', values(3), values(3, seed=1)),
    ("np.choose(np.array([0,1,1]), x)", values(2, 3)),
    ("np.compress([True,False,True], x)", values(3)),
    ("np.compress([True,False], x, axis=0)", values(2, 3)),
    ("a = np.zeros(4)\nnp.place(a, np.array([True,False,True,True]), x)\na", values(2)),
    ("a = x*1.0\nnp.putmask(a, y>0, z)\na*x", values(4), values(4, seed=1), values(4, seed=2)),
    ("a = np.zeros((2,3))\nnp.copyto(a, x)\na*2", values(3)),
    ("a = y*1.0\nnp.put(a, [0,-1], x)\na*y", values(2), values(2, 3)),
    ('a = y*1.0\nnp.put(a, [0,7], x, mode="clip")\na*y', values(2), values(2, 3)),
    ("a = y*1.0\nnp.put(a, np.array([0,2,3]), x)\na*y", values(2), values(2, 3)),
    ("a = y*1.0\nnp.put_along_axis(a, np.array([[0],[2]]), x, axis=1)\na*y", values(2, 1), values(2, 3)),
    ("a = y*1.0\nnp.put_along_axis(a, np.array([0,2]), x, None)\na*y", values(2), values(3)),
    ("a = y*1.0\nnp.fill_diagonal(a, x)\na*y", values(3), values(4, 3)),
    ("a = y*1.0\nnp.fill_diagonal(a, x)\na*y", 0.3, values(2, 4)),
    ("np.take_along_axis(x, np.argsort(x, axis=1), axis=1)", values(2, 4)),
    ("np.take_along_axis(x, np.array([[0],[1]]), -1)", values(2, 4)),
    ('np.take(x, [0,9], mode="wrap")', values(2, 4)),
    ("np.take(x, 1, axis=-1)", values(2, 4)),
    ("np.sort(x)", values(2, 4)),
    ("np.sort(x, axis=0)", values(2, 4)),
    ('np.sort(x, kind="stable")', singles(4)),
    ("np.partition(x, (1,2), axis=0)", values(5, 2)),
    ("x[np.argsort(x)]", values(5)),
    ("x[np.argpartition(x, 2)]", values(5)),
    ("np.unique(x, return_index=True, return_counts=True)[0]", np.array([3.0, 1.0, 2.0, 1.5])),
    ("np.unique_values(x)*2", values(4)),
    ("np.unique_inverse(x)[0]", values(4)),
    ("np.union1d(x, y)", values(4), values(3, seed=3)),
    ("np.setdiff1d(x, y)", np.array([1.0, 2.0, 3.0]), np.array([5.0, 2.1])),
    ("np.bincount(np.array([0,1,1,3]), weights=x)", values(4)),
    ("np.where(x>0, x, y)", values(4), 0.4),
    ("np.digitize(x, [0.,1.])*x", values(4)),
    ("np.split(x, 2)", values(4)),
    ("np.unstack(x)", values(2, 3)),
    ("np.hsplit(x, [1])", values(2, 3)),
    ("np.dsplit(x, 2)", values(2, 3, 2)),
    ("np.concatenate((x,y), axis=None)", values(3), values(2, 2)),
    ("np.concatenate((x,y), out=z)\nz", values(3), values(2), values(5)),
    ("np.dstack((x,y))", values(3), values(3)),
    ("np.rot90(x, 3)", values(2, 3)),
    ("np.vander(x, 3, increasing=True)", values(4)),
    ("np.trace(x, 1, 0, 2)", values(3, 2, 3)),
    ("np.kron(x, y)", values(2, 2), values(3)),
    ("np.inner(x, y)", complexes(2, 3), complexes(3, seed=1)),
    ("np.outer(x, y, out=z)\nz", values(3), values(2), values(3, 2)),
    ("np.matmul(x, y, axes=[(0,1),(0,1),(0,1)])", values(3, 2), values(2, 3)),
    ("np.vecmat(x, y)", values(3), values(3, 2)),
    ("np.dot(x, y, out=z)\nz", values(3, 2), values(2), values(3)),
    ("np.choose(np.array([0,1,1]), (x, y))", values(3), values(3, seed=1)),
    ("np.sum(np.where(x>0)[0]*1.0 + x[0])", values(4)),
    ("a = x*1.0\na.sort(axis=0)\na*y", values(2, 3), values(2, 3, seed=1)),
    ("a = x*1.0\na.partition(2)\na*y", values(4), values(4, seed=1)),
    ("x.tolist()[1][2]", values(3, 3)),
    ("x.tolist()", values(3)),
    ("x.view()*2", values(3)),
    ("sum(v*v for v in x.flat)", values(2, 3)),
    ("a = x*1.0\na.flat[2] = y\na*x", values(2, 3), 0.4),
    ("a = x*1.0\na.flat = y\na*x", values(2, 3), 0.4),
    ("a = x*1.0\na.imag[:] = y\na*x", complexes(3), values(3)),
    ("a = x*1.0\na.fill(y)\na*x", values(3), 0.3),
    ("x.mT*2", values(2, 3, 4)),
    ("x.dot(y)", values(2, 3), values(3)),
    ("x.clip(-0.5,0.5)", values(5)),
    ("x.sum(1, keepdims=True)", values(2, 3)),
    ("x.mean(axis=1, where=y>-5)", values(2, 3), values(2, 3, seed=4)),
    ("x.std(0, None, None, 1)", values(2, 3)),
    ("x.prod(axis=0)", values(2, 3)),
    ("x.cumprod()", values(2, 3)),
    ("x.diagonal(-1)", values(3, 3)),
    ("x.reshape(3,-1)", values(2, 3)),
    ("x.reshape(-1, copy=True)", values(2, 3)),
    ("x.squeeze(0)", values(1, 3)),
    ("x.take([1,0], axis=1)", values(2, 3)),
    ("x.transpose(1,0)", values(2, 3)),
    ("x.astype(complex)*1j", values(2, 3)),
    ("x.round(1)*x", values(3) * 0.01 + 0.02),
    ("x.item((1,0))", values(2, 3)),
    ("x.compress([True,False], axis=0)", values(2, 3)),
    ("x.searchsorted(0.2)*x", np.array([0.0, 1.0])),
    ("x.argmax()*x", values(3)),
    ("x.conj()*x", complexes(3)),
    ("x.all()*x[0]", values(3)),
    ('x.to_device("cpu")*x', values(3)),
    ("np.reshape(x, shape=(3,2))", values(2, 3)),
    ("np.add.reduce(x, axis=1, keepdims=True)", values(3, 4)),
    ("np.add.reduce(x, axis=(0,1), initial=y)", values(3, 4), 0.4),
    ("np.add.reduce(x, 0, None, y)\ny", values(3, 4), values(4)),
    ("np.multiply.reduce(x, axis=(0,1))", values(3, 4)),
    ("np.minimum.reduce(x, axis=1, initial=0.1)", values(3, 4)),
    ("np.subtract.reduce(x, axis=1)", values(3, 4)),
    ("np.hypot.reduce(x, axis=0)", positive(3, 4)),
    ("np.logaddexp.reduce(x, axis=1, keepdims=True, initial=-2.0)", values(3, 4)),
    ("np.logaddexp.reduce(x)", values(5)),
    ("np.multiply.accumulate(x)", values(4)),
    ("np.minimum.accumulate(x, axis=1)", values(3, 4)),
    ("np.subtract.accumulate(x, axis=-1)", values(3, 4)),
    ("np.add.reduceat(x, [0,2,1])", values(5)),
    ("np.maximum.reduceat(x, np.array([0,3]))", values(5)),
    ("np.multiply.outer(x, y)", values(3, 2), values(2)),
    ("np.maximum.outer(x, y)", values(3), values(4, seed=2)),
    ("a = x*1.0\nnp.add.at(a, [0,1,1], y)\na*a", values(3), values(3)),
    ("a = x*1.0\nnp.subtract.at(a, [0,1,1], y)\na*a", values(3), values(3)),
    ("a = x*1.0\nnp.divide.at(a, [0,1,1], y)\na*a", values(3), positive(3)),
    ("a = x*1.0\nnp.negative.at(a, [0,1])\na*a*a", values(3)),
    ("a = x*1.0\nnp.add.at(a, (slice(None),[1,1]), y)\na*a", values(2, 3), values(2, 2)),
    ("np.add(x, y, z)\nz*2", values(3), values(3), values(3)),
    ("np.sin(x, where=y>0, out=z)\nz*x", values(3), values(3, seed=3), values(3)),
    ("np.exp(x, dtype=np.float32)", values(3)),
    ("np.sqrt(x, dtype=complex)", positive(3)),
    ("np.divmod(x, y, out=(z, u))\nz+u*x", values(3) * 3, 0.7, values(3), values(3)),
    ("np.sin(x, None)", values(3)),
    ("np.vectorize(lambda a, b: a*b+np.sin(a))(x, y)", values(3), 0.4),
    ("np.vectorize(lambda a: (a*a, a))(x)", values(3)),
    ("np.apply_along_axis(lambda v: np.sum(v**2), 1, x)", values(2, 3)),
    ("np.apply_along_axis(np.sum, -1, x)", values(2, 3, 2)),
    ("np.apply_along_axis(lambda v: np.outer(v,v), 1, x)", values(2, 3)),
    ("np.apply_over_axes(np.sum, x, [0,2])", values(2, 3, 2)),
    ("np.piecewise(x, [x<0, x>=0], [lambda t: t*t, lambda t: np.sin(t)])", values(5)),
    ("np.piecewise(x, x<0, [lambda t: t*t, lambda t: np.sin(t)])", values(5)),
    ("np.piecewise(x, [x<0, x>=0], [lambda t: t*t, lambda t: np.sin(t)])", 0.3),
    ("np.fromiter((v*v for v in x), float)", values(3)),
    ("np.polyval(x, y)", values(3), values(4)),
    ("np.polyval([1.,2.,3.], x)", values(3)),
    ("np.polyfit(x, y, 1, w=z)", values(6), values(6, seed=3), positive(6)),
    ("np.polyfit(x, y, 1)", values(6), values(6, 2, seed=3)),
    ("np.polysub(x, y)", values(3), values(2)),
    ("np.polydiv(x, y)", values(4), values(2)),
    ("np.polyint(x, 2, k=[y, 0.3])", values(4), 0.4),
    ("np.roots(x)", np.array([1.0, -6.0, 11.0, -6.5])),
    ("np.poly(x)", values(3, 3)),
    ("(np.poly1d(x)*np.poly1d(y))(0.3)", values(3), values(2)),
    ("np.poly1d(x).integ(k=1)(0.3)", values(3)),
    ("(np.poly1d(x)**2 + 1)(y)", values(3), values(2)),
    ("g = np.random.default_rng(3)\ng.normal(x, y)", values(4), positive(4)),
    ("g = np.random.default_rng(3)\ng.normal(x, y)", 0.1, 0.3),
    ("g = np.random.default_rng(3)\ng.uniform(high=x, size=3)", 0.3),
    ("g = np.random.default_rng(3)\ng.laplace(x, y, 4)", 0.3, 0.5),
    ("g = np.random.default_rng(3)\ng.gumbel(x, y, 4)", 0.3, 0.5),
    ("g = np.random.default_rng(3)\ng.rayleigh(x, 4)", 0.3),
    ("g = np.random.default_rng(3)\ng.weibull(x, 4)", 1.3),
    ("g = np.random.default_rng(3)\ng.power(x, 4)", 1.3),
    ("g = np.random.default_rng(3)\ng.triangular(x, y, z)", 0.3, 0.7, 1.4),
    ("g = np.random.default_rng(3)\ng.multivariate_normal(x, np.eye(2), 4)", values(2)),
    (
        'g = np.random.default_rng(3)\ng.multivariate_normal(x, y@y.T+np.eye(2), method="cholesky")',
        values(2),
        values(2, 2),
    ),
    ("g = np.random.default_rng(3)\ng.choice(x, 3)", values(5)),
    ("g = np.random.default_rng(3)\ng.choice(x, 3, replace=False, axis=1)", values(2, 5)),
    ("g = np.random.default_rng(3)\ng.choice(5, 3)*x", values(3)),
    ("g = np.random.default_rng(3)\ng.permutation(x, axis=1)", values(2, 5)),
    ("g = np.random.default_rng(3)\ng.permuted(x, axis=1)", values(2, 5)),
    ("g = np.random.default_rng(3)\na = x*1.0\ng.shuffle(a)\na*x", values(5)),
    ("g = np.random.default_rng(3)\ng.random(3)*x", values(3)),
    ("g = np.random.default_rng(3)\ng.standard_normal(3)*x", values(3)),
    ("g = np.random.default_rng(3)\ng.standard_t(4, 3)*x", values(3)),
    ("g = np.random.default_rng(3)\ng.integers(4, size=3)*x", values(3)),
    ("g = np.random.default_rng(3)\ng.poisson(3.0, 3)*x", values(3)),
    ("g = np.random.RandomState(3)\ng.normal(x, y, 4)", 0.3, 0.7),
    ("g = np.random.RandomState(3)\ng.exponential(x, 4)", 0.3),
    ("g = np.random.RandomState(3)\ng.logistic(x, y, 4)", 0.3, 0.5),
    ("g = np.random.RandomState(3)\ng.lognormal(x, y, 4)", 0.3, 0.5),
    ("g = np.random.RandomState(3)\ng.gamma(2.0, x, 4)", 0.3),
    ("g = np.random.RandomState(3)\ng.pareto(x, 4)", 1.3),
    ("g = np.random.RandomState(3)\ng.triangular(x, y, z, 4)", 0.3, 0.7, 1.4),
    ("g = np.random.RandomState(3)\ng.multivariate_normal(x, y@y.T+np.eye(2), 4)", values(2), values(2, 2)),
    ("g = np.random.RandomState(3)\ng.permutation(x)", values(5)),
    ("g = np.random.RandomState(3)\na = x*1.0\ng.shuffle(a)\na*x", values(5)),
    ("np.random.seed(1)\nnp.random.normal(x, y, 4)", 0.3, 0.7),
    ("np.random.seed(1)\nnp.random.randn(3)*x + np.random.exponential(x[0]**2)", values(3)),
    ("np.random.seed(1)\nnp.random.choice(x, 2)", positive(3)),
    ("np.random.seed(1)\na=x*1.0\nnp.random.shuffle(a)\na*x", positive(3)),
    ("np.random.seed(1)\nnp.random.triangular(x, 0.5, 1.0)", 0.2),
    ("np.random.seed(1)\nnp.random.poisson(3.0, x.shape)*x", values(3)),
    ("np.random.seed(1)\nnp.random.poisson(3.0, len(x))*x", values(3)),
    ("g = np.random.default_rng(3)\ng.vonmises(x, 2.0)", 2.3),
    ("g = np.random.RandomState(3)\ng.vonmises(x, 2.0)", values(3)),
    ("g = np.random.RandomState(3)\ng.vonmises(x, 0.0)", values(3)),
    ("np.histogram(x, bins=3, weights=y)[0]*1.0", values(6), np.array([1, 2, 3, 1, 2, 1])),
    ("np.histogram(x, bins=3, weights=y)[0]", values(6), singles(6)),
    ("np.histogram(x, bins=3, weights=y)[0]", singles(6), singles(6)),
    ("np.histogram(x, bins=3, weights=y, density=True)[0]", values(6), positive(6)),
    ("np.histogram(x, bins=3)[0]*x[0]", values(6)),
    ("np.meshgrid(x, y, copy=False)", values(3), values(2)),
    (
        "np.histogramdd((x, y), bins=(2,3), range=((-3.,3.),(-3.,3.)), weights=z)[0]",
        values(6),
        values(6, seed=1),
        positive(6),
    ),
    ("np.histogram2d(x, y, bins=[np.array([-3.,0.1,3.]),4], density=True)[0]*z", values(6), values(6, seed=1), 0.3),
    ("a = x * 1.0\na.flat[1:3] = y\na * x", values(2, 3), 0.4),
    ("a = x * 1.0\na.T.sort()\na * y", values(2, 3), values(2, 3, seed=2)),
    ("a = x * 1.0\nfor k in range(3):\n        np.add.at(a, [k, k, 0], x[:3] * y)\na * a", values(4), -0.7),
    ("np.copyto(x[1:], x[:-1])\nx * x", values(4)),
    ("a = x * 1.0\nnp.add(a[:-1], a[1:], out=a[1:])\na * a", values(4)),
    ("np.take(np.sort(x), 2, axis=-1)[()]", values(4)),
    ("np.sum(np.nonzero(x > 0)[0] * 1.0 + x[0])", values(4)),
]
"""What a function of `x, y, z, u` does and returns, and its arguments."""

REFUSED: list[tuple[Any, ...]] = [
    ("np.frompyfunc(lambda a: a, 1, 1)(x)", values(3)),
    ("g = np.random.default_rng(3)\ng.beta(x, 2.0)", 1.3),
    ("g = np.random.default_rng(3)\ng.poisson(x)", 1.3),
    ("g = np.random.default_rng(3)\ng.gamma(x, 2.0)", 1.3),
    ("g = np.random.default_rng(3)\ng.standard_gamma(x)", 1.3),
    ("g = np.random.default_rng(3)\ng.chisquare(x)", 1.3),
    ("g = np.random.default_rng(3)\ng.dirichlet(x)", positive(3)),
    ("g = np.random.default_rng(3)\ng.standard_t(x)", 1.3),
    ("g = np.random.default_rng(3)\ng.f(x,3)", 1.3),
    ("g = np.random.default_rng(3)\ng.wald(x,3)", 1.3),
    ("g = np.random.default_rng(3)\ng.binomial(5,x)", 0.3),
    ("g = np.random.default_rng(3)\ng.geometric(x)", 0.3),
    ("g = np.random.default_rng(3)\ng.noncentral_chisquare(3.0, x)", 0.3),
    ("g = np.random.default_rng(3)\ng.vonmises(0.3, x)", 0.3),
    ("g = np.random.default_rng(3)\ng.integers(0, x)", 9.3),
    ("g = np.random.default_rng(3)\ng.multinomial(5, x)", np.array([0.2, 0.8])),
    ("np.random.seed(1)\nnp.random.gamma(x, 2.0)", positive(3)),
    ("g = np.random.default_rng(3)\ng.poisson(x)*1.0*x", 1.3),
    ("g = np.random.default_rng(3)\ng.poisson(x, 3)*1.0 + x", 1.3),
    ("g = np.random.default_rng(3)\ng.binomial(5, x)*x", 0.3),
    ("g = np.random.default_rng(3)\ng.multinomial(5, x)*x", np.array([0.2, 0.8])),
    ("np.random.seed(1)\nnp.random.poisson(x)*x", 0.3),
    ("np.random.seed(1)\ns=0.0\nfor k in range(3): s = s + np.random.geometric(x)*x\ns", 0.3),
]
"""Calls that have no derivative, with the arguments."""


def function_of(text: str, count: int, folder: Path) -> Any:
    """A function with this body, whose last line is what it returns."""
    *lines, last = text.split("\n")
    body = "".join(f"    {line}\n" for line in lines)
    source = f"import numpy as np\n\n\ndef f({', '.join('xyzu'[:count])}):\n{body}    return {last}\n"
    return module_of(source, folder / "program.py", np.add).f


def name_of_call(call: tuple[Any, ...]) -> str:
    """The text of a call, for the name of its test."""
    return str(call[0]).replace("\n", "; ")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("call", CALLS, ids=name_of_call)
def test_call_has_the_value_and_the_derivative(call: tuple[Any, ...], tmp_path: Path) -> None:
    text, *args = call
    f = function_of(text, len(args), tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        want = f(*copy.deepcopy(args))
    active = tuple(k for k, x in enumerate(args) if leaves([x]))
    got, gradients = value_and_grad(f, wrt=active)(*copy.deepcopy(args))
    for a, b in zip(leaves([want]), leaves([got]), strict=True):
        assert (np.shape(a), np.asarray(a).dtype) == (np.shape(b), np.asarray(b).dtype)
        np.testing.assert_allclose(b, a, rtol=1e-10 if np.finfo(np.asarray(a).dtype).precision > 10 else 1e-4)
    for k, gradient in zip(active, gradients, strict=True):
        for x, g in zip(leaves([args[k]]), leaves([gradient]), strict=True):
            assert (np.shape(x), np.asarray(x).dtype) == (np.shape(g), np.asarray(g).dtype)
    check_grads(f, *args)


@pytest.mark.parametrize("call", REFUSED, ids=name_of_call)
def test_call_without_a_derivative_is_refused(call: tuple[Any, ...], tmp_path: Path) -> None:
    text, *args = call
    with pytest.raises(SrcxformError) as caught:
        value_and_grad(function_of(text, len(args), tmp_path))(*args)
    assert isinstance(caught.value, NoRule) or "no float" in str(caught.value)
