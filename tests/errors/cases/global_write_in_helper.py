STATE = 1.0


def step(x):
    global STATE
    STATE = STATE * x


def f(x):
    step(x)
    step(x)
    return STATE


FUNCTION = "f"
ARGS = (0.5,)

# error
# global_write_in_helper.py:5: assigning a global variable is not supported
#     global STATE
#     ^
# instead: return the new value
