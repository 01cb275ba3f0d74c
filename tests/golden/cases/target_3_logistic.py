"""Nonlinear loop: one stack for the one value that is needed, no recorded index or trip count."""


def logistic(r, x, n):
    for i in range(n):
        x = r * x * (1 - x)
    return x


FUNCTION = "logistic"
ARGS = (3.2, 0.4, 5)
WRT = (0, 1)
MUST = (r"x_stack\.append\(x\)", r"x_stack\.pop\(\)")
MUST_NOT = (r"trips", r"i_stack", r"append(?s:.*)append")
