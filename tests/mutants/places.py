"""The mutants of a module, each with its place told in a way that stays when lines move."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType

import par_xl

from .operators import FOR_READERS, GUARDING, replacements

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCES = Path(par_xl.__file__).resolve().parent
"""What the tests run: not ``src`` where the package is installed."""
_DECLARING = {"told_rule": 4, "_rule": 4, "_correction": 2, "Example": 0}
"""What declares a rule, and how many of its places come before or are sentences for readers."""


@dataclass(frozen=True)
class Mutant:
    """One fault put into one place. ``before`` and ``after`` are the place's own source."""

    module: str
    function: str
    lines: tuple[int, int] | None
    """First and last line of the innermost function; None at the module's own level."""
    before: str
    after: str
    line: int
    tree: ast.Module = field(repr=False, compare=False)
    parent: ast.AST = field(repr=False, compare=False)
    place: tuple[str, int | None] = field(repr=False, compare=False)
    node: ast.AST = field(repr=False, compare=False)

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What tells it from all others, whatever its line."""
        return (self.module, self.function, plain(self.before), plain(self.after))

    def told(self) -> str:
        """The fault as a change of lines."""
        head = f"{self.module}:{self.line} {self.function}".rstrip()
        old = "".join(f"\n- {line}" for line in self.before.splitlines())
        new = "".join(f"\n+ {line}" for line in self.after.splitlines())
        return f"{head}{old}{new}"

    def compiled(self) -> CodeType:
        """The module with the fault in it; the tree it was found in keeps the fault."""
        _put(self.parent, self.place, self.node)
        ast.fix_missing_locations(self.tree)
        return compile(self.tree, str(SOURCES / self.module), "exec", dont_inherit=True)


def plain(source: str) -> str:
    """Source as this Python writes it: others set other quotes."""
    try:
        return ast.unparse(ast.parse(source))
    except SyntaxError:  # a statement's first line
        return source


@dataclass(frozen=True)
class _Around:
    """What a place stands in: the statement or argument that is shown, and its function."""

    owner: ast.AST
    function: str = ""
    lines: tuple[int, int] | None = None
    in_formula: bool = False


def mutants(module: str, source: str | None = None) -> list[Mutant]:
    """All mutants of a module, named below ``src/par_xl``; of *source* where it is given."""
    if source is None:
        source = (SOURCES / module).read_text(encoding="utf-8")
    tree = ast.parse(source)
    found: dict[Mutant, None] = {}
    in_formula = module.endswith("formula.py")
    for parent, place, node, around in _places(tree, _Around(tree, in_formula=in_formula)):
        for new in replacements(node, around.in_formula):
            # A copy: what is put there may be a part of what stood there.
            new = ast.fix_missing_locations(ast.copy_location(copy(new), node))
            before = ast.unparse(around.owner)
            _put(parent, place, new)
            after = ast.unparse(around.owner if around.owner is not node else new)
            _put(parent, place, node)
            mutant = Mutant(
                module,
                around.function,
                around.lines,
                *_short(before, after),
                getattr(node, "lineno", 0),
                tree,
                parent,
                place,
                new,
            )
            if before != after:
                found[mutant] = None
    return list(found)


def _short(before: str, after: str) -> tuple[str, str]:
    """Of a statement with others in it, its first line and the lines that differ."""
    old, new = before.splitlines(), after.splitlines()
    while len(old) > 1 and len(new) > 1 and old[-1] == new[-1]:
        old.pop()
        new.pop()
    return "\n".join(old), "\n".join(new)


def _put(parent: ast.AST, place: tuple[str, int | None], node: ast.AST) -> None:
    name, number = place
    if number is None:
        setattr(parent, name, node)
    else:
        getattr(parent, name)[number] = node


_Place = tuple[ast.AST, tuple[str, int | None], ast.AST, _Around]


def _places(parent: ast.AST, around: _Around) -> Iterator[_Place]:
    for name, value in ast.iter_fields(parent):
        if name in ("annotation", "returns", "ctx") or isinstance(parent, ast.Assert):
            continue
        for number, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if not isinstance(node, ast.AST) or _is_left_alone(parent, name, number, node):
                continue
            inner = _around(parent, name, node, around)
            if not _is_only_a_group(parent, node, inner):
                yield parent, (name, number), node, inner
            yield from _places(node, inner)


def _around(parent: ast.AST, name: str, node: ast.AST, around: _Around) -> _Around:
    owner, function, lines, in_formula = (
        around.owner,
        around.function,
        around.lines,
        around.in_formula,
    )
    if isinstance(node, ast.stmt | ast.keyword | ast.Lambda) or (
        isinstance(parent, ast.If | ast.While | ast.For | ast.Dict) and isinstance(node, ast.expr)
    ):
        owner = node
    if isinstance(parent, ast.Tuple | ast.List) and isinstance(node, ast.Call) and not lines:
        owner = node
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        function = f"{function}.{node.name}".lstrip(".")
        in_formula = in_formula or "formula" in node.name
    if name in ("args", "decorator_list") and isinstance(parent, ast.FunctionDef | ast.Lambda):
        lines = None  # worked out where the function is made
    if isinstance(node, ast.FunctionDef | ast.Lambda):
        decorated = node.decorator_list if isinstance(node, ast.FunctionDef) else []
        first = min([node.lineno, *(each.lineno for each in decorated)])
        lines = (first, node.end_lineno or node.lineno)
    if isinstance(node, ast.keyword) and node.arg:
        in_formula = in_formula or node.arg == "formula"
        if around.lines is None:
            function = f"{_declared(parent)}.{node.arg}"
    if isinstance(node, ast.Call) and around.lines is None and _declared(node):
        function = _declared(node)
    return _Around(owner, function, lines, in_formula)


def _declared(call: ast.AST) -> str:
    """The code of the rule that a call declares, or the name of what is called."""
    if not isinstance(call, ast.Call):
        return ""
    codes = [*call.args[:1], *(k.value for k in call.keywords if k.arg == "code")]
    for code in codes:
        if isinstance(code, ast.Constant) and isinstance(code.value, str):
            return code.value
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _is_only_a_group(parent: ast.AST, node: ast.AST, around: _Around) -> bool:
    """A tuple of which nothing can be left out: names to be set, a value of several, types."""
    if not isinstance(node, ast.Tuple):
        return False
    if isinstance(node.ctx, ast.Store) or isinstance(parent, ast.Subscript):
        return True
    is_declaration = around.lines is None and not (
        isinstance(parent, ast.Assign) and isinstance(parent.targets[0], ast.Tuple)
    )
    return not is_declaration and not isinstance(parent, ast.Compare | ast.For | ast.comprehension)


def _is_left_alone(parent: ast.AST, name: str, number: int | None, node: ast.AST) -> bool:
    match parent:
        case ast.Expr():
            return isinstance(node, ast.Constant)
        case ast.Call(func=ast.Name(id=called)) if called in _DECLARING:
            if name == "args" and called == "Example":
                return True
            if name == "args" and number is not None and 0 < number < _DECLARING[called]:
                return True
    if isinstance(node, ast.keyword):
        return node.arg in FOR_READERS | GUARDING
    if name == "decorator_list":
        return ast.unparse(node).split("(")[0] in ("cache", "lru_cache", "dataclass", "property")
    return isinstance(node, ast.Import | ast.ImportFrom) or (
        isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
    )
