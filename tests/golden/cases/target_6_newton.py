"""An exit: the forward sweep keeps its break, and only `x` is recorded."""


def newton(x, c):
    for i in range(50):
        step = (x * x - c) / (2 * x)
        x = x - step
        if abs(step) < 1e-12:
            break
    return x


FUNCTION = "newton"
ARGS = (1.0, 2.0)
WRT = (0, 1)
MUST = (r"x_stack\.append\(x\)", r"\bbreak\b")
MUST_NOT = (r"step_stack", r"append(?s:.*)append")

# adjoint
def newton_adjoint(x, c, head=1.0):
    """Gradient of newton with respect to x and c, weighted by head."""
    x_stack = []
    for _ in range(50):
        x_stack.append(x)
        step = (x * x - c) / (2 * x)
        x = x - step
        if abs(step) < 1e-12:
            break
    x_bar = head
    c_bar = 0.0
    # for i in range(50):
    while x_stack:
        x = x_stack.pop()
        # step = (x * x - c) / (2 * x)
        tmp = 2 * x
        step = (x * x - c) / tmp
        tmp = x_bar / tmp
        c_bar += tmp
        x_bar += 2 * tmp * (step - x)
    return x_bar, c_bar
