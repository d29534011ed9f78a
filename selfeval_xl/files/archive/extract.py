"""The few parts that the reader of values needs, as a package of their own.

Two readers can understand one file differently: which directory of a zip counts, which of two parts of nearly the same
name, where a relationship leads.  The reader of values asks for memory before it looks, so it gets nothing to see but
what has been looked at here, under names and relationships of our own.
"""

from collections.abc import Mapping, Sequence

from selfeval_xl.files.archive.package import Package
from selfeval_xl.files.archive.parts import Parts, SheetPart
from selfeval_xl.files.archive.xmltext import tags

_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_RELATION = '<Relationship Id="r{}" Type="' + _KIND + '{}" Target="{}"/>'
_WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="' + _KIND[:-1] + '">'
    '<workbookPr date1904="{}"/><sheets>{}</sheets></workbook>'
)
_TRUE = ("1", "true")


def only(package: Package, where: Parts, sheets: Sequence[SheetPart], others: Mapping[int, bytes]) -> bytes:
    """Return a workbook of these sheets alone, called ``0``, ``1`` and so on, with their strings and styles.

    ``others`` has what stands in the place of the XML of some, by their number.
    """
    names = [f"worksheets/sheet{number}.xml" for number in range(len(sheets))]
    parts = {
        f"xl/{name}": each.part
        for number, (name, each) in enumerate(zip(names, sheets, strict=True))
        if number not in others
    }
    for name, part in (("xl/sharedStrings.xml", where.strings), ("xl/styles.xml", where.styles)):
        if part:
            parts[name] = part
    listed = "".join(
        f'<sheet name="{number}" sheetId="{number + 1}" r:id="r{number}"/>' for number in range(len(sheets))
    )
    relations = "".join(_RELATION.format(number, "worksheet", name) for number, name in enumerate(names))
    old_dates = any(each.get("date1904") in _TRUE for each in tags(where.workbook_xml, b"workbookPr"))
    own = {
        "_rels/.rels": _RELATIONS.format(_RELATION.format(0, "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": _WORKBOOK.format(int(old_dates), listed),
        "xl/_rels/workbook.xml.rels": _RELATIONS.format(relations),
    }
    fresh = {name: text.encode() for name, text in own.items()}
    return package.alone(parts, fresh | {f"xl/{names[number]}": xml for number, xml in others.items()})
