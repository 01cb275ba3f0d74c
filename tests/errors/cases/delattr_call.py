class Box:
    pass


BOX = Box()


def f(x):
    BOX.value = x
    delattr(BOX, "value")
    return x * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# delattr_call.py:10: `delattr` deletes an attribute
#     delattr(BOX, "value")
#     ^
# instead: make an object without it
