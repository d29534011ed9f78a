"""The pages in words, for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval_xl.tasks.help import Excerpt, HelpPage, groups

_INDENT = "    "


def overview() -> Iterator[str]:
    """Yield all codes, one line each, by group."""
    for title, pages in groups().items():
        yield title
        yield from (f"  {page.code}  {page.name}（{page.level}）" for page in pages)
        yield ""
    yield "看某一个：selfeval-xl help 编号，例如 selfeval-xl help B03；加上 --open 在浏览器里看，可以打印。"


def render(page: HelpPage) -> Iterator[str]:
    """Yield the lines of one page."""
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
