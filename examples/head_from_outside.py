"""Where a head comes from: dz/dy was found elsewhere, by hand or by another program; y(x) is ours.

`grad(y_of)(x, dz_dy)` is `dz/dx = dz/dy * dy/dx`. Nobody needs to know the function z.
"""

import numpy as np

from srcxform import grad


def y_of(x):
    return 2 * x


x = np.array([0.0, 1.0, 2.0, 3.0])
dz_dy = np.array([10.0, 1.0, 0.1, 0.01])  # found outside
dz_dx = grad(y_of)(x, dz_dy)

print("dz/dy from outside:", dz_dy)
print("dz/dx:             ", dz_dx)

assert np.allclose(dz_dx, [20.0, 2.0, 0.2, 0.02], rtol=1e-12)
