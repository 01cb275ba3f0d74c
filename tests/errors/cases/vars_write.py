class Box:
    value = 1.0


BOX = Box()


def f(x):
    vars(BOX)["value"] = x * x
    return BOX.value * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# vars_write.py:9: `vars` gives variables or attributes by names that are computed
#     vars(BOX)["value"] = x * x
#     ^
# instead: use the variables by their names
