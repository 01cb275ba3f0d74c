"""Plain Python control flow: the trip count of a `while` and the side of an `if` depend on the data.

On the path that ran, c is a constant times a; the constant here is 2048 (eleven doublings) times 100 (the other
branch), and the head weights the three outputs.
"""

import numpy as np

from srcxform import differentiable, grad


@differentiable
def f(a):
    b = a * 2
    while np.linalg.norm(b) < 1000:
        b = b * 2
    if np.sum(b) > 0:
        c = b
    else:
        c = 100 * b
    return c


a = np.array([-0.3, 0.5, -0.4])
head = np.array([0.01, 1.0, 0.1])
gradient = grad(f)(a, head)

print("gradient:", gradient)
print("slope:   ", f(a) / a)
print()
print(f.adjoint_source)

assert np.allclose(gradient, [2048.0, 204800.0, 20480.0], rtol=1e-12)
assert np.allclose(gradient, head * f(a) / a, rtol=1e-12)
assert np.allclose(grad(f)(-a, head), [20.48, 2048.0, 204.8], rtol=1e-12)  # the other branch
