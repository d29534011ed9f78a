"""What surrounds the rows of a sheet: columns and frozen panes before, merges, colours, links and the page behind."""

from collections.abc import Iterable, Iterator, Sequence

from selfeval_xl.documents.blocks import PageSetup
from selfeval_xl.domain.grid import Range
from selfeval_xl.domain.place import column_letters
from selfeval_xl.ooxml.addresses import range_text
from selfeval_xl.ooxml.xmltext import escape
from selfeval_xl.writers.xlsx.package import MAIN, RELATIONS, XML

TABLE_ID, DRAWING_ID = "rIdTable", "rIdDrawing"
_A4 = 9
_INCH = 2.54
_SIDES = ("left", "right", "top", "bottom", "header", "footer")


def head(widths: Sequence[float], frozen: int = 0, rows: bytes = b"") -> bytes:
    """Return the beginning of a sheet, up to and with its first ``rows``.

    ``widths`` are those of the columns in digits.  With ``frozen`` columns the first row stays in sight as well, with
    ``frozen`` 0 nothing does, with -1 the row alone.
    """
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width:g}" customWidth="1"/>'
        for number, width in enumerate(widths, 1)
    )
    start = (
        f'<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView showGridLines="0" workbookViewId="0">{_pane(frozen)}</sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols><sheetData>'
    )
    return XML + start.encode() + rows


def _pane(columns: int) -> str:
    if columns == 0:
        return ""
    if columns < 0:
        return (
            '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
            '<selection pane="bottomLeft" activeCell="A2" sqref="A2"/>'
        )
    first = f"{column_letters(columns + 1)}2"
    return (
        f'<pane xSplit="{columns}" ySplit="1" topLeftCell="{first}" activePane="bottomRight" state="frozen"/>'
        '<selection pane="topRight"/><selection pane="bottomLeft"/>'
        f'<selection pane="bottomRight" activeCell="{first}" sqref="{first}"/>'
    )


def tail(
    page: bytes, merges: Sequence[Range] = (), colours: str = "", links: Iterable[bytes] = (), parts: str = ""
) -> Iterator[bytes]:
    """Yield the end of a sheet, piece by piece; ``parts`` names what else belongs to it, such as a drawing."""
    yield b"</sheetData>"
    if merges:
        yield b'<mergeCells count="%d">' % len(merges)
        yield b"".join(b'<mergeCell ref="%b"/>' % range_text(area).encode() for area in merges)
        yield b"</mergeCells>"
    yield colours.encode()
    opened = False
    for link in links:
        yield link if opened else b"<hyperlinks>" + link
        opened = True
    yield (b"</hyperlinks>" if opened else b"") + page + parts.encode() + b"</worksheet>"


def page_setup(page: PageSetup) -> bytes:
    """Return how the sheet is printed."""
    margins = " ".join(f'{side}="{cm / _INCH:.6g}"' for side, cm in zip(_SIDES, page.margins, strict=True))
    orientation = "landscape" if page.landscape else "portrait"
    lines = b"".join(
        b"<%b>%b</%b>" % (name, escape(text), name)
        for name, text in ((b"oddHeader", page.header), (b"oddFooter", page.footer))
        if text
    )
    return (
        f'<printOptions horizontalCentered="1"/><pageMargins {margins}/>'
        f'<pageSetup paperSize="{_A4}" orientation="{orientation}"'
        f' fitToWidth="{page.across}" fitToHeight="{int(page.fits)}"/>'
    ).encode() + b"<headerFooter>%b</headerFooter>" % lines
