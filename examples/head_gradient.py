"""A head gradient: the derivative of some objective with respect to the output, given by the caller.

If `z = f(x)` goes into a larger computation `w(z)`, then `grad(f)(x, dw/dz)` is `dw/dx`: the chain rule, with the
first factor from outside. Each entry of the head weights the same entry of the output.
"""

import numpy as np

from srcxform import grad


def f(x):
    y = x * 2
    z = y * x
    return z


x = np.array([[1.0, 2.0], [3.0, 4.0]])
head = np.array([[10.0, 1.0], [0.1, 0.01]])
gradient = grad(f)(x, head)
same = grad(f)(x, head=head)

print(gradient)

assert np.allclose(gradient, [[40.0, 8.0], [1.2, 0.16]], rtol=1e-12)
assert np.array_equal(gradient, same)
