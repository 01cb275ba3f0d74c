class Box:
    pass


def f(x):
    box = Box()
    setattr(box, "left" if x < 1.0 else "right", x * x)
    return box.left


FUNCTION = "f"
ARGS = (0.5,)

# error
# setattr_computed_name.py:7: an attribute whose name is known only at run time
#     setattr(box, "left" if x < 1.0 else "right", x * x)
#     ^
# instead: name the attribute, or keep the values in a dict with constant keys
