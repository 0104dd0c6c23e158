"""The little changes that can be made to a module: each is a mutant, with its line, what it was and what it is now."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
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
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.BitXor: ast.BitOr,
}
OPPOSITES = {"min": "max", "max": "min", "any": "all", "all": "any", "startswith": "endswith"}
SEEN_ELSEWHERE = (ast.Compare, ast.BoolOp, ast.UnaryOp)  # their own mutants turn the condition round
TELLERS = {"error", "warning", "note"}  # core/problems.py: their first argument is the problem's code


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change. `scope` is the qualified name of the function it is in, empty outside of functions; `begins` the
    line on which its statement begins."""

    path: Path
    number: int
    line: int
    kind: str
    before: str
    after: str
    scope: str
    begins: int

    @property
    def words(self) -> str:
        """What stays the same when lines move: file, function, what was there and what is there now."""
        place = f"{self.path.as_posix().removeprefix('src/trimtab/')} {self.scope}".rstrip()
        return f"`{place}`: `{self.before}` => `{self.after}`"


def mutants_of(path: Path) -> list[Mutant]:
    """Every mutant of a file, in the order of its text."""
    walk = _Walk(path)
    walk.visit(ast.parse(path.read_text(encoding="utf-8")))
    return walk.found


def mutated_tree(path: Path, number: int) -> ast.Module:
    """The module's tree with the one change made."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    walk = _Walk(path, make=number)
    changed = walk.visit(tree)
    assert walk.made, f"{path} has no mutant {number}"
    return ast.fix_missing_locations(changed)


class _Walk(ast.NodeTransformer):
    """Names every place that could be changed; changes the one whose number is asked for."""

    def __init__(self, path: Path, make: int | None = None) -> None:
        self.path, self.make, self.made = path, make, False
        self.found: list[Mutant] = []
        self.scopes: list[tuple[str, bool]] = []
        self.begins = 0

    def visit(self, node: ast.AST) -> ast.AST:
        outer = self.begins
        if isinstance(node, ast.stmt):
            self.begins = node.lineno
        changed = self._visit(node)
        self.begins = outer
        return changed

    def _visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            return self._scope(node)
        if isinstance(node, ast.AnnAssign):
            if node.value is not None:
                node.value = self.visit(node.value)  # type: ignore[assignment]
            return self._offer(node)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return node
        self.generic_visit(node)
        return self._offer(node)

    def _scope(self, node: ast.FunctionDef | ast.ClassDef) -> ast.AST:
        if isinstance(node, ast.FunctionDef):  # defaults are worked out where the function is defined
            node.args.defaults = [self.visit(value) for value in node.args.defaults]  # type: ignore[misc]
            node.args.kw_defaults = [value and self.visit(value) for value in node.args.kw_defaults]  # type: ignore[misc]
        self.scopes.append((node.name, isinstance(node, ast.FunctionDef)))
        node.body = [self.visit(statement) for statement in node.body]  # type: ignore[misc]
        self.scopes.pop()
        return node

    @property
    def _where(self) -> str:
        if not any(is_function for _, is_function in self.scopes):
            return ""
        return ".".join(name for name, _ in self.scopes)

    def _offer(self, node: ast.AST) -> ast.AST:
        chosen = node
        for kind, changed in _changes(node, bool(self._where)):
            number = len(self.found)
            place = node.iter if isinstance(node, ast.comprehension) else node
            ast.fix_missing_locations(ast.copy_location(changed, place))
            before, after = _first_line(node), _first_line(changed)
            line: int = place.lineno  # type: ignore[attr-defined]
            told = Mutant(self.path, number, line, kind, before, after, self._where, self.begins)
            self.found.append(told)
            if number == self.make:
                chosen, self.made = changed, True
        return chosen


def _first_line(node: ast.AST) -> str:
    return ast.unparse(node).splitlines()[0]


def _changes(node: ast.AST, in_function: bool) -> Iterator[tuple[str, ast.AST]]:
    match node:
        case ast.Compare():
            yield from _compared(node)
        case ast.BinOp(op=op) if type(op) in ARITHMETIC:
            yield "arithmetic", ast.BinOp(node.left, ARITHMETIC[type(op)](), node.right)
        case ast.BoolOp(op=op):
            yield "and-or", ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), node.values)
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield "negation", node.operand
        case ast.Constant():
            yield from _constants(node)
        case ast.Call():
            yield from _called(node)
        case ast.If() | ast.While() | ast.IfExp():
            yield from _decided(node)
        case ast.comprehension(ifs=[first, *_]) if not isinstance(first, SEEN_ELSEWHERE):
            yield "condition", _with_ifs(node, [ast.UnaryOp(ast.Not(), first), *node.ifs[1:]])
        case _ if in_function:
            yield from _statements(node)


def _compared(node: ast.Compare) -> Iterator[tuple[str, ast.AST]]:
    for place, op in enumerate(node.ops):
        for other in COMPARISONS[type(op)]:
            ops = [other() if at == place else one for at, one in enumerate(node.ops)]
            yield "comparison", ast.Compare(node.left, ops, node.comparators)


def _constants(node: ast.Constant) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node.value, bool):
        yield "constant", ast.Constant(not node.value)
    elif isinstance(node.value, int):
        yield "constant", ast.Constant(node.value + 1)
        yield "constant", ast.Constant(node.value - 1)


def _called(node: ast.Call) -> Iterator[tuple[str, ast.AST]]:
    match node:
        case ast.Call(func=ast.Name(id=name)) if name in OPPOSITES:
            yield "opposite", ast.Call(ast.Name(OPPOSITES[name], ast.Load()), node.args, node.keywords)
        case ast.Call(func=ast.Attribute(value=value, attr=name)) if name in OPPOSITES:
            opposite = ast.Attribute(value, OPPOSITES[name], ast.Load())
            yield "opposite", ast.Call(opposite, node.args, node.keywords)
        case ast.Call(func=ast.Name(id="Decimal"), args=[ast.Constant(value=str(text))]):
            yield (
                "constant",
                ast.Call(node.func, [ast.Constant(text + "1" if "." in text else text + ".1")], []),
            )
        case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str(code)), *rest]) if name in TELLERS:
            yield "code", ast.Call(node.func, [ast.Constant(f"not-{code}"), *rest], node.keywords)


def _decided(node: ast.If | ast.While | ast.IfExp) -> Iterator[tuple[str, ast.AST]]:
    if not isinstance(node.test, SEEN_ELSEWHERE):
        yield "condition", type(node)(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)


def _with_ifs(node: ast.comprehension, ifs: list[ast.expr]) -> ast.comprehension:
    return ast.comprehension(node.target, node.iter, ifs, node.is_async)


def _statements(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    match node:
        case ast.Return(value=value) if value is not None and ast.unparse(value) != "None":
            yield "return", ast.Return(ast.Constant(None))
        case ast.Expr(value=ast.Call()) | ast.AugAssign() | ast.Raise():
            yield "removed", ast.Pass()
        case ast.Assign(value=value) if ast.unparse(value) != "None":
            yield "assignment", ast.Assign(node.targets, ast.Constant(None))
        case ast.AnnAssign(value=value) if value is not None and ast.unparse(value) != "None":
            yield "assignment", ast.AnnAssign(node.target, node.annotation, ast.Constant(None), node.simple)
        case ast.Continue():
            yield "loop", ast.Break()
        case ast.Break():
            yield "loop", ast.Continue()
