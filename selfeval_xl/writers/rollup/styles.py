"""How the cells of the roll-up look: fonts and colours of our templates, and the styles part that says so."""

from __future__ import annotations

from typing import NamedTuple

from selfeval_xl.documents.rollup.tables import COUNT, FILE, LONG, MONEY, PLACE, POINTS, RATE, TEXT, Column

TABLE_STYLE = "自评汇总"
"""The name of the banded look of the tables, in the gallery of table styles."""
RED, AMBER, FAINT, TOTAL = 0, 1, 2, 3
"""The colours of conditional formats, by their place among the differential formats."""
_STRIPE, _HEADER = 4, 5
_AMOUNT = 19
_NARROW = 10
"""Text in a column no wider than this is a word or two and stands in the middle."""

_FONTS = (
    '<sz val="11"/><color rgb="FF1F1F1F"/><name val="宋体"/><charset val="134"/>',
    '<sz val="10.5"/><color rgb="FF1F1F1F"/><name val="宋体"/><charset val="134"/>',
    '<b/><sz val="10.5"/><color rgb="FF1F3864"/><name val="黑体"/><charset val="134"/>',
    '<u/><sz val="10.5"/><color rgb="FF0563C1"/><name val="宋体"/><charset val="134"/>',
    '<sz val="9"/><color rgb="FF7F7F7F"/><name val="宋体"/><charset val="134"/>',
)
_LINES = "".join(
    f'<{side} style="thin"><color rgb="FFBFC6D0"/></{side}>' for side in ("left", "right", "top", "bottom")
)
_DIFFERENTIAL = (
    '<font><b/><color rgb="FFC00000"/></font><fill><patternFill><bgColor rgb="FFFBE9E7"/></patternFill></fill>',
    '<font><b/><color rgb="FF9C5700"/></font><fill><patternFill><bgColor rgb="FFFFF4E0"/></patternFill></fill>',
    '<font><color rgb="FF7F7F7F"/></font><fill><patternFill><bgColor rgb="FFEEEEEE"/></patternFill></fill>',
    '<font><b/><color rgb="FF1F3864"/></font><fill><patternFill><bgColor rgb="FFEEF1F5"/></patternFill></fill>',
    '<fill><patternFill patternType="solid"><bgColor rgb="FFF6F8FB"/></patternFill></fill>',
    '<font><b/><color rgb="FF1F3864"/></font>'
    '<fill><patternFill patternType="solid"><bgColor rgb="FFDCE3ED"/></patternFill></fill>',
)


class _Look(NamedTuple):
    """A style of cells: number format, font, fill, border, alignment, and whether text stays text when edited."""

    format: int = 0
    font: int = 1
    fill: int = 0
    border: int = 1
    across: str = "left"
    wraps: bool = True
    quoted: bool = False


_MONEY, _AS_TEXT = 164, 49
_LOOKS = {
    "default": _Look(font=0, border=0, across="general", wraps=False),
    "header": _Look(font=2, fill=2, across="center"),
    "note": _Look(font=4, border=0, wraps=False),
    TEXT: _Look(_AS_TEXT),
    "word": _Look(_AS_TEXT, across="center"),
    LONG: _Look(),
    "quoted": _Look(quoted=True),
    "link": _Look(font=3),
    COUNT: _Look(3, across="right", wraps=False),
    MONEY: _Look(_MONEY, across="right", wraps=False),
    POINTS: _Look(2, across="right", wraps=False),
    RATE: _Look(10, across="right", wraps=False),
}
NUMBERS = {name: number for number, name in enumerate(_LOOKS)}
"""The styles by what they are for, as cells refer to them."""


def of_column(column: Column) -> int:
    """Return the style of the cells in a column."""
    if column.kind == TEXT and column.width <= _NARROW:
        return NUMBERS["word"]
    return NUMBERS[LONG if column.kind in (FILE, PLACE) else column.kind]


def width(column: Column) -> int:
    """Return how wide a column is; the heading of an amount, with its unit, stays on one line."""
    return max(column.width, _AMOUNT) if column.kind == MONEY else column.width


def styles() -> str:
    """Return the styles part."""
    fonts = "".join(f"<font>{font}</font>" for font in _FONTS)
    differential = "".join(f"<dxf>{each}</dxf>" for each in _DIFFERENTIAL)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<numFmts count="1"><numFmt numFmtId="{_MONEY}" formatCode="#,##0.00####"/></numFmts>'
        f'<fonts count="{len(_FONTS)}">{fonts}</fonts>'
        '<fills count="3"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill>'
        '<fill><patternFill patternType="solid"><fgColor rgb="FFDCE3ED"/></patternFill></fill></fills>'
        f'<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
        f"<border>{_LINES}<diagonal/></border></borders>"
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(_LOOKS)}">{"".join(map(_xf, _LOOKS.values()))}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles>'
        f'<dxfs count="{len(_DIFFERENTIAL)}">{differential}</dxfs>'
        f'<tableStyles count="1" defaultTableStyle="{TABLE_STYLE}">'
        f'<tableStyle name="{TABLE_STYLE}" pivot="0" count="2">'
        f'<tableStyleElement type="headerRow" dxfId="{_HEADER}"/>'
        f'<tableStyleElement type="secondRowStripe" dxfId="{_STRIPE}"/></tableStyle></tableStyles></styleSheet>'
    )


def _xf(look: _Look) -> str:
    wraps, quoted = ' wrapText="1"' * look.wraps, ' quotePrefix="1"' * look.quoted
    return (
        f'<xf numFmtId="{look.format}" fontId="{look.font}" fillId="{look.fill}" borderId="{look.border}" xfId="0"'
        f'{quoted} applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
        f'<alignment horizontal="{look.across}" vertical="center"{wraps}/></xf>'
    )
