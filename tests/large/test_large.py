"""Programs as they stand in textbooks and repositories: reverse = forward = numerical, arguments left alone."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import srcxform
from tests import oracle
from tests.large import heat, kalman, levenberg_marquardt, lstm, nbody, raytracer
from tests.structure import as_plain, like

README = Path(__file__).parents[2] / "README.md"
TOLERANCE = 1e-6
FEWEST_LINES = 100
MODULES = (nbody, kalman, lstm, heat, levenberg_marquardt, raytracer)


@dataclass(frozen=True)
class Case:
    """A function of one of the programs, its arguments, and by which of them it is differentiated."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    wrt: tuple[int, ...]

    @property
    def inputs(self) -> list[Any]:
        """The differentiated arguments, objects taken apart."""
        return [as_plain(self.args[position]) for position in self.wrt]

    def arguments(self, inputs: list[Any]) -> tuple[Any, ...]:
        """Fresh arguments with the given numbers in place of the differentiated ones."""
        chosen = dict(zip(self.wrt, inputs, strict=True))
        return tuple(like(arg, chosen.get(position, as_plain(arg))) for position, arg in enumerate(self.args))

    def output(self, inputs: list[Any]) -> Any:
        """What the function gives for these inputs."""
        return as_plain(self.function(*self.arguments(inputs)))


def text(length: int = 3000) -> str:
    """The beginning of the project's own README."""
    return README.read_text(encoding="utf-8")[:length]


def language_model(hidden: int) -> tuple[dict[str, np.ndarray], list[int]]:
    """Parameters of a language model, and a text for it as numbers."""
    vocabulary = lstm.Vocabulary(text())
    params = lstm.init_params(len(vocabulary), hidden, np.random.default_rng(0))
    return params, vocabulary.encode(text())


def readings() -> tuple[np.ndarray, np.ndarray]:
    """An initial temperature, and what the sensors read with a diffusivity that is to be found."""
    u0 = heat.initial_temperature([(0.3, 0.3), (0.6, 0.7)], [1.0, 0.7])
    true = 0.8 + 0.4 * np.outer(np.linspace(0, 1, heat.N), np.ones(heat.N))
    return u0, heat.solve(true, u0)[0]


def decay_data() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    t = np.linspace(0.0, 4.0, 15)
    y = 2.0 * np.exp(-0.9 * t) + 0.3 + 0.01 * np.cos(7 * t)
    return t, y, 0.05 + 0.01 * t


def peak_data() -> tuple[np.ndarray, np.ndarray]:
    t = np.linspace(-2.0, 3.0, 21)
    return t, 1.5 * np.exp(-0.5 * ((t - 0.4) / 0.7) ** 2) + 0.2 - 0.05 * t + 0.01 * np.sin(9 * t)


def circle_data() -> np.ndarray:
    angle = np.linspace(0.2, 5.0, 9)
    points = np.stack([1.0 + 2.0 * np.cos(angle), -0.5 + 2.0 * np.sin(angle)], axis=1)
    return points + 0.03 * np.sin(13 * points[:, ::-1])


def cases() -> dict[str, Case]:
    """All cases by name."""
    u0, observed = readings()
    log_k = 0.1 * np.sin(np.arange(100.0)).reshape(10, 10)
    t, y, sigma = decay_data()
    params, tokens = language_model(6)
    track = kalman.simulate()
    model = kalman.constant_velocity_model(0.2, 0.05)
    start = kalman.initial_state([0.0, 0.0], (1.0, 0.5))
    red, blue, _ = raytracer.default_scene().objects
    light = raytracer.Light(raytracer.Vec3(3.0, 5.0, -4.0), 0.9)
    heights = np.array([1.0, 0.7])
    return {
        "nbody_energy": Case(nbody.energy_error, (nbody.MASSES, nbody.VELOCITIES), (0, 1)),
        "nbody_position": Case(nbody.final_position, (nbody.MASSES, nbody.POSITIONS, nbody.VELOCITIES), (0, 1, 2)),
        "nbody_euler": Case(nbody.euler_position, (nbody.MASSES, nbody.VELOCITIES), (0, 1)),
        "nbody_object": Case(nbody.miss_distance, (nbody.sun_and_planets(), np.array([2.0, 2.0, 0.1])), (0, 1)),
        "kalman_noise": Case(kalman.negative_log_likelihood, (-1.0, -2.5, track), (0, 1, 2)),
        "kalman_model": Case(kalman.model_likelihood, (model, start, track), (0, 1)),
        "kalman_smoother": Case(kalman.smoothed_track, (-1.0, -2.5, track), (0, 1)),
        "lstm_sequence": Case(lstm.sequence_loss, (params, tokens[:12]), (0,)),
        "lstm_batch": Case(lstm.batch_loss, (params, [tokens[:6], tokens[20:26]]), (0,)),
        "lstm_object": Case(lstm.stateful_loss, (lstm.LSTM(params), tokens[:8]), (0,)),
        "heat_dirichlet": Case(heat.misfit, (log_k, u0, observed, "dirichlet"), (0, 1, 2)),
        "heat_insulated": Case(heat.misfit, (log_k, u0, observed, "insulated"), (0, 1)),
        "heat_mixed": Case(heat.final_temperature, (0.8, 0.3, heights, 2.0, "mixed"), (0, 1, 2, 3)),
        "heat_cooling": Case(heat.cool_until, (0.7, u0), (0, 1)),
        "fit_decay": Case(levenberg_marquardt.half_life, (t, y, sigma, [1.0, 0.5, 0.0]), (0, 1, 2)),
        "fit_singular": Case(levenberg_marquardt.decay_from_singular_guess, (t, y), (0, 1)),
        "fit_peak": Case(levenberg_marquardt.peak_summary, (*peak_data(), [1.0, 0.0, 1.0, 0.0, 0.0]), (0, 1)),
        "fit_circle": Case(levenberg_marquardt.circle_through, (circle_data(), np.array([0.8, -0.2, 1.5])), (0,)),
        "rays_scene": Case(raytracer.brightness, (raytracer.default_scene(), raytracer.Camera()), (0, 1)),
        "rays_spheres": Case(raytracer.brightness_of_spheres, ([red, blue], light), (0, 1)),
        "rays_image": Case(
            raytracer.small_image, (0.1, 0.9, np.array([0.8, 0.5, 0.3]), np.array([3.0, 5.0, -4.0])), (0, 1, 2, 3)
        ),
    }


NAMES = tuple(cases())
every_case = pytest.mark.parametrize("name", NAMES)


@functools.lru_cache(maxsize=None)
def case(name: str) -> Case:
    return cases()[name]


@functools.lru_cache(maxsize=None)
def question(name: str) -> tuple[Any, Any, float]:
    """A head, a direction, and the slope of the output's product with the head along it."""
    it, rng = case(name), np.random.default_rng(NAMES.index(name))
    head = oracle.drawn_like(it.output(it.inputs), rng)
    direction = oracle.drawn_like(it.inputs, rng)

    def objective(inputs: Any) -> float:
        return oracle.inner(head, it.output(inputs))

    estimate = oracle.directional(objective, it.inputs, direction, 1e-3)
    assert estimate.error <= 0.1 * TOLERANCE * max(1.0, abs(estimate.value)), "no judge: the differences do not settle"
    return head, direction, estimate.value


def head_like_output(name: str) -> Any:
    it = case(name)
    return like(it.function(*it.arguments(it.inputs)), question(name)[0])


@every_case
def test_reverse_is_numerical(name: str) -> None:
    it, (_, direction, slope) = case(name), question(name)
    args = it.arguments(it.inputs)
    value, gradients = srcxform.value_and_grad(it.function, wrt=it.wrt)(*args, head=head_like_output(name))
    assert all(map(oracle.same_bits, map(as_plain, args), map(as_plain, it.args))), "the arguments were changed"
    np.testing.assert_allclose(oracle.flat(as_plain(value)), oracle.flat(it.output(it.inputs)), rtol=1e-11)
    for gradient, position in zip(gradients, it.wrt, strict=True):
        assert oracle.is_float_leaf(gradient) or type(gradient) is type(it.args[position])
        assert oracle.shape_of(as_plain(gradient)) == oracle.shape_of(as_plain(it.args[position]))
    found = oracle.inner([as_plain(gradient) for gradient in gradients], direction)
    assert found == pytest.approx(slope, rel=TOLERANCE, abs=TOLERANCE)


@every_case
def test_forward_is_numerical(name: str) -> None:
    it, (head, direction, slope) = case(name), question(name)
    args = it.arguments(it.inputs)
    steps = dict(zip(it.wrt, direction, strict=True))
    tangents = tuple(like(arg, steps[i]) if i in steps else None for i, arg in enumerate(it.args))
    _, tangent = srcxform.jvp(it.function, args, tangents)
    assert all(map(oracle.same_bits, map(as_plain, args), map(as_plain, it.args))), "the arguments were changed"
    assert oracle.inner(head, as_plain(tangent)) == pytest.approx(slope, rel=TOLERANCE, abs=TOLERANCE)


@pytest.mark.parametrize("module", MODULES, ids=[module.__name__.split(".")[-1] for module in MODULES])
def test_programs_are_large_and_plain(module: Any) -> None:
    source = inspect.getsource(module)
    assert len(source.splitlines()) >= FEWEST_LINES
    assert "srcxform" not in source


def test_language_model_learns_to_read() -> None:
    params, tokens = language_model(16)
    data = lstm.batches(tokens, length=12, size=4)[:8]
    before = np.mean([lstm.batch_loss(params, batch) for batch in data])
    trained, losses = lstm.train(params, data, srcxform.value_and_grad, rate=1.0, epochs=3)
    after = np.mean([lstm.batch_loss(trained, batch) for batch in data])
    assert after < 0.85 * before
    assert np.all(np.isfinite(losses))


def test_diffusivity_is_recovered() -> None:
    u0, observed = readings()
    log_k = np.zeros((heat.N, heat.N))
    step = srcxform.value_and_grad(heat.misfit)
    first, gradient = step(log_k, u0, observed)
    for _ in range(40):
        log_k = log_k - 20.0 * gradient
        last, gradient = step(log_k, u0, observed)
    assert last < 0.1 * first


def test_noise_is_estimated() -> None:
    track = kalman.simulate(30)
    step = srcxform.value_and_grad(kalman.negative_log_likelihood, wrt=(0, 1))
    log_q, log_r = 0.0, 0.0
    first, (q_bar, r_bar) = step(log_q, log_r, track)
    for _ in range(30):
        log_q, log_r = log_q - 0.5 * q_bar, log_r - 0.5 * r_bar
        last, (q_bar, r_bar) = step(log_q, log_r, track)
    assert last < first - 0.3
