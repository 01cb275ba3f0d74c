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
# delattr_call.py:9: a `Box` from outside the function is written, and would stay so after the call
#     BOX.value = x
#     ^
# instead: pass the object as an argument, or give back what changes
