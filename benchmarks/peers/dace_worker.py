"""The process in which DaCe runs a kernel: `python -m benchmarks.peers.dace_worker FOLDER`.

It needs DaCe and what srcxform's core needs. The kernel is read by DaCe as it stands, by `@dace.program`. Around it
stands a program whose result is the sum of the weighted results, because DaCe differentiates one number.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import pickle
import sys
import time
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.kernel import Kernel
from benchmarks.peers.dace_program import program_text
from benchmarks.peers.peer import reason

TEXT = """
import dace
import numpy as np

{functions}

@dace.program
def objective({parameters}):
    {call}
    {of}
"""


class Adjoint:
    """The compiled gradient of one kernel, and its arguments."""

    def __init__(self, kernel: Kernel, form: Callable[..., Any], problem: tuple[Any, ...], folder: Path) -> None:
        _, self.args, self.wrt, self.head = problem
        self.names = [f"a{k}" for k in range(len(self.args))]
        self.kernel = kernel
        self.arrays = self._arrays()
        dace = importlib.import_module("dace")
        dace.Config.set("default_build_folder", value=str(folder / form.__name__))
        # What is no array is known when it compiles.
        constants = {name: x for name, x in zip(self.names, self.args, strict=True) if name not in self.arrays}
        start = time.perf_counter()
        constants |= {name: x for name, x in vars(sys.modules[form.__module__]).items() if _is_constant(x)}
        sdfg = _loaded(self._text(form), folder, constants).to_sdfg(simplify=True)
        inputs = [self.names[k] for k in self.wrt]
        importlib.import_module("dace.autodiff").add_backward_pass(sdfg, outputs=["total"], inputs=inputs)
        self.compiled = sdfg.compile()
        self.compile_seconds = time.perf_counter() - start
        self._bind()

    def _arrays(self) -> dict[str, Any]:
        """Arguments of the compiled program by name. A number that is differentiated is an array of one."""
        found: dict[str, Any] = {}
        for k, (name, x) in enumerate(zip(self.names, self.args, strict=True)):
            if isinstance(x, np.ndarray):
                found[name] = x.copy()
            elif k in self.wrt:
                found[name] = np.array([x])
        found["total"] = np.zeros(1)
        if isinstance(self.head, np.ndarray):
            found["head"] = self.head.copy()
        elif isinstance(self.head, float):
            found["head"] = np.array([self.head])
        else:
            raise TypeError("a result of several parts, or complex")
        return found

    def _text(self, form: Callable[..., Any]) -> str:
        parameters = ", ".join(f"{name}: dace.{x.dtype}[{_shape(x)}]" for name, x in self.arrays.items())
        is_number = {name: not isinstance(x, np.ndarray) for name, x in zip(self.names, self.args, strict=True)}
        given = [f"{name}[0]" if is_number[name] and name in self.arrays else name for name in self.names]
        call = f"{form.__name__}({', '.join(given)})"
        value = "value"
        if self.kernel.of is None:
            call = f"value = {call}"
        else:
            value = self.names[_parameters(self.kernel).index(self.kernel.of)]
        weighted = f"np.sum({value} * head)" if isinstance(self.head, np.ndarray) else f"{value} * head[0]"
        return TEXT.format(
            functions=program_text(form, self.args), parameters=parameters, call=call, of=f"total[0] = {weighted}"
        )

    def _bind(self) -> None:
        """The arguments as the compiled code takes them, once: its call in Python costs more than small programs."""
        self.originals = {name: x.copy() for name, x in self.arrays.items()}
        given = {f"gradient_{self.names[k]}": np.zeros_like(self.arrays[self.names[k]]) for k in self.wrt}
        self.gradients = list(given.values())
        self.total_bar = np.ones(1)
        arrays = {**self.arrays, **given, "gradient_total": self.total_bar}
        self.compiled(**arrays)
        self.written = [n for n in self.arrays if not np.array_equal(self.arrays[n], self.originals[n])]
        self.call_arguments = self.compiled.construct_arguments(**arrays)

    def __call__(self) -> None:
        """One gradient: what the program writes, and what it adds to, is first made what it was."""
        for name in self.written:
            np.copyto(self.arrays[name], self.originals[name])
        for gradient in self.gradients:
            gradient.fill(0.0)
        self.total_bar.fill(1.0)
        self.compiled.fast_call(*self.call_arguments)

    def seconds(self, repeats: int) -> float:
        start = time.perf_counter()
        for _ in range(repeats):
            self()
        return (time.perf_counter() - start) / repeats


def _parameters(kernel: Kernel) -> list[str]:
    code = kernel.function.__code__
    return list(code.co_varnames[: code.co_argcount])


def _is_constant(x: Any) -> bool:
    """What a kernel's file may have beside functions: numbers, and modules as `math`."""
    return isinstance(x, int | float | types.ModuleType)


def _shape(x: Any) -> str:
    return ", ".join(map(str, x.shape))


def _loaded(text: str, folder: Path, names: dict[str, Any]) -> Any:
    """The last program of a text, in a file, where DaCe looks for it."""
    path = folder / "objective.py"
    path.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("objective", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    module.__dict__.update(names)
    spec.loader.exec_module(module)
    return module.objective


def made(folder: Path) -> Adjoint:
    """The program as it stands, or its form in loops where DaCe does not take that."""
    with open(folder / "problem.pickle", "rb") as file:
        problem = pickle.load(file)
    kernel = importlib.import_module(problem[0]).KERNEL
    try:
        return Adjoint(kernel, kernel.function, problem, folder)
    except Exception:
        if kernel.primal_loops is None:
            raise
        return Adjoint(kernel, kernel.primal_loops, problem, folder)


def main(folder: Path) -> int:
    """Answer questions until there are no more. What DaCe prints goes to the log."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    adjoint = None
    for line in sys.stdin:
        word, _, rest = line.strip().partition(" ")
        try:
            if word == "compile":
                adjoint = made(folder)
                answer = repr(adjoint.compile_seconds)
            elif adjoint is None:
                raise RuntimeError("not compiled")
            elif word == "time":
                answer = repr(adjoint.seconds(int(rest)))
            else:
                adjoint()
                shaped = [g[0] if np.ndim(adjoint.args[k]) == 0 else g for k, g in zip(adjoint.wrt, adjoint.gradients)]
                with open(folder / "found.pickle", "wb") as file:
                    pickle.dump(tuple(shaped), file)
                answer = "done"
            print("ok", answer, file=answers, flush=True)
        except Exception as error:
            print("no", reason(error), file=answers, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
