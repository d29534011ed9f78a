"""What is explained in the terminal: the page of a code (``help``), and a standard with its sources."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from selfeval_xl.rules import Standard, explanation
from selfeval_xl.scoring import methods
from selfeval_xl.tasks import help as pages


def explain(arguments: argparse.Namespace) -> int:
    """List all codes, or tell the page of one; in the browser only when asked for."""
    page = pages.find(arguments.code) if arguments.code else None
    if arguments.code and page is None:
        raise pages.no_such_code(arguments.code)
    if arguments.open:
        from selfeval_xl.tasks.help import opening

        print(opening.show(page.code if page else "").told)
        return 0
    for line in pages.render(page) if page else pages.overview():
        print(line)
    return 0


def standard(rules: Standard) -> Iterator[str]:
    """Yield the lines that explain a standard, then what changes from which 评价年度 on."""
    until = f"至{rules.expires:%Y-%m-%d}" if rules.expires else "起"
    yield f"{rules.name}（{rules.id}，{rules.version} 版，{rules.effective:%Y-%m-%d}{until}）"
    told = dict(_chapters(rules))
    for title, lines in told.items():
        yield from ("", title, *lines)
    for year, edition in rules.editions:
        yield f"\n{year}年度起（{edition.version} 版）改为"
        before, told = told, dict(_chapters(edition))
        for title, lines in told.items():
            yield from (f"{line}　（{title}）" for line in lines if line not in before[title])


def _chapters(rules: Standard) -> Iterator[tuple[str, list[str]]]:
    for title, rows in (
        ("分值", explanation.sections(rules)),
        ("计分方法", methods.explained(rules)),
        ("其他规则", (*explanation.rules(rules), *explanation.spellings(rules))),
        ("出处", explanation.citations(rules)),
    ):
        yield title, [f"  {term}：{'　'.join(filter(None, texts))}".replace("\n", "　") for term, *texts in rows]
    yield "说明", [f"  {note}" for note in rules.notes]
