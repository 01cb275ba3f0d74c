"""Detaching: `stop_gradient(u)` is u, treated as a constant.

With u = x * y and z = u * x the gradient by x is 2 * x * y: u depends on x as well. With u detached, only the
factor x is differentiated and the gradient is u = x * y, half of that. Both are right; they answer different
questions. The missing half comes back when the head of z at u is carried on to x by hand.
"""

import numpy as np

from srcxform import grad, stop_gradient


def attached(x, y):
    u = x * y
    return u * x


def detached(x, y):
    u = stop_gradient(x * y)
    return u * x


def product(x, y):
    return x * y


x = np.array([1.0, 2.0, 3.0, 4.0])
y = np.array([5.0, 6.0, 7.0, 8.0])

whole = grad(attached)(x, y)
direct = grad(detached)(x, y)
dz_du = grad(attached, wrt="u")(x, y)
through_u = grad(product)(x, y, dz_du)

print("attached:  d(u * x)/dx     =", whole)
print("detached:  u * dx/dx       =", direct)
print("through u: dz/du * du/dx   =", through_u)
print("detached + through u       =", direct + through_u)

assert np.array_equal(whole, [10.0, 24.0, 42.0, 64.0])
assert np.array_equal(direct, [5.0, 12.0, 21.0, 32.0])
assert np.array_equal(direct + through_u, whole)
