"""Makes the help pages of the package and the Markdown beside this file: ``python -m gallery.build``.

Run it after a change to a text, a check, a standard or a tiny workbook: ``make build``.  Every run gives the same
bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from gallery import errors, findings, html, markdown
from selfeval_xl.tasks import help as pages
from selfeval_xl.tasks.help import Excerpt, HelpPage

MARKDOWN = Path(__file__).resolve().parent / "README.md"


def build() -> dict[Path, str]:
    """Return the text of every file that is made."""
    groups = {**dict(findings.groups()), **dict(errors.groups())}
    return {
        Path(pages.DATA): _data(groups),
        Path(pages.HTML): html.render(groups),
        MARKDOWN: markdown.render(groups),
    }


def _data(groups: Mapping[str, Sequence[HelpPage]]) -> str:
    """Return all pages as JSON, each on a line of its own, so that git shows which of them changed."""
    told = {
        title: ",\n".join(json.dumps(_told(page), ensure_ascii=False) for page in group)
        for title, group in groups.items()
    }
    parts = ",\n".join(f'"{title}": [\n{lines}\n]' for title, lines in told.items())
    return f"{{\n{parts}\n}}\n"


def _lines(group: Sequence[HelpPage]) -> str:
    return ",\n".join(json.dumps(_told(page), ensure_ascii=False) for page in group)


def _told(page: HelpPage) -> dict[str, object]:
    return page._asdict() | {"excerpts": [_excerpt(excerpt) for excerpt in page.excerpts]}


def _excerpt(excerpt: Excerpt) -> list[object]:
    return [excerpt.sheet, excerpt.columns, [[line.number, line.cells, line.marked] for line in excerpt.lines]]


if __name__ == "__main__":
    for path, text in build().items():
        path.write_text(text, encoding="utf-8", newline="\n")
        print(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)
