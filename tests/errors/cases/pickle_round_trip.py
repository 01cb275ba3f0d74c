import pickle


def f(x):
    return pickle.loads(pickle.dumps(x * x)) * x


FUNCTION = "f"
ARGS = (0.5,)

# error
# pickle_round_trip.py:5: `dumps` has neither a derivative rule nor Python source, and might keep its argument
#     return pickle.loads(pickle.dumps(x * x)) * x
#                         ^
# instead: register its derivative with @srcxform.adjoint and @srcxform.tangent
