"""The gradient at an intermediate and at the input, in one call.

z = 2 * x and y = dot(z, z), so dy/dz = 2 * z = 4 * x and dy/dx = 2 * dy/dz = 8 * x. Asking for the gradient at z
does not cut z off from x.
"""

import numpy as np

from srcxform import grad


def f(x):
    z = 2 * x
    return np.dot(z, z)


x = np.arange(3.0)
x_bar, z_bar = grad(f, wrt=("x", "z"))(x)

print("dy/dx = 8 * x =", x_bar)
print("dy/dz = 4 * x =", z_bar)

assert np.array_equal(x_bar, 8 * x)
assert np.array_equal(z_bar, 4 * x)
