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
