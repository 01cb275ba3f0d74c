"""The command line: `python -m srcxform COMMAND ...`.

A mistake in what was typed is one line on standard error and status 2; a check that fails is status 1.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from srcxform import api
from srcxform.errors import SrcxformError
from srcxform.tools.check import derivative_report
from srcxform.tools.coverage import run_coverage
from srcxform.tools.demo import run_demo
from srcxform.tools.explain import explain, explain_at
from srcxform.tools.leaves import copied, is_inexact, leaves, map_leaves
from srcxform.tools.listing import beside, primal_source, print_source, screen_width
from srcxform.tools.target import UsageError, find_target, one_line, parse_arguments

TARGET_HELP = "package.module:function or path/file.py:function"
ARGS_HELP = "the arguments, as between the parentheses of a call: 'np.ones(3), 2.0'"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the result is the exit status."""
    options = _parser().parse_args(argv)
    try:
        status: int = options.run(options)
        sys.stdout.flush()
        return status
    except SrcxformError as error:
        print(f"srcxform: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader has gone, as in `show ... | head`: what is still in the buffer has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


class _Parser(argparse.ArgumentParser):
    """argparse without the usage lines before each error."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message} (see {self.prog} --help)\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="srcxform", description="Gradients of plain NumPy programs, as source.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    demo = commands.add_parser("demo", help="the main job end to end, on an embedded program")
    demo.set_defaults(run=_demo)

    show = commands.add_parser("show", help="print generated source")
    show.add_argument("target", metavar="TARGET", help=TARGET_HELP)
    show.add_argument("--mode", choices=("adjoint", "tangent"), default="adjoint", help="default: adjoint")
    show.add_argument("--args", metavar="EXPR", help=ARGS_HELP + "; the source is the one for their types")
    show.add_argument("--wrt", metavar="NAMES", help="names or positions to differentiate by, with commas: x,z")
    show.add_argument(
        "--side-by-side", action="store_true", help="beside the primal, where the terminal is wide enough"
    )
    show.set_defaults(run=_show)

    check = commands.add_parser("check", help="compare reverse, forward and numerical derivatives")
    check.add_argument("target", metavar="TARGET", help=TARGET_HELP)
    check.add_argument("--args", metavar="EXPR", required=True, help=ARGS_HELP)
    check.set_defaults(run=_check)

    explain = commands.add_parser(
        "explain", help="line by line: what is active, what is kept for the reverse sweep, why"
    )
    explain.add_argument("target", metavar="TARGET", help=TARGET_HELP)
    explain.add_argument("--args", metavar="EXPR", help=ARGS_HELP + "; then with bytes and times")
    explain.add_argument("--wrt", metavar="NAMES", help="names or positions to differentiate by, with commas: x,z")
    explain.set_defaults(run=_explain)

    coverage = commands.add_parser("coverage", help="what becomes of each public function of NumPy, SciPy and Python")
    coverage.add_argument(
        "namespaces", nargs="*", metavar="NAMESPACE", help="numpy, numpy.linalg, scipy.stats, math ..."
    )
    coverage.add_argument("--all", action="store_true", help="every name, not only what is left out")
    coverage.set_defaults(run=_coverage)
    return parser


def _demo(options: argparse.Namespace) -> int:
    return 0 if run_demo() else 1


def _coverage(options: argparse.Namespace) -> int:
    return 0 if run_coverage(options.namespaces, every_name=options.all) else 1


def _show(options: argparse.Namespace) -> int:
    function = find_target(options.target)
    if options.mode == "tangent" and options.wrt is not None:
        raise UsageError("--wrt goes with --mode adjoint: a tangent function takes a tangent for each argument")
    args = None if options.args is None else _arguments(options.args, function)
    if options.mode == "tangent":
        source = _tangent_source(function, args)
    else:
        source = _adjoint_source(function, args, options.wrt)
    print_source(beside(primal_source(function), source, screen_width()) if options.side_by_side else source)
    if args is None:
        print("srcxform: this is for arguments of any kind; with --args it is shorter, for theirs", file=sys.stderr)
    return 0


def _explain(options: argparse.Namespace) -> int:
    function = find_target(options.target)
    if options.args is None:
        if options.wrt is not None:
            raise UsageError("--wrt goes with --args: without them every argument that may hold floats counts")
        print(explain(function))
        return 0
    args = _arguments(options.args, function)
    print(explain_at(function, args, _float_positions(args) if options.wrt is None else _wrt(options.wrt)))
    return 0


def _arguments(expression: str, function: Callable[..., Any]) -> tuple[Any, ...]:
    """The arguments, tried out: what the function raises at them is the user's to hear about, without our traceback."""
    args = parse_arguments(expression, function)
    try:
        function(*copied(args))
    except (Exception, SystemExit) as error:
        raise UsageError(f"{function.__name__} fails at these arguments: {one_line(error)}") from None
    return args


def _adjoint_source(function: Callable[..., Any], args: tuple[Any, ...] | None, wrt: str | None) -> str:
    """With respect to what is named, else to every argument that holds floats or may hold them."""
    if args is None and wrt is None:
        return str(api.differentiable(function).adjoint_source)
    gradient = api.grad(function, wrt=_float_positions(args or ()) if wrt is None else _wrt(wrt))
    if args is not None:
        gradient(*args)
    return gradient.source


def _tangent_source(function: Callable[..., Any], args: tuple[Any, ...] | None) -> str:
    decorated = api.differentiable(function)
    if args is not None:
        tangents = map_leaves(lambda leaf: leaf if is_inexact(leaf) else None, args)
        api.jvp(decorated, args, tangents)  # any tangents of the right structure give the same source
    return str(decorated.tangent_source)


def _float_positions(args: tuple[Any, ...]) -> int | tuple[int, ...]:
    found = tuple(i for i, arg in enumerate(args) if any(map(is_inexact, leaves(arg))))
    return found[0] if len(found) == 1 else found


def _wrt(text: str) -> int | str | tuple[int | str, ...]:
    """`x` -> "x", `0` -> 0, `x,1` -> ("x", 1)."""
    names = tuple(int(name) if name.strip().isdigit() else name.strip() for name in text.split(","))
    return names if len(names) > 1 else names[0]


def _check(options: argparse.Namespace) -> int:
    function = find_target(options.target)
    args = _arguments(options.args, function)
    report = derivative_report(function, *args)
    print(report.table())
    if not report.failures:
        return 0
    print(f"srcxform: {report.summary}", file=sys.stderr)
    return 1
