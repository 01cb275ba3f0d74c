def f(x):
    return x * x


FUNCTION = "f"
ARGS = (0.5,)
HEAD = 1j
REVERSE_ONLY = True

# error
# head_is_complex.py:1: the head is complex and the output is real
#     def f(x):
#     ^
# instead: pass a real head
