"""Gradient over primal, rule by rule, beside autograd's and JAX's where these are installed.

`python -m benchmarks rules [NAME ...] [--rounds N] [--json FILE]`

Every gradient is that of the weighted sum of the results, with the same weights in every library. All of a row are
timed in turns in one process, in float64, JAX compiled by `jax.jit`. A row is timed only after its gradients agree.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import sys
import types
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.timing import Comparison, Thunk, compare, readable

try:
    from scipy import special
    from scipy.spatial import distance
except ImportError:  # the rules of NumPy's functions are measured without it
    special = distance = None

Array = Any


def solve(a: Array, b: Array) -> Array:
    return np.linalg.solve(a, b)


def cholesky(a: Array) -> Array:
    return np.linalg.cholesky(a)


def einsum(a: Array, b: Array) -> Array:
    return np.einsum("bij,bjk->bik", a, b)


def matmul(a: Array, b: Array) -> Array:
    return a @ b


def convolve(a: Array, v: Array) -> Array:
    return np.convolve(a, v, "same")


def sort(a: Array) -> Array:
    return np.sort(a)


def cumsum(a: Array) -> Array:
    return np.cumsum(a, axis=0)


def take(a: Array, indices: Array) -> Array:
    return np.take(a, indices)


def take_rows(a: Array, indices: Array) -> Array:
    return np.take(a, indices, axis=0)


def where(x: Array, y: Array) -> Array:
    return np.where(x > 0.5, x, y)


def var(a: Array) -> Array:
    return np.var(a, axis=0)


def norm(x: Array) -> Array:
    return np.linalg.norm(x)


def norm_rows(x: Array) -> Array:
    return np.linalg.norm(x, axis=-1)


def logsumexp(a: Array) -> Array:
    return special.logsumexp(a, axis=-1)


def svd(a: Array) -> Array:
    u, s, vh = np.linalg.svd(a, full_matrices=False)
    return (u * np.sin(s)) @ vh


def eigh(a: Array) -> Array:
    w, v = np.linalg.eigh(a)
    return (v * np.sin(w)) @ v.T


def interp(x: Array, xp: Array, fp: Array) -> Array:
    return np.interp(x, xp, fp)


def median(a: Array) -> Array:
    return np.median(a, axis=-1)


def fft(a: Array) -> Array:
    return np.real(np.fft.fft(a))


def cdist(a: Array, b: Array) -> Array:
    return distance.cdist(a, b)


@dataclass(frozen=True)
class Row:
    """A function around one primitive, its inputs for every size, and which of these are differentiated.

    A gradient by a symmetric matrix is known up to what it has beside its symmetric part.
    """

    function: Callable[..., Any]
    inputs: Callable[[int], tuple[Any, ...]]
    sizes: tuple[int, int]
    wrt: tuple[int, ...] = (0,)
    needs_scipy: bool = False
    is_symmetric: bool = False

    @property
    def name(self) -> str:
        """The name of the primitive."""
        return self.function.__name__


def uniform(*shape: int) -> Array:
    """The same numbers between 0.1 and 1 in every run."""
    return np.random.default_rng(len(shape)).uniform(0.1, 1.0, shape)


def places(length: int, count: int) -> Array:
    """Places in an array of this length, some of them more than once."""
    return np.random.default_rng(7).integers(0, length, count)


def well_conditioned(n: int) -> Array:
    """A symmetric matrix with a dominant diagonal, and eigenvalues far from each other."""
    a = uniform(n, n)
    return (a + a.T) / 2 + np.diag(np.arange(n, 2.0 * n))


ROWS = (
    Row(solve, lambda n: (well_conditioned(n), uniform(n)), (20, 300), (0, 1)),
    Row(cholesky, lambda n: (well_conditioned(n),), (20, 300), is_symmetric=True),
    Row(einsum, lambda n: (uniform(8, n, n), uniform(8, n, n)), (10, 60), (0, 1)),
    Row(matmul, lambda n: (uniform(n, n), uniform(n, n)), (20, 300), (0, 1)),
    Row(convolve, lambda n: (uniform(n), uniform(n // 10)), (100, 10_000), (0, 1)),
    Row(sort, lambda n: (uniform(n),), (100, 100_000)),
    Row(cumsum, lambda n: (uniform(n, 10),), (10, 10_000)),
    Row(take, lambda n: (uniform(n), places(n, 2 * n)), (100, 100_000)),
    Row(take_rows, lambda n: (uniform(n, 16), places(n, 2 * n)), (10, 10_000)),
    Row(where, lambda n: (uniform(n), uniform(n)), (100, 100_000), (0, 1)),
    Row(var, lambda n: (uniform(n, 10),), (10, 10_000)),
    Row(norm, lambda n: (uniform(n),), (100, 100_000)),
    Row(norm_rows, lambda n: (uniform(n, 10),), (10, 10_000)),
    Row(logsumexp, lambda n: (uniform(n, 10),), (10, 10_000), needs_scipy=True),
    Row(svd, lambda n: (uniform(n, n),), (10, 100)),
    Row(eigh, lambda n: (well_conditioned(n),), (10, 100), is_symmetric=True),
    Row(interp, lambda n: (uniform(10 * n), np.linspace(0.0, 1.1, n), uniform(n)), (10, 10_000), (0, 1, 2)),
    Row(median, lambda n: (uniform(n, 101),), (10, 1000)),
    Row(fft, lambda n: (uniform(n),), (64, 65_536)),
    Row(cdist, lambda n: (uniform(n, 3), uniform(n, 3) + 1), (10, 300), (0, 1), needs_scipy=True),
)


Gradient = Callable[[Row, tuple[Any, ...], Any], Thunk]
"""From a row, its inputs and the weights of the results: the computation of the gradients, a tuple."""


def by_srcxform(row: Row, inputs: tuple[Any, ...], head: Any) -> Thunk:
    """The generated adjoint."""
    from srcxform import grad

    gradient = grad(row.function, wrt=row.wrt)
    return lambda: gradient(*inputs, head)


def rebound(function: Callable[..., Any], **names: Any) -> Callable[..., Any]:
    """The same code, where names of modules mean others."""
    assert isinstance(function, types.FunctionType)
    return types.FunctionType(function.__code__, names, function.__name__)


def of_wrt(function: Callable[..., Any], row: Row, inputs: tuple[Any, ...]) -> Callable[..., Any]:
    """The function of the differentiated inputs alone."""

    def only(*active: Any) -> Any:
        whole = list(inputs)
        for place, x in zip(row.wrt, active, strict=True):
            whole[place] = x
        return function(*whole)

    return only


def by_autograd(row: Row, inputs: tuple[Any, ...], head: Any) -> Thunk:
    """The gradient by autograd, traced in each call, as it works."""
    names = {"np": "autograd.numpy", "special": "autograd.scipy.special"}
    modules = {
        name: importlib.import_module(module) for name, module in names.items() if row.needs_scipy or name == "np"
    }
    core = importlib.import_module("autograd.core")
    function = of_wrt(rebound(row.function, distance=None, **modules), row, inputs)
    active = tuple(inputs[place] for place in row.wrt)
    as_tuple = importlib.import_module("autograd.builtins").tuple

    def gradient() -> Any:
        vjp, _ = core.make_vjp(lambda xs: function(*xs), as_tuple(active))
        return vjp(head)

    return gradient


def by_jax(row: Row, inputs: tuple[Any, ...], head: Any) -> Thunk:
    """The gradient by JAX, compiled before it is timed; its inputs are on its device already."""
    jax, function, given = in_jax(row, inputs)
    weights = jax.numpy.asarray(head)
    active = tuple(given[place] for place in row.wrt)
    # The inputs are arguments of what is compiled: as constants they would be folded into it.
    compiled = jax.jit(lambda g, xs, all_of_them: jax.vjp(of_wrt(function, row, all_of_them), *xs)[1](g))
    return lambda: jax.block_until_ready(compiled(weights, active, given))


def primal_by_jax(row: Row, inputs: tuple[Any, ...]) -> Thunk:
    """The function itself, compiled by JAX."""
    jax, function, given = in_jax(row, inputs)
    compiled = jax.jit(function)
    return lambda: jax.block_until_ready(compiled(*given))


def in_jax(row: Row, inputs: tuple[Any, ...]) -> tuple[Any, Callable[..., Any], tuple[Any, ...]]:
    """JAX, the function and the inputs there."""
    jax = importlib.import_module("jax")
    jax.config.update("jax_enable_x64", True)
    numpy = importlib.import_module("jax.numpy")
    special_functions = importlib.import_module("jax.scipy.special")
    return (
        jax,
        rebound(row.function, np=numpy, special=special_functions, distance=None),
        tuple(map(numpy.asarray, inputs)),
    )


PEERS: dict[str, Gradient] = {"autograd": by_autograd, "jax": by_jax}


def installed(names: tuple[str, ...] = tuple(PEERS)) -> tuple[str, ...]:
    """Those of the other libraries that are there."""
    return tuple(name for name in names if importlib.util.find_spec(name) is not None)


def offered(peer: str, row: Row, inputs: tuple[Any, ...], head: Any) -> tuple[Thunk | None, str]:
    """A peer's gradient; or None, where the library does not have the function or its gradient, and its reason."""
    try:
        thunk = PEERS[peer](row, inputs, head)
        thunk()
    except (AttributeError, ImportError, NotImplementedError, TypeError, ValueError) as error:
        return None, f"{type(error).__name__}: {str(error).strip().splitlines()[0] if str(error).strip() else ''}"
    return thunk, ""


def assert_same(found: Any, expected: Any, row: Row, peer: str) -> None:
    """A benchmark of a wrong gradient is worth nothing."""
    for part, right in zip(found, expected, strict=True):
        scale = float(np.max(np.abs(right), initial=1e-300))
        one, other = np.asarray(part), np.asarray(right)
        if row.is_symmetric:
            one, other = one + one.T, other + other.T
        np.testing.assert_allclose(one, other, rtol=1e-7, atol=1e-9 * scale, err_msg=f"{peer}, {row.name}")


def measured(row: Row, size: int, peers: tuple[str, ...], rounds: int) -> dict[str, Any]:
    """One row of the table: seconds of each, the shortest and the median, and the ratios to NumPy's primal."""
    inputs = row.inputs(size)
    head = np.random.default_rng(3).uniform(0.5, 1.0, np.shape(row.function(*inputs)))
    gradient = by_srcxform(row, inputs, head)
    expected = gradient()
    thunks: dict[str, Thunk] = {"primal": lambda: row.function(*inputs), "srcxform": gradient}
    missing = {}
    for peer in peers:
        thunk, reason = offered(peer, row, inputs, head)
        if thunk is None:
            missing[peer] = reason
            continue
        assert_same(thunk(), expected, row, peer)
        thunks[peer] = thunk
    if "jax" in thunks:
        thunks["jax primal"] = primal_by_jax(row, inputs)
    times = compare(list(thunks.values()), rounds=rounds)
    return {"rule": row.name, "size": size, **figures(list(thunks), times), "missing": missing}


def figures(names: list[str], times: Comparison) -> dict[str, Any]:
    """The times by name, and each gradient's ratio to the primal in NumPy: of the shortest, and of the medians."""
    return {
        "seconds": {name: times.fastest(which) for which, name in enumerate(names)},
        "median_seconds": {name: times.median(which) for which, name in enumerate(names)},
        "ratio": {name: times.ratio_of_fastest(which, 0) for which, name in enumerate(names) if which > 0},
        "median_ratio": {name: times.ratio(which, 0) for which, name in enumerate(names) if which > 0},
    }


def line(found: dict[str, Any], peers: tuple[str, ...]) -> str:
    """A row of the table as text."""
    seconds, ratio = found["seconds"], found["ratio"]
    cells = [f"{found['rule']:12} {found['size']:>7}", f"{readable(seconds['primal']):>10}"]
    cells += [f"{readable(seconds['srcxform']):>10}", f"{ratio['srcxform']:9.2f}"]
    for peer in peers:
        cells.append(f"{ratio[peer]:9.2f}" if peer in ratio else f"{'no rule':>9}")
    if "jax" in peers:
        own = f"{seconds['jax'] / seconds['jax primal']:9.2f}" if "jax" in seconds else f"{'':9}"
        cells.append(own)
    return " ".join(cells)


def heading(peers: tuple[str, ...]) -> str:
    """The names of the columns."""
    cells = [f"{'rule':12} {'size':>7}", f"{'primal':>10}", f"{'gradient':>10}", f"{'ratio':>9}"]
    cells += [f"{peer:>9}" for peer in peers]
    return " ".join([*cells, "jax / own"] if "jax" in peers else cells)


def main(argv: list[str] | None = None) -> int:
    """Print each row as soon as it is measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="parts of the names of rules; all without")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--json", type=Path, help="a file for all figures")
    options = parser.parse_args(argv)
    chosen = [row for row in ROWS if not options.names or any(name in row.name for name in options.names)]
    if special is None:
        print("SciPy is not installed: the rules of its functions are left out")
        chosen = [row for row in chosen if not row.needs_scipy]
    peers = installed()
    for peer in PEERS:
        if peer not in peers:
            print(f"{peer} is not installed: its column is left out")
    print("shortest times; all ratios are gradient / primal in NumPy, but `jax / own`, which is over JAX's own primal")
    print(heading(peers), flush=True)
    work = [(row, size) for row in chosen for size in row.sizes]
    table = []
    for number, (row, size) in enumerate(work, 1):
        print(f"[{number}/{len(work)}] {row.name} {size}", end="\r", file=sys.stderr, flush=True)
        table.append(measured(row, size, peers, options.rounds))
        print(line(table[-1], peers), flush=True)
    if options.json is not None:
        options.json.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    return 0
