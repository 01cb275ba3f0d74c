"""Word vectors: the loss of a batch of pairs against random words, by rows that are looked up (word2vec)."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def skip_gram(vectors: Array, contexts: Array, words: Array, near: Array, random: Array) -> Array:
    centre = vectors[words]
    right = np.sum(centre * contexts[near], axis=1)
    wrong = np.sum(centre[:, np.newaxis, :] * contexts[random], axis=2)
    return np.mean(np.logaddexp(0.0, -right)) + np.mean(np.sum(np.logaddexp(0.0, wrong), axis=1))


def primal_loops(vectors: Array, contexts: Array, words: Array, near: Array, random: Array) -> float:
    total = 0.0
    for n in range(len(words)):
        score = 0.0
        for d in range(vectors.shape[1]):
            score += vectors[words[n], d] * contexts[near[n], d]
        total += np.logaddexp(0.0, -score)
        for k in range(random.shape[1]):
            score = 0.0
            for d in range(vectors.shape[1]):
                score += vectors[words[n], d] * contexts[random[n, k], d]
            total += np.logaddexp(0.0, score)
    return total / len(words)


def by_hand(
    vectors: Array, contexts: Array, words: Array, near: Array, random: Array, head: float
) -> tuple[Array, ...]:
    centre, right_rows, wrong_rows = vectors[words], contexts[near], contexts[random]
    right_bar = -1.0 / (1.0 + np.exp(np.sum(centre * right_rows, axis=1)))
    wrong_bar = 1.0 / (1.0 + np.exp(-np.sum(centre[:, np.newaxis, :] * wrong_rows, axis=2)))
    right_bar *= head / len(words)
    wrong_bar *= head / len(words)
    vectors_bar, contexts_bar = np.zeros_like(vectors), np.zeros_like(contexts)
    centre_bar = right_bar[:, np.newaxis] * right_rows
    centre_bar += np.sum(wrong_bar[:, :, np.newaxis] * wrong_rows, axis=1)
    np.add.at(vectors_bar, words, centre_bar)
    np.add.at(contexts_bar, near, right_bar[:, np.newaxis] * centre)
    np.add.at(contexts_bar, random, wrong_bar[:, :, np.newaxis] * centre[:, np.newaxis, :])
    return vectors_bar, contexts_bar


def by_hand_loops(
    vectors: Array, contexts: Array, words: Array, near: Array, random: Array, head: float
) -> tuple[Array, ...]:
    vectors_bar, contexts_bar = np.zeros_like(vectors), np.zeros_like(contexts)
    share = head / len(words)
    for n in range(len(words)):
        w = words[n]
        for k in range(-1, random.shape[1]):
            c = near[n] if k < 0 else random[n, k]
            score = 0.0
            for d in range(vectors.shape[1]):
                score += vectors[w, d] * contexts[c, d]
            score_bar = -share / (1.0 + np.exp(score)) if k < 0 else share / (1.0 + np.exp(-score))
            for d in range(vectors.shape[1]):
                vectors_bar[w, d] += score_bar * contexts[c, d]
                contexts_bar[c, d] += score_bar * vectors[w, d]
    return vectors_bar, contexts_bar


def with_jax(jax: Any) -> Any:
    jnp, softplus = jax.numpy, jax.nn.softplus

    def skip_gram(vectors: Array, contexts: Array, words: Array, near: Array, random: Array) -> Array:
        centre = vectors[words]
        right = jnp.sum(centre * contexts[near], axis=1)
        wrong = jnp.einsum("nd,nkd->nk", centre, contexts[random])
        return jnp.mean(softplus(-right)) + jnp.mean(jnp.sum(softplus(wrong), axis=1))

    return skip_gram


def with_torch(torch: Any) -> Any:
    softplus = torch.nn.functional.softplus

    def skip_gram(vectors: Array, contexts: Array, words: Array, near: Array, random: Array) -> Array:
        centre = vectors[words]
        right = torch.sum(centre * contexts[near], dim=1)
        wrong = torch.sum(centre[:, None, :] * contexts[random], dim=2)
        return torch.mean(softplus(-right)) + torch.mean(torch.sum(softplus(wrong), dim=1))

    return skip_gram


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    vocabulary, width = 4 * size, 16
    return {
        "vectors": rng.normal(size=(vocabulary, width)),
        "contexts": rng.normal(size=(vocabulary, width)),
        "words": rng.integers(0, vocabulary, 4 * size),
        "near": rng.integers(0, vocabulary, 4 * size),
        "random": rng.integers(0, vocabulary, (4 * size, 5)),
    }


KERNEL = Kernel(
    skip_gram,
    ("vectors", "contexts"),
    "array",
    inputs,
    tests=(1, 4),
    size=1000,
    compiled=1000,
    group="ml",
    by_hand=by_hand,
    by_hand_loops=by_hand_loops,
    primal_loops=primal_loops,
    jax=with_jax,
    torch=with_torch,
)
