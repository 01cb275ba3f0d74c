"""The price of an Asian call by Monte Carlo: paths of geometric Brownian motion, a loop over time."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def asian_option(spot: float, strike: float, years: float, rate: float, volatility: float, normals: Array) -> Array:
    steps, paths = normals.shape
    dt = years / steps
    price = np.full(paths, spot)
    total = np.zeros(paths)
    for t in range(steps):
        price = price * np.exp((rate - 0.5 * volatility**2) * dt + volatility * np.sqrt(dt) * normals[t])
        total += price
    payoff = np.maximum(total / steps - strike, 0.0)
    return np.exp(-rate * years) * np.mean(payoff)


def by_hand(
    spot: float, strike: float, years: float, rate: float, volatility: float, normals: Array, head: float
) -> tuple[Array, ...]:
    """The growth and the price of each step are recorded: the slope of the exponential is the price after it."""
    steps, paths = normals.shape
    dt = years / steps
    drift, noise = (rate - 0.5 * volatility**2) * dt, volatility * np.sqrt(dt)
    growths, prices = np.empty((steps, paths)), np.empty((steps, paths))
    price, total = np.full(paths, spot), np.zeros(paths)
    for t in range(steps):
        np.multiply(normals[t], noise, out=growths[t])
        growths[t] += drift
        np.exp(growths[t], out=growths[t])
        np.multiply(price, growths[t], out=prices[t])
        price = prices[t]
        total += price
    payoff = np.maximum(total / steps - strike, 0.0)
    discount = np.exp(-rate * years)
    mean = np.mean(payoff)
    total_bar = (head * discount / paths) * (payoff > 0.0)
    strike_bar = -np.sum(total_bar)
    total_bar /= steps
    price_bar = np.zeros(paths)
    drift_bar = noise_bar = 0.0
    for t in range(steps - 1, -1, -1):
        price_bar += total_bar
        exponent_bar = price_bar * prices[t]
        drift_bar += np.sum(exponent_bar)
        noise_bar += np.dot(exponent_bar, normals[t])
        price_bar *= growths[t]
    dt_bar = drift_bar * (rate - 0.5 * volatility**2) + noise_bar * volatility * 0.5 / np.sqrt(dt)
    years_bar = dt_bar / steps - head * rate * discount * mean
    rate_bar = drift_bar * dt - head * years * discount * mean
    volatility_bar = noise_bar * np.sqrt(dt) - drift_bar * volatility * dt
    return np.sum(price_bar), strike_bar, years_bar, rate_bar, volatility_bar


def by_hand_loops(
    spot: float, strike: float, years: float, rate: float, volatility: float, normals: Array, head: float
) -> tuple[Array, ...]:
    """Path by path, so that what is recorded is no longer than one path."""
    steps, paths = normals.shape
    dt = years / steps
    drift, noise = (rate - 0.5 * volatility**2) * dt, volatility * np.sqrt(dt)
    growths, prices = np.empty(steps), np.empty(steps)
    discount = np.exp(-rate * years)
    mean = spot_bar = strike_bar = drift_bar = noise_bar = 0.0
    for i in range(paths):
        price, total = spot, 0.0
        for t in range(steps):
            growths[t] = np.exp(drift + noise * normals[t, i])
            price *= growths[t]
            prices[t] = price
            total += price
        if total / steps <= strike:
            continue
        mean += (total / steps - strike) / paths
        strike_bar -= head * discount / paths
        price_bar, total_bar = 0.0, head * discount / (paths * steps)
        for t in range(steps - 1, -1, -1):
            price_bar += total_bar
            exponent_bar = price_bar * prices[t]
            drift_bar += exponent_bar
            noise_bar += exponent_bar * normals[t, i]
            price_bar *= growths[t]
        spot_bar += price_bar
    dt_bar = drift_bar * (rate - 0.5 * volatility**2) + noise_bar * volatility * 0.5 / np.sqrt(dt)
    years_bar = dt_bar / steps - head * rate * discount * mean
    rate_bar = drift_bar * dt - head * years * discount * mean
    return spot_bar, strike_bar, years_bar, rate_bar, noise_bar * np.sqrt(dt) - drift_bar * volatility * dt


def functional(spot: float, strike: float, years: float, rate: float, volatility: float, normals: Array) -> Array:
    steps, paths = normals.shape
    dt = years / steps
    price = spot * np.ones(paths)
    total = 0.0
    for t in range(steps):
        price = price * np.exp((rate - 0.5 * volatility**2) * dt + volatility * np.sqrt(dt) * normals[t])
        total = total + price
    payoff = np.maximum(total / steps - strike, 0.0)
    return np.exp(-rate * years) * np.mean(payoff)


def with_jax(jax: Any) -> Any:
    jnp, lax = jax.numpy, jax.lax

    def asian_option(spot: float, strike: float, years: float, rate: float, volatility: float, normals: Array) -> Array:
        steps, paths = normals.shape
        dt = years / steps

        def step(state: tuple[Array, Array], row: Array) -> tuple[tuple[Array, Array], None]:
            price, total = state
            price = price * jnp.exp((rate - 0.5 * volatility**2) * dt + volatility * jnp.sqrt(dt) * row)
            return (price, total + price), None

        start = (spot * jnp.ones(paths), jnp.zeros(paths))
        total = lax.scan(step, start, normals)[0][1]
        return jnp.exp(-rate * years) * jnp.mean(jnp.maximum(total / steps - strike, 0.0))

    return asian_option


def with_torch(torch: Any) -> Any:
    def asian_option(spot: Array, strike: Array, years: Array, rate: Array, volatility: Array, normals: Array) -> Array:
        steps, _ = normals.shape
        dt = years / steps
        moves = (rate - 0.5 * volatility**2) * dt + volatility * torch.sqrt(dt) * normals
        prices = spot * torch.exp(torch.cumsum(moves, dim=0))
        return torch.exp(-rate * years) * torch.mean(torch.relu(torch.mean(prices, dim=0) - strike))

    return asian_option


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    return {
        "spot": 100.0,
        "strike": 98.0,
        "years": 1.5,
        "rate": 0.03,
        "volatility": 0.25,
        "normals": rng.normal(size=(min(size, 50), 10 * size)),
    }


KERNEL = Kernel(
    asian_option,
    ("spot", "strike", "years", "rate", "volatility"),
    "loop",
    inputs,
    tests=(1, 4),
    size=1500,
    compiled=1000,
    group="ml",
    by_hand=by_hand,
    jax=with_jax,
    torch=with_torch,
    functional=functional,
    by_hand_loops=by_hand_loops,
)
