"""A driven and damped pendulum in plain Python floats; the energy that it has at the end."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def pendulum(angle: float, speed: float, length: float, damping: float, drive: float, dt: float, steps: int) -> float:
    for t in range(steps):
        torque = drive * math.cos(0.7 * dt * t)
        speed += dt * (torque - 9.81 / length * math.sin(angle) - damping * speed)
        angle += dt * speed
    return 0.5 * (length * speed) ** 2 + 9.81 * length * (1.0 - math.cos(angle))


def by_hand(
    angle: float, speed: float, length: float, damping: float, drive: float, dt: float, steps: int, head: float
) -> tuple[float, ...]:
    angles, speeds = [], []
    for t in range(steps):
        angles.append(angle)
        speeds.append(speed)
        torque = drive * math.cos(0.7 * dt * t)
        speed += dt * (torque - 9.81 / length * math.sin(angle) - damping * speed)
        angle += dt * speed
    speed_bar = head * length * length * speed
    angle_bar = head * 9.81 * length * math.sin(angle)
    length_bar = head * (length * speed * speed + 9.81 * (1.0 - math.cos(angle)))
    damping_bar = drive_bar = 0.0
    for t in range(steps - 1, -1, -1):
        angle = angles.pop()
        speed = speeds.pop()
        speed_bar += dt * angle_bar
        slope_bar = dt * speed_bar
        drive_bar += slope_bar * math.cos(0.7 * dt * t)
        length_bar += slope_bar * 9.81 / (length * length) * math.sin(angle)
        damping_bar -= slope_bar * speed
        angle_bar -= slope_bar * 9.81 / length * math.cos(angle)
        speed_bar -= slope_bar * damping
    return angle_bar, speed_bar, length_bar, damping_bar, drive_bar


def functional(angle: float, speed: float, length: float, damping: float, drive: float, dt: float, steps: int) -> Array:
    for t in range(steps):
        torque = drive * np.cos(0.7 * dt * t)
        speed = speed + dt * (torque - 9.81 / length * np.sin(angle) - damping * speed)
        angle = angle + dt * speed
    return 0.5 * (length * speed) ** 2 + 9.81 * length * (1.0 - np.cos(angle))


def with_jax(jax: Any) -> Any:
    jnp, lax = jax.numpy, jax.lax

    def pendulum(
        angle: float, speed: float, length: float, damping: float, drive: float, dt: float, steps: int
    ) -> Array:
        def step(state: tuple[Array, Array], t: Array) -> tuple[tuple[Array, Array], None]:
            angle, speed = state
            torque = drive * jnp.cos(0.7 * dt * t)
            speed = speed + dt * (torque - 9.81 / length * jnp.sin(angle) - damping * speed)
            return (angle + dt * speed, speed), None

        start = (jnp.asarray(angle), jnp.asarray(speed))
        angle, speed = lax.scan(step, start, jnp.arange(steps))[0]
        return 0.5 * (length * speed) ** 2 + 9.81 * length * (1.0 - jnp.cos(angle))

    return pendulum


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    return {
        "angle": 1.1 + 0.1 * rng.uniform(),
        "speed": -0.3,
        "length": 1.5,
        "damping": 0.4,
        "drive": 0.8,
        "dt": 0.01,
        "steps": size,
    }


KERNEL = Kernel(
    pendulum,
    ("angle", "speed", "length", "damping", "drive"),
    "scalar",
    inputs,
    tests=(1, 40),
    size=10_000,
    compiled=50_000,
    by_hand=by_hand,
    jax=with_jax,
    functional=functional,
)
