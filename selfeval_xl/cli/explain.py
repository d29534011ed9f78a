"""What is explained in the terminal: the page of a code (``help``), and a standard with its sources."""

import argparse
from collections.abc import Iterable, Iterator, Mapping

from selfeval_xl.documents.blocks import Table, columns
from selfeval_xl.rules import Standard, explanation
from selfeval_xl.rules.monitoring import MonitorRules
from selfeval_xl.rules.reviewing import ReviewRules
from selfeval_xl.scoring import methods
from selfeval_xl.storage import standards
from selfeval_xl.tasks import help as pages
from selfeval_xl.tasks import outlines

_KINDS: dict[type, str] = {ReviewRules: "复核规则", MonitorRules: "运行监控规则"}


def explain(arguments: argparse.Namespace) -> int:
    """List all codes, or tell the page of one; in the browser only when asked for."""
    page = pages.find(arguments.code) if arguments.code else None
    if arguments.code and page is None:
        raise pages.no_such_code(arguments.code)
    if arguments.open:
        from selfeval_xl.tasks.help import opening

        print(opening.show(page.code if page else "").message)
        return 0
    print(*(pages.render(page) if page else pages.overview()), sep="\n")
    return 0


def list_standards(_arguments: argparse.Namespace) -> int:
    """List the built-in standards."""
    from selfeval_xl.writers.terminal import table

    rows = tuple(
        (each.id, each.name, each.version, "有未核实的规则" if each.unverified() else "")
        for each in standards.offered()
    )
    stages = map(standards.stage_rules, standards.stages())
    rows += tuple((each.id, each.name, each.version, _KINDS[each.__class__]) for each in stages)
    print(*table(Table("standards", columns(("编号", "名称", "版本", "说明"), "<<<<"), rows)), sep="\n")
    return 0


def show_standard(arguments: argparse.Namespace) -> int:
    """Explain one standard: every rule with its source."""
    if arguments.id in standards.stages():
        lines = _stage(standards.stage_rules(arguments.id))
    else:
        rules = standards.load(arguments.id, arguments.year)
        lines = standard(rules.for_year(arguments.year)._replace(editions=()) if arguments.year else rules)
    print(*lines, sep="\n")
    return 0


def _stage(rules: ReviewRules | MonitorRules) -> Iterator[str]:
    """Yield the lines that explain rules of review or of 运行监控, and where each was found."""
    yield f"{rules.name}（{rules.id}，{rules.version} 版，{rules.effective:%Y-%m-%d}起）"
    told = explanation.of_review(rules) if isinstance(rules, ReviewRules) else explanation.of_monitoring(rules)
    for title, lines in (*told, ("出处", explanation.cited(rules.references()))):
        yield from ("", title)
        yield from map(_line, lines)
    yield from ("", "说明", *(f"  {note}" for note in rules.notes))


def _line(row: Iterable[str]) -> str:
    term, *texts = row
    return f"  {term}：{'　'.join(filter(None, texts))}".replace("\n", "　")


def standard(rules: Standard) -> Iterator[str]:
    """Yield the lines that explain a standard, then what changes from which 评价年度 on."""
    until = f"至{rules.expires:%Y-%m-%d}" if rules.expires else "起"
    yield f"{rules.name}（{rules.id}，{rules.version} 版，{rules.effective:%Y-%m-%d}{until}）"
    chapters = dict(_chapters(rules))
    for title, lines in chapters.items():
        yield from ("", title, *lines)
    for name, switched in rules.switches:
        yield f"\n可以启用“{name}”（没有启用；评价标准写成 {switched.id}，或在“评价标准”格里选）。启用后改为"
        yield from _changed(chapters, dict(_chapters(switched)))
    for year, edition in rules.editions:
        yield f"\n{year}年度起（{edition.version} 版）改为"
        before, chapters = chapters, dict(_chapters(edition))
        yield from _changed(before, chapters)


def _changed(before: Mapping[str, list[str]], after: Mapping[str, list[str]]) -> Iterator[str]:
    for title, lines in after.items():
        yield from (f"{line}　（{title}）" for line in lines if line not in before[title])


def _chapters(rules: Standard) -> Iterator[tuple[str, list[str]]]:
    for title, rows in (
        ("分值", explanation.sections(rules)),
        ("计分方法", methods.explained(rules)),
        ("其他规则", (*explanation.rules(rules), *explanation.spellings(rules))),
        ("出处", explanation.citations(rules)),
    ):
        yield title, [*map(_line, rows)]
    outline = outlines.for_standard(rules.id)
    yield "自评报告提纲", [f"  {outline.name}（{outline.id}）　{outline.reference.text}"]
    yield "说明", [f"  {note}" for note in rules.notes]
