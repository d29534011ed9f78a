"""The few parts that the reader of values needs, as a package of their own.

Two readers can understand one file differently: which directory of a zip counts, which of two parts of nearly the same
name, where a relationship leads.  The reader of values asks for memory before it looks, so it gets nothing to see but
what has been looked at here, under names and relationships of our own.
"""

from collections.abc import Sequence

from selfeval_xl.ooxml import zipformat

_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_RELATION = '<Relationship Id="r{}" Type="' + _KIND + '{}" Target="{}"/>'
_WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="' + _KIND[:-1] + '">'
    '<workbookPr date1904="{}"/><sheets>{}</sheets></workbook>'
)


def only(sheets: Sequence[bytes], strings: bytes, styles: bytes, old_dates: bool) -> bytes:
    """Return a workbook of these sheets, called ``0``, ``1`` and so on, with their strings and styles.

    ``old_dates`` tells that its days are counted from 1904.
    """
    names = [f"worksheets/sheet{number}.xml" for number in range(len(sheets))]
    listed = "".join(
        f'<sheet name="{number}" sheetId="{number + 1}" r:id="r{number}"/>' for number in range(len(sheets))
    )
    relations = "".join(_RELATION.format(number, "worksheet", name) for number, name in enumerate(names))
    own = {
        "_rels/.rels": _RELATIONS.format(_RELATION.format(0, "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": _WORKBOOK.format(int(old_dates), listed),
        "xl/_rels/workbook.xml.rels": _RELATIONS.format(relations),
    }
    members = {name: text.encode() for name, text in own.items()}
    members |= {f"xl/{name}": xml for name, xml in zip(names, sheets, strict=True)}
    members |= {f"xl/{name}": xml for name, xml in (("sharedStrings.xml", strings), ("styles.xml", styles)) if xml}
    return zipformat.quick(members)
