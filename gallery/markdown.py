"""The pages as Markdown, for reading in the repository."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from selfeval_xl.tasks.help import COMMAND, Excerpt, ExcerptLine, HelpPage

INTRODUCTION = (
    "程序一次列出全部问题，每个问题有编号。必改：不改不能报送；建议：核对后改正或说明；提示：看一眼即可。",
    "以 F 开头的是文件、安装和命令的问题，程序停下来说明原因，原来的文件不会改动。",
    "样例和说明由程序真实运行得来；F 开头的页里，只在特定电脑上才出现的，文件名等是举例。",
    "依据里标“未核实”的，没有查到原文，请以主管部门和财政部门的通知为准。",
)


def render(groups: Mapping[str, Sequence[HelpPage]]) -> str:
    """Return the whole document."""
    return "\n".join(_document(groups)) + "\n"


def _document(groups: Mapping[str, Sequence[HelpPage]]) -> Iterator[str]:
    yield "# 问题说明"
    yield ""
    yield from INTRODUCTION
    yield "装好的程序里有同样的说明：`selfeval-xl help 编号`，或功能区“问题说明”。本页由 `make build` 生成。"
    for title, pages in groups.items():
        yield ""
        yield f"## {title}"
        for page in pages:
            yield from _page(page)


def _page(page: HelpPage) -> Iterator[str]:
    yield ""
    yield f"### {page.code} {page.name} · {page.level}"
    yield ""
    for excerpt in page.excerpts:
        yield from _table(excerpt)
    for term, texts in page.facts:
        yield from (f"- {term}：{f'`{text}`' if term == COMMAND else _escaped(text)}" for text in texts)


def _table(excerpt: Excerpt) -> Iterator[str]:
    yield f"| {excerpt.sheet} | {' | '.join(excerpt.columns)} |"
    yield "|" + "---|" * (len(excerpt.columns) + 1)
    for line in excerpt.lines:
        yield f"| 第 {line.number} 行 | {' | '.join(_cells(line))} |"
    yield ""


def _cells(line: ExcerptLine) -> Iterator[str]:
    for place, cell in enumerate(line.cells):
        shown = _escaped(cell)
        yield f"**{shown or '（空白）'}**" if place in line.marked else shown


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")
