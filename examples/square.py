"""A first gradient: f(x) = 2 * x * x, so df/dx = 4 * x.

The output is an array. Without a head, `grad` gives the gradient of the sum of the output.
"""

import numpy as np

from srcxform import differentiable, grad


@differentiable
def f(x):
    y = x * 2
    z = y * x
    return z


x = np.array([[1.0, 2.0], [3.0, 4.0]])
gradient = grad(f)(x)

print(gradient)
print()
print(f.adjoint_source)

assert np.array_equal(gradient, [[4.0, 8.0], [12.0, 16.0]])
