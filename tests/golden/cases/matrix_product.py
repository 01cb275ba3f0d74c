"""A layer: products, broadcasting bias, reused result of tanh."""
import numpy as np


def layer(w, b, x):
    return np.sum(np.tanh(x @ w + b) ** 2)


FUNCTION = "layer"
ARGS = (np.ones((3, 2)) * 0.3, np.array([0.1, -0.2]), np.arange(12.0).reshape(4, 3) / 10)
WRT = (0, 1)

# adjoint
import numpy as np


def layer_adjoint(w, b, x, head=1.0):
    """Gradient of layer with respect to w and b, weighted by head."""
    tmp = np.tanh(x @ w + b)
    # return np.sum(np.tanh(x @ w + b) ** 2)
    tmp = head * 2 * tmp * (1 - tmp * tmp)
    return x.T @ tmp, np.sum(tmp, axis=0)
