"""What ``standards show`` prints: one standard in words, every rule with its source."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval_xl.rules import Standard, explanation
from selfeval_xl.scoring import methods


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
