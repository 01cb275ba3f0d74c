"""Forward mode: one line after another, no tape."""


def logistic(r, x, n):
    for i in range(n):
        x = r * x * (1 - x)
    return x


FUNCTION = "logistic"
ARGS = (3.2, 0.4, 5)
WRT = (0, 1)
TANGENTS = (1.0, 0.5, None)
MUST_NOT = (r"append", r"pop", r"stack")

# tangent
def logistic_tangent(r, x, n, r_dot, x_dot):
    """Value of logistic and its tangent along r and x."""
    for _ in range(n):
        tmp = r * x
        tmp_1 = 1 - x
        x_1 = tmp * tmp_1
        x_dot = (r_dot * x + x_dot * r) * tmp_1 - x_dot * tmp
        x = x_1
    return x, x_dot
