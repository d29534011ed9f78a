"""How the cells of fresh workbooks look: fonts and colours of our templates, and the styles part that says so."""

from typing import NamedTuple

from selfeval_xl.documents.blocks import COUNT, FILE, LONG, MONEY, PLACE, POINTS, RATE, TEXT, Column
from selfeval_xl.documents.forms import shape
from selfeval_xl.writers.xlsx.package import MAIN, XML

TABLE_STYLE = "自评汇总"
"""The name of the banded look of the tables, in the gallery of table styles."""
RED, AMBER, FAINT, TOTAL = 0, 1, 2, 3
"""The colours of conditional formats, by their place among the differential formats."""
_STRIPE, _HEADER = 4, 5
_AMOUNT = 19
_NARROW = 10
"""Text in a column no wider than this is a word or two and stands in the middle."""
_INK, _NAVY, _GREY = "1F1F1F", "1F3864", "BFC6D0"


class _Look(NamedTuple):
    """A style of cells: number format, font, fill, colour of the border, alignment, whether text wraps."""

    format: int = 0
    size: float = 10.5
    colour: str = _INK
    name: str = "宋体"
    bold: bool = False
    underlined: bool = False
    fill: str = ""
    border: str = _GREY
    across: str = "left"
    wraps: bool = True
    shrinks: bool = False
    """Whether a figure that is too long for its cell gets smaller; otherwise it would be ####."""


_MONEY, _AS_TEXT, _WHOLE, _TWO, _PERCENT = 164, 49, 3, 2, 10
"""Number formats: ``#,##0.00####``, and ``@``, ``#,##0``, ``0.00``, ``0.00%`` as every workbook numbers them."""
_FIGURE = _Look(across="right", wraps=False, shrinks=True)
_PRINTED = _Look(colour="000000", border="000000", across="center")
_LOOKS = {
    "default": _Look(size=11, border="", across="general", wraps=False),
    "header": _Look(colour=_NAVY, name="黑体", bold=True, fill="DCE3ED", across="center"),
    "note": _Look(size=9, colour="7F7F7F", border="", wraps=False),
    TEXT: _Look(_AS_TEXT),
    "word": _Look(_AS_TEXT, across="center"),
    LONG: _Look(),
    "link": _Look(colour="0563C1", underlined=True),
    COUNT: _FIGURE._replace(format=_WHOLE),
    MONEY: _FIGURE._replace(format=_MONEY),
    POINTS: _FIGURE._replace(format=_TWO),
    RATE: _FIGURE._replace(format=_PERCENT),
    f"form-{shape.TITLE}": _PRINTED._replace(size=18, bold=True, border=""),
    f"form-{shape.CAPTION}": _PRINTED._replace(size=11, border=""),
    f"form-{shape.LABEL}": _PRINTED,
    f"form-{shape.TEXT}": _PRINTED._replace(across="left"),
    f"form-{shape.VALUE}": _PRINTED,
    f"form-{shape.RATE}": _PRINTED._replace(format=_PERCENT, wraps=False, shrinks=True),
    "form-figure": _PRINTED._replace(wraps=False, shrinks=True),
    f"form-{shape.NOTE}": _PRINTED._replace(size=9, border="", across="left"),
}
NUMBERS = {name: number for number, name in enumerate(_LOOKS)}
"""The styles by what they are for, as cells refer to them."""
QUOTED = len(_LOOKS)
"""So much higher is the number of the same look for text that begins like a formula and stays text when edited."""
SIZES = {name: look.size for name, look in _LOOKS.items()}
"""The sizes of type, in points."""

_DIFFERENTIAL = (
    '<font><b/><color rgb="FFC00000"/></font><fill><patternFill><bgColor rgb="FFFBE9E7"/></patternFill></fill>',
    '<font><b/><color rgb="FF9C5700"/></font><fill><patternFill><bgColor rgb="FFFFF4E0"/></patternFill></fill>',
    '<font><color rgb="FF7F7F7F"/></font><fill><patternFill><bgColor rgb="FFEEEEEE"/></patternFill></fill>',
    '<font><b/><color rgb="FF1F3864"/></font><fill><patternFill><bgColor rgb="FFEEF1F5"/></patternFill></fill>',
    '<fill><patternFill patternType="solid"><bgColor rgb="FFF6F8FB"/></patternFill></fill>',
    '<font><b/><color rgb="FF1F3864"/></font>'
    '<fill><patternFill patternType="solid"><bgColor rgb="FFDCE3ED"/></patternFill></fill>',
)


def of_column(column: Column) -> int:
    """Return the style of the cells in a column."""
    if column.kind == TEXT and column.width <= _NARROW:
        return NUMBERS["word"]
    return NUMBERS[LONG if column.kind in (FILE, PLACE) else column.kind]


def width(column: Column) -> int:
    """Return how wide a column is; the heading of an amount, with its unit, stays on one line."""
    return max(column.width, _AMOUNT) if column.kind == MONEY else column.width


def styles() -> bytes:
    """Return the styles part."""
    looks = _LOOKS.values()
    fonts, borders = (list(dict.fromkeys(map(each, looks))) for each in (_font, _border))
    fills = list(dict.fromkeys(['<patternFill patternType="none"/>', '<patternFill patternType="gray125"/>',
                                *map(_fill, looks)]))  # fmt: skip
    formats = [_xf(each, fonts, fills, borders, quoted) for quoted in ("", ' quotePrefix="1"') for each in looks]
    contents = (
        f'<styleSheet xmlns="{MAIN}">'
        f'<numFmts count="1"><numFmt numFmtId="{_MONEY}" formatCode="#,##0.00####"/></numFmts>'
        f"{_listed('fonts', 'font', fonts)}{_listed('fills', 'fill', fills)}{_listed('borders', 'border', borders)}"
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(formats)}">{"".join(formats)}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="常规" xfId="0" builtinId="0"/></cellStyles>'
        f"{_listed('dxfs', 'dxf', _DIFFERENTIAL)}"
        f'<tableStyles count="1" defaultTableStyle="{TABLE_STYLE}">'
        f'<tableStyle name="{TABLE_STYLE}" pivot="0" count="2">'
        f'<tableStyleElement type="headerRow" dxfId="{_HEADER}"/>'
        f'<tableStyleElement type="secondRowStripe" dxfId="{_STRIPE}"/></tableStyle></tableStyles></styleSheet>'
    )
    return XML + contents.encode()


def _listed(name: str, item: str, contents: list[str] | tuple[str, ...]) -> str:
    items = "".join(f"<{item}>{content}</{item}>" for content in contents)
    return f'<{name} count="{len(contents)}">{items}</{name}>'


def _font(look: _Look) -> str:
    marks = "<b/>" * look.bold + "<u/>" * look.underlined
    return (
        f'{marks}<sz val="{look.size:g}"/><color rgb="FF{look.colour}"/><name val="{look.name}"/><charset val="134"/>'
    )


def _fill(look: _Look) -> str:
    if not look.fill:
        return '<patternFill patternType="none"/>'
    return f'<patternFill patternType="solid"><fgColor rgb="FF{look.fill}"/></patternFill>'


def _border(look: _Look) -> str:
    line = f' style="thin"><color rgb="FF{look.border}"/></' if look.border else "></"
    return "".join(f"<{side}{line}{side}>" for side in ("left", "right", "top", "bottom")) + "<diagonal/>"


def _xf(look: _Look, fonts: list[str], fills: list[str], borders: list[str], quoted: str) -> str:
    parts = (fonts.index(_font(look)), fills.index(_fill(look)), borders.index(_border(look)))
    wraps = ' wrapText="1"' * look.wraps + ' shrinkToFit="1"' * look.shrinks
    return (
        f'<xf numFmtId="{look.format}" fontId="{parts[0]}" fillId="{parts[1]}" borderId="{parts[2]}" xfId="0"'
        f'{quoted} applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
        f'<alignment horizontal="{look.across}" vertical="center"{wraps}/></xf>'
    )
