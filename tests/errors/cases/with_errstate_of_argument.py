import numpy as np


def f(x):
    with np.errstate(divide="ignore" if x > 0 else "warn"):
        y = np.log(x)
    return y


FUNCTION = "f"
ARGS = (0.5,)

# error
# with_errstate_of_argument.py:5: `errstate` has an argument that is known only at run time
#     with np.errstate(divide="ignore" if x > 0 else "warn"):
#     ^
# instead: give it constants
