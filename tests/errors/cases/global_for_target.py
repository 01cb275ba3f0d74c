I = 0


def f(x):
    global I
    for I in range(3):
        x = x * x
    return x * I


FUNCTION = "f"
ARGS = (0.5,)

# error
# global_for_target.py:5: assigning a global variable is not supported
#     global I
#     ^
# instead: return the new value
