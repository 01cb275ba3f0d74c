class TooLarge(Exception):
    def __init__(self, value):
        super().__init__(value)
        self.value = value


def f(x):
    try:
        if x > 0.0:
            raise TooLarge(x * x)
    except TooLarge as error:
        return error.value
    return x


FUNCTION = "f"
ARGS = (0.5,)

# error
# exception_carries_a_value.py:12: `.value` of an exception: what it carries is not followed
#     return error.value
#            ^
# instead: assign the value to a variable before the `raise`
