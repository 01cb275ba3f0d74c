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
from srcxform.runtime import broadcast_like


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
        tmp = (np.tril(a_dot) + np.tril(a_dot, -1)) / 2
        tmp = np.linalg.solve(y, np.linalg.solve(y, tmp + tmp.T).T)
        y_dot = broadcast_like(y @ ((np.tril(tmp) + np.tril(tmp, -1)) / 2), y)
        y_1 = y
    tmp = y_1 * y_1
    return np.sum(tmp), np.sum(broadcast_like(y_dot * y_1 + y_dot * y_1, tmp))
