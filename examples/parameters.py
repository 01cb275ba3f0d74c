"""A dict of parameters: the gradient is a dict with the same keys.

"My model keeps its weights in a dict (of lists, of arrays). How do I get a gradient for all of them?" Ask for the
gradient with respect to the dict. What it holds may be nested; what is no float (a name, a count) has `None` in its
place. So one function walks over both and makes the step.
"""

import numpy as np

from srcxform import check_grads, value_and_grad


def predict(params, x):
    for layer in params["hidden"]:
        x = np.tanh(x @ layer["w"] + layer["b"])
    return x @ params["out"]["w"] + params["out"]["b"]


def loss(params, x, y):
    size = 0.0
    for layer in params["hidden"]:
        size = size + np.sum(layer["w"] ** 2)
    return np.mean((predict(params, x) - y) ** 2) + params["decay"] * size


def stepped(params, gradient, rate):
    """The parameters one step down the gradient: the same structure again."""
    if gradient is None:
        return params
    if isinstance(params, dict):
        return {key: stepped(params[key], gradient[key], rate) for key in params}
    if isinstance(params, list):
        return [stepped(p, g, rate) for p, g in zip(params, gradient)]
    return params - rate * gradient


rng = np.random.default_rng(0)
params = {
    "name": "two hidden layers",
    "hidden": [
        {"w": rng.normal(size=(1, 8)), "b": np.zeros(8)},
        {"w": 0.5 * rng.normal(size=(8, 8)), "b": np.zeros(8)},
    ],
    "out": {"w": 0.5 * rng.normal(size=8), "b": 0.0},
    "decay": 1e-4,
}
x = np.linspace(-2, 2, 40)[:, None]
y = np.sin(2 * x[:, 0] + 0.5)

loss_and_gradient = value_and_grad(loss)
first, gradient = loss_and_gradient(params, x, y)
print("keys of the gradient: ", list(gradient))
print("shapes in hidden[1]:  ", {key: part.shape for key, part in gradient["hidden"][1].items()})
print("in the place of text: ", gradient["name"])
assert list(gradient) == list(params)
assert gradient["name"] is None
check_grads(loss, params, x, y)

for _ in range(400):
    value, gradient = loss_and_gradient(params, x, y)
    gradient["decay"] = None  # held still: it is not for the data to choose
    params = stepped(params, gradient, 0.1)
print(f"loss, before and after: {first:.3f} {value:.3f}")
assert value < 0.1 * first
