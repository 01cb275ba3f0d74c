"""The intermediate representation as text, for dumps and tests."""

from __future__ import annotations

from typing import assert_never

from srcxform.ir.names import Names
from srcxform.ir.nodes import (
    Append,
    Assign,
    Block,
    Call,
    Const,
    Effect,
    For,
    Function,
    If,
    Operand,
    Pop,
    Slice,
    Statement,
    Store,
    Tup,
    Update,
    Var,
    While,
)


class _Text:
    def __init__(self) -> None:
        self.names: dict[Var, str] = {}
        self.given = Names()

    def var(self, var: Var) -> str:
        if var not in self.names:
            self.names[var] = "%" + self.given.fresh(var.hint)
        return self.names[var]

    def operand(self, operand: Operand) -> str:
        match operand:
            case Var():
                return self.var(operand)
            case Const(value):
                return getattr(value, "__name__", None) or repr(value)
            case Tup(items, kind):
                inside = ", ".join(map(self.operand, items))
                return f"[{inside}]" if kind is list else f"({inside})"
            case Slice(start, stop, step):
                return f"{self.operand(start)}:{self.operand(stop)}:{self.operand(step)}"
            case _:
                assert_never(operand)

    def many(self, operands: tuple[Operand, ...]) -> str:
        return ", ".join(map(self.operand, operands))

    def block(self, block: Block, indent: str) -> list[str]:
        lines = [line for s in block.statements for line in self.statement(s, indent)]
        if block.jump == "never":
            return [*lines, f"{indent}never"]
        word = "break" if block.jump == "break" else "yield"
        return [*lines, f"{indent}{word} {self.many(block.yields)}".rstrip()]

    def statement(self, statement: Statement, indent: str) -> list[str]:
        deeper = indent + "    "
        match statement:
            case Assign(out, primitive, args, kwargs):
                return [f"{indent}{self.var(out)} = {_called(primitive)}({self._arguments(args, kwargs)})"]
            case Effect(primitive, args, kwargs):
                return [f"{indent}{_called(primitive)}({self._arguments(args, kwargs)})"]
            case Store(target, index, value):
                return [f"{indent}{self.var(target)}[{self.operand(index)}] = {self.operand(value)}"]
            case Update(target, index, symbol, value):
                place = "" if index is None else f"[{self.operand(index)}]"
                return [f"{indent}{self.var(target)}{place} {_called(symbol)}= {self.operand(value)}"]
            case Append(target, value):
                return [f"{indent}append {self.var(target)}, {self.operand(value)}"]
            case Pop(out, target):
                return [f"{indent}{self.var(out)} = pop {self.var(target)}"]
            case Call(out, callee, args):
                return [f"{indent}{self.var(out)} = call {callee.name}({self.many(args)})"]
            case If(test, then, orelse, results):
                head = f"{indent}{self.many(results)} = if {self.operand(test)}:".replace(
                    " = if" if not results else "\0", "if" if not results else "\0"
                )
                return [head, *self.block(then, deeper), f"{indent}else:", *self.block(orelse, deeper)]
            case For(index, start, stop, step, params, inits, body, results):
                bounds, carried = self.many((start, stop, step)), self._carried(params, inits)
                head = f"{indent}{self.many(results)} = for {self.var(index)} in {bounds} carrying {carried}:"
                return [head, *self.block(body, deeper)]
            case While(cond, params, inits, body, results):
                head = f"{indent}{self.many(results)} = while carrying {self._carried(params, inits)}:"
                return [head, *self.block(cond, deeper), f"{indent}do:", *self.block(body, deeper)]
            case _:
                assert_never(statement)

    def _arguments(self, args: tuple[Operand, ...], kwargs: tuple[tuple[str, Operand], ...]) -> str:
        return ", ".join([*map(self.operand, args), *(f"{k}={self.operand(v)}" for k, v in kwargs)])

    def _carried(self, params: tuple[Var, ...], inits: tuple[Operand, ...]) -> str:
        return ", ".join(f"{self.var(p)} = {self.operand(i)}" for p, i in zip(params, inits, strict=True))


def _called(primitive: object) -> str:
    return str(getattr(primitive, "__name__", primitive))


def block_text(block: Block) -> str:
    """A block as text."""
    return "\n".join(_Text().block(block, "")) + "\n"


def function_text(function: Function) -> str:
    """A function as text."""
    text = _Text()
    parameters = ", ".join(text.var(p.var) for p in function.parameters)
    return "\n".join([f"function {function.name}({parameters}):", *text.block(function.body, "    ")]) + "\n"
