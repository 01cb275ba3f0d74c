"""Machine code gives what NumPy gives: programs really compiled, few, and many more with their loops run by Python."""

from __future__ import annotations

import builtins
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

numba = pytest.importorskip("numba")

from benchmarks.kernels import kernels  # noqa: E402
from srcxform import SrcxformError, grad  # noqa: E402
from tests import oracle  # noqa: E402
from tests.benchmarks.judged import names_of  # noqa: E402
from tests.catalogue.table import PROGRAMS as CATALOGUE  # noqa: E402
from tests.programs.program import Program  # noqa: E402
from tests.programs.table import PROGRAMS  # noqa: E402

RNG = np.random.default_rng(7)


def leaves(x: Any) -> list[Any]:
    """The numbers and arrays of a gradient, whatever it is made of."""
    if isinstance(x, dict):
        return [leaf for item in x.values() for leaf in leaves(item)]
    if isinstance(x, (tuple, list)):
        return [leaf for item in x for leaf in leaves(item)]
    if x is None or isinstance(x, (np.ndarray, np.generic, complex, float, int)):
        return [x]
    names = [name for kind in type(x).__mro__ for name in getattr(kind, "__slots__", ())] or list(vars(x))
    return [leaf for name in names for leaf in leaves(getattr(x, name))]


def assert_same(found: Any, expected: Any, tolerance: float = 1e-12) -> None:
    """Equal shapes and dtypes, and numbers equal to the tolerance, relative to the largest of all leaves."""
    a, b = leaves(found), leaves(expected)
    assert len(a) == len(b)
    largest = max((float(np.max(np.abs(x), initial=0.0)) for x in b if x is not None), default=0.0)
    for x, y in zip(a, b, strict=True):
        if y is None:
            assert x is None
            continue
        assert np.shape(x) == np.shape(y)
        if isinstance(y, np.ndarray):
            assert x.dtype == y.dtype
        np.testing.assert_allclose(x, y, rtol=tolerance, atol=tolerance * max(largest, 1e-3))


def assert_compiled_is_right(function: Callable[..., Any], *args: Any, tolerance: float = 1e-12, **options: Any) -> Any:
    compiled = grad(function, **options, backend="numba")
    fresh = [oracle.copied(arg) for arg in args]
    assert_same(compiled(*fresh), grad(function, **options)(*args), tolerance)
    assert_same(fresh, list(args), 0.0)
    return compiled


# Really compiled


def stencil(u: Any, steps: int) -> Any:
    for _ in range(steps):
        u[2:-1] = u[2:-1] * u[:-3] - 0.3 * u[1:-2] + np.exp(-u[3:])
    return np.sum(u**3)


def test_stencils_of_any_size_and_layout() -> None:
    compiled, plain = grad(stencil, backend="numba"), grad(stencil)
    for u in (*(RNG.random(n) for n in (0, 2, 3, 4, 5, 9)), RNG.random(20)[::2], RNG.random(9)[::-1]):
        assert_same(compiled(u, 3), plain(u, 3))


def relaxation(a: Any, b: Any, steps: int) -> None:
    for _ in range(steps):
        b[1:-1, 1:-1] = 0.25 * (a[:-2, 1:-1] + a[2:, 1:-1] + a[1:-1, :-2] + a[1:-1, 2:])
        a[1:-1, 1:-1] = b[1:-1, 1:-1] * (1.0 + b[1:-1, :-2])


def test_planes_in_parallel() -> None:
    a, b = RNG.random((7, 8)), RNG.random((7, 8))
    plain = grad(relaxation, ("a", "b"), "a")
    parallel = grad(relaxation, ("a", "b"), "a", backend="numba", parallel=True)
    assert_same(parallel(a, b, 3), plain(a, b, 3))
    assert "prange" in parallel.source


def layered(x: Any, w: Any, gain: Any) -> Any:
    y = np.tanh(x @ w) * gain
    y = (y - np.mean(y, axis=-1, keepdims=True)) / (1.0 + np.std(y, axis=-1, keepdims=True))
    return np.sum(np.log(1.0 + y * y), axis=0)


def test_sums_along_axes_products_and_broadcasting() -> None:
    x, w = RNG.random((5, 4)), RNG.random((4, 3))
    compiled = assert_compiled_is_right(layered, x, w, RNG.random(3), wrt=(0, 1, 2))
    gain = RNG.random((5, 1))  # repeated along the last axis: lengths that differ
    assert_same(compiled(x, w, gain), grad(layered, (0, 1, 2))(x, w, gain))
    with pytest.raises((ValueError, SrcxformError)):
        compiled(x, w, RNG.random(4))


def repeated(x: Any, y: Any) -> Any:
    z = x[1:] * y[:-1]  # of sizes that only the run knows to be equal, or one
    return np.sum(z * z)


def test_axis_that_turns_out_to_be_repeated() -> None:
    compiled, plain = grad(repeated, (0, 1), backend="numba"), grad(repeated, (0, 1))
    for n, m in ((5, 5), (5, 2), (2, 5), (5, 5)):
        x, y = RNG.random(n), RNG.random(m)
        assert_same(compiled(x, y), plain(x, y))


def masked(x: Any) -> Any:
    y = x.copy()
    y[x > 0.5] *= 2.0
    z = np.where(y > 1.0, y * y, np.sin(y))
    z[z < 0.2] = 0.0
    return z[:, 0] @ z[:, 1]


def test_masks() -> None:
    assert_compiled_is_right(masked, RNG.random((6, 3)))


def path(x: float, n: int) -> float:
    total, seen = 0.0, []
    for i in range(n):
        seen.append(x * i)
        x = x * 1.1 + 0.1 * total
        if x > 3:
            break
        total += x * seen[-1]
    return total


def test_numbers_lists_and_exits_give_the_same_bits() -> None:
    assert grad(path, backend="numba")(0.5, 30) == grad(path)(0.5, 30)


def model(p: dict[str, Any], xs: list[Any]) -> Any:
    return sum(p["scale"] * np.sum(p["weights"] * x) ** 2 for x in xs)


def test_dicts_and_lists_stay_in_python() -> None:
    p = {"scale": 0.7, "weights": RNG.random(4)}
    compiled = grad(model, backend="numba")
    assert_same(compiled(p, [1.0, 2.0]), grad(model)(p, [1.0, 2.0]))


def spectrum(z: Any) -> Any:
    return np.sum(np.abs(z * z + 1j) ** 2)


def test_complex_numbers() -> None:
    assert_compiled_is_right(spectrum, RNG.random(5) + 1j * RNG.random(5))


def test_absolute_values_of_complex_zeros_have_slope_zero() -> None:
    def f(z: Any) -> Any:
        return np.sum(np.abs(z))

    np.testing.assert_allclose(grad(f, backend="numba")(np.array([3 + 4j, 0])), [0.6 + 0.8j, 0], rtol=1e-15)


def test_single_precision_keeps_its_dtype() -> None:
    assert_compiled_is_right(layered, *(RNG.random(s).astype(np.float32) for s in ((5, 4), (4, 3), 3)), tolerance=1e-5)


def test_head_is_weighted() -> None:
    x, head = RNG.random((4, 5)), RNG.random(5)

    def f(x: Any) -> Any:
        return np.max(x, axis=0) * x[0]

    assert_same(grad(f, backend="numba")(x, head), grad(f)(x, head))
    assert_same(grad(f, backend="numba")(x, head=head), grad(f)(x, head))


# Around the compiled code


def test_machine_code_is_kept_on_disk(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SRCXFORM_CACHE_DIR", str(tmp_path))
    kept = grad(spectrum, backend="numba", cache=True)
    z = RNG.random(3) + 1j
    assert_same(kept(z), grad(spectrum)(z))
    assert list(tmp_path.glob("*.py"))
    assert list(tmp_path.glob("**/*.nbi"))
    assert_same(grad(spectrum, backend="numba", cache=True)(z), grad(spectrum)(z))


def test_gradient_functions_are_picklable() -> None:
    again = pickle.loads(pickle.dumps(grad(spectrum, backend="numba", parallel=True)))
    assert again.request.backend == "numba"
    assert again.request.parallel


def test_missing_numba_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "numba":
            raise ImportError(name)
        return plain(name, *args, **kwargs)

    monkeypatch.setattr("importlib.import_module", lambda name: without(name))
    with pytest.raises(ImportError, match="needs Numba") as caught:
        grad(spectrum, backend="numba")(np.ones(3))
    assert "pip install 'srcxform[numba]'" in str(caught.value)


def factorial(x: float, n: int) -> float:
    return x if n == 0 else x * factorial(x * x, n - 1)


def test_recursion_is_refused_with_the_users_line() -> None:
    with pytest.raises(SrcxformError, match="calls itself") as caught:
        grad(factorial, backend="numba")(1.1, 3)
    assert caught.value.lineno == factorial.__code__.co_firstlineno + 1


def test_options_are_of_this_backend() -> None:
    with pytest.raises(SrcxformError, match="machine code"):
        grad(spectrum, parallel=True)
    with pytest.raises(SrcxformError, match="not available"):
        grad(spectrum, backend="fortran")


# The loops, run by Python


@pytest.fixture
def interpreted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The generated loops run as they stand: `numba.njit` changes nothing."""
    monkeypatch.setattr(numba, "njit", lambda **options: lambda function: function)


@pytest.mark.parametrize("kernel", kernels(), ids=lambda kernel: kernel.name)
@pytest.mark.usefixtures("interpreted")
def test_loops_of_kernels(kernel: Any) -> None:
    args = tuple(kernel.inputs(kernel.tests[0], np.random.default_rng(1)).values())
    assert len(args) == len(names_of(kernel))
    with np.errstate(all="ignore"):
        expected = grad(kernel.function, kernel.wrt, kernel.of)(*args)
        assert_same(grad(kernel.function, kernel.wrt, kernel.of, backend="numba")(*args), expected, 1e-11)


def in_loops(program: Program) -> str:
    """ "" where the loops give what NumPy gives, else why they are refused."""
    plain = grad(program.function, wrt=program.positions, of=program.of)
    args = [oracle.copied(arg) for arg in program.args]
    with np.errstate(all="ignore"):
        expected = plain(*args)
        try:
            found = grad(program.function, wrt=program.positions, of=program.of, backend="numba")(*program.args)
        except SrcxformError as refusal:
            return str(refusal.message)
        assert_same(found, expected, 1e-11)
    return ""


# The usual run takes one program in four.
@pytest.mark.parametrize(
    "program",
    [
        pytest.param(program, id=program.name, marks=[pytest.mark.exhaustive] * (k % 4 > 0))
        for k, program in enumerate([*PROGRAMS, *CATALOGUE])
    ],
)
@pytest.mark.usefixtures("interpreted")
def test_loops_of_programs(program: Program) -> None:
    refused = in_loops(program)
    assert "Numba cannot compile" not in refused


def greatest_of_what_is_computed_again(a: Any, x: Any) -> Any:
    s = 0.0
    for _ in range(2):
        x = (a * x)[::-1]
        s += np.max(0.9 - x) + np.min(0.3 + x)
    return s


def test_ties_are_found_among_numbers_that_are_computed_again() -> None:
    """With a product and a difference in one instruction, the greatest was not among what the reverse sweep made."""
    by_numpy = grad(greatest_of_what_is_computed_again)
    by_numba = grad(greatest_of_what_is_computed_again, backend="numba")
    for _ in range(100):
        a, x = RNG.random(), RNG.normal(size=4)
        assert_same(by_numba(a, x), by_numpy(a, x))
