"""The page for every problem, as ``gallery/`` made it: what it looks like, why it matters, what to do, which rule.

``pages.json`` holds the pages, ``问题说明.html`` is the same for a browser and for printing.  Both come with the
program and need no network.
"""

import functools
import json
import os
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from selfeval_xl.domain.cells import normalise
from selfeval_xl.domain.errors import InputError
from selfeval_xl.messages import codes, input_error

HERE = os.path.dirname(os.path.abspath(__file__))
DATA, HTML = os.path.join(HERE, "pages.json"), os.path.join(HERE, "问题说明.html")
_INDENT = "    "
COMMAND, SAID = "命令", "程序会说"
"""Terms whose texts are words to type, and the program's own words."""


class ExcerptLine(NamedTuple):
    """One row of a sheet, as an example: its number, what its cells show, and which of them the problem is about."""

    number: int
    cells: tuple[str, ...]
    marked: tuple[int, ...]


class Excerpt(NamedTuple):
    """As much of a sheet as shows the problem.  ``columns`` are a letter and a title, ``E 年度指标值``."""

    sheet: str
    columns: tuple[str, ...]
    lines: tuple[ExcerptLine, ...]


class HelpPage(NamedTuple):
    """What there is to know about one code.

    ``situation`` and ``excerpts`` say what brings it about, ``command`` where it was met; ``message`` and ``remedy``
    are what the program then says.  ``rules`` are citations, each marked with how well it is known; ``off`` says how
    not to be asked about it, or why that cannot be.
    """

    code: str
    name: str
    level: str
    situation: str
    excerpts: tuple[Excerpt, ...]
    command: str
    message: str
    remedy: str
    why: str
    rules: tuple[str, ...]
    off: str

    @property
    def facts(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What is said below the excerpts: (term, texts), in the order in which it is read, as far as there is any."""
        said = (
            ("什么时候", (self.situation,)),
            (COMMAND, (self.command,)),
            (SAID, (self.message,)),
            ("怎么办", (self.remedy,)),
            ("为什么", (self.why,)),
            ("依据", self.rules),
            ("不再提示", (self.off,)),
        )
        return tuple((term, texts) for term, texts in said if any(texts))


@functools.cache
def groups() -> Mapping[str, tuple[HelpPage, ...]]:
    """Return all pages by the title of their group, in the order in which they are shown."""
    with open(DATA, encoding="utf-8") as file:
        told: dict[str, list[dict[str, Any]]] = json.load(file)
    return {title: tuple(map(_page, pages)) for title, pages in told.items()}


def _page(told: dict[str, Any]) -> HelpPage:
    excerpts = tuple(
        Excerpt(
            sheet,
            tuple(columns),
            tuple(ExcerptLine(number, tuple(cells), tuple(marked)) for number, cells, marked in lines),
        )
        for sheet, columns, lines in told.pop("excerpts")
    )
    return HelpPage(**told | {"excerpts": excerpts, "rules": tuple(told["rules"])})


def find(code: str) -> HelpPage | None:
    """Return the page of a code, in whatever case and width it is typed; ``None`` when there is none."""
    wanted = normalise(code).strip().upper()
    return next((page for pages in groups().values() for page in pages if page.code == wanted), None)


def no_such_code(typed: str, count: int = 4) -> InputError:
    """Return the error for a code that does not exist, with the ``count`` codes that somebody may have meant."""
    import difflib

    known = [page.code for pages in groups().values() for page in pages]
    near = "、".join(difflib.get_close_matches(typed.strip().upper(), known, count, 0.5))
    return input_error(codes.NO_SUCH_CODE, typed=typed, nearest=f"相近的有：{near}。" if near else "")


def overview() -> Iterator[str]:
    """Yield all codes for the terminal, one line each, by group."""
    for title, pages in groups().items():
        yield title
        yield from (f"  {page.code}  {page.name}（{page.level}）" for page in pages)
        yield ""
    yield "看某一个：selfeval-xl help 编号，例如 selfeval-xl help B03；加上 --open 在浏览器里看，可以打印。"


def render(page: HelpPage) -> Iterator[str]:
    """Yield the lines of one page for the terminal."""
    yield f"{page.code} {page.name}（{page.level}）"
    yield ""
    if page.excerpts:
        yield "这样的表："
        for excerpt in page.excerpts:
            yield from _excerpt(excerpt)
    for term, texts in page.facts:
        if len(texts) == 1:
            yield f"{term}：{texts[0]}"
        else:
            yield f"{term}："
            yield from (f"{_INDENT}{text}" for text in texts)


def _excerpt(excerpt: Excerpt) -> Iterator[str]:
    """Yield a few rows of a sheet; what the problem is about stands between 【 and 】."""
    yield f"  工作表“{excerpt.sheet}”"
    for line in excerpt.lines:
        cells = [f"【{cell or '空白'}】" if place in line.marked else cell for place, cell in enumerate(line.cells)]
        named = (f"{title}：{cell}" for title, cell in zip(excerpt.columns, cells, strict=True) if cell)
        yield f"{_INDENT}第 {line.number} 行　{'　'.join(named)}"
