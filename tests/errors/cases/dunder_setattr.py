class Box:
    value = 1.0


BOX = Box()


def f(x):
    BOX.__setattr__("value", x * x)
    return BOX.value * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# dunder_setattr.py:9: `__setattr__` has neither a derivative rule nor Python source, and might keep its argument
#     BOX.__setattr__("value", x * x)
#     ^
# instead: write it as a statement: `a[index] = value`, `object.name = value`
