"""Hostile contents: what stands in the cells of a sound workbook, and what the sheet says around them."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from selfeval_xl.domain.place import column_letters
from selfeval_xl.ooxml.xmltext import escape
from tests.hostile.corpus import packed, parts_of
from tests.hostile.markup import part_of

_CELL = re.compile(rb"<c r=\"([A-Z]+)([0-9]+)\"([^>]*?)(?:/>|>.*?</c>)", re.DOTALL)
_STYLE = re.compile(rb"\ss=\"[0-9]+\"")
_NUMBERS = (
    "1e308", "-1e308", "1E+400", "1e-400", "NaN", "nan", "INF", "-inf", "infinity", "-0", "0x10", "1_000", "1,000", "٣",
    "１２", "", " ", "+5", ".5", "5.", "1e", "--1", "1" * 400, "0." + "1" * 400, "9" * 5000, "1e999999999", "4.9e-324",
    "2958466", "1e10", "-1", "1.7976931348623157e308", "0.1", "12345678901234567890", "1e15", "1e16", "1e22", "100.005",
    "0.005", "2.675", "1e18", "1e19", "99999999999999999", "-1e17", "123456789.987654321", "3e-5",
)  # fmt: skip
WORDS = (
    "≥", "≤", ">", "<", "=", "±", "+/-", "-", "~", "—", "%", "‰", "％", "万", "亿", "元", "万元", "人", "个", "天",
    "月",
    "年", "日", "季度", "/", "、", "，", "。", "；", "！", "(", "）", "[", "】", "“", " ", "\n", "\t", "\u3000",
    "\u200b",
    "2021", "12", "31", "0", "1", "95", "100", "0.95", ".5", "5.", "1,000", "1,00", "２０", "二〇二一", "十二",
    "2021-12-31",
    "2021/2/30", "2021.13.45", "20211231", "44561", "上半年", "第四季度", "年底", "前", "以前", "以内", "以上",
    "不少于",
    "不超过", "不低于", "达到", "未", "没有", "尚未", "已完成", "部分完成", "未完成", "达成预期指标", "优良中差",
    "不适用",
    "N/A", "#DIV/0!", "#REF!", "指标1", "XX", "……", "提高", "下降", "每月", "约", "左右", "余", "第", "G", "GB", "m2",
    "km", "㎡", "①", "½", "²", "٣", "e", "E", "1e5", "INF", "NaN", "TRUE", "=", "=1+1", "样式:line", "链接", "合计",
    "总分",
)  # fmt: skip
_UNITS = (
    "1", "9", " ", "\n", "\t", "(", ")", "（", "【", "[", "1,", "1 ", "1.", "-", "- ", "+-", "≥", "%", "年", "2021年",
    "1月",
    "1-", "1-1月", "未", "没有", "超", "每", "一", "，", "。1", "a", "a1", "Aa", "_x", "_x0041_", "&", "<", '"',
    "\u200b",
    "\u202e",
    "𠮷", "👩‍👩‍👧", "e\u0301", "：", "项目名称：", "1个", "个/人、天", "十", "万", "#A", "#N/A", "2021-1-1 ",
    "第1季度", "年底前",
    "，1", "完成", "已", "部分", "=", "={", "{", "}", "{0}", "%s", "\\", "'", "''!", "￥", "千元", "1:", "得分",
    "\u0130", "ß",
)  # fmt: skip
_LENGTHS = (1, 20, 300, 5000, 32_767, 40_000)
_FORMULAS = (
    "cmd|'/C calc'!A0", "DDE(\"cmd\",\"/C calc\",\"x\")", "WEBSERVICE(\"http://127.0.0.1:9/\"&amp;A1)", "[1]Sheet1!A1",
    "HYPERLINK(\"file:///etc/passwd\",\"x\")", "CALL(\"kernel32\",\"WinExec\",\"JC\",\"calc\")", "EXEC(\"calc\")",
    "'\\\\127.0.0.1\\[x.xlsx]a'!A1", "RTD(\"x\",,\"y\")", "(" * 9000, "A1" * 9000, "\"" * 9001, "'" * 9001, "[" * 9001,
    "A1:XFD1048576", "1:1048576", "INDIRECT(A1)", "SUM(" * 500 + "A1" + ")" * 500, "汇总!A1", "#REF!", "", "\0",
    "A1+" * 9000,
    "_xlfn.LAMBDA(x,x(x))(x)", "SUM(A:A)", "Table1[#This Row]", "a." * 5000, "$" * 5000, "A1:" * 5000,
    "[" * 20 + "]" * 20,
)  # fmt: skip


def text_cell(text: str) -> bytes:
    """What a cell that holds this text has after its address and style."""
    return b' t="inlineStr"><is><t xml:space="preserve">' + escape(text.replace("\0", "")) + b"</t></is></c>"


def number_cell(digits: str) -> bytes:
    """What a cell that holds this number has after its address and style."""
    return b"><v>" + escape(digits) + b"</v></c>"


def _refilled(rng: Random, book: bytes, share: float, content: Callable[[], bytes], restyle: bool = False) -> bytes:
    """The book with this ``share`` of the cells on its sheets holding something else; the top rows mostly stay."""
    parts = parts_of(book)
    styles = [b""] + [b' s="%d"' % number for number in range(40)]

    def changed(match: re.Match[bytes]) -> bytes:
        if rng.random() > (share if int(match[2]) > 3 else share / 8):
            return match[0]
        style = _STYLE.search(match[3])
        look = rng.choice(styles) if restyle else style[0] if style else b""
        return b'<c r="%b%b"%b' % (match[1], match[2], look) + content()

    for name in parts:
        if "/worksheets/sheet" in name and rng.random() < 0.8:
            parts[name] = _CELL.sub(changed, parts[name])
    return packed(parts)


def numbers_absurd(rng: Random, book: bytes) -> bytes:
    """Numbers too large, too small, too long, or none, some of them shown as percentages or dates."""
    return _refilled(
        rng, book, rng.choice((0.02, 0.2, 1)), lambda: number_cell(rng.choice(_NUMBERS)), rng.random() < 0.5
    )


def kinds_absurd(rng: Random, book: bytes) -> bytes:
    """Cells whose stated kind does not go with their value: errors, dates, truths, strings that are not there."""
    kinds = ("n", "b", "d", "e", "str", "s", "inlineStr", "z", "")
    values = (
        *_NUMBERS,
        "#DIV/0!",
        "#什么",
        "TRUE",
        "2021-12-31",
        "2021-12-31T25:00:00",
        "9999-99-99",
        "T",
        "-1",
        "99999999",
        "abc",
    )

    def content() -> bytes:
        return b' t="%b"><v>%b</v></c>' % (rng.choice(kinds).encode(), escape(rng.choice(values)))

    return _refilled(rng, book, rng.choice((0.05, 0.3, 1)), content, rng.random() < 0.3)


def texts_endless(rng: Random, book: bytes) -> bytes:
    """Texts of more characters than Excel takes, each one thing over and over, in the cells that staff fill."""
    length = rng.choice(_LENGTHS)
    unit = rng.choice(_UNITS) + (rng.choice(_UNITS) if rng.random() < 0.4 else "")
    text = (unit * (length // len(unit) + 1))[:length]
    return _refilled(
        rng, book, rng.choice((0.01, 0.1, 0.6)), lambda: text_cell(rng.choice(("", "≥", "1", "未")) + text)
    )


def texts_mixed(rng: Random, book: bytes) -> bytes:
    """Texts made of what staff write, in every order but the usual."""

    def content() -> bytes:
        return text_cell("".join(rng.choices(WORDS, k=rng.choice((1, 2, 3, 4, 6, 30)))))

    return _refilled(rng, book, rng.choice((0.1, 0.5, 1)), content)


def texts_random(rng: Random, book: bytes) -> bytes:
    """Texts of any characters whatever."""

    def content() -> bytes:
        codes = (
            rng.choice((rng.randrange(0x20, 0x7F), rng.randrange(0x110000), rng.randrange(0x3000, 0x9FFF)))
            for _ in range(20)
        )
        return text_cell("".join(chr(code) for code in codes if not 0xD800 <= code < 0xE000))

    return _refilled(rng, book, rng.choice((0.1, 0.5, 1)), content)


def formulas(rng: Random, book: bytes) -> bytes:
    """Formulas that would start programs or fetch things, endless ones, arrays over the whole sheet, orphans."""
    kinds = ("", ' t="shared" si="0"', ' t="shared" ref="A1:Z99" si="0"', ' t="array" ref="A1:XFD1048576"',
        ' t="array" ref="1"',
             ' t="dataTable" ref="A1:XFD1048576" r1="A1"', ' t="shared" si="x"', ' t="array" ref="G3:G9"', ' ca="1"',
             ' ref="A1"')  # fmt: skip
    results = (b"", b"<v>1</v>", b"<v></v>", b"<v/>", b"<v>#REF!</v>", b"<v>x</v>")

    def content() -> bytes:
        text = rng.choice(_FORMULAS).replace("\0", "").encode()
        tag = (
            b"<f%b/>" % rng.choice(kinds).encode()
            if rng.random() < 0.2
            else b"<f%b>%b</f>" % (rng.choice(kinds).encode(), text)
        )
        return rng.choice((b"", b' t="str"', b' t="e"')) + b">" + tag + rng.choice(results) + b"</c>"

    return _refilled(rng, book, rng.choice((0.01, 0.1, 0.5)), content)


def addresses(rng: Random, book: bytes) -> bytes:
    """Rows and cells that do not say where they are, say it twice, out of order, or beyond the sheet."""
    numbers = (
        b"0",
        b"-1",
        b"1",
        b"2",
        b"1048576",
        b"1048577",
        b"4294967297",
        b"9" * 30,
        b"9" * 5000,
        b"",
        b"x",
        b"1.0",
        b"007",
    )
    letters = (b"A", b"B", b"XFD", b"XFE", b"ZZZ", b"AAAA", b"a", b"", b"$A", "列".encode(), b"Z" * 300)
    parts = parts_of(book)
    name = rng.choice([each for each in parts if "/worksheets/sheet" in each])
    one, chance = rng.choice((rb"<row r=\"([0-9]+)\"", rb"<c r=\"([A-Z]+[0-9]+)\"")), rng.choice((0.01, 0.2, 1))

    def changed(match: re.Match[bytes]) -> bytes:
        if rng.random() > chance:
            return match[0]
        what = rng.choice(numbers) if one.startswith(rb"<row") else rng.choice(letters) + rng.choice(numbers)
        return match[0].replace(b' r="%b"' % match[1], b"" if rng.random() < 0.2 else b' r="%b"' % what)

    return packed(parts | {name: re.sub(one, changed, parts[name])})


def _stated(rng: Random) -> bytes:
    """A range as it might stand in an attribute, possible or not."""
    spot = [
        rng.choice((column_letters(rng.randint(1, 30)), "A", "XFD", "XFE", "", "$B"))
        + rng.choice(("1", "5", "1048576", "0", "9" * 20))
        for _ in range(2)
    ]
    return rng.choice((":".join(spot), spot[0], "A1:XFD1048576", "A:A", "1:1", "", "#REF!", "A1:B2 C3")).encode()


def around(rng: Random, book: bytes) -> bytes:
    """Merged ranges, links, columns, rules, dimensions and views that cannot be."""
    parts = parts_of(book)
    name = rng.choice([each for each in parts if "/worksheets/sheet" in each])
    count = rng.choice((1, 3, 100, 3000))
    lines = {
        "mergeCells": lambda: b'<mergeCell ref="%b"/>' % _stated(rng),
        "hyperlinks": lambda: (
            b'<hyperlink ref="%b" %b/>' % (_stated(rng), rng.choice((b'r:id="rId1"', b'location="x!A1"', b"")))
        ),
        "conditionalFormatting": lambda: b'<cfRule type="expression" priority="1"><formula>1</formula></cfRule>',
        "dataValidations": lambda: (
            b'<dataValidation sqref="%b"><formula1>%b</formula1></dataValidation>' % (_stated(rng), b"A1" * 50)
        ),
    }
    kind = rng.choice(list(lines))
    block = b"<%b>%b</%b>" % (kind.encode(), b"".join(lines[kind]() for _ in range(count)), kind.encode())
    xml = re.sub(rb"<%b[ >].*?</%b>" % (kind.encode(), kind.encode()), b"", parts[name], flags=re.DOTALL)
    xml = xml.replace(b"</sheetData>", b"</sheetData>" + block, rng.choice((1, 1, 2)))
    if rng.random() < 0.5:
        xml = re.sub(rb"<dimension[^>]*/>", b"", xml)
        xml = xml.replace(b"<sheetData", b'<dimension ref="%b"/><sheetData' % _stated(rng), 1)
    if rng.random() < 0.4:
        values = [
            rng.choice((b"1", b"0", b"-5", b"16384", b"9" * 20, b"x", b"", b"1.5", b"NaN", b"1e999")) for _ in range(3)
        ]
        columns = b'<cols><col min="%b" max="%b" width="%b"/><col/></cols>' % tuple(values)
        xml = re.sub(rb"<cols>.*?</cols>", b"", xml, flags=re.DOTALL).replace(b"<sheetData", columns + b"<sheetData", 1)
    return packed(parts | {name: xml})


def styles(rng: Random, book: bytes) -> bytes:
    """Formats, fonts and cell styles that cannot be, and rows of a pattern with an absurd height."""
    parts = parts_of(book)
    name = "xl/styles.xml" if "xl/styles.xml" in parts and rng.random() < 0.8 else part_of(rng, parts)
    codes = (
        "0%",
        "%" * 5000,
        '"%"',
        "[" * 3000 + "%",
        "\\" * 999 + "%",
        '"' * 999 + "%",
        "_%",
        "*%",
        "0.00E+00%",
        "[$-804]0%",
        "",
    )
    code = escape(rng.choice(codes))
    number = rng.choice((b"0", b"9", b"14", b"-1", b"", b"99999999999", b"x", b"1.0", b"(", b"9|.*"))
    changes: tuple[tuple[bytes, bytes], ...] = (
        (rb"formatCode=\"[^\"]*\"", b'formatCode="%b"' % code.replace(b"\\", b"\\\\")),
        (rb"numFmtId=\"[^\"]*\"", b'numFmtId="%b"' % number),
        (rb"fontId=\"[^\"]*\"", b'fontId="%b"' % number), (rb"<sz val=\"[^\"]*\"", b'<sz val="%b"' % number),
        (rb"<fonts.*?</fonts>", b""),
        (rb"<cellXfs.*?</cellXfs>", rb"<cellXfs/>"), (rb"</cellXfs>", b"<xf/>" * 3000 + b"</cellXfs>"),
        (rb"cellXfs", b"cellXfs_"),
        (rb"<fonts ", b"<fonts_ "), (rb"s=\"[0-9]+\"", b's="%b"' % number), (rb"ht=\"[^\"]*\"", b'ht="%b"' % number),
    )  # fmt: skip
    pattern, new = rng.choice(changes)
    return packed(parts | {name: re.sub(pattern, new, parts[name], count=rng.choice((0, 1)), flags=re.DOTALL)})


def strings(rng: Random, book: bytes) -> bytes:
    """Shared strings that are missing, lie about their number, nest, or are pointed at from beyond their end."""
    parts = parts_of(book)
    strings = "xl/sharedStrings.xml"
    index = [
        rng.choice((b"-1", b"0", b"99999999", b"4294967296", b"x", b"", b"1.0", b"9" * 5000, " ٣".encode()))
        for _ in range(5)
    ]
    for name in parts:
        if "/worksheets/sheet" in name and rng.random() < 0.6:
            found = re.sub(
                rb"(t=\"s\"[^>]*><v>)[0-9]+",
                lambda m: m[1] + rng.choice(index),
                parts[name],
                count=rng.choice((0, 1, 5)),
            )
            parts[name] = re.sub(rb"t=\"inlineStr\"", b't="s"', found, count=rng.choice((0, 0, 3)))
    if strings in parts:
        how = (
            lambda xml: re.sub(rb"ount=\"[0-9]*\"", b'ount="%b"' % rng.choice(index), xml),
            lambda xml: xml.replace(b"<si>", b"<si><si>", 3), lambda xml: xml.replace(b"</si>", b"", 2),
            lambda xml: xml.replace(b"<t", b"<rPh><t", 1), lambda xml: xml[: len(xml) // 2], lambda xml: b"<sst/>",
            lambda xml: xml.replace(b"<t>", b"<t>&a;", 2),
                lambda xml: xml.replace(b"</sst>", b"<si><t>x</t></si>" * 50_000 + b"</sst>"),
        )  # fmt: skip
        parts[strings] = rng.choice(how)(parts[strings])
    return packed(parts)
