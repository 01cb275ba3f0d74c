class Doubled:
    def __get__(self, instance, owner):
        return 2.0 * instance._x

    def __set__(self, instance, value):
        instance._x = value


class Model:
    x = Doubled()

    def __init__(self, x):
        self.x = x


def f(x):
    return Model(x).x


FUNCTION = "f"
ARGS = (0.5,)

# error
# data_descriptor.py:13: `Model.x` is a descriptor that is not supported
#     self.x = x
#     ^
# instead: use a plain attribute, a property or a method
