"""Spellings of the package: targets of relationships, names of parts, content types."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from tests.spellings.parts import RELATIONS, START, TYPES, WORKBOOK, Parts, changed, one

Change = Callable[[Parts], Parts]


def _targets(change: Callable[[str], str]) -> Change:
    """The targets of the workbook's relationships to sheets, spelled otherwise; they are relative in the sample."""
    pattern = re.compile(r'Target="(worksheets/[^"]*)"')

    def spelled(xml: str) -> str:
        text, count = pattern.subn(lambda m: f'Target="{change(m[1])}"', xml)
        assert count, xml
        return text

    return changed((RELATIONS,), spelled)


def _moved(names: Mapping[str, str]) -> Change:
    """Parts under other names, and all that names them."""

    def spell(parts: Parts) -> Parts:
        moved = {names.get(name, name): content for name, content in parts.items()}
        for listing in {RELATIONS, START, TYPES} & moved.keys():
            text = moved[listing].decode()
            for old, new in names.items():
                text = text.replace(f'"/{old}"', f'"/{new}"').replace(f'"{old}"', f'"{new}"')
                if listing == RELATIONS:  # its targets are relative to xl/
                    text = text.replace(f'"{old.removeprefix("xl/")}"', f'"/{new}"')
            moved[listing] = text.encode()
        return moved

    return spell


def _workbook_elsewhere(parts: Parts) -> Parts:
    """The workbook part in a folder of its own, and so its relationships."""
    parts = _moved({WORKBOOK: "book/main part.xml", RELATIONS: "book/_rels/main part.xml.rels"})(parts)
    text = parts["book/_rels/main part.xml.rels"].decode()
    text = re.sub(r'Target="(?!/)', 'Target="../xl/', text)
    start = parts[START].decode().replace("book/main part.xml", "book/main%20part.xml")
    types = parts[TYPES].decode().replace("book/main part.xml", "book/main%20part.xml")
    return parts | {"book/_rels/main part.xml.rels": text.encode(), START: start.encode(), TYPES: types.encode()}


def _types_by_ending(parts: Parts) -> Parts:
    """Sheets by the ending of their names instead of one by one."""
    text = parts[TYPES].decode()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    text = re.sub(rf'<Override[^>]*{re.escape(kind)}"[^>]*/>', "", text)
    return parts | {TYPES: one(text, "</Types>", f'<Default ContentType="{kind}" Extension="xml"/></Types>').encode()}


def _hidden_sheet_more(parts: Parts) -> Parts:
    """One more sheet that nobody sees, with the labels of ours."""
    sheet = parts["xl/worksheets/sheet2.xml"]
    relation = one(
        parts[RELATIONS].decode(),
        "</Relationships>",
        '<Relationship Id="rId99" Target="worksheets/old.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>',
    )
    listed = re.sub(
        r"</sheets>",
        '<sheet xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" name="旧项目信息" '
        'sheetId="99" state="veryHidden" r:id="rId99"/></sheets>',
        parts[WORKBOOK].decode(),
    )
    kind = (
        '<Override PartName="/xl/worksheets/old.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
    )
    return parts | {
        "xl/worksheets/old.xml": sheet,
        RELATIONS: relation.encode(),
        WORKBOOK: listed.encode(),
        TYPES: one(parts[TYPES].decode(), "</Types>", kind).encode(),
    }


def _without_properties(parts: Parts) -> Parts:
    parts = {name: content for name, content in parts.items() if not name.startswith("docProps")}
    parts = changed((START,), lambda xml: re.sub(r"<Relationship [^>]*docProps[^>]*/>", "", xml))(parts)
    return changed((TYPES,), lambda xml: re.sub(r"<Override [^>]*docProps[^>]*/>", "", xml))(parts)


SPELLINGS: Mapping[str, Change] = {
    "targets absolute": _targets(lambda path: "/xl/" + path),
    "targets with ./": _targets(lambda path: "./" + path),
    "targets with ../": _targets(lambda path: "../xl/" + path),
    "targets with a detour": _targets(lambda path: "worksheets/../" + path),
    "targets with a percent sign": _targets(lambda path: path.replace("sheet", "%73heet")),
    "target mode stated": changed((RELATIONS,), lambda xml: xml.replace(" Target=", ' TargetMode="Internal" Target=')),
    "workbook of another name": _moved({WORKBOOK: "xl/workbook22.xml", RELATIONS: "xl/_rels/workbook22.xml.rels"}),
    "workbook in another folder": _workbook_elsewhere,
    "sheets in another folder": _moved({f"xl/worksheets/sheet{n}.xml": f"data/s{n}.part" for n in (2, 3, 4)}),
    "styles of another name": changed((RELATIONS,), lambda xml: xml.replace('"styles.xml"', '"/xl/./styles.xml"')),
    "start relative to the root": changed((START,), lambda xml: xml.replace('Target="xl/', 'Target="/xl/')),
    "types by ending": _types_by_ending,
    "a sheet more that is hidden": _hidden_sheet_more,
    "no properties": _without_properties,
    "a part more that nothing names": lambda parts: parts | {"xl/unknown.bin": bytes(range(256))},
}
