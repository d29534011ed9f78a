"""What is explained in the terminal: the page of a code (``help``), and a standard with its sources."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from selfeval_xl.documents.blocks import Table, columns
from selfeval_xl.rules import Standard, explanation
from selfeval_xl.rules.reviewing import ReviewRules
from selfeval_xl.scoring import methods
from selfeval_xl.storage import standards
from selfeval_xl.tasks import help as pages


def explain(arguments: argparse.Namespace) -> int:
    """List all codes, or tell the page of one; in the browser only when asked for."""
    page = pages.find(arguments.code) if arguments.code else None
    if arguments.code and page is None:
        raise pages.no_such_code(arguments.code)
    if arguments.open:
        from selfeval_xl.tasks.help import opening

        print(opening.show(page.code if page else "").message)
        return 0
    for line in pages.render(page) if page else pages.overview():
        print(line)
    return 0


def list_standards(_arguments: argparse.Namespace) -> int:
    """List the built-in standards."""
    from selfeval_xl.writers.terminal import table

    rows = tuple(
        (each.id, each.name, each.version, "有未核实的规则" if each.unverified() else "")
        for each in map(standards.load, standards.available())
    )
    reviews = [standards.review_rules(each) for each in standards.reviews()]
    rows += tuple((each.id, each.name, each.version, "复核规则") for each in reviews)
    for line in table(Table("standards", columns(("编号", "名称", "版本", "说明"), "<<<<"), rows)):
        print(line)
    return 0


def show_standard(arguments: argparse.Namespace) -> int:
    """Explain one standard: every rule with its source."""
    if standards.is_review(arguments.id):
        print(*_review(standards.review_rules(arguments.id)), sep="\n")
        return 0
    rules = standards.load(arguments.id, arguments.year)
    for line in standard(rules.for_year(arguments.year)._replace(editions=()) if arguments.year else rules):
        print(line)
    return 0


def _review(rules: ReviewRules) -> Iterator[str]:
    """Yield the lines that explain rules of review: what each deducts, and where it was found."""
    yield f"{rules.name}（{rules.id}，{rules.version} 版，{rules.effective:%Y-%m-%d}起）"
    yield from ("", "扣分")
    for each in rules.deductions:
        lost = f"扣该指标分值的{explanation.percent(each.share)}" if each.share else "不扣分，只指出"
        yield f"  {each.title}：{lost}　{each.said}"
    if rules.over:
        yield f"  完成值达到指标值的{explanation.percent(rules.over)}及以上：不扣分，只指出"
    yield from ("", "不属于该二级指标的名称")
    for misfit in rules.misfits:
        beside = f"（含{'、'.join(misfit.unless)}的除外）" if misfit.unless else ""
        yield f"  {'、'.join(misfit.level2)}：{'、'.join(misfit.words)}{beside}"
    yield from ("", "出处")
    for term, *texts in explanation.cited(rules.references()):
        yield f"  {term}：{'　'.join(texts)}".replace("\n", "　")
    yield from ("", "说明", *(f"  {note}" for note in rules.notes))


def standard(rules: Standard) -> Iterator[str]:
    """Yield the lines that explain a standard, then what changes from which 评价年度 on."""
    until = f"至{rules.expires:%Y-%m-%d}" if rules.expires else "起"
    yield f"{rules.name}（{rules.id}，{rules.version} 版，{rules.effective:%Y-%m-%d}{until}）"
    chapters = dict(_chapters(rules))
    for title, lines in chapters.items():
        yield from ("", title, *lines)
    for year, edition in rules.editions:
        yield f"\n{year}年度起（{edition.version} 版）改为"
        before, chapters = chapters, dict(_chapters(edition))
        for title, lines in chapters.items():
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
