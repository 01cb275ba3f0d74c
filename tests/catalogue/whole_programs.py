"""Whole programs as they stand in textbooks and repositories, and the smallest ones of what they found."""

from __future__ import annotations

import numpy as np

from tests.catalogue.entry import example


@example(np.array([[0.5, 1.2, 0.8], [0.3, -0.7, 0.4]]), [2, 0])
def cross_entropy_by_a_range_as_index(scores, labels):
    shifted = scores - np.max(scores, axis=1, keepdims=True)
    probs = np.exp(shifted) / np.sum(np.exp(shifted), axis=1, keepdims=True)
    return -np.mean(np.log(probs[range(len(labels)), labels]))


@example(np.array([[0.5, 1.2, 0.8], [0.3, -0.7, 0.4]]), np.array([2, 0]))
def store_through_a_range(scores, labels):
    d = scores**2
    d[range(len(labels)), labels] -= 1.0
    rows = range(2)
    d[rows] *= scores[rows]
    return np.sum(d**2)


@example(np.array([0.5, 1.2, 0.8]))
def comprehension_over_a_name_that_it_binds(x):
    x = [2.0 * x for x in x]
    y = [x * y for x, y in zip(x, x[::-1], strict=True)]
    z = {k: x**2 for k, x in enumerate(x)}
    return sum(y) + z[0]


@example(np.arange(12.0).reshape(3, 4) / 10.0 + 0.3, 2)
def heads_of_attention(x, n_head):
    for _ in range(2):
        qkv = np.concatenate([x, x**2, x[::-1]], axis=-1)
        heads = list(map(lambda part: np.split(part, n_head, axis=-1), np.split(qkv, 3, axis=-1)))
        mask = (1 - np.tri(x.shape[0], dtype=x.dtype)) * -1e10
        out = []
        for q, k, v in zip(*heads, strict=True):
            e = np.exp(q @ k.T + mask)
            out.append(e / np.sum(e, axis=-1, keepdims=True) @ v)
        x = x + np.hstack(out)
    return np.sum(x**2)


@example((0.5, 1.2), [0.8, 0.3])
def tuples_as_arrays(a, b):
    length = np.linalg.norm(np.subtract(a, b))
    return length + np.multiply(a, 2)[1] - np.sum(np.negative(b) * np.divide(a, 2)) + np.degrees(b)[0]
