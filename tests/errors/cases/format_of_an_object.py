class Body:
    def __init__(self, mass):
        self.mass = mass


def f(x):
    body = Body(x)
    print(f"{body:>10}")
    return body.mass**2


FUNCTION = "f"
ARGS = (0.5,)

# error
# format_of_an_object.py:8: a format of an object
#     print(f"{body:>10}")
#              ^
# instead: format its numbers, or write `!s` before the format
