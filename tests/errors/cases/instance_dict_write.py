class Box:
    value = 1.0


BOX = Box()


def f(x):
    BOX.__dict__["value"] = x * x
    return BOX.value * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# instance_dict_write.py:9: `__dict__` gives attributes by names that are computed
#     BOX.__dict__["value"] = x * x
#     ^
# instead: use the attributes by their names
