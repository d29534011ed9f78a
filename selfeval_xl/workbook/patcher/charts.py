"""The charts of a sheet that is filled: they are moved to their room and shown what to draw, and keep their look.

A chart part stores the numbers that it draws beside the range they come from, for programs that do not calculate; both
are written here.  What a person changed about title, colours or fonts stays.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from selfeval_xl.documents.blocks import OutChart, OutSheet, OutValue
from selfeval_xl.documents.charts import GIVEN, NAMES, SERIES, TITLES
from selfeval_xl.domain.decimals import format_decimal
from selfeval_xl.domain.layout import SUMMARY
from selfeval_xl.domain.place import column_letters
from selfeval_xl.ooxml import parts
from selfeval_xl.ooxml.package import Package
from selfeval_xl.ooxml.xmltext import attributes, escape, printable

_ANCHOR = re.compile(rb"<((?:[\w.-]+:)?)twoCellAnchor[\s>].*?</\1twoCellAnchor>", re.DOTALL)
_FRAME = re.compile(rb"<(?:[\w.-]+:)?cNvPr\s[^>]*>")
_NAMED = re.compile(rb"\sname=(?:\"[^\"]*\"|'[^']*')")
_TEXT = re.compile(rb"<(?:[\w.-]+:)?(?:t|v|f)>([^<]{1,200})</")
"""A word of the title, the name of a series, a range."""
_HIDDEN = re.compile(rb"\shidden=[\"'][^\"']*[\"']")
_CHART = re.compile(rb"<(?:[\w.-]+:)?chart\s[^>]*\bid=[\"']([^\"']+)[\"']")
_SERIES = re.compile(rb"<((?:[\w.-]+:)?)ser>.*?</\1ser>", re.DOTALL)
_INDEX = re.compile(rb"<(?:[\w.-]+:)?idx\s+val=[\"'](\d{1,4})[\"']")
_LONGEST, _MOST = 1 << 20, 1000
"""Most bytes, anchors and series of a drawing that may be ours, with what a person put beside them."""
_MARGIN = 60_000
"""Space around a chart in its room, in the unit of drawings (12700 to the point)."""


class Drawn(NamedTuple):
    """The drawing of a sheet, the part of each of our charts in it by name, and the name of ours for each anchor."""

    drawing: str
    charts: Mapping[str, str]
    anchors: tuple[str, ...]


def find(package: Package, sheet: str) -> Drawn | None:
    """Return the charts of ours on the sheet in that part, ``None`` when there are none."""
    drawing = next((part for kind, part in parts.related(package, sheet).values() if kind == "drawing"), "")
    if drawing not in package:
        return None
    related = parts.related(package, drawing)
    found: dict[str, str] = {}
    anchors = []
    for anchor in _ANCHOR.finditer(_plain(package, drawing)):
        chart = _CHART.search(anchor[0])
        part = related.get(chart[1].decode(), ("", ""))[1] if chart else ""
        xml = _plain(package, part) if part in package else b""
        name = _known(_name(anchor[0]), xml) if xml else ""
        anchors.append(name if name not in found else "")
        if name and name not in found:
            found[name] = part
    return Drawn(drawing, found, tuple(anchors)) if found else None


def _known(name: str, xml: bytes) -> str:
    """Return which of our charts it is: by its name, or by what it shows where a program has given it another."""
    if name in NAMES or not GIVEN.fullmatch(name):
        return name if name in NAMES else ""
    texts = {text.decode("utf-8", "replace") for text in _TEXT.findall(xml)}
    marks = zip(NAMES, TITLES, SERIES, strict=True)
    return next((own for own, title, first in marks if title in texts or _refers(texts, first)), "")


def _refers(texts: Collection[str], first: str) -> bool:
    """Tell whether a chart draws figures of 汇总 of which the first series bears that name."""
    on_summary = any(SUMMARY in text and "!$" in text for text in texts)
    return on_summary and any(text == first or text.startswith(f"{first}（") for text in texts)


def _plain(package: Package, part: str) -> bytes:
    """Return a drawing or chart, ``b""`` when it is far larger than ours could grow: it would be searched for hours."""
    xml = parts.text_part(package, part)
    is_plain = len(xml) <= _LONGEST and xml.count(b"twoCellAnchor") + xml.count(b"ser>") <= _MOST
    return xml if is_plain else b""


def _name(anchor: bytes) -> str:
    frame = _FRAME.search(anchor)
    return attributes(frame[0]).get("name", "") if frame else ""


def changes(package: Package, drawn: Drawn, out: OutSheet, sheet: str, first: int) -> dict[str, bytes]:
    """Return the parts that change: the drawing, and each chart of ours.

    ``sheet`` is the name of the sheet as the workbook has it; the appendix of ``out`` begins in its row ``first``.
    """
    ours = [chart for chart in out.charts if chart.name in drawn.charts]
    rooms = {chart.name: chart for chart in ours}
    names = iter(drawn.anchors)

    def moved(anchor: re.Match[bytes]) -> bytes:
        chart = rooms.get(next(names))
        return _moved(anchor[0], chart, first + chart.room) if chart else anchor[0]

    changed = {drawn.drawing: _ANCHOR.sub(moved, parts.text_part(package, drawn.drawing))}
    for chart in ours:
        part = drawn.charts[chart.name]
        changed[part] = _redrawn(parts.text_part(package, part), _Source(out, chart, sheet, first))
    return changed


def _moved(anchor: bytes, chart: OutChart, row: int) -> bytes:
    """Return the anchor so that the chart shows and fills its room, the 1-based ``row``."""
    name = b' name="%b"' % escape(chart.name)
    anchor = _FRAME.sub(lambda frame: _NAMED.sub(name, _HIDDEN.sub(b"", frame[0]), count=1), anchor, count=1)
    for corner, column, line, margin in (
        (b"from", chart.left - 1, row - 1, _MARGIN),
        (b"to", chart.right, row, 0),
    ):
        pattern = re.compile(rb"(<((?:[\w.-]+:)?)" + corner + rb">).*?(</\2" + corner + rb">)", re.DOTALL)
        values = (("col", column), ("colOff", margin), ("row", line), ("rowOff", margin))
        anchor = pattern.sub(lambda old, values=values: _corner(old, values), anchor, count=1)  # type: ignore[misc]
    return anchor


def _corner(old: re.Match[bytes], values: Sequence[tuple[str, int]]) -> bytes:
    prefix = old[2].decode()
    inner = "".join(f"<{prefix}{name}>{value}</{prefix}{name}>" for name, value in values)
    return old[1] + inner.encode() + old[3]


class _Source(NamedTuple):
    """Where a chart finds its figures."""

    out: OutSheet
    chart: OutChart
    sheet: str
    first: int

    @property
    def names(self) -> int:
        """How many series there are."""
        return len(self.out.appendix[self.chart.head].values) - 1

    def elements(self, prefix: str, series: int) -> Iterator[tuple[bytes, bytes]]:
        """Yield by their names the elements of a series that say what it is called, its categories and its values."""
        head = self.chart.head
        rows = head + 1, head + self.chart.categories
        for name, kind, shown, column in (
            ("tx", "str", (head, head), series + 1),
            ("cat", "str", rows, 0),
            ("val", "num", rows, series + 1),
        ):
            values = [row.values[column] for row in self.out.appendix[shown[0] : shown[1] + 1]]
            yield name.encode(), drawn_cells(prefix, name, kind, self._range(shown, column), values)

    def _range(self, rows: tuple[int, int], column: int) -> str:
        letters, quoted = column_letters(column + 1), self.sheet.replace("'", "''")
        cells = dict.fromkeys(f"${letters}${self.first + row}" for row in rows)
        return f"'{quoted}'!{':'.join(cells)}"


def drawn_cells(prefix: str, name: str, kind: str, cells: str, values: Sequence[OutValue]) -> bytes:
    """Return the element ``name`` of a chart: which cells it shows, and what stands there now.

    ``kind`` is ``str`` or ``num``, ``prefix`` that of the names of elements.
    """
    p, points = prefix, "".join(_points(prefix, values))
    code = f"<{p}formatCode>General</{p}formatCode>" if kind == "num" else ""
    cache = f'{code}<{p}ptCount val="{len(values)}"/>{points}'
    ref = f"<{p}{kind}Ref><{p}f>{escape(cells).decode()}</{p}f><{p}{kind}Cache>{cache}</{p}{kind}Cache></{p}{kind}Ref>"
    return f"<{p}{name}>{ref}</{p}{name}>".encode()


def _points(prefix: str, values: Sequence[OutValue]) -> Iterator[str]:
    for index, value in enumerate(values):
        if value is not None:
            text = str(value) if isinstance(value, str | int) else format_decimal(value)
            shown = escape(printable(text)).decode()
            yield f'<{prefix}pt idx="{index}"><{prefix}v>{shown}</{prefix}v></{prefix}pt>'


def _redrawn(xml: bytes, source: _Source) -> bytes:
    """Return a chart part in which each series that we know draws its figures."""

    def series(match: re.Match[bytes]) -> bytes:
        index = _INDEX.search(match[0])
        number = int(index[1]) if index else -1
        if not 0 <= number < source.names:
            return match[0]
        new = match[0]
        for name, element in source.elements(match[1].decode(), number):
            new = _put(new, match[1], name, element)
        return new

    return _SERIES.sub(series, xml)


def _put(series: bytes, prefix: bytes, name: bytes, element: bytes) -> bytes:
    """Return the series with its element ``name`` replaced; one that is not there is not missed."""
    found = re.search(rb"<" + prefix + name + rb">.*?</" + prefix + name + rb">", series, re.DOTALL)
    return series[: found.start()] + element + series[found.end() :] if found else series
