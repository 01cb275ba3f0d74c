class Model:
    def __init__(self, x):
        self._x = x

    @property
    def x(self):
        return self._x


def f(x):
    model = Model(x)
    model.x = x * x
    return model.x


FUNCTION = "f"
ARGS = (0.5,)

# error
# property_without_setter.py:12: the property `x` cannot be written
#     model.x = x * x
#     ^
# instead: give it a setter, or write the attribute behind it
