def f(x):
    Point = type("Point", (), {"u": x})
    return Point.u * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# class_made_by_type.py:2: an object is handed to `type`, whose source is not available
#     Point = type("Point", (), {"u": x})
#             ^
# instead: hand over its arrays and numbers
