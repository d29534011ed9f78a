"""What ``standards show`` prints: one standard in words, every rule with its source."""

from __future__ import annotations

from collections.abc import Iterator

from selfeval_xl.rules import Standard, explanation


def standard(rules: Standard) -> Iterator[str]:
    """Yield the lines that explain a standard."""
    until = f"至{rules.expires:%Y-%m-%d}" if rules.expires else "起"
    yield f"{rules.name}（{rules.id}，{rules.version} 版，{rules.effective:%Y-%m-%d}{until}）"
    for title, rows in (
        ("分值", explanation.sections(rules)),
        ("计分方法", explanation.methods(rules)),
        ("其他规则", explanation.rules(rules)),
        ("出处", explanation.citations(rules)),
    ):
        yield f"\n{title}"
        for term, *texts in rows:
            told = "　".join(filter(None, texts)).replace("\n", "　")
            yield f"  {term}：{told}"
    yield "\n说明"
    yield from (f"  {note}" for note in rules.notes)
