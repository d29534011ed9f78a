"""Brings errors about for real: a file or two in an empty folder, and the command that meets them."""

from __future__ import annotations

import contextlib
import io
import os
import shlex
import tempfile
from collections.abc import Callable
from typing import NamedTuple

import openpyxl
from openpyxl.worksheet.formula import ArrayFormula

from selfeval_xl.cli import build_parser
from selfeval_xl.domain.errors import UserError
from selfeval_xl.domain.layout import BUDGET, INDICATORS, PROJECT, RESULTS, SUMMARY
from selfeval_xl.storage import resources
from selfeval_xl.tasks import export_form
from selfeval_xl.tasks.assess import assess, standard_for
from tests import plans
from tests.compound import compound

BOOK = "自评表.xlsx"
_BEYOND = 513 << 20


class Scene(NamedTuple):
    """How an error comes about: in words, the command that meets it, and what makes the files for it."""

    situation: str
    command: str
    prepare: Callable[[], object]


def play(scene: Scene) -> UserError:
    """Return the trouble that the command of a scene meets, in a folder of its own."""
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            scene.prepare()
            arguments = build_parser().parse_args(shlex.split(scene.command)[1:])
            with contextlib.redirect_stdout(io.StringIO()):
                arguments.run(arguments)
        except UserError as met:
            return met
        finally:
            os.chdir(before)
    raise AssertionError(f"no trouble with: {scene.command}")


def _plan(name: str) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    plans.yearly(plans.PUBLISHED[2]).write(book, "目标表")
    book.save(name)


def _write(name: str, data: bytes) -> None:
    with open(name, "wb") as file:
        file.write(data)


def _sample(change: Callable[[openpyxl.Workbook], object] = lambda book: None, name: str = BOOK) -> None:
    book = openpyxl.load_workbook(io.BytesIO(resources.read(resources.SAMPLE)))
    change(book)
    book.save(name)


_OLD_SHEETS = {
    "项目信息": (("项目名称", "甲"), ("评价标准", "mof-2020")),
    "预算": (("项目明细", "全年预算数", "全年执行数"), ("费用", "10", "9")),
    "指标": (("一级指标", "三级指标", "年度指标值", "实际完成值", "分值"), ("产出指标", "人数", "10", "10", "90")),
}


def _old_book() -> bytes:
    """Return a workbook of ours as another program has saved it: XML Spreadsheet 2003."""
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    cell = '<Cell><Data ss:Type="String">{}</Data></Cell>'.format
    sheets = "".join(
        f'<Worksheet ss:Name="{name}"><Table>'
        + "".join(f"<Row>{''.join(map(cell, row))}</Row>" for row in rows)
        + "</Table></Worksheet>"
        for name, rows in _OLD_SHEETS.items()
    )
    return f'<Workbook xmlns="{space}" xmlns:ss="{space}">{sheets}</Workbook>'.encode()


def _cut() -> None:
    data = resources.read(resources.SAMPLE)
    _write(BOOK, data[: len(data) // 2])


def _huge() -> None:
    _write(BOOK, b"")
    os.truncate(BOOK, _BEYOND)


def _far(book: openpyxl.Workbook) -> None:
    book[INDICATORS]["XFD1048576"] = "1"


def _array(book: openpyxl.Workbook) -> None:
    book[INDICATORS]["P5"] = ArrayFormula("P5:U6", "=1")


def _foreign(book: openpyxl.Workbook) -> None:
    place = book.sheetnames.index(SUMMARY)
    del book[SUMMARY]
    book.create_sheet(SUMMARY, place)["A3"] = "会议纪要"


def _renamed(book: openpyxl.Workbook) -> None:
    for row in book[INDICATORS].iter_rows():
        for cell in row:
            if cell.value == "实际完成值":
                cell.value = "落实情况"


def _other(name: str) -> None:
    book = openpyxl.Workbook()
    book.active.append(("姓名", "单位"))
    book.save(name)


def _two_forms() -> None:
    _sample()
    card = assess(BOOK).card
    book = openpyxl.load_workbook(io.BytesIO(export_form.make("mof-2020", card, standard_for(card.submission), BOOK)))
    book.copy_worksheet(book.active).title = "项目二"
    book.save(BOOK)


def _text(name: str, text: str) -> Callable[[], None]:
    def prepare() -> None:
        _sample()
        _write(name, text.encode())

    return prepare


def _changed_result() -> None:
    _sample()
    done = assess(BOOK)
    _write("自评表-已评分.xlsx", done.filled(done.output()))
    book = openpyxl.load_workbook("自评表-已评分.xlsx")
    (label,) = (cell for (cell,) in book[PROJECT].iter_rows(max_col=1) if cell.value == "项目概况")
    label.offset(column=1).value = "后来改写的内容"
    book.save("自评表-已评分.xlsx")


def _delivered() -> None:
    _sample()
    os.mkdir("报送材料")
    _write("报送材料/项目清单.xlsx", b"")


def _open_elsewhere() -> None:
    _sample()
    _write("结果.xlsx", b"")
    _write("~$结果.xlsx", b"")


_STANDARD = """id = "我的标准"
name = "我的标准"
version = "1"
effective = 2024-01-01
base = "mof-2020"
grade_a = 95
"""

SCENES = {
    "F76": Scene(
        "复核表要写到的地方，已经有一份别的工作簿。",
        f"selfeval-xl review . -o {BOOK}",
        lambda: (_sample(), _sample(name="某单位.xlsx")),
    ),
    "F39": Scene(
        "给出的是申报预算时的绩效目标申报表，要它评分。",
        "selfeval-xl score 目标申报表.xlsx",
        lambda: _plan("目标申报表.xlsx"),
    ),
    "F01": Scene("把文本之类的文件改成 .xlsx 的名字。", f"selfeval-xl check {BOOK}", lambda: _write(BOOK, b"1,2,3")),
    "F02": Scene(
        "文件在 Excel 里设了打开密码。",
        f"selfeval-xl check {BOOK}",
        lambda: _write(BOOK, compound("EncryptedPackage")),
    ),
    "F03": Scene(
        "要用工作簿的地方，给的是旧版 Excel、WPS 表格、OpenDocument 的文件，或者系统导出的网页。",
        "selfeval-xl score 自评表.xls",
        lambda: _write("自评表.xls", _old_book()),
    ),
    "F04": Scene("文件只复制、下载或上传了一半。", f"selfeval-xl check {BOOK}", _cut),
    "F05": Scene("文件极大，或压缩包里藏着极大的内容。", f"selfeval-xl check {BOOK}", _huge),
    "F06": Scene("在很远的行或列误填了内容。", f"selfeval-xl check {BOOK}", lambda: _sample(_far)),
    "F07": Scene("文件的大小是 0。", f"selfeval-xl check {BOOK}", lambda: _write(BOOK, b"")),
    "F08": Scene(
        f"“{RESULTS}”工作表被删去或改了名。",
        f"selfeval-xl score {BOOK}",
        lambda: _sample(lambda book: book.remove(book[RESULTS])),
    ),
    "F09": Scene("计算列里有跨到别的列的数组公式。", f"selfeval-xl score {BOOK}", lambda: _sample(_array)),
    "F11": Scene(f"工作簿里另有一张自己做的“{SUMMARY}”。", f"selfeval-xl score {BOOK}", lambda: _sample(_foreign)),
    "F12": Scene("要导入的文件不是自评表。", "selfeval-xl import 花名册.xlsx", lambda: _other("花名册.xlsx")),
    "F13": Scene("一个文件里有几个项目的自评表。", f"selfeval-xl export {BOOK}", _two_forms),
    "F15": Scene(
        f"“{BUDGET}”工作表被删去或改了名。",
        f"selfeval-xl check {BOOK}",
        lambda: _sample(lambda book: book.remove(book[BUDGET])),
    ),
    "F16": Scene("表头“实际完成值”被改成了别的名称。", f"selfeval-xl check {BOOK}", lambda: _sample(_renamed)),
    "F17": Scene("评价标准的编号写错了。", f"selfeval-xl check {BOOK} --standard mof-2002", _sample),
    "F18": Scene(
        "自己的评价标准里写了程序不认识的内容。",
        f"selfeval-xl check {BOOK} --standard 我的标准.toml",
        _text("我的标准.toml", _STANDARD),
    ),
    "F19": Scene(
        "要更新的文件是填好的官方自评表。",
        f"selfeval-xl import 批复.xlsx --into {BOOK}",
        lambda: (_two_forms(), _other("批复.xlsx")),
    ),
    "F20": Scene(
        "批复文件里没有可以逐项核对的目标表。",
        f"selfeval-xl check {BOOK} --approved 批复.xlsx",
        lambda: (_sample(), _other("批复.xlsx")),
    ),
    "F21": Scene("文件名写错，或文件不在这个文件夹里。", "selfeval-xl check 自平表.xlsx", lambda: None),
    "F22": Scene("给的是文件夹的名字。", "selfeval-xl import 自评材料", lambda: os.mkdir("自评材料")),
    "F24": Scene(
        "要覆盖的文件正在 Excel 里打开着。", f"selfeval-xl score {BOOK} -o 结果.xlsx --force", _open_elsewhere
    ),
    "F25": Scene("结果文件已经有了。", f"selfeval-xl score {BOOK} -o 结果.xlsx", _text("结果.xlsx", "")),
    "F26": Scene("要写到的文件夹还没有建。", f"selfeval-xl score {BOOK} -o 二季度/结果.xlsx", _sample),
    "F57": Scene("选项后面写成了文字。", f"selfeval-xl verify {BOOK} --tolerance 很小", _sample),
    "F61": Scene(
        "自己的报告提纲里缺少必需的内容。",
        f"selfeval-xl report {BOOK} --outline 我的提纲.toml",
        _text("我的提纲.toml", 'id = "我的提纲"\n'),
    ),
    "F62": Scene("报告提纲的编号写错了。", f"selfeval-xl report {BOOK} --outline wuhan", _sample),
    "F63": Scene(
        "给的模板不是 Word 文档。",
        f"selfeval-xl report {BOOK} --template 模板.docx",
        _text("模板.docx", "单位抬头"),
    ),
    "F65": Scene("给 Word 报告起了一个 Excel 工作簿的名字。", f"selfeval-xl report {BOOK} -o 自评报告.xlsx", _sample),
    "F66": Scene("想要另一个评价标准的样例。", "selfeval-xl new --standard hubei-2019 --sample", lambda: None),
    "F67": Scene("几个文件一起评分，结果却写进一个文件。", f"selfeval-xl score {BOOK} 二.xlsx -o 结果.xlsx", _sample),
    "F68": Scene(
        "在以前评分写出的工作簿里改了内容，再对原来的工作簿评分。", f"selfeval-xl score {BOOK}", _changed_result
    ),
    "F69": Scene("给出的文件夹是空的。", "selfeval-xl check 自评材料", lambda: os.mkdir("自评材料")),
    "F70": Scene("上次的全套报送材料还在。", f"selfeval-xl deliver {BOOK}", _delivered),
}
