class Box:
    value = 1.0


BOX = Box()


def f(x):
    object.__setattr__(BOX, "value", x * x)
    return BOX.value * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# object_setattr.py:9: an object is handed to `__setattr__`, whose source is not available
#     object.__setattr__(BOX, "value", x * x)
#     ^
# instead: write it as a statement: `a[index] = value`, `object.name = value`
