import numpy as np


def f(x):
    z = np.zeros(1, complex)
    z.view(np.float64)[:] = x
    return np.real(z[0]) * np.imag(z[0])


FUNCTION = "f"
ARGS = (np.array([0.5, 0.3]),)

# error
# real_view_of_complex.py:6: `.view` as another type reads the bytes of numbers
#     z.view(np.float64)[:] = x
#     ^
# instead: use `a.astype(dtype)` for another dtype, and `a[:]` for a view
