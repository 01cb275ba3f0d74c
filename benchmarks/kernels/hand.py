"""A hand of bones, posed by angles: vertices that follow several bones, and their distance to a scan (ADBench hand)."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def rotation(angles: Array) -> Array:
    """About the first axis, then the second, then the third."""
    cx, cy, cz = np.cos(angles)
    sx, sy, sz = np.sin(angles)
    return np.array(
        [
            [cy * cz, sx * sy * cz - cx * sz, cx * sy * cz + sx * sz],
            [cy * sz, sx * sy * sz + cx * cz, cx * sy * sz - sx * cz],
            [-sy, sx * cy, cx * cy],
        ]
    )


def hand(angles: Array, offsets: Array, parents: Array, local: Array, weights: Array, scan: Array) -> Array:
    """`local`: the vertices as each bone sees them; `weights`: how much each vertex follows each bone."""
    bones = len(parents)
    turns = np.empty((bones, 3, 3))
    places = np.empty((bones, 3))
    turns[0] = rotation(angles[0])
    places[0] = offsets[0]
    for b in range(1, bones):
        parent = parents[b]
        turns[b] = turns[parent] @ rotation(angles[b])
        places[b] = places[parent] + turns[parent] @ offsets[b]
    vertices = np.zeros_like(scan)
    for b in range(bones):
        vertices += weights[:, b, np.newaxis] * (local[b] @ turns[b].T + places[b])
    return 0.5 * np.sum((vertices - scan) ** 2)


def pose(angles: Array, offsets: Array, parents: Array) -> tuple[Array, Array, Array]:
    """Each bone's own rotation, its rotation in space, and its place."""
    bones = len(parents)
    own, turns, places = np.empty((bones, 3, 3)), np.empty((bones, 3, 3)), np.empty((bones, 3))
    for b in range(bones):
        own[b] = rotation(angles[b])
        if b == 0:
            turns[0], places[0] = own[0], offsets[0]
        else:
            turns[b] = turns[parents[b]] @ own[b]
            places[b] = places[parents[b]] + turns[parents[b]] @ offsets[b]
    return own, turns, places


def rotation_bar(angles: Array, m_bar: Array) -> Array:
    """The sines and cosines are made again: three of each."""
    cx, cy, cz = np.cos(angles[0]), np.cos(angles[1]), np.cos(angles[2])
    sx, sy, sz = np.sin(angles[0]), np.sin(angles[1]), np.sin(angles[2])
    a, b, c = m_bar[0, 0], m_bar[0, 1], m_bar[0, 2]
    d, e, f = m_bar[1, 0], m_bar[1, 1], m_bar[1, 2]
    g, h, i = m_bar[2, 0], m_bar[2, 1], m_bar[2, 2]
    along, across = cz * b + sz * e, cz * c + sz * f
    cx_bar = sy * across - sz * b + cz * e + cy * i
    sx_bar = sy * along + sz * c - cz * f + cy * h
    cy_bar = cz * a + sz * d + sx * h + cx * i
    sy_bar = sx * along + cx * across - g
    cz_bar = cy * a + sx * sy * b + cx * sy * c + cx * e - sx * f
    sz_bar = cy * d + sx * sy * e + cx * sy * f - cx * b + sx * c
    return np.array([cx * sx_bar - sx * cx_bar, cy * sy_bar - sy * cy_bar, cz * sz_bar - sz * cz_bar])


def by_hand(
    angles: Array, offsets: Array, parents: Array, local: Array, weights: Array, scan: Array, head: float
) -> tuple[Array, ...]:
    bones = len(parents)
    own, turns, places = pose(angles, offsets, parents)
    vertices_bar = -scan
    for b in range(bones):
        vertices_bar += np.expand_dims(weights[:, b], 1) * (local[b] @ turns[b].T + places[b])
    vertices_bar *= head
    turns_bar, places_bar = np.empty((bones, 3, 3)), np.empty((bones, 3))
    for b in range(bones):
        weighted = np.expand_dims(weights[:, b], 1) * vertices_bar
        turns_bar[b] = weighted.T @ local[b]
        places_bar[b] = np.sum(weighted, axis=0)
    angles_bar = np.empty_like(angles)
    for b in range(bones - 1, 0, -1):
        parent = parents[b]
        places_bar[parent] += places_bar[b]
        turns_bar[parent] += np.outer(places_bar[b], offsets[b]) + turns_bar[b] @ own[b].T
        angles_bar[b] = rotation_bar(angles[b], turns[parent].T @ turns_bar[b])
    angles_bar[0] = rotation_bar(angles[0], turns_bar[0])
    return (angles_bar,)


def functional(angles: Array, offsets: Array, parents: Array, local: Array, weights: Array, scan: Array) -> Array:
    turns, places = [rotation(angles[0])], [offsets[0]]
    for b in range(1, len(parents)):
        parent = parents[b]
        places.append(places[parent] + np.dot(turns[parent], offsets[b]))
        turns.append(np.dot(turns[parent], rotation(angles[b])))
    vertices = -scan
    for b in range(len(parents)):
        vertices = vertices + weights[:, b, np.newaxis] * (np.dot(local[b], turns[b].T) + places[b])
    return 0.5 * np.sum(vertices**2)


def with_jax(jax: Any) -> Any:
    jnp, lax = jax.numpy, jax.lax

    def distance(turns: Array, places: Array, local: Array, weights: Array, scan: Array) -> Array:
        def follow(vertices: Array, row: tuple[Array, ...]) -> tuple[Array, None]:
            local, weight, turn, place = row
            return vertices + weight[:, None] * (local @ turn.T + place), None

        vertices = lax.scan(follow, jnp.zeros_like(scan), (local, weights.T, turns, places))[0]
        return 0.5 * jnp.sum((vertices - scan) ** 2)

    return with_distance(jax, distance)


def all_at_once(jax: Any) -> Any:
    """What all bones give to all vertices as one product."""
    jnp = jax.numpy

    def distance(turns: Array, places: Array, local: Array, weights: Array, scan: Array) -> Array:
        placed = jnp.einsum("bvj,bij->bvi", local, turns) + places[:, None, :]
        return 0.5 * jnp.sum((jnp.einsum("vb,bvi->vi", weights, placed) - scan) ** 2)

    return with_distance(jax, distance)


def with_distance(jax: Any, distance: Any) -> Any:
    """The pose, bone after bone, and a distance made of it."""
    jnp, lax = jax.numpy, jax.lax

    def rotation(angles: Array) -> Array:
        cx, cy, cz = jnp.cos(angles)
        sx, sy, sz = jnp.sin(angles)
        return jnp.array(
            [
                [cy * cz, sx * sy * cz - cx * sz, cx * sy * cz + sx * sz],
                [cy * sz, sx * sy * sz + cx * cz, cx * sy * sz - sx * cz],
                [-sy, sx * cy, cx * cy],
            ]
        )

    def hand(angles: Array, offsets: Array, parents: Array, local: Array, weights: Array, scan: Array) -> Array:
        own = jax.vmap(rotation)(angles)

        def attach(state: tuple[Array, Array], row: tuple[Array, ...]) -> tuple[tuple[Array, Array], None]:
            turns, places = state
            b, parent, turn, offset = row
            turns = turns.at[b].set(turns[parent] @ turn)
            return (turns, places.at[b].set(places[parent] + turns[parent] @ offset)), None

        bones = len(angles)
        start = (jnp.zeros((bones, 3, 3)).at[0].set(own[0]), jnp.zeros((bones, 3)).at[0].set(offsets[0]))
        rows = (jnp.arange(1, bones), parents[1:], own[1:], offsets[1:])
        turns, places = lax.scan(attach, start, rows)[0]
        return distance(turns, places, local, weights, scan)

    return hand


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    """A palm and five fingers of four bones each; `size` vertices."""
    parents = np.array([0] + [0 if joint == 0 else 4 * finger + joint for finger in range(5) for joint in range(4)])
    weights = rng.uniform(size=(size, 21)) ** 8
    return {
        "angles": 0.5 * rng.normal(size=(21, 3)),
        "offsets": rng.normal(size=(21, 3)),
        "parents": parents,
        "local": rng.normal(size=(21, size, 3)),
        "weights": weights / np.sum(weights, axis=1, keepdims=True),
        "scan": rng.normal(size=(size, 3)),
    }


KERNEL = Kernel(
    hand,
    ("angles",),
    "loop",
    inputs,
    tests=(1, 5),
    size=4000,
    compiled=4000,
    group="ml",
    by_hand=by_hand,
    jax=with_jax,
    functional=functional,
    jax_rewritten=all_at_once,
)
