"""Deriche's recursive smoothing of an image: along the rows in both directions, then along the columns."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.kernel import Array, Inputs, Kernel


def deriche(image: Array, alpha: float) -> Array:
    decay = np.exp(-alpha)
    a1 = (1.0 - decay) ** 2 / (1.0 + 2.0 * alpha * decay - decay**2)
    a2 = a1 * decay * (alpha - 1.0)
    a3 = a1 * decay * (alpha + 1.0)
    a4 = -a1 * decay**2
    b1 = 2.0 * decay
    b2 = -(decay**2)
    h, w = image.shape
    rising = np.zeros_like(image)
    falling = np.zeros_like(image)
    rising[:, 0] = a1 * image[:, 0]
    rising[:, 1] = a1 * image[:, 1] + a2 * image[:, 0] + b1 * rising[:, 0]
    for j in range(2, w):
        rising[:, j] = a1 * image[:, j] + a2 * image[:, j - 1] + b1 * rising[:, j - 1] + b2 * rising[:, j - 2]
    falling[:, w - 2] = a3 * image[:, w - 1]
    for j in range(w - 3, -1, -1):
        falling[:, j] = a3 * image[:, j + 1] + a4 * image[:, j + 2] + b1 * falling[:, j + 1] + b2 * falling[:, j + 2]
    smooth = rising + falling
    rising = np.zeros_like(image)
    falling = np.zeros_like(image)
    rising[0] = a1 * smooth[0]
    rising[1] = a1 * smooth[1] + a2 * smooth[0] + b1 * rising[0]
    for i in range(2, h):
        rising[i] = a1 * smooth[i] + a2 * smooth[i - 1] + b1 * rising[i - 1] + b2 * rising[i - 2]
    falling[h - 2] = a3 * smooth[h - 1]
    for i in range(h - 3, -1, -1):
        falling[i] = a3 * smooth[i + 1] + a4 * smooth[i + 2] + b1 * falling[i + 1] + b2 * falling[i + 2]
    return rising + falling


def primal_loops(image: Array, alpha: float) -> Array:
    """Along the rows with the last two results in registers; along the columns line by line."""
    decay = np.exp(-alpha)
    a1 = (1.0 - decay) ** 2 / (1.0 + 2.0 * alpha * decay - decay**2)
    a2, a3, a4 = a1 * decay * (alpha - 1.0), a1 * decay * (alpha + 1.0), -a1 * decay**2
    b1, b2 = 2.0 * decay, -(decay**2)
    h, w = image.shape
    smooth, rising, falling = np.empty((h, w)), np.empty((h, w)), np.zeros((h, w))
    for i in range(h):
        y1, y2, x1 = 0.0, 0.0, 0.0
        for j in range(w):
            y = a1 * image[i, j] + a2 * x1 + b1 * y1 + b2 * y2
            smooth[i, j] = y
            y1, y2, x1 = y, y1, image[i, j]
        y1, y2, x1, x2 = 0.0, 0.0, 0.0, 0.0
        for j in range(w - 1, -1, -1):
            y = a3 * x1 + a4 * x2 + b1 * y1 + b2 * y2
            smooth[i, j] += y
            y1, y2, x1, x2 = y, y1, image[i, j], x1
    for i in range(h):
        for j in range(w):
            y = a1 * smooth[i, j]
            if i >= 1:
                y += a2 * smooth[i - 1, j] + b1 * rising[i - 1, j]
            if i >= 2:
                y += b2 * rising[i - 2, j]
            rising[i, j] = y
    for i in range(h - 2, -1, -1):
        for j in range(w):
            y = a3 * smooth[i + 1, j] + b1 * falling[i + 1, j]
            if i < h - 2:
                y += a4 * smooth[i + 2, j] + b2 * falling[i + 2, j]
            falling[i, j] = y
    for i in range(h):
        for j in range(w):
            rising[i, j] += falling[i, j]
    return rising


def by_hand(image: Array, alpha: float, head: Array) -> tuple[Array, ...]:
    """Linear in the image: nothing is recorded. Each recursion runs backwards on the adjoint."""
    decay = np.exp(-alpha)
    a1 = (1.0 - decay) ** 2 / (1.0 + 2.0 * alpha * decay - decay**2)
    a2, a3, a4 = a1 * decay * (alpha - 1.0), a1 * decay * (alpha + 1.0), -a1 * decay**2
    b1, b2 = 2.0 * decay, -(decay**2)
    h, w = image.shape
    image_bar, smooth_bar = np.zeros_like(image), np.zeros_like(image)
    rising_bar, falling_bar = head.copy(), head.copy()
    for i in range(h - 2):
        s = falling_bar[i]
        smooth_bar[i + 1] += a3 * s
        smooth_bar[i + 2] += a4 * s
        falling_bar[i + 1] += b1 * s
        falling_bar[i + 2] += b2 * s
    smooth_bar[h - 1] += a3 * falling_bar[h - 2]
    for i in range(h - 1, 1, -1):
        s = rising_bar[i]
        smooth_bar[i] += a1 * s
        smooth_bar[i - 1] += a2 * s
        rising_bar[i - 1] += b1 * s
        rising_bar[i - 2] += b2 * s
    rising_bar[0] += b1 * rising_bar[1]
    smooth_bar[1] += a1 * rising_bar[1]
    smooth_bar[0] += a2 * rising_bar[1] + a1 * rising_bar[0]
    rising_bar, falling_bar = smooth_bar, smooth_bar.copy()
    for j in range(w - 2):
        s = falling_bar[:, j]
        image_bar[:, j + 1] += a3 * s
        image_bar[:, j + 2] += a4 * s
        falling_bar[:, j + 1] += b1 * s
        falling_bar[:, j + 2] += b2 * s
    image_bar[:, w - 1] += a3 * falling_bar[:, w - 2]
    for j in range(w - 1, 1, -1):
        s = rising_bar[:, j]
        image_bar[:, j] += a1 * s
        image_bar[:, j - 1] += a2 * s
        rising_bar[:, j - 1] += b1 * s
        rising_bar[:, j - 2] += b2 * s
    rising_bar[:, 0] += b1 * rising_bar[:, 1]
    image_bar[:, 1] += a1 * rising_bar[:, 1]
    image_bar[:, 0] += a2 * rising_bar[:, 1] + a1 * rising_bar[:, 0]
    return (image_bar,)


def by_hand_loops(image: Array, alpha: float, head: Array) -> tuple[Array, ...]:
    """The recursions first, as gathers, line by line; then what they give to the image."""
    decay = np.exp(-alpha)
    a1 = (1.0 - decay) ** 2 / (1.0 + 2.0 * alpha * decay - decay**2)
    a2, a3, a4 = a1 * decay * (alpha - 1.0), a1 * decay * (alpha + 1.0), -a1 * decay**2
    b1, b2 = 2.0 * decay, -(decay**2)
    h, w = image.shape
    rising, falling = np.empty((h, w)), np.empty((h, w))
    for i in range(h):
        for j in range(w):
            s = head[i, j]
            if 1 <= i < h - 1:
                s += b1 * falling[i - 1, j]
            if 2 <= i:
                s += b2 * falling[i - 2, j]
            falling[i, j] = s
    for i in range(h - 1, -1, -1):
        for j in range(w):
            s = head[i, j]
            if i < h - 1:
                s += b1 * rising[i + 1, j]
            if i < h - 2:
                s += b2 * rising[i + 2, j]
            rising[i, j] = s
    smooth, image_bar = np.empty((h, w)), np.empty((h, w))
    for i in range(h):
        for j in range(w):
            s = a1 * rising[i, j]
            if i < h - 1:
                s += a2 * rising[i + 1, j]
            if i >= 1:
                s += a3 * falling[i - 1, j]
            if i >= 2:
                s += a4 * falling[i - 2, j]
            smooth[i, j] = s
    for i in range(h):
        for j in range(w):
            s = smooth[i, j]
            if 1 <= j < w - 1:
                s += b1 * falling[i, j - 1]
            if 2 <= j:
                s += b2 * falling[i, j - 2]
            falling[i, j] = s
        for j in range(w - 1, -1, -1):
            s = smooth[i, j]
            if j < w - 1:
                s += b1 * rising[i, j + 1]
            if j < w - 2:
                s += b2 * rising[i, j + 2]
            rising[i, j] = s
        for j in range(w):
            s = a1 * rising[i, j]
            if j < w - 1:
                s += a2 * rising[i, j + 1]
            if j >= 1:
                s += a3 * falling[i, j - 1]
            if j >= 2:
                s += a4 * falling[i, j - 2]
            image_bar[i, j] = s
    return (image_bar,)


def with_jax(jax: Any) -> Any:
    jnp, lax = jax.numpy, jax.lax

    def deriche(image: Array, alpha: float) -> Array:
        decay = jnp.exp(-alpha)
        a1 = (1.0 - decay) ** 2 / (1.0 + 2.0 * alpha * decay - decay**2)
        a2, a3, a4 = a1 * decay * (alpha - 1.0), a1 * decay * (alpha + 1.0), -a1 * decay**2
        b1, b2 = 2.0 * decay, -(decay**2)

        def recursion(last: tuple[Array, Array], line: Array) -> tuple[tuple[Array, Array], Array]:
            new = line + b1 * last[0] + b2 * last[1]
            return (new, last[0]), new

        def smoothed(lines: Array) -> Array:
            """Along the first axis, in both directions."""
            none = jnp.zeros_like(lines[0])
            rising = a1 * lines + a2 * jnp.pad(lines[:-1], ((1, 0), (0, 0)))
            falling = a3 * jnp.pad(lines[1:], ((0, 1), (0, 0))) + a4 * jnp.pad(lines[2:], ((0, 2), (0, 0)))
            up = lax.scan(recursion, (none, none), rising)[1]
            return up + lax.scan(recursion, (none, none), falling, reverse=True)[1]

        return smoothed(smoothed(image.T).T)

    return deriche


def inputs(size: int, rng: np.random.Generator) -> Inputs:
    return {"image": rng.uniform(size=(size, size + size // 4)), "alpha": 0.7}


KERNEL = Kernel(
    deriche,
    ("image",),
    "loop",
    inputs,
    tests=(4, 6),
    size=200,
    compiled=400,
    by_hand=by_hand,
    by_hand_loops=by_hand_loops,
    jax=with_jax,
    autograd=False,
    primal_loops=primal_loops,
)
