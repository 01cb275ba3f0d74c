"""The same on arrays: unbroadcast where ranks do not rule it out."""
import numpy as np


def smooth(x, y):
    z = x * y
    return np.sin(z) + z ** 2


FUNCTION = "smooth"
ARGS = (np.array([0.3, -0.4]), np.array([[0.7, 0.2], [0.1, 0.9]]))
WRT = (0, 1)
MUST_NOT = (r"np\.sin", r"zeros")

# adjoint
import numpy as np


def smooth_adjoint(x, y, head=None):
    """Gradient of smooth with respect to x and y, weighted by head."""
    z = x * y
    if head is None:
        head = np.ones_like(y)
    # return np.sin(z) + z ** 2
    z_bar = head * (2 * z) + head * np.cos(z)
    return np.sum(z_bar * y, axis=0), z_bar * x
