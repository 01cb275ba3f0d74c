import contextvars

V = contextvars.ContextVar("V")


def f(x):
    V.set(x * x)
    return V.get() * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# contextvars_active.py:7: `set` has neither a derivative rule nor Python source, and might keep its argument
#     V.set(x * x)
#     ^
# instead: register its derivative with @srcxform.adjoint and @srcxform.tangent
