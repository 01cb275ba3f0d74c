"""Textbook kernels, as a numerical programmer writes them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tests.programs.program import Program, numbers


def smooth(x: Any, y: Any) -> Any:
    z = x * y
    return np.sin(z) + z**2


def burgers(u: Any, dt: float, nu: float, steps: int) -> Any:
    for t in range(steps):
        u[1:-1] = u[1:-1] - dt * u[1:-1] * (u[1:-1] - u[:-2]) + nu * (u[2:] - 2 * u[1:-1] + u[:-2])
    return np.sum(u**2)


def heat(u: Any, k: Any, steps: int) -> Any:
    for t in range(steps):
        flux = k * (u[1:] - u[:-1])
        u[1:-1] += 0.1 * (flux[1:] - flux[:-1])
    return u


def jacobi_2d(a: Any, b: Any, steps: int) -> None:
    for t in range(steps):
        b[1:-1, 1:-1] = 0.2 * (a[1:-1, 1:-1] + a[1:-1, :-2] + a[1:-1, 2:] + a[2:, 1:-1] + a[:-2, 1:-1])
        a[1:-1, 1:-1] = 0.2 * (b[1:-1, 1:-1] + b[1:-1, :-2] + b[1:-1, 2:] + b[2:, 1:-1] + b[:-2, 1:-1])


def pendulum(state: Any, length: float) -> Any:
    return np.array([state[1], -9.81 / length * np.sin(state[0])])


def rk4_pendulum(state: Any, length: float, dt: float, n: int) -> Any:
    for _ in range(n):
        k1 = pendulum(state, length)
        k2 = pendulum(state + 0.5 * dt * k1, length)
        k3 = pendulum(state + 0.5 * dt * k2, length)
        k4 = pendulum(state + dt * k3, length)
        state = state + dt / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
    return state


def rk4_scalar(y: float, rate: float, dt: float) -> float:
    def f(u: float) -> float:
        return rate * u * (1 - u)

    for _ in range(3):
        k1 = f(y)
        k2 = f(y + dt * k1 / 2)
        k3 = f(y + dt * k2 / 2)
        k4 = f(y + dt * k3)
        y += dt * (k1 + 2 * k2 + 2 * k3 + k4) / 6
    return y


def mlp_loss(w1: Any, b1: Any, w2: Any, b2: Any, x: Any, y: Any) -> Any:
    hidden = np.tanh(x @ w1 + b1)
    logits = hidden @ w2 + b2
    shifted = logits - np.max(logits, axis=1, keepdims=True)
    log_p = shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
    return -np.mean(log_p[np.arange(len(y)), y])


def logistic_regression(w: Any, x: Any, y: Any) -> Any:
    p = 1 / (1 + np.exp(-(x @ w)))
    return -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p)) + 0.1 * w @ w


def lu_determinant(a: Any) -> Any:
    n = a.shape[0]
    a = a.copy()
    for k in range(n):
        for i in range(k + 1, n):
            a[i, k] = a[i, k] / a[k, k]
            for j in range(k + 1, n):
                a[i, j] -= a[i, k] * a[k, j]
    determinant = 1.0
    for k in range(n):
        determinant *= a[k, k]
    return determinant


def lu_in_place(a: Any) -> None:
    n = a.shape[0]
    for k in range(n - 1):
        a[k + 1 :, k] /= a[k, k]
        a[k + 1 :, k + 1 :] -= np.outer(a[k + 1 :, k], a[k, k + 1 :])


def gauss_with_pivoting(a: Any, b: Any) -> Any:
    a, b = a.copy(), b.copy()
    n = len(b)
    for k in range(n):
        p = k + np.argmax(np.abs(a[k:, k]))
        if p != k:
            a[[k, p]] = a[[p, k]]
            b[[k, p]] = b[[p, k]]
        for i in range(k + 1, n):
            factor = a[i, k] / a[k, k]
            a[i, k:] -= factor * a[k, k:]
            b[i] -= factor * b[k]
    x = np.zeros(n)
    for i in range(n - 1, -1, -1):
        x[i] = (b[i] - a[i, i + 1 :] @ x[i + 1 :]) / a[i, i]
    return x


def cholesky_by_hand(a: Any) -> Any:
    n = a.shape[0]
    l = np.zeros_like(a)
    for i in range(n):
        for j in range(i + 1):
            s = a[i, j]
            for k in range(j):
                s -= l[i, k] * l[j, k]
            if i == j:
                l[i, i] = np.sqrt(s)
            else:
                l[i, j] = s / l[j, j]
    return l


def cholesky_from_factor(m: Any) -> Any:
    return cholesky_by_hand(m @ m.T + 2 * np.eye(3))


def power_iteration(a: Any, v: Any, n: int) -> Any:
    for _ in range(n):
        v = a @ v
        v = v / np.linalg.norm(v)
    return v @ a @ v


def kalman_step(x: Any, p: Any, f: Any, q: Any, h: Any, r: Any, z: Any) -> Any:
    x = f @ x
    p = f @ p @ f.T + q
    s = h @ p @ h.T + r
    gain = p @ h.T @ np.linalg.inv(s)
    x = x + gain @ (z - h @ x)
    p = p - gain @ h @ p
    return x, p


def n_body_energy(q: Any, m: Any) -> Any:
    total = 0.0
    for i in range(len(m)):
        for j in range(i + 1, len(m)):
            d = q[i] - q[j]
            total -= m[i] * m[j] / np.sqrt(d @ d + 0.01)
    return total


def n_body_step(q: Any, v: Any, m: Any, dt: float, steps: int) -> Any:
    for _ in range(steps):
        force = np.zeros_like(q)
        for i in range(len(m)):
            for j in range(len(m)):
                if i != j:
                    d = q[j] - q[i]
                    force[i] += m[j] * d / (d @ d + 0.1) ** 1.5
        v += dt * force
        q += dt * v
    return q


def horner(c: Any, x: float) -> float:
    y = 0.0
    for coefficient in c[::-1]:
        y = y * x + coefficient
    return y


def thomas(a: Any, b: Any, c: Any, d: Any) -> Any:
    n = len(d)
    b, d = b.copy(), d.copy()
    for i in range(1, n):
        w = a[i - 1] / b[i - 1]
        b[i] -= w * c[i - 1]
        d[i] -= w * d[i - 1]
    x = np.zeros(n)
    x[-1] = d[-1] / b[-1]
    for i in range(n - 2, -1, -1):
        x[i] = (d[i] - c[i] * x[i + 1]) / b[i]
    return x


def exponential_smoothing(x: Any, alpha: float) -> Any:
    s = np.zeros_like(x)
    s[0] = x[0]
    for i in range(1, len(x)):
        s[i] = alpha * x[i] + (1 - alpha) * s[i - 1]
    return s


def convolution(x: Any, w: Any) -> Any:
    n = len(x) - len(w) + 1
    y = np.zeros(n)
    for k in range(len(w)):
        y += w[k] * x[k : k + n]
    return np.tanh(y)


def matmul_by_hand(a: Any, b: Any) -> Any:
    c = np.zeros((a.shape[0], b.shape[1]))
    for i in range(a.shape[0]):
        for j in range(b.shape[1]):
            for k in range(a.shape[1]):
                c[i, j] += a[i, k] * b[k, j]
    return c


def gradient_descent(x: Any, a: Any, rate: float, n: int) -> Any:
    for _ in range(n):
        x -= rate * (a @ x - 1.0)
    return 0.5 * x @ a @ x - np.sum(x)


def conjugate_gradient(a: Any, b: Any, n: int) -> Any:
    x = np.zeros_like(b)
    r = b - a @ x
    p = r.copy()
    rr = r @ r
    for _ in range(n):
        ap = a @ p
        alpha = rr / (p @ ap)
        x += alpha * p
        r -= alpha * ap
        new = r @ r
        p = r + new / rr * p
        rr = new
    return x


def sqrt_newton_tolerance(c: float) -> float:
    x = c
    while abs(x * x - c) > 1e-10:
        x = 0.5 * (x + c / x)
    return x


def black_scholes(s: float, k: float, t: float, r: float, sigma: float) -> float:
    d1 = (math.log(s / k) + (r + 0.5 * sigma**2) * t) / (sigma * math.sqrt(t))
    d2 = d1 - sigma * math.sqrt(t)
    return s * 0.5 * (1 + math.erf(d1 / math.sqrt(2))) - k * math.exp(-r * t) * 0.5 * (1 + math.erf(d2 / math.sqrt(2)))


def softmax_attention(q: Any, k: Any, v: Any) -> Any:
    scores = q @ k.T / np.sqrt(q.shape[1])
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    return weights @ v


def layer_norm(x: Any, gain: Any, bias: Any) -> Any:
    mean = x.mean(axis=-1, keepdims=True)
    variance = x.var(axis=-1, keepdims=True)
    return gain * (x - mean) / np.sqrt(variance + 1e-5) + bias


def recurrent_network(w: Any, u: Any, xs: Any) -> Any:
    h = np.zeros(w.shape[0])
    outputs = []
    for x in xs:
        h = np.tanh(w @ h + u @ x)
        outputs.append(h)
    return np.stack(outputs)


def gaussian_log_likelihood(mu: Any, m: Any, x: Any) -> Any:
    sigma = m @ m.T + np.eye(len(mu))
    d = x - mu
    sign, logdet = np.linalg.slogdet(sigma)
    return -0.5 * (d @ np.linalg.solve(sigma, d) + logdet)


def trapezoid(y: Any, dx: float) -> Any:
    total = 0.0
    for i in range(len(y) - 1):
        total += 0.5 * dx * (y[i] + y[i + 1])
    return total


def simpson_of_function(a: float, b: float, n: int) -> float:
    h = (b - a) / n
    total = math.sin(a * a) + math.sin(b * b)
    for i in range(1, n):
        x = a + i * h
        if i % 2 == 1:
            total += 4 * math.sin(x * x)
        else:
            total += 2 * math.sin(x * x)
    return total * h / 3


def dynamic_time_warp(x: Any, y: Any) -> Any:
    n, m = len(x), len(y)
    d = np.full((n + 1, m + 1), 1e3)
    d[0, 0] = 0.0
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            cost = (x[i - 1] - y[j - 1]) ** 2
            d[i, j] = cost + min(d[i - 1, j], d[i, j - 1], d[i - 1, j - 1])
    return d[n, m]


def gram_schmidt(a: Any) -> Any:
    q = a.copy()
    for j in range(a.shape[1]):
        for k in range(j):
            q[:, j] -= (q[:, k] @ q[:, j]) * q[:, k]
        q[:, j] /= np.sqrt(q[:, j] @ q[:, j])
    return q


def floyd_like(w: Any) -> Any:
    d = w.copy()
    n = d.shape[0]
    for k in range(n):
        for i in range(n):
            for j in range(n):
                if d[i, k] + d[k, j] < d[i, j]:
                    d[i, j] = d[i, k] + d[k, j]
    return d


def fourier_synthesis(a: Any, b: Any, t: float) -> float:
    total = a[0] / 2
    for k in range(1, len(a)):
        total += a[k] * np.cos(k * t) + b[k] * np.sin(k * t)
    return total


def shallow_water(h: Any, u: Any, dt: float, steps: int) -> Any:
    for _ in range(steps):
        flux_h = h * u
        flux_u = 0.5 * u * u + 9.8 * h
        h[1:-1] -= dt * 0.5 * (flux_h[2:] - flux_h[:-2])
        u[1:-1] -= dt * 0.5 * (flux_u[2:] - flux_u[:-2])
    return h + u * u


def verlet(q: float, p: float, k: float, dt: float, n: int) -> Any:
    p -= 0.5 * dt * k * q**3
    for i in range(n):
        q += dt * p
        if i < n - 1:
            p -= dt * k * q**3
    p -= 0.5 * dt * k * q**3
    return q, p


def scan_reset(x: Any, decay: float) -> Any:
    state = 0.0
    out = np.empty(len(x))
    for i in range(len(x)):
        state = decay * state + x[i]
        if state > 1.0:
            state = state - x[i] * decay
        out[i] = state
    return out


def statistics(x: Any) -> Any:
    z = (x - np.mean(x, axis=0)) / np.std(x, axis=0)
    return np.sum(z**3, axis=0) + np.prod(x, axis=0) + np.cumsum(x, axis=0)[1] + x.max(axis=0) * x.min(axis=0)


def geometry(a: Any, b: Any) -> Any:
    cosine = a @ b / (np.linalg.norm(a) * np.linalg.norm(b))
    return np.arccos(cosine) + np.sqrt(np.sum((a - b) ** 2)) + np.trace(np.outer(a, b))


def einsum_bilinear(x: Any, w: Any, y: Any) -> Any:
    return np.einsum("i,ijk,k->j", x, w, y) + np.tensordot(w, y, axes=1)[0]


def shapes_galore(a: Any) -> Any:
    b = np.concatenate([a, a[::-1]], axis=0)
    c = np.stack([a.ravel(), np.roll(a.ravel(), 1)])
    return np.sum(b[:, :2] @ c[:, :4]) + np.tile(a[0], 2) @ np.repeat(a[1], 2) + np.flip(a)[0, 0] * np.diag(a @ a.T)[1]


def clipped_and_smooth(x: Any) -> Any:
    return np.sum(np.clip(x, -0.5, 0.5) * x) + np.sum(np.maximum(x, 0.1)) * np.sum(np.abs(x)) + np.sum(np.sort(x)[:2])


SPD = numbers(3, 3, seed=90) @ numbers(3, 3, seed=90).T + 2 * np.eye(3)

PROGRAMS = (
    Program(smooth, (0.4, 0.7)),
    Program(smooth, (numbers(3), numbers(2, 3, seed=1))),
    Program(burgers, (numbers(8, seed=2), 0.1, 0.05, 4)),
    Program(heat, (numbers(6, seed=3), numbers(5, seed=4, low=0.5), 3)),
    Program(jacobi_2d, (numbers(5, 5, seed=5), numbers(5, 5, seed=6), 2), of="a"),
    Program(jacobi_2d, (numbers(5, 5, seed=5), numbers(5, 5, seed=6), 2), of="b"),
    Program(rk4_pendulum, (np.array([0.4, -0.2]), 1.3, 0.1, 3)),
    Program(rk4_scalar, (0.3, 1.7, 0.2)),
    Program(
        mlp_loss,
        (
            numbers(3, 4, seed=7),
            numbers(4, seed=8),
            numbers(4, 2, seed=9),
            numbers(2, seed=10),
            numbers(5, 3, seed=11),
            np.array([0, 1, 1, 0, 1]),
        ),
    ),
    Program(
        logistic_regression, (numbers(3, seed=12), numbers(4, 3, seed=13), np.array([0.0, 1.0, 1.0, 0.0])), wrt=(0, 1)
    ),
    Program(lu_determinant, (SPD,)),
    Program(lu_in_place, (SPD,), of="a"),
    Program(gauss_with_pivoting, (numbers(3, 3, seed=14), numbers(3, seed=15))),
    Program(cholesky_by_hand, (SPD,)),
    Program(cholesky_from_factor, (numbers(3, 3, seed=16),)),
    Program(power_iteration, (SPD, numbers(3, seed=17), 3)),
    Program(
        kalman_step,
        (
            numbers(2, seed=18),
            np.eye(2) + 0.1,
            np.array([[1.0, 0.1], [0.0, 1.0]]),
            0.1 * np.eye(2),
            np.array([[1.0, 0.3]]),
            np.array([[0.2]]),
            np.array([0.4]),
        ),
    ),
    Program(n_body_energy, (numbers(3, 2, seed=19), numbers(3, seed=20, low=0.5))),
    Program(n_body_step, (numbers(3, 2, seed=21), numbers(3, 2, seed=22), numbers(3, seed=23, low=0.5), 0.1, 2)),
    Program(horner, (numbers(5, seed=24), 0.7)),
    Program(
        thomas,
        (numbers(3, seed=25), numbers(4, seed=26, low=3.0, high=4.0), numbers(3, seed=27), numbers(4, seed=28)),
    ),
    Program(exponential_smoothing, (numbers(5, seed=29), 0.3)),
    Program(convolution, (numbers(7, seed=30), numbers(3, seed=31))),
    Program(matmul_by_hand, (numbers(2, 3, seed=32), numbers(3, 2, seed=33))),
    Program(gradient_descent, (numbers(3, seed=34), SPD, 0.1, 4)),
    Program(conjugate_gradient, (SPD, numbers(3, seed=35), 2)),
    Program(sqrt_newton_tolerance, (2.0,), step=1e-3),
    Program(black_scholes, (100.0, 95.0, 1.2, 0.03, 0.25)),
    Program(softmax_attention, (numbers(3, 2, seed=36), numbers(4, 2, seed=37), numbers(4, 2, seed=38))),
    Program(layer_norm, (numbers(2, 4, seed=39), numbers(4, seed=40), numbers(4, seed=41))),
    Program(recurrent_network, (numbers(2, 2, seed=42), numbers(2, 3, seed=43), numbers(4, 3, seed=44))),
    Program(gaussian_log_likelihood, (numbers(3, seed=45), numbers(3, 3, seed=46), numbers(3, seed=47))),
    Program(trapezoid, (numbers(5, seed=48), 0.1)),
    Program(simpson_of_function, (0.1, 1.3, 6)),
    Program(dynamic_time_warp, (numbers(4, seed=49), numbers(3, seed=50))),
    Program(gram_schmidt, (numbers(3, 3, seed=51),)),
    Program(floyd_like, (numbers(4, 4, seed=52, low=0.1, high=2.0),)),
    Program(fourier_synthesis, (numbers(4, seed=53), numbers(4, seed=54), 0.6)),
    Program(shallow_water, (numbers(6, seed=55, low=0.5), numbers(6, seed=56), 0.01, 3)),
    Program(verlet, (0.4, 0.7, 1.2, 0.1, 4)),
    Program(scan_reset, (numbers(6, seed=57, low=0.1), 0.9)),
    Program(statistics, (numbers(4, 3, seed=58),)),
    Program(geometry, (numbers(3, seed=59), numbers(3, seed=60))),
    Program(einsum_bilinear, (numbers(2, seed=61), numbers(2, 3, 2, seed=62), numbers(2, seed=63))),
    Program(shapes_galore, (numbers(2, 3, seed=64),)),
    Program(clipped_and_smooth, (numbers(6, seed=65),)),
)
