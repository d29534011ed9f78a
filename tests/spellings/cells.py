"""Spellings of sheets: addresses, kinds of cells, strings, dates, ranges."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from tests.spellings.parts import RELATIONS, SHEETS, STYLES, TYPES, WORKBOOK, Parts, Tag, changed, one, tags, written

Change = Callable[[Parts], Parts]
_INLINE = re.compile(r'<c ([^>]*)t="inlineStr"([^>]*)><is><t(?: [^>]*)?>([^<]*)</t></is></c>')
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _attribute(element: str, name: str, change: Callable[[str], str | None]) -> Change:
    """A spelling of one attribute of one element of the sheets; ``None`` leaves it out."""

    def tag(each: Tag) -> str:
        end, called, attributes, empty = each
        if called == element and name in attributes:
            new = change(attributes[name])
            attributes = {key: value for key, value in attributes.items() if key != name}
            attributes |= {name: new} if new is not None else {}
        return written((end, called, attributes, empty))

    return tags(SHEETS, tag)


def _without_addresses(parts: Parts) -> Parts:
    """No ``r`` on cells: one that is not there is written as an empty one."""

    def row(match: re.Match[str]) -> str:
        expected, cells = 1, []
        for cell in re.findall(r"<c [^>]*?/>|<c [^>]*?[^/]>.*?</c>", match[2], re.DOTALL):
            column = _number(re.search(r' r="([A-Z]+)', cell)[1])  # type: ignore[index]
            cells += ["<c/>"] * (column - expected)
            cells.append(re.sub(r' r="[A-Z]+\d+"', "", cell, count=1))
            expected = column + 1
        return match[1] + "".join(cells) + "</row>"

    return changed(SHEETS, lambda xml: re.sub(r"(<row [^>]*[^/]>)(.*?)</row>", row, xml, flags=re.DOTALL))(parts)


def _without_numbers(xml: str) -> str:
    """No ``r`` on rows: one that is not there is written as an empty one."""
    expected = 1

    def row(match: re.Match[str]) -> str:
        nonlocal expected
        number, before = int(match[2]), expected
        expected = number + 1
        return "<row/>" * (number - before) + f"<row{match[1]}{match[3]}"

    return re.sub(r'<row([^>]*?) r="(\d+)"([^>]*)', row, xml)


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _shared(item: Callable[[str], str], prefix: str = "") -> Change:
    """All texts as shared strings, each as ``item`` writes it."""

    def spell(parts: Parts) -> Parts:
        strings: list[str] = []

        def cell(match: re.Match[str]) -> str:
            strings.append(match[3])
            return f'<c {match[1]}t="s"{match[2]}><v>{len(strings) - 1}</v></c>'

        sheets = {name: _INLINE.sub(cell, parts[name].decode()).encode() for name in SHEETS}
        p = prefix
        items = "".join(f"<{p}si>{item(text)}</{p}si>" for text in strings)
        space = f"xmlns:{p[:-1]}" if p else "xmlns"
        table = f'<{p}sst {space}="{_MAIN}" count="9" uniqueCount="9">{items}</{p}sst>'
        relation = (
            '<Relationship Id="rId77" Target="sharedStrings.xml" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>'
        )
        kind = (
            '<Override PartName="/xl/sharedStrings.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
        )
        return parts | sheets | {
            "xl/sharedStrings.xml": table.encode(),
            RELATIONS: one(parts[RELATIONS].decode(), "</Relationships>", relation).encode(),
            TYPES: one(parts[TYPES].decode(), "</Types>", kind).encode(),
        }  # fmt: skip

    return spell


def _t(text: str) -> str:
    return f'<t xml:space="preserve">{text}</t>'


def _runs(text: str) -> str:
    pieces = [text[:2], text[2:]] if "&" not in text else [text]
    return "".join(
        f'<r><rPr><sz val="9"/><color rgb="FF000000"></color></rPr>{_t(each)}</r>' for each in pieces if each
    )


def _with_reading(text: str) -> str:
    return _t(text) + '<rPh sb="0" eb="1"><t>ヨミ</t></rPh><phoneticPr fontId="1"/>'


def _choice(text: str) -> str:
    return (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f'<mc:Choice xmlns:z="urn:z" Requires="z"><t>9</t></mc:Choice><mc:Fallback>{_t(text)}</mc:Fallback>'
        "</mc:AlternateContent>"
    )


def _inline_runs(xml: str) -> str:
    return _INLINE.sub(lambda m: f'<c {m[1]}t="inlineStr"{m[2]}><is>{_runs(m[3]) or "<t/>"}</is></c>', xml)


def _formula_texts(xml: str) -> str:
    return _INLINE.sub(lambda m: f'<c {m[1]}t="str"{m[2]}><v>{m[3]}</v></c>', xml)


def _numbers(change: Callable[[str], str]) -> Change:
    pattern = re.compile(r'(<c (?![^>]*t="(?:s|str|inlineStr|b|e)")[^>]*>(?:<f>[^<]*</f>)?<v>)([^<]+)(</v>)')
    return changed(SHEETS, lambda xml: pattern.sub(lambda m: m[1] + change(m[2]) + m[3], xml))


def _scientific(text: str) -> str:
    return f"{float(text):.14E}"


def _replaced(pattern: str, new: str, names: tuple[str, ...] = SHEETS) -> Change:
    return changed(names, lambda xml: re.sub(pattern, new, xml))


def _before_merges(added: str) -> Callable[[str], str]:
    """A sheet with one merged range more."""

    def change(xml: str) -> str:
        if "</mergeCells>" in xml:
            return xml.replace("</mergeCells>", f'<mergeCell ref="{added}"/></mergeCells>')
        behind = re.search(r"</sheetData>(?:<sheetProtection[^>]*/>)?(?:<autoFilter[^>]*/>)?", xml)
        assert behind
        return (
            xml[: behind.end()] + f'<mergeCells count="1"><mergeCell ref="{added}"/></mergeCells>' + xml[behind.end() :]
        )

    return change


def _far_formats(xml: str) -> str:
    """Formatted cells as far as AMJ, and rows of them to the very last, as LibreOffice writes them."""
    last = '<row r="1048575" outlineLevel="1"><c r="AMJ1048575" s="1"/></row><row r="1048576"><c r="XFD1048576"/></row>'
    return one(xml, "</sheetData>", last + "</sheetData>")


_DAY = "xl/worksheets/sheet2.xml", '<c r="B29" s="24" t="n"/>'
"""填报日期, which is empty in the sample and has the format of a date."""


def with_day(value: str, kind: str = "n", from_1904: bool = False) -> Change:
    """The sample with a day typed in, as a number or a text of ISO 8601."""
    name, cell = _DAY
    typed = changed((name,), lambda xml: one(xml, cell, f'<c r="B29" s="24" t="{kind}"><v>{value}</v></c>'))
    if not from_1904:
        return typed
    old = changed((WORKBOOK,), lambda xml: one(xml, "<workbookPr", '<workbookPr date1904="true"'))
    return lambda parts: old(typed(parts))


def _own_percent(xml: str) -> str:
    code = '<numFmt formatCode="[Red]-0.0%;_ * 0.00%\\ ;@" numFmtId="300"/></numFmts>'
    return one(re.sub(r'numFmtId="(?:9|10)"', 'numFmtId="300"', xml), "</numFmts>", code)


SPELLINGS: Mapping[str, Change] = {
    "no r on cells": _without_addresses,
    "no r on rows": changed(SHEETS, _without_numbers),
    "no r on cells and rows": lambda parts: changed(SHEETS, _without_numbers)(_without_addresses(parts)),
    "addresses in small letters": _attribute("c", "r", str.lower),
    "ranges in small letters": _attribute("mergeCell", "ref", str.lower),
    "zeros before the numbers of rows": _attribute("row", "r", lambda text: "00" + text),
    "zeros before the numbers of styles": _attribute("c", "s", lambda text: "0" + text),
    "no type on numbers": _attribute("c", "t", lambda text: None if text == "n" else text),
    "spans on rows": tags(SHEETS, lambda tag: written((tag[0], tag[1], tag[2] | (
        {"spans": "1:20"} if tag[1] == "row" and not tag[0] else {}), tag[3]))),
    "hidden as true": _attribute("row", "hidden", lambda text: "true" if text == "1" else text),
    "shared strings": _shared(_t),
    "shared strings in runs": _shared(lambda text: _runs(text) or "<t/>"),
    "shared strings with readings": _shared(_with_reading),
    "shared strings, prefixed": _shared(lambda text: f"<y:t>{text}</y:t>" if text.strip() == text else
                                        f'<y:t xml:space="preserve">{text}</y:t>', "y:"),
    "shared strings as choices": _shared(_choice),
    "inline strings in runs": changed(SHEETS, _inline_runs),
    "texts as results of formulas": changed(SHEETS, _formula_texts),
    "numbers with a power of ten": _numbers(_scientific),
    "numbers with a sign": _numbers(lambda text: text if text.startswith("-") else "+" + text),
    "numbers with zeros behind": _numbers(lambda text: text + "00" if "." in text else text + ".00"),
    "numbers among spaces": _numbers(lambda text: f" {text}\n"),
    "dimension of whole rows": _replaced(r'<dimension ref="[^"]*"/>', '<dimension ref="1:4"/>'),
    "dimension of all": _replaced(r'<dimension ref="[^"]*"/>', '<dimension ref="A1:XFD1048576"/>'),
    "dimension of one cell": _replaced(r'<dimension ref="[^"]*"/>', '<dimension ref="A1"/>'),
    "no dimension": _replaced(r'<dimension ref="[^"]*"/>', ""),
    "a whole column merged": changed(SHEETS, _before_merges("ZZ:ZZ")),
    "a whole row merged": changed(SHEETS, _before_merges("900:900")),
    "formats as far as the last cell": changed(SHEETS, _far_formats),
    "percentages by another format": changed((STYLES,), _own_percent),
}  # fmt: skip
