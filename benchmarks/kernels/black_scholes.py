"""Prices of European calls by Black and Scholes, with the normal distribution as a polynomial."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def normal_cdf(x: Array) -> Array:
    """After Abramowitz and Stegun, 26.2.17."""
    k = 1.0 / (1.0 + 0.2316419 * np.abs(x))
    tail = k * (0.319381530 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429))))
    tail = tail * np.exp(-0.5 * x * x) / np.sqrt(2.0 * np.pi)
    return np.where(x > 0.0, 1.0 - tail, tail)


def black_scholes(spot: Array, strike: Array, years: Array, rate: float, volatility: float) -> Array:
    root = volatility * np.sqrt(years)
    d1 = (np.log(spot / strike) + (rate + 0.5 * volatility**2) * years) / root
    d2 = d1 - root
    return spot * normal_cdf(d1) - strike * np.exp(-rate * years) * normal_cdf(d2)


def with_jax(jax: Any) -> Any:
    jnp = jax.numpy

    def normal_cdf(x: Array) -> Array:
        k = 1.0 / (1.0 + 0.2316419 * jnp.abs(x))
        tail = k * (0.319381530 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429))))
        tail = tail * jnp.exp(-0.5 * x * x) / jnp.sqrt(2.0 * jnp.pi)
        return jnp.where(x > 0.0, 1.0 - tail, tail)

    def black_scholes(spot: Array, strike: Array, years: Array, rate: float, volatility: float) -> Array:
        root = volatility * jnp.sqrt(years)
        d1 = (jnp.log(spot / strike) + (rate + 0.5 * volatility**2) * years) / root
        return spot * normal_cdf(d1) - strike * jnp.exp(-rate * years) * normal_cdf(d1 - root)

    return black_scholes


def with_torch(torch: Any) -> Any:
    def normal_cdf(x: Array) -> Array:
        k = 1.0 / (1.0 + 0.2316419 * torch.abs(x))
        tail = k * (0.319381530 + k * (-0.356563782 + k * (1.781477937 + k * (-1.821255978 + k * 1.330274429))))
        tail = tail * torch.exp(-0.5 * x * x) / np.sqrt(2.0 * np.pi)
        return torch.where(x > 0.0, 1.0 - tail, tail)

    def black_scholes(spot: Array, strike: Array, years: Array, rate: Array, volatility: Array) -> Array:
        root = volatility * torch.sqrt(years)
        d1 = (torch.log(spot / strike) + (rate + 0.5 * volatility**2) * years) / root
        return spot * normal_cdf(d1) - strike * torch.exp(-rate * years) * normal_cdf(d1 - root)

    return black_scholes


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    return {
        "spot": rng.uniform(50.0, 150.0, size),
        "strike": rng.uniform(50.0, 150.0, size),
        "years": rng.uniform(0.2, 3.0, size),
        "rate": 0.03,
        "volatility": 0.25,
    }


KERNEL = Kernel(
    black_scholes,
    ("spot", "strike", "years", "rate", "volatility"),
    "array",
    inputs,
    tests=(1, 8),
    size=50_000,
    compiled=50_000,
    group="ml",
    jax=with_jax,
    torch=with_torch,
)
