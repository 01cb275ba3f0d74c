"""Total against partial derivative: z = u + x with u = x * y, at y = 2.

The total derivative is dz/dx = y + 1 = 3: through u (partial dz/du = 1 times du/dx = y) and directly (1). Whoever
holds one of the two ways still, by `stop_gradient`, gets the other one alone.
"""

import numpy as np

from srcxform import grad, stop_gradient


def z_of(x, y):
    u = x * y
    return u + x


def directly(x, y):
    u = stop_gradient(x * y)
    return u + x


def through_u(x, y):
    u = x * y
    return u + stop_gradient(x)


x = np.ones(4)
y = np.full(4, 2.0)

total, dz_du = grad(z_of, wrt=("x", "u"))(x, y)
direct = grad(directly)(x, y)
by_way_of_u = grad(through_u)(x, y)

print("dz/dx, total:              ", total)
print("partial dz/dx, u held:     ", direct)
print("dz/du * du/dx, x held in z:", by_way_of_u)
print("partial dz/du:             ", dz_du)

assert np.array_equal(total, [3.0, 3.0, 3.0, 3.0])
assert np.array_equal(direct, [1.0, 1.0, 1.0, 1.0])
assert np.array_equal(by_way_of_u, [2.0, 2.0, 2.0, 2.0])
assert np.array_equal(direct + by_way_of_u, total)
assert np.array_equal(dz_du, [1.0, 1.0, 1.0, 1.0])
