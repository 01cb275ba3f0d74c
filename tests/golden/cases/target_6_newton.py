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
