class Box:
    value = 1.0


BOX = Box()


def f(x):
    BOX.__dict__["value"] = x * x
    return BOX.value * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# instance_dict_write.py:9: `Box` has no attribute `__dict__` here
#     BOX.__dict__["value"] = x * x
#     ^
# instead: assign it in `__init__`, or before it is read
