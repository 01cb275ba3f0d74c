class Counted:
    def __init__(self, function):
        self.function, self.calls = function, 0

    def __call__(self, x):
        self.calls += 1
        return self.function(x)


@Counted
def square(x):
    return x * x


def f(x):
    return square(x)


FUNCTION = "f"
ARGS = (0.5,)

# error
# decorator_that_counts.py:6: a `Counted` from outside the function is written, and would stay so after the call
#     self.calls += 1
#     ^
# instead: pass the object as an argument, or give back what changes
