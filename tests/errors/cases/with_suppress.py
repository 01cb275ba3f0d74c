import contextlib


def f(x):
    y = x
    with contextlib.suppress(ZeroDivisionError):
        y = 1.0 / x
    return y


FUNCTION = "f"
ARGS = (0.5,)

# error
# with_suppress.py:6: `contextlib.suppress` is not supported
#     with contextlib.suppress(ZeroDivisionError):
#     ^
# instead: write `try: ... except ...: pass`
