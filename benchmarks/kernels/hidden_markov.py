"""The log likelihood of a hidden Markov model, forward in time, in logarithms."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def log_sum_exp(x: Array, axis: int) -> Array:
    largest = np.max(x, axis=axis)
    return largest + np.log(np.sum(np.exp(x - np.expand_dims(largest, axis)), axis=axis))


def hidden_markov(start: Array, moves: Array, shows: Array, seen: Array) -> Array:
    """Scores of starts, of moves from state to state, and of what each state shows; all are normalised here."""
    log_moves = moves - log_sum_exp(moves, 1)[:, np.newaxis]
    log_shows = shows - log_sum_exp(shows, 1)[:, np.newaxis]
    alpha = start - log_sum_exp(start, 0) + log_shows[:, seen[0]]
    for t in range(1, len(seen)):
        alpha = log_sum_exp(alpha[:, np.newaxis] + log_moves, 0) + log_shows[:, seen[t]]
    return log_sum_exp(alpha, 0)


def primal_loops(start: Array, moves: Array, shows: Array, seen: Array) -> Array:
    n = len(start)
    log_moves, log_shows = np.empty_like(moves), np.empty_like(shows)
    for i in range(n):
        log_moves[i] = moves[i] - np.log(np.sum(np.exp(moves[i])))
        log_shows[i] = shows[i] - np.log(np.sum(np.exp(shows[i])))
    alpha = start - np.log(np.sum(np.exp(start))) + log_shows[:, seen[0]]
    fresh = np.empty(n)
    for t in range(1, len(seen)):
        for j in range(n):
            largest = -np.inf
            for i in range(n):
                largest = max(largest, alpha[i] + log_moves[i, j])
            total = 0.0
            for i in range(n):
                total += np.exp(alpha[i] + log_moves[i, j] - largest)
            fresh[j] = largest + np.log(total) + log_shows[j, seen[t]]
        alpha[:] = fresh
    largest = np.max(alpha)
    return largest + np.log(np.sum(np.exp(alpha - largest)))


def with_jax(jax: Any) -> Any:
    log_softmax, logsumexp, lax = jax.nn.log_softmax, jax.scipy.special.logsumexp, jax.lax

    def hidden_markov(start: Array, moves: Array, shows: Array, seen: Array) -> Array:
        log_moves, log_shows = log_softmax(moves, axis=1), log_softmax(shows, axis=1)

        def step(alpha: Array, symbol: Array) -> tuple[Array, None]:
            return logsumexp(alpha[:, None] + log_moves, axis=0) + log_shows[:, symbol], None

        return logsumexp(lax.scan(step, log_softmax(start) + log_shows[:, seen[0]], seen[1:])[0])

    return hidden_markov


def with_torch(torch: Any) -> Any:
    def hidden_markov(start: Array, moves: Array, shows: Array, seen: Array) -> Array:
        log_moves, log_shows = torch.log_softmax(moves, 1), torch.log_softmax(shows, 1)
        alpha = torch.log_softmax(start, 0) + log_shows[:, seen[0]]
        for symbol in seen[1:]:
            alpha = torch.logsumexp(alpha[:, None] + log_moves, 0) + log_shows[:, symbol]
        return torch.logsumexp(alpha, 0)

    return hidden_markov


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    states, symbols = 12, 20
    return {
        "start": rng.normal(size=states),
        "moves": rng.normal(size=(states, states)),
        "shows": rng.normal(size=(states, symbols)),
        "seen": rng.integers(0, symbols, size),
    }


KERNEL = Kernel(
    hidden_markov,
    ("start", "moves", "shows"),
    "loop",
    inputs,
    tests=(2, 5),
    size=200,
    compiled=1000,
    group="ml",
    primal_loops=primal_loops,
    jax=with_jax,
    torch=with_torch,
)
