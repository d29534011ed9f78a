"""A report as a Word document: the blocks put into the template at its markers, in the template's styles."""

from __future__ import annotations

import io
import itertools
import re
from typing import TYPE_CHECKING

from selfeval_xl.documents.blocks import Block, Heading, Table
from selfeval_xl.documents.drafts import NOTICE
from selfeval_xl.documents.report.gaps import Report
from selfeval_xl.documents.report.reconciling import ReadBack
from selfeval_xl.messages import codes, input_error

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.table import CT_Row, CT_Tc
    from docx.table import Table as Grid
    from docx.text.paragraph import Paragraph as Line

MARKERS = {
    "cover": "{{封面}}",
    "title": "{{标题}}",
    "body": "{{正文}}",
    "unit": "{{单位}}",
    "date": "{{日期}}",
    "annex": "{{附件}}",
}
"""What stands in the template where the contents go, each in a paragraph of its own; only the body has to be there."""
_GAP = re.compile("(【待补充】)")
_ALIGN = {"<": "LEFT", "^": "CENTER", ">": "RIGHT"}
_EMU_PER_MM = 36000
_LONGEST_PROPERTY = 255
"""Characters; the library takes no longer title or author."""
_WHOLE = 16
"""Up to so many rows a table stays on one page; that of an annex, which has a page of its own, may fill several."""
_LAST = 3
"""So many rows at the end of such a table stay together, lest the sum stand alone on a page."""
_SPACE_BELOW_TABLE = 8
"""Points between a table and the paragraph under it."""


class PageLook:
    """The styles by name."""

    TITLE, HEADING_1, HEADING_2, HEADING_3 = "Title", "Heading 1", "Heading 2", "Heading 3"
    BODY, UNIT, SIGNATURE = "报告正文", "金额单位", "落款"
    COVER_TITLE, COVER, ANNEX, ANNEX_TITLE = "封面标题", "封面内容", "附件", "附件标题"
    TABLE_HEAD, TABLE, SMALL_HEAD, SMALL = "表头", "表格文字", "附表表头", "附表文字"
    GRID, GAP = "报告表格", "待补充"


STYLES = tuple(name for key, name in vars(PageLook).items() if not key.startswith("_"))
"""What a template must have."""
_KINDS = {
    "body": PageLook.BODY,
    "unit": PageLook.UNIT,
    "cover": PageLook.COVER,
    "annex": PageLook.ANNEX,
    "annex-title": PageLook.ANNEX_TITLE,
}


_HEADS_OF_ANNEX = (PageLook.ANNEX, PageLook.ANNEX_TITLE)
"""What stays with what follows it."""


def document_bytes(report: Report, template: bytes, shown: str) -> bytes:
    """Return the Word document; raises InputError (F63) when the template ``shown`` cannot be used."""
    document = _opened(template, shown)
    markers = _markers(document)
    if "body" not in markers:
        raise input_error(codes.UNUSABLE_TEMPLATE, file=shown, detail=f"没有单独成段的“{MARKERS['body']}”")
    _require_styles(document, shown)
    _fill(report, document, markers)
    for marker in markers.values():
        marker._p.getparent().remove(marker._p)
    if report.is_draft:
        _mark_draft(document)
    document.core_properties.title = "".join(report.title)[:_LONGEST_PROPERTY]
    document.core_properties.author = report.signature[0][:_LONGEST_PROPERTY]
    result = io.BytesIO()
    document.save(result)
    return result.getvalue()


def _opened(data: bytes, shown: str) -> Document:
    from docx import Document

    try:
        return Document(io.BytesIO(data))
    except Exception as error:
        # Whatever a broken package makes the library raise, it means one thing to the person.
        raise input_error(codes.UNUSABLE_TEMPLATE, file=shown, detail="不是 Word 文档（.docx），或已损坏") from error


def _markers(document: Document) -> dict[str, Line]:
    keys = {marker: key for key, marker in MARKERS.items()}
    lines = ((keys.get(line.text.strip()), line) for line in document.paragraphs)
    return {key: line for key, line in lines if key}


def _require_styles(document: Document, shown: str) -> None:
    there = {style.name for style in document.styles}
    lacking = [name for name in STYLES if name not in there]
    if lacking:
        raise input_error(codes.UNUSABLE_TEMPLATE, file=shown, detail=f"缺少样式：{'、'.join(lacking)}")


def _fill(report: Report, document: Document, markers: dict[str, Line]) -> None:
    title = "\n".join(report.title)
    if report.cover and "cover" in markers:
        _put_text(markers["cover"], title, PageLook.COVER_TITLE)
        _put(report.cover, document, markers["cover"])
    if "title" in markers:
        first = _put_text(markers["title"], title, PageLook.TITLE)
        first.paragraph_format.page_break_before = True if report.cover and "cover" in markers else None
    _put(report.body, document, markers["body"])
    for key, text in zip(("unit", "date"), report.signature, strict=True):
        if key in markers:
            _put_text(markers[key], text, PageLook.SIGNATURE)
    _put(report.annex, document, markers.get("annex", markers["body"]))


def _mark_draft(document: Document) -> None:
    """Say at the head of every page that this is a draft, above what an office has there."""
    for section in document.sections:
        heads = [section.header, section.even_page_header]
        heads += [section.first_page_header] if section.different_first_page_header_footer else []
        for head in heads:
            head.is_linked_to_previous = False
            _put_text(head.paragraphs[0], NOTICE, PageLook.TABLE_HEAD)


def _put(blocks: tuple[Block, ...], document: Document, marker: Line) -> None:
    from docx.shared import Pt

    below_table = False
    for block, following in itertools.zip_longest(blocks, blocks[1:]):
        if isinstance(block, Table):
            _put_table(block, document, marker)
        else:
            style = f"Heading {block.level}" if isinstance(block, Heading) else _KINDS[block.kind]
            line = _put_text(marker, block.text, style)
            if below_table:
                line.paragraph_format.space_before = Pt(_SPACE_BELOW_TABLE)
            if isinstance(following, Table) or style in _HEADS_OF_ANNEX:
                line.paragraph_format.keep_with_next = True
        below_table = isinstance(block, Table)


def _put_text(marker: Line, text: str, style: str) -> Line:
    line = marker.insert_paragraph_before("", style)
    _write(line, text)
    return line


def _write(line: Line, text: str) -> None:
    """Write text as text, whatever it begins with; gaps stand out."""
    from docx.oxml.ns import qn

    for piece in filter(None, _GAP.split(text)):
        run = line.add_run(piece, PageLook.GAP if _GAP.fullmatch(piece) else None)
        # Without this, Word sets Chinese quotation marks and dashes in the narrow glyphs of the Latin font.
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")


def _put_table(table: Table, document: Document, marker: Line) -> None:
    rows = table.texts
    made = document.add_table(len(rows), len(table.columns), PageLook.GRID)
    made.autofit = False
    marker._p.addprevious(made._tbl)
    widths = [round(column.width * _EMU_PER_MM) for column in table.columns]
    for column, width in zip(made._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = width
    # By id, since to look a style up anew for every cell takes longer than all the rest.
    names = (PageLook.SMALL, PageLook.SMALL_HEAD) if table.small else (PageLook.TABLE, PageLook.TABLE_HEAD)
    plain, emphasised = (document.styles[name].style_id for name in names)
    for number, row in enumerate(made._tbl.tr_lst):
        is_head = table.has_titles and number == 0
        is_total = table.total and number == len(rows) - 1
        _mark_row(row, is_head)
        style = emphasised if is_head or is_total else plain
        aligns = [each.align for each in table.columns]
        if is_total:
            aligns[0] = "^"
        for column, cell in enumerate(row.tc_lst):
            cell.width = widths[column]
            line = _write_cell(cell, made, rows[number][column], style, "" if is_head else aligns[column])
            ends = number == 0 or number + _LAST >= len(rows) if table.small else len(rows) <= _WHOLE
            if number + 1 < len(rows) and ends:
                line.paragraph_format.keep_with_next = True
    _merge(table, made._tbl.tr_lst[len(rows) - len(table.rows) :])


def _mark_row(row: CT_Row, is_head: bool) -> None:
    """Keep a row on one page, and repeat the header on every page that the table reaches."""
    from docx.oxml import OxmlElement

    look = row.get_or_add_trPr()
    for name in ("w:cantSplit", "w:tblHeader") if is_head else ("w:cantSplit",):
        look.append(OxmlElement(name))


def _write_cell(cell: CT_Tc, table: Grid, text: str, style: str, align: str) -> Line:
    from docx.enum.text import WD_PARAGRAPH_ALIGNMENT
    from docx.text.paragraph import Paragraph

    line = Paragraph(cell.p_lst[0], table)
    line._p.style = style
    if align:
        line.alignment = WD_PARAGRAPH_ALIGNMENT[_ALIGN[align]]
    _write(line, text)
    return line


def _merge(table: Table, rows: list[CT_Row]) -> None:
    """Merge downwards where a blank cell belongs to the one above; the text stays in the first of them."""
    last = len(rows) - 1 if table.total else len(rows)
    for column in table.merged:
        # What stands under another 一级指标 is a thing of its own, whatever its 二级指标.
        deciding = [left for left in table.merged if left <= column]
        blank = [not any(cells[left] for left in deciding) for cells in table.rows[:last]]
        for number, continued in enumerate(blank):
            if continued or blank[number + 1 : number + 2] == [True]:
                rows[number].tc_lst[column].vMerge = "continue" if continued else "restart"


def contents(data: bytes) -> ReadBack:
    """Return what a document says, read anew from its bytes."""
    document = _opened(data, "")
    tables = tuple(tuple(tuple(map(_told, row.tc_lst)) for row in table._tbl.tr_lst) for table in document.tables)
    return ReadBack(tuple(paragraph.text for paragraph in document.paragraphs), tables)


def _told(cell: CT_Tc) -> str:
    return "\n".join(line.text for line in cell.p_lst)
