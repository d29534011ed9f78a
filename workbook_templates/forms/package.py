"""Packs a workbook so that every run gives the same bytes, and puts in what openpyxl cannot write.

openpyxl stamps the time into the package and leaves the XML to whichever serialiser is installed; a formula gets no
stored result, so a viewer that does not calculate would show nothing.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from openpyxl import Workbook

from selfeval_xl.workbook.patcher import charts

_EDITION = datetime.datetime(2026, 1, 1)
_DRAWN = ("xl/charts/", "xl/drawings/")
_ZIP_DATE = (2026, 1, 1, 0, 0, 0)
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MODIFIED = re.compile(r"(<dcterms:modified[^>]*>)[^<]*")
_APPLICATION = re.compile(r"(<Application>).*?(</Application>).*?(?=</Properties>)", re.DOTALL)
_EMPTY = re.compile(r"<([\w:]+)((?: [^<>]*)?)></\1>")
_FORMULA = re.compile(r'<c r="([A-Z]+\d+)"([^>]*)>(<f>[^<]*</f>)<v/></c>')
_ROW = re.compile(r'<row customHeight="1" ht="([^"]+)" r="(\d+)"')


class Extras(NamedTuple):
    """What openpyxl cannot write, for one sheet.

    ``results`` are those of its formulas.  Rows from ``growing`` on have a height and still grow with their text.
    In ``numbers_as_text`` text such as ``1.1`` is meant to be text.
    """

    results: Mapping[str, object] = {}
    growing: int | None = None
    numbers_as_text: str = ""


def write(book: Workbook, path: Path, extras: Mapping[str, Extras]) -> None:
    """Save the workbook with the extras of its sheets.

    Raises ValueError when a formula has no result or a result no formula.
    """
    book.properties.created = _EDITION
    buffer = io.BytesIO()
    book.save(buffer)
    sheets = {f"xl/worksheets/sheet{index}.xml": name for index, name in enumerate(book.sheetnames, 1)}
    with zipfile.ZipFile(buffer) as made, zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as packed:
        for part in sorted(made.namelist(), key=_place_in_package):
            text = _canonical(made.read(part).decode())
            text = charts.finished(text.encode()).decode() if part.startswith(_DRAWN) else text
            text = _completed(text, extras.get(sheets[part], Extras())) if part in sheets else _undated(text)
            packed.writestr(_entry(part), _DECLARATION + text)


def _canonical(xml: str) -> str:
    """Return the part as every library would write it."""
    return _EMPTY.sub(r"<\1\2/>", ElementTree.canonicalize(xml))


def _undated(text: str) -> str:
    """Take the time out of the properties, and the claim that Excel wrote the file."""
    text = _MODIFIED.sub(rf"\g<1>{_EDITION:%Y-%m-%dT%H:%M:%SZ}", text)
    return _APPLICATION.sub(r"\g<1>selfeval-xl\g<2>", text)


def _completed(text: str, extras: Extras) -> str:
    text = _with_results(text, dict(extras.results))
    if extras.growing:
        text = _ROW.sub(lambda row: _growing(row, extras.growing or 0), text)
    return _with_numbers_as_text(text, extras.numbers_as_text)


def _growing(row: re.Match[str], first: int) -> str:
    return f'<row ht="{row[1]}" r="{row[2]}"' if int(row[2]) >= first else row[0]


def _place_in_package(part: str) -> tuple[bool, bool, str]:
    # Readers expect the content types first, as Office writes them.
    return part != "[Content_Types].xml", not part.startswith("_rels/"), part


def _entry(part: str) -> zipfile.ZipInfo:
    # Stored, not deflated: builds of zlib differ.
    entry = zipfile.ZipInfo(part, _ZIP_DATE)
    entry.create_system = 0  # else the machine that packs it shows
    return entry


def _with_results(text: str, results: dict[str, object]) -> str:
    """Store the result beside each formula."""

    def stored(match: re.Match[str]) -> str:
        cell, attributes, formula = match.groups()
        result = results.pop(cell, None)
        if result is None:
            raise ValueError(f"formula without a result: {cell}")
        kind = ' t="str"' if isinstance(result, str) else ""
        return f'<c r="{cell}"{attributes}{kind}>{formula}<v>{escape(str(result))}</v></c>'

    text = _FORMULA.sub(stored, text)
    if results:
        raise ValueError(f"results without a formula: {sorted(results)}")
    return text


def _with_numbers_as_text(text: str, cells: str) -> str:
    """Keep Excel from marking every 序号 with a green corner."""
    if not cells:
        return text
    ignored = f'<ignoredErrors><ignoredError numberStoredAsText="1" sqref="{cells}"/></ignoredErrors>'
    return text.replace("</headerFooter>", f"</headerFooter>{ignored}", 1)
