"""Makes mutants: one module with one small slip in it, of the kind that people make.

On ``ast`` alone, because the tools for it leave out what matters most here: mutmut 3 mutates neither decorated
functions (properties, remembered readings) nor anything outside functions (tables, patterns), cosmic-ray no texts.
Left alone are docstrings, annotations, decorators (they only remember results), asserts and ``strict=True`` (they can't
be reached) and the widths of columns.
"""

from __future__ import annotations

import ast
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple


class Mutant(NamedTuple):
    """One slip: in which function or class (``""`` outside any), what stood there, what stands there now.

    ``lines`` are those of the statement, empty where it runs when the module is imported.
    """

    module: str
    where: str
    line: int
    lines: range
    before: str
    after: str
    nth: int
    source: str

    @property
    def key(self) -> tuple[str, str, str, str, int]:
        """What names it for as long as the place itself doesn't change."""
        return self.module, self.where, self.before, self.after, self.nth


_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
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
_CALCULATED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Div,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_NAMES = {"min": "max", "max": "min", "any": "all", "all": "any", "ROUND_FLOOR": "ROUND_CEILING"} | {
    "ROUND_CEILING": "ROUND_FLOOR",
    "ROUND_HALF_UP": "ROUND_HALF_EVEN",
    "ZERO": "ONE",
    "ONE": "ZERO",
    "HUNDRED": "ONE",
}
_TAKEN_OFF = {"strip", "lstrip", "rstrip", "removesuffix", "removeprefix", "replace", "translate", "partition"}
_UNWRAPPED = {"normalise", "half_up", "abs", "reversed", "sorted", "bool"}
_LONGEST = 70
_FRACTION = re.compile(r"\d+\.\d+")


def mutants(source: str, module: str) -> list[Mutant]:
    """Return every mutant of a module, in the order of its lines, no two of them alike."""
    tree = ast.parse(source)
    _Parents().visit(tree)
    known = {
        name.asname or name.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for name in node.names
    }
    known |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} | {"min", "max", "any", "all"}
    counted, made = Counter[tuple[str, ...]](), []
    texts = [_written(part) for part in tree.body]
    for at, part in enumerate(tree.body):
        seen = {texts[at], ""}
        for node in list(ast.walk(part)):
            if _left_alone(node):
                continue
            place = _place(node)
            slot, before = _slot(place), _shown(place)
            for _ in _slips(node, source, known):
                changed = _written(tree.body[at])
                if changed in seen:
                    continue
                seen.add(changed)
                key = (_function(node), before, _shown(_standing(slot)))
                counted[key] += 1
                whole = "\n".join((*texts[:at], changed, *texts[at + 1 :]))
                made.append(Mutant(module, key[0], node.lineno, _lines(node), *key[1:], counted[key], whole))  # type: ignore[attr-defined]
    return sorted(made, key=lambda mutant: mutant.line)


def sample(found: Sequence[Mutant], count: int, draw: str = "") -> list[Mutant]:
    """Return so many mutants, spread evenly over their modules: by each ``draw`` others, the same for the same code."""
    drawn = sorted(found, key=lambda mutant: zlib.crc32(f"{draw}{mutant.key!r}".encode()))
    return sorted(drawn[:count], key=lambda mutant: (mutant.module, mutant.line))


def _written(tree: ast.AST) -> str:
    """Write the code down; ``""`` where Python 3.11 can't, as with a backslash that a slip put into an f-string."""
    try:
        return ast.unparse(tree)
    except ValueError:
        return ""


class _Parents(ast.NodeVisitor):
    """Gives each node its parent, and the field in which it stands there."""

    def generic_visit(self, node: ast.AST) -> None:
        for field, value in ast.iter_fields(node):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST) and not isinstance(child, ast.expr_context | ast.operator | ast.cmpop):
                    child.parent, child.field = node, field  # type: ignore[attr-defined]
                    self.visit(child)


def _above(node: Any) -> Iterator[Any]:
    while hasattr(node, "parent"):
        yield node
        node = node.parent


def _left_alone(node: ast.AST) -> bool:
    if not hasattr(node, "lineno"):
        return True
    return any(
        isinstance(above, ast.Assert | ast.Import | ast.ImportFrom)
        or above.field in ("annotation", "returns", "decorator_list", "format_spec")
        or (isinstance(above, ast.Expr) and isinstance(above.value, ast.Constant))
        or (isinstance(above, ast.Assign) and _is_for_readers(above))
        or _is_width(above)
        or (isinstance(above, ast.keyword) and above.arg == "strict")
        for above in _above(node)
    )


def _is_for_readers(line: ast.Assign) -> bool:
    """Tell whether a line only names types or what a module offers."""
    names_types = all(
        isinstance(part, ast.Name | ast.BinOp | ast.expr_context | ast.BitOr) for part in ast.walk(line.value)
    )
    return ast.unparse(line.targets[0]) == "__all__" or (names_types and isinstance(line.value, ast.BinOp))


def _is_width(node: Any) -> bool:
    """Tell whether a number is the width of a table's column: a matter of looks."""
    call = node.parent
    is_column = isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Column"
    return is_column and isinstance(node, ast.Constant) and isinstance(node.value, int)


def _function(node: ast.AST) -> str:
    names = [a.name for a in _above(node) if isinstance(a, ast.FunctionDef | ast.ClassDef)]
    return ".".join(reversed(names))


def _place(node: Any) -> Any:
    """Return what to show of the place: the whole line of code where it is short, else a part of it."""
    for above in _above(node.parent):
        compound = hasattr(above, "body") and not isinstance(above, ast.IfExp | ast.Lambda)
        if compound or isinstance(above, ast.match_case) or len(ast.unparse(above)) > _LONGEST:
            return node
        node = above
    return node


def _lines(node: ast.AST) -> range:
    """Return the lines of the statement, or of the condition in one, that a node stands in."""
    above = list(_above(node))
    inside = any(isinstance(each, ast.FunctionDef) and each is not node for each in above)
    if not inside or any(isinstance(each, ast.arguments) for each in above):
        return range(0)
    whole = next(each for each in above if isinstance(each.parent, ast.stmt | ast.match_case | ast.ExceptHandler))
    if isinstance(whole.parent, ast.stmt) and not hasattr(whole.parent, "body"):
        whole = whole.parent
    return range(whole.lineno, whole.end_lineno + 1)


def _slot(node: Any) -> tuple[Any, int]:
    """Return where a node hangs, so that what hangs there later can be seen."""
    held = getattr(node.parent, node.field)
    return node, held.index(node) if isinstance(held, list) else -1


def _standing(slot: tuple[Any, int]) -> ast.AST:
    node, at = slot
    held = getattr(node.parent, node.field)
    return held if at < 0 else held[at]


def _shown(node: ast.AST) -> str:
    """Write code in one line; of a raise, which is long, its beginning."""
    shown = " ".join(ast.unparse(node).split())
    return shown if len(shown) <= 2 * _LONGEST else f"{shown[: 2 * _LONGEST]}…"


def _slips(node: Any, source: str, known: set[str]) -> Iterator[None]:
    """Put one slip after the other into the tree, and take each out again."""
    match node:
        case ast.Compare():
            for at, operator in enumerate(node.ops):
                for other in _COMPARED[type(operator)]:
                    node.ops[at] = other()
                    yield
                node.ops[at] = operator
        case ast.BoolOp():
            joined, values = node.op, node.values
            node.op = ast.Or() if isinstance(joined, ast.And) else ast.And()
            yield
            node.op = joined
            for at in range(len(values)):
                node.values = values[:at] + values[at + 1 :]
                yield
            node.values = values
        case ast.BinOp() | ast.AugAssign():
            sign = node.op
            node.op = _CALCULATED[type(sign)]()
            yield
            node.op = sign
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield from _replaced(node, node.operand)
        case ast.Constant():
            yield from _other_values(node, source)
        case ast.Name(ctx=ast.Load()) if _NAMES.get(node.id) in known:
            name, node.id = node.id, _NAMES[node.id]
            yield
            node.id = name
        case ast.Call():
            yield from _calls(node)
        case ast.Break() | ast.Continue():
            yield from _replaced(node, ast.Continue() if isinstance(node, ast.Break) else ast.Break())
        case ast.Raise() | ast.Expr():
            yield from _replaced(node, ast.Pass())
    if isinstance(node, ast.expr) and _decides(node):
        yield from _replaced(node, ast.UnaryOp(ast.Not(), node))


def _decides(node: Any) -> bool:
    tested = node.field == "test" or (node.field == "ifs" and isinstance(node.parent, ast.comprehension))
    return tested and not isinstance(node, ast.Compare | ast.BoolOp | ast.UnaryOp)


def _replaced(node: Any, other: ast.AST) -> Iterator[None]:
    parent, field = node.parent, node.field
    held = getattr(parent, field)
    if isinstance(held, list):
        at = held.index(node)
        held[at] = other
        yield
        held[at] = node
    else:
        setattr(parent, field, other)
        yield
        setattr(parent, field, node)


def _calls(node: Any) -> Iterator[None]:
    called = node.func
    if isinstance(called, ast.Attribute) and called.attr in _TAKEN_OFF:
        yield from _replaced(node, called.value)
    if isinstance(called, ast.Name) and called.id in _UNWRAPPED:
        yield from _replaced(node, node.args[0])
    keywords = node.keywords
    for at, keyword in enumerate(keywords):
        if keyword.arg and keyword.arg != "strict":
            node.keywords = keywords[:at] + keywords[at + 1 :]
            yield
    node.keywords = keywords


def _other_values(node: Any, source: str) -> Iterator[None]:
    value = node.value
    above = node.parent
    above = above.parent if isinstance(above, ast.IfExp) else above  # type: ignore[attr-defined]
    if value is None and isinstance(above, ast.Compare | ast.Return):
        return  # mypy sees the text that nobody meant, and what is compared with None can be left out or turned round
    for other in _others(value, _is_pattern(node, source), _is_character_set(node)):
        node.value = other
        yield
    node.value = value


def _is_pattern(node: Any, source: str) -> bool:
    whole = node.parent if isinstance(node.parent, ast.JoinedStr) else node
    return (ast.get_source_segment(source, whole) or "").startswith(("r", "fr"))


def _is_character_set(node: Any) -> bool:
    """Tell whether a text lists characters to strip: more of them change nothing, fewer may."""
    call = node.parent
    return isinstance(call, ast.Call) and getattr(call.func, "attr", "") in ("strip", "lstrip", "rstrip")


def _others(value: object, is_pattern: bool, is_set: bool) -> Iterator[object]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
    elif value is None:
        yield ""
    elif isinstance(value, str) and is_pattern:
        yield from _patterns(value)
    elif isinstance(value, str) and _FRACTION.fullmatch(value):
        yield f"{value[:-1]}0{value[-1]}"
    elif isinstance(value, str):
        if not is_set:
            yield f"XX{value}XX"
        if len(value) > 1 and not re.search(r"\w", value):
            yield from (value[:at] + value[at + 1 :] for at in range(len(value)))


def _patterns(pattern: str) -> Iterator[str]:
    """Slips in a regular expression: a quantifier or a character of a class forgotten, an alternative left out."""
    in_class = False
    for at, sign in enumerate(pattern):
        if at and pattern[at - 1] == "\\" and not in_class:
            continue
        if sign == "[" and not in_class:
            in_class, start = True, at
        elif sign == "]" and in_class and at > start + 1:
            in_class = False
        elif (in_class and sign not in "^\\-") or (not in_class and sign in "?*+" and pattern[at - 1 : at] != "("):
            yield pattern[:at] + pattern[at + 1 :]
        elif not in_class and sign == "|":
            end = re.match(r"[^|()]*", pattern[at + 1 :])
            yield pattern[:at] + pattern[at + 1 + (end.end() if end else 0) :]
