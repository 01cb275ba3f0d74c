"""sin(x) and its derivative on a graph.

python examples/sine.py             a graph of text
python examples/sine.py sine.png    a picture, by matplotlib
"""

import sys

import numpy as np

from srcxform import grad


def f(x):
    return np.sin(x)


def text_graph(x, value, slope):
    """One line for each x: o is sin(x), + its derivative."""
    lines = [f"{'x':>6} {'sin(x)':>8} {'slope':>8}   -1{' ' * 17}0{' ' * 17}+1"]
    for at, v, s in zip(x, value, slope):
        strip = [" "] * 37
        strip[18] = "|"
        strip[round(18 + 18 * v)] = "o"
        strip[round(18 + 18 * s)] = "+"
        lines.append(f"{at:6.2f} {v:8.4f} {s:8.4f}   {''.join(strip)}".rstrip())
    return "\n".join(lines)


def picture(path, x, value, slope):
    try:
        from matplotlib.figure import Figure
    except ImportError:
        sys.exit("a picture needs matplotlib: pip install matplotlib (or leave the file name out for a text graph)")
    figure = Figure()
    axes = figure.subplots()
    axes.plot(x, value, label="sin(x)")
    axes.plot(x, slope, label="its derivative")
    axes.legend()
    figure.savefig(path)
    print("wrote", path)


x = np.linspace(-np.pi, np.pi, 25)
value, slope = f(x), grad(f)(x)
assert np.allclose(slope, np.cos(x), rtol=1e-14, atol=1e-16)

if len(sys.argv) > 1:
    picture(sys.argv[1], x, value, slope)
else:
    print(text_graph(x, value, slope))
