"""What a mutant does to one place of a module: the place's syntax, and what is put there instead.

Left alone are what no test could or should see: annotations, assertions, docstrings, sentences
for readers, the rules' own examples, and caches, frozen and slotted classes, which save time or
guard against programmers.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import Any, TypeVar

from par_xl.rules.rule import Scope
from par_xl.terms import words
from par_xl.workbooks.look import Kind

_Node = TypeVar("_Node", bound=ast.AST)

_COMPARED: Mapping[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_CALCULATED: Mapping[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.LShift: ast.RShift,
}
_CALLED = {"min": "max", "max": "min", "any": "all", "all": "any"}
_UNWRAPPED = frozenset({"fold", "reversed", "sorted", "set", "clean"})
_STRIPPED = frozenset({"strip", "lower", "upper", "replace", "format_map"})
_TERMS: Mapping[str, type[Enum]] = {
    "Kind": Kind,
    "Scope": Scope,
    **{
        term.__name__: term
        for term in (
            *(words.Severity, words.Status, words.State, words.Role),
            *(words.FileState, words.Timeliness, words.PeriodKind),
        )
    },
}
FOR_READERS = frozenset(
    {"title", "message", "fix", "source", "passes", "fails", "no_formula", "sample"}
)
"""Arguments that are sentences and examples."""
GUARDING = frozenset({"frozen", "slots", "strict", "maxsize"})
_FORMULA = re.compile(r"[A-Z]\(|[<>]|\d")
_IN_FORMULA = (
    *((">=", ">"), ("<=", "<"), ("AND(", "OR("), ("OR(", "AND("), ("MAX(", "MIN("), ("NOT(", "N(")),
    *(("LEFT(", "RIGHT("), ("RIGHT(", "LEFT("), ("MONTH(", "DAY("), ("DAY(", "MONTH(")),
    *(("TRIM(", "("), ("CLEAN(", "("), ("LOWER(", "("), ("INT(", "("), ("<>", "="), ("*", "/")),
)
_SENTENCE = 15
"""Letters from which on a text that is not ASCII is a sentence for readers."""


def replacements(node: ast.AST, in_formula: bool) -> Iterator[ast.AST]:
    """What may stand in the node's place."""
    if isinstance(node, ast.expr):
        yield from _expressions(node, in_formula)
    elif isinstance(node, ast.stmt):
        yield from _statements(node)


def _expressions(node: ast.expr, in_formula: bool) -> Iterator[ast.expr]:
    match node:
        case ast.Compare():
            yield from _comparisons(node)
        case ast.BoolOp():
            other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            yield ast.BoolOp(other, node.values)
            for place in range(len(node.values)):
                others = node.values[:place] + node.values[place + 1 :]
                yield others[0] if len(others) == 1 else ast.BoolOp(node.op, others)
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield node.operand
        case ast.BinOp() if type(node.op) in _CALCULATED:
            yield ast.BinOp(node.left, _CALCULATED[type(node.op)](), node.right)
        case ast.IfExp():
            yield node.body
            yield node.orelse
        case ast.Constant():
            for value in _constants(node.value, in_formula):
                yield ast.Constant(value)
        case ast.Call():
            yield from _calls(node)
        case ast.Attribute(value=ast.Name(id=name), attr=member) if name in _TERMS:
            names = [each.name for each in _TERMS[name]]
            if member in names:
                other_name = names[(names.index(member) + 1) % len(names)]
                yield ast.Attribute(node.value, other_name, node.ctx)
        case ast.Tuple() | ast.List() | ast.Set() if len(node.elts) > 1:
            for place in range(len(node.elts)):
                yield _with(node, "elts", node.elts[:place] + node.elts[place + 1 :])
        case ast.Dict():
            for place in range(len(node.keys)):
                rest = _with(node, "keys", node.keys[:place] + node.keys[place + 1 :])
                yield _with(rest, "values", node.values[:place] + node.values[place + 1 :])
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            for place, part in enumerate(node.generators):
                for test in part.ifs:
                    less = _with(part, "ifs", [each for each in part.ifs if each is not test])
                    parts = [*node.generators[:place], less, *node.generators[place + 1 :]]
                    yield _with(node, "generators", parts)


def _comparisons(node: ast.Compare) -> Iterator[ast.expr]:
    for place, op in enumerate(node.ops):
        for other in _COMPARED[type(op)]:
            yield _with(node, "ops", [*node.ops[:place], other(), *node.ops[place + 1 :]])


def _constants(value: Any, in_formula: bool) -> Iterator[Any]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield from (value + 1, value - 1)
    elif isinstance(value, float):
        yield from (value + 1, value * 1000, 0.0)
    elif isinstance(value, str):
        yield from _texts(value, in_formula)


def _texts(text: str, in_formula: bool) -> Iterator[str]:
    if in_formula and text.isascii() and _FORMULA.search(text):
        for old, new in _IN_FORMULA:
            for found in re.finditer(re.escape(old), text):
                if not text[: found.start()][-1:].isalpha():
                    yield text[: found.start()] + new + text[found.end() :]
        for found in re.finditer(r"[<>](?!=)", text):
            yield text[: found.start()] + found[0] + "=" + text[found.end() :]
        for found in re.finditer(r"\d+", text):
            yield text[: found.start()] + str(int(found[0]) + 1) + text[found.end() :]
    elif text.isascii() or len(text) < _SENTENCE:
        yield f"{text}XX" if text else "XX"


def _calls(node: ast.Call) -> Iterator[ast.expr]:
    match node.func:
        case ast.Name(id=name) if name in _CALLED:
            yield _with(node, "func", ast.Name(_CALLED[name], ast.Load()))
        case ast.Name(id=name) if name in _UNWRAPPED and len(node.args) == 1:
            yield node.args[0]
        case ast.Attribute(value=value, attr=name) if name in _STRIPPED:
            yield value
    if len(node.args) > 1:
        yield _with(node, "args", node.args[:-1])
    for place, keyword in enumerate(node.keywords):
        if keyword.arg not in FOR_READERS | GUARDING:
            yield _with(node, "keywords", node.keywords[:place] + node.keywords[place + 1 :])


def _statements(node: ast.stmt) -> Iterator[ast.stmt]:
    match node:
        case ast.If() | ast.While():
            yield _with(node, "test", ast.Constant(False))
            if isinstance(node, ast.If):
                yield _with(node, "test", ast.Constant(True))
        case ast.Continue() | ast.Break():
            yield ast.Pass()
        case ast.Return(value=None):
            yield ast.Pass()
        case ast.Return(value=value):
            if not (isinstance(value, ast.Constant) and value.value is None):
                yield ast.Return(ast.Constant(None))
        case ast.AugAssign():
            yield ast.Pass()
        case ast.Expr(value=ast.Call() | ast.Yield() | ast.YieldFrom()):
            yield ast.Pass()
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield ast.Pass()


def _with(node: _Node, name: str, value: object) -> _Node:
    fields: dict[str, object] = {each: getattr(node, each) for each in node._fields}
    make: Callable[..., _Node] = type(node)
    return make(**{**fields, name: value})
