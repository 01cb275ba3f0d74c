"""Self-attention with several heads: projections, scores, softmax, mixing, and the way back."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def split(x: Array, heads: int) -> Array:
    batch, steps, width = x.shape
    return x.reshape(batch, steps, heads, width // heads).swapaxes(1, 2)


def softmax(x: Array) -> Array:
    exponentials = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return exponentials / np.sum(exponentials, axis=-1, keepdims=True)


def attention(x: Array, to_queries: Array, to_keys: Array, to_values: Array, to_out: Array, heads: int) -> Array:
    queries = split(x @ to_queries, heads)
    keys = split(x @ to_keys, heads)
    values = split(x @ to_values, heads)
    scores = queries @ keys.swapaxes(-1, -2) / np.sqrt(queries.shape[-1])
    mixed = softmax(scores) @ values
    return mixed.swapaxes(1, 2).reshape(x.shape) @ to_out


def by_hand(
    x: Array, to_queries: Array, to_keys: Array, to_values: Array, to_out: Array, heads: int, head: Array
) -> tuple[Array, ...]:
    """The softmax is reused; what arrives at the maximum sums to 0, and is left out."""
    scale = 1.0 / np.sqrt(x.shape[-1] // heads)
    queries, keys, values = split(x @ to_queries, heads), split(x @ to_keys, heads), split(x @ to_values, heads)
    weights = softmax(queries @ keys.swapaxes(-1, -2) * scale)
    flat = (-1, x.shape[-1])
    mixed = (weights @ values).swapaxes(1, 2).reshape(flat)
    rows, head_rows = x.reshape(flat), head.reshape(flat)
    mixed_bar = split((head_rows @ to_out.T).reshape(x.shape), heads)
    scores_bar = mixed_bar @ values.swapaxes(-1, -2)
    scores_bar -= np.sum(scores_bar * weights, axis=-1, keepdims=True)
    scores_bar *= weights
    scores_bar *= scale
    queries_bar = (scores_bar @ keys).swapaxes(1, 2).reshape(flat)
    keys_bar = (scores_bar.swapaxes(-1, -2) @ queries).swapaxes(1, 2).reshape(flat)
    values_bar = (weights.swapaxes(-1, -2) @ mixed_bar).swapaxes(1, 2).reshape(flat)
    x_bar = queries_bar @ to_queries.T
    x_bar += keys_bar @ to_keys.T
    x_bar += values_bar @ to_values.T
    return (
        x_bar.reshape(x.shape),
        rows.T @ queries_bar,
        rows.T @ keys_bar,
        rows.T @ values_bar,
        mixed.T @ head_rows,
    )


def softmax_rows(scores: Array) -> None:
    for q in range(len(scores)):
        scores[q] = np.exp(scores[q] - np.max(scores[q]))
        scores[q] /= np.sum(scores[q])


def by_hand_loops(
    x: Array, to_queries: Array, to_keys: Array, to_values: Array, to_out: Array, heads: int, head: Array
) -> tuple[Array, ...]:
    batch, steps, width = x.shape
    size = width // heads
    scale = 1.0 / np.sqrt(size)
    x_bar = np.empty_like(x)
    to_queries_bar, to_keys_bar = np.zeros_like(to_queries), np.zeros_like(to_keys)
    to_values_bar, to_out_bar = np.zeros_like(to_values), np.zeros_like(to_out)
    mixed = np.empty((steps, width))
    queries_bar, keys_bar, values_bar = np.empty((steps, width)), np.empty((steps, width)), np.empty((steps, width))
    for b in range(batch):
        queries, keys, values = x[b] @ to_queries, x[b] @ to_keys, x[b] @ to_values
        mixed_bar = head[b] @ to_out.T
        for h in range(heads):
            own = slice(h * size, (h + 1) * size)
            q, k = np.ascontiguousarray(queries[:, own]), np.ascontiguousarray(keys[:, own])
            v, m_bar = np.ascontiguousarray(values[:, own]), np.ascontiguousarray(mixed_bar[:, own])
            weights = (q @ k.T) * scale
            softmax_rows(weights)
            mixed[:, own] = weights @ v
            values_bar[:, own] = weights.T @ m_bar
            scores_bar = m_bar @ v.T
            for i in range(steps):
                scores_bar[i] = weights[i] * (scores_bar[i] - np.sum(scores_bar[i] * weights[i])) * scale
            queries_bar[:, own] = scores_bar @ k
            keys_bar[:, own] = scores_bar.T @ q
        x_bar[b] = queries_bar @ to_queries.T + keys_bar @ to_keys.T + values_bar @ to_values.T
        to_queries_bar += x[b].T @ queries_bar
        to_keys_bar += x[b].T @ keys_bar
        to_values_bar += x[b].T @ values_bar
        to_out_bar += mixed.T @ head[b]
    return x_bar, to_queries_bar, to_keys_bar, to_values_bar, to_out_bar


def primal_loops(x: Array, to_queries: Array, to_keys: Array, to_values: Array, to_out: Array, heads: int) -> Array:
    batch, steps, width = x.shape
    size = width // heads
    out = np.empty_like(x)
    mixed = np.empty((steps, width))
    for b in range(batch):
        queries, keys, values = x[b] @ to_queries, x[b] @ to_keys, x[b] @ to_values
        for h in range(heads):
            own = slice(h * size, (h + 1) * size)
            q, k = np.ascontiguousarray(queries[:, own]), np.ascontiguousarray(keys[:, own])
            weights = (q @ k.T) / np.sqrt(size)
            softmax_rows(weights)
            mixed[:, own] = weights @ np.ascontiguousarray(values[:, own])
        out[b] = mixed @ to_out
    return out


def with_jax(jax: Any) -> Any:
    jnp = jax.numpy

    def attention(x: Array, to_queries: Array, to_keys: Array, to_values: Array, to_out: Array, heads: int) -> Array:
        parts = (*x.shape[:2], heads, x.shape[2] // heads)
        queries, keys, values = ((x @ w).reshape(parts) for w in (to_queries, to_keys, to_values))
        scores = jnp.einsum("bqhd,bkhd->bhqk", queries, keys) / jnp.sqrt(parts[-1])
        mixed = jnp.einsum("bhqk,bkhd->bqhd", jax.nn.softmax(scores), values)
        return mixed.reshape(x.shape) @ to_out

    return attention


def with_torch(torch: Any) -> Any:
    def attention(x: Array, to_queries: Array, to_keys: Array, to_values: Array, to_out: Array, heads: int) -> Array:
        def split(y: Array) -> Array:
            return y.unflatten(-1, (heads, -1)).transpose(1, 2)

        attend = torch.nn.functional.scaled_dot_product_attention
        mixed = attend(split(x @ to_queries), split(x @ to_keys), split(x @ to_values))
        return mixed.transpose(1, 2).flatten(-2) @ to_out

    return attention


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    heads = 4
    width = heads * max(2, size // 4)
    found: Inputs = {"x": rng.normal(size=(4, size, width))}
    for name in ("to_queries", "to_keys", "to_values", "to_out"):
        found[name] = rng.normal(size=(width, width)) / np.sqrt(width)
    found["heads"] = heads
    return found


KERNEL = Kernel(
    attention,
    ("x", "to_queries", "to_keys", "to_values", "to_out"),
    "array",
    inputs,
    tests=(3, 5),
    size=96,
    compiled=96,
    group="ml",
    by_hand=by_hand,
    by_hand_loops=by_hand_loops,
    primal_loops=primal_loops,
    jax=with_jax,
    torch=with_torch,
)
