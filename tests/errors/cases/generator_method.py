class Path:
    def __init__(self, x):
        self.x = x

    def __iter__(self):
        yield self.x
        yield self.x * self.x


def f(x):
    return sum(Path(x))


FUNCTION = "f"
ARGS = (0.5,)

# error
# generator_method.py:6: generators are not supported
#     yield self.x
#     ^
# instead: build a list or a tuple and return it
