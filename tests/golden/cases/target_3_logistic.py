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

# adjoint
def logistic_adjoint(r, x, n, head=1.0):
    """Gradient of logistic with respect to r and x, weighted by head."""
    x_stack = []
    for _ in range(n):
        x_stack.append(x)
        x = r * x * (1 - x)
    x_bar = head
    r_bar = 0.0
    # for i in range(n):
    for _ in range(n - 1, -1, -1):
        x = x_stack.pop()
        # x = r * x * (1 - x)
        tmp = x_bar * (1 - x)
        r_bar += tmp * x
        x_bar = r * (tmp - x_bar * x)
    return r_bar, x_bar
