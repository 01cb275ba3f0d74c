COUNT = 0


def f(x):
    global COUNT
    COUNT += 1
    return COUNT * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# global_augmented.py:5: assigning a global variable is not supported
#     global COUNT
#     ^
# instead: return the new value
