"""The pages as one HTML file for the browser and for printing: self-contained, no script, nothing from the network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from gallery.markdown import INTRODUCTION
from selfeval_xl.tasks.help import COMMAND, SAID, Excerpt, ExcerptLine, HelpPage

_STYLE = """
  body { font: 16px/1.7 "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "SimSun", sans-serif; color: #222;
    max-width: 60em; margin: 0 auto; padding: 1em 1.2em 4em; }
  h1 { font-size: 1.7em; border-bottom: 3px solid #2f5d8a; padding-bottom: .2em; }
  h2 { font-size: 1.25em; margin-top: 2.2em; color: #2f5d8a; border-bottom: 1px solid #b8c7d6; }
  section { border: 1px solid #d5dbe1; border-radius: 6px; padding: .3em 1.1em .8em; margin: 1.1em 0; }
  section:target { border: 2px solid #2f5d8a; background: #f6f9fc; }
  h3 { font-size: 1.08em; margin: .5em 0; }
  .level { font-size: .8em; font-weight: normal; padding: .1em .6em; border-radius: 1em; background: #e8edf2; }
  .must { background: #f8d7d3; } .should { background: #fbe9c6; } .stop { background: #e3ddf0; }
  table { border-collapse: collapse; margin: .5em 0; font-size: .86em; }
  caption { text-align: left; color: #555; }
  th, td { border: 1px solid #c4ccd4; padding: .15em .55em; text-align: left; vertical-align: top; }
  th { background: #eef2f6; font-weight: normal; color: #444; }
  td.marked { background: #fff2a8; outline: 2px solid #d9a400; outline-offset: -2px; }
  dl { margin: .4em 0 0; display: grid; grid-template-columns: 5.2em 1fr; gap: .25em .6em; }
  dt { color: #555; } dd { margin: 0; overflow-wrap: anywhere; }
  .said { background: #f3f4f5; border-left: 4px solid #9aa7b4; padding: .2em .7em; }
  nav ul { columns: 3 16em; list-style: none; padding: 0; margin: .3em 0 1em; font-size: .9em; }
  nav p { margin: .8em 0 0; }
  nav li { break-inside: avoid; } nav b { color: #2f5d8a; }
  a { color: #1f4f85; text-decoration: none; } a:hover { text-decoration: underline; }
  code { font-family: Consolas, "Noto Sans Mono CJK SC", monospace; background: #f3f4f5; padding: 0 .25em; }
  @page { size: A4; margin: 16mm 14mm; }
  @media print { body { font-size: 10.5pt; max-width: none; padding: 0; } section { break-inside: avoid; }
    h2, h3 { break-after: avoid; } .up { display: none; } td.marked { font-weight: bold; } }
"""
_CLASS = {"必改": "must", "建议": "should", "程序停下": "stop"}
BEGIN, END = "<!-- pages -->", "<!-- end of pages -->"

_LOOKS = {COMMAND: "<code>{}</code>", SAID: '<div class="said">{}</div>'}


def render(groups: Mapping[str, Sequence[HelpPage]]) -> str:
    """Return the whole document."""
    return "\n".join(_document(groups)) + "\n"


def _document(groups: Mapping[str, Sequence[HelpPage]]) -> Iterator[str]:
    yield '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>绩效自评 问题说明</title>\n<style>{_STYLE}</style>\n</head>\n<body>"
    yield '<h1 id="top">绩效自评　问题说明</h1>'
    yield BEGIN
    yield from (f"<p>{text}</p>" for text in INTRODUCTION)
    yield '<nav aria-label="目录">'
    for title, pages in groups.items():
        yield f"<p><b>{escape(title)}</b></p>\n<ul>"
        yield from (f'<li><a href="#{page.code}">{page.code} {escape(page.name)}</a></li>' for page in pages)
        yield "</ul>"
    yield "</nav>"
    for title, pages in groups.items():
        yield f"<h2>{escape(title)}</h2>"
        for page in pages:
            yield from _page(page)
    yield END
    yield "</body>\n</html>"


def _page(page: HelpPage) -> Iterator[str]:
    level = f'<span class="level {_CLASS.get(page.level, "")}">{page.level}</span>'
    yield f'<section id="{page.code}">\n<h3>{page.code} {escape(page.name)} {level}</h3>'
    for excerpt in page.excerpts:
        yield from _table(excerpt)
    yield "<dl>"
    for term, texts in page.facts:
        yield f"<dt>{term}</dt><dd>{_LOOKS.get(term, '{}').format('<br>'.join(map(escape, texts)))}</dd>"
    yield "</dl>\n</section>"


def _table(excerpt: Excerpt) -> Iterator[str]:
    yield f"<table>\n<caption>工作表“{escape(excerpt.sheet)}”</caption>"
    yield "<tr><th>行</th>" + "".join(f"<th>{escape(column)}</th>" for column in excerpt.columns) + "</tr>"
    for line in excerpt.lines:
        yield f"<tr><th>{line.number}</th>{''.join(_cells(line))}</tr>"
    yield "</table>"


def _cells(line: ExcerptLine) -> Iterator[str]:
    for place, cell in enumerate(line.cells):
        if place in line.marked:
            yield f'<td class="marked">{escape(cell) or "（空白）"}</td>'
        else:
            yield f"<td>{escape(cell)}</td>"
