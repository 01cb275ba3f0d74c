"""In forward mode the primal alone is tried, and its tangent comes after it."""
import numpy as np


def factor_or_double(a):
    try:
        y = np.linalg.cholesky(a)
    except np.linalg.LinAlgError:
        y = a * 2.0
    return np.sum(y * y)


FUNCTION = "factor_or_double"
ARGS = (np.array([[2.0, 0.5], [0.5, 1.0]]),)
TANGENTS = (np.array([[1.0, 0.2], [0.2, -0.3]]),)

# tangent
import numpy as np
from srcxform.runtime import broadcast_like, half_triangle, solve_triangle


def factor_or_double_tangent(a, a_dot):
    """Value of factor_or_double and its tangent along a."""
    try:
        y = np.linalg.cholesky(a)
        failed = False
    except np.linalg.LinAlgError:
        failed = True
    if failed:
        y_1 = a * 2.0
        y_dot = a_dot * 2.0
    else:
        tmp = half_triangle(a_dot, False)
        y_dot = broadcast_like(
            y @ half_triangle(solve_triangle(y, solve_triangle(y, tmp + tmp.T, True).T, True)), y
        )
        y_1 = y
    tmp = y_dot * y_1
    return np.sum(y_1 * y_1), np.sum(tmp + tmp)
