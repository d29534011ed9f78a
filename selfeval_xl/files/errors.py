"""What can be wrong with a file, once for every case: a code, one Chinese sentence, and what to do about it.

The help pages are generated from this catalogue.  F01 to F19 are about what a file holds (:class:`UnusableInput`), F21
and up about the disk or another program standing in the way (:class:`FileTrouble`).
"""

from selfeval_xl.trouble import Case, FileTrouble, UnusableInput

NOT_A_WORKBOOK, ENCRYPTED, OLD_FORMAT, DAMAGED, TOO_LARGE, FAR_CELL = "F01", "F02", "F03", "F04", "F05", "F06"
EMPTY, NO_SHEET, PART_OF_ARRAY, UNUSUAL, FOREIGN_SUMMARY = "F07", "F08", "F09", "F10", "F11"
NO_FORM, TWO_FORMS, EMPTY_FORM = "F12", "F13", "F14"
MISSING, IS_FOLDER, NO_PERMISSION, LOCKED, EXISTS = "F21", "F22", "F23", "F24", "F25"
NO_FOLDER, FOLDER_UNWRITABLE, DISK_FULL, OTHER, NOT_RECONCILED = "F26", "F27", "F28", "F29", "F30"
NO_PRINTER, NOT_PRINTED = "F31", "F32"

CATALOGUE = {
    NOT_A_WORKBOOK: Case(
        "不是 Excel 工作簿",
        "“{file}”不是 Excel 工作簿：扩展名可能是 .xlsx，内容却不是。",
        "请用 Excel 或 WPS 打开它，另存为“Excel 工作簿 (*.xlsx)”，再用另存的文件。",
    ),
    ENCRYPTED: Case(
        "文件加了打开密码",
        "“{file}”设置了打开密码，程序读不到里面的内容。",
        "请在 Excel 中打开，在“文件－信息－保护工作簿－用密码进行加密”里清空密码后保存，再试一次。",
    ),
    OLD_FORMAT: Case(
        "不是 .xlsx 格式",
        "“{file}”是 {format} 格式，程序只能处理 .xlsx。",
        "请用 Excel 或 WPS 打开它，另存为“Excel 工作簿 (*.xlsx)”，再用另存的文件。",
    ),
    DAMAGED: Case(
        "文件已损坏",
        "“{file}”已损坏或没有传完整，读不出来（{detail}）。",
        "请重新取一份；只有这一份时，在 Excel 中用“打开并修复”打开，另存后再试。",
    ),
    TOO_LARGE: Case(
        "文件展开后过大",
        "“{file}”展开后超过 {limit} MB，不像一份自评表，程序没有继续读。",
        "请核对文件来源；确是自评表的，请删去多余的工作表、图片和成片空白格式后另存再试。",
    ),
    FAR_CELL: Case(
        "远处有多余内容",
        "“{file}”的工作表“{sheet}”一直用到 {cell}，整张表有 {count} 个单元格，程序没有继续读。",
        "请按 Ctrl+End 找到最远处的内容，删去表格以外多余的行和列，保存后再试。",
    ),
    EMPTY: Case(
        "空文件",
        "“{file}”是空文件（0 字节）。",
        "文件多半没有传完整，请重新复制或下载。",
    ),
    NO_SHEET: Case(
        "缺少工作表",
        "“{file}”里没有工作表“{sheet}”，结果没有地方写。",
        "请用“新建”得到一份模板，把其中的“{sheet}”工作表复制回来（不要改名），再试一次。",
    ),
    PART_OF_ARRAY: Case(
        "计算列里有成片的数组公式",
        "“{file}”的工作表“{sheet}”中，{range} 是一个数组公式，只有一部分落在程序要填写的位置。",
        "请选中 {range}，删去这个数组公式后保存，再试一次。",
    ),
    UNUSUAL: Case(
        "文件写法特殊",
        "“{file}”的工作表“{sheet}”不是 Excel 或 WPS 通常的写法，填写可能出错，程序没有动它。",
        "请用 Excel 或 WPS 打开它，另存一次，再用另存的文件。",
    ),
    FOREIGN_SUMMARY: Case(
        "汇总表里有别的内容",
        "“{file}”的工作表“{sheet}”没有顶部隐藏的样式行，却已有内容，填写会盖掉它们，程序没有动它。",
        "请把这张表改名留存，再从模板把“{sheet}”工作表复制过来。",
    ),
    NO_FORM: Case(
        "没有可以导入的自评表",
        "“{file}”里没有可以导入的自评表：{detail}。",
        "请给出填好的自评表，表头（一级指标、三级指标、年度指标值、实际完成值，预算数、执行数）照原表保留。",
    ),
    TWO_FORMS: Case(
        "不止一张自评表",
        "“{file}”里不止一张自评表，分别在工作表“{sheet}”。",
        "请用 --sheet 指定导入哪一张，例如 --sheet Sheet1；其余的另行导入。",
    ),
    EMPTY_FORM: Case(
        "自评表是空的",
        "“{file}”的工作表“{sheet}”是一张空白的自评表，没有内容可以导入。",
        "请给出填好的表；要新填一份，请用 selfeval-xl new。",
    ),
    MISSING: Case(
        "找不到文件",
        "找不到文件“{file}”。",
        "请检查文件名和文件夹是否写对；路径里有空格时，请给整个路径加上双引号。",
    ),
    IS_FOLDER: Case(
        "这是文件夹",
        "“{file}”是文件夹，不是文件。",
        "请写出其中某个 .xlsx 文件的名字。",
    ),
    NO_PERMISSION: Case(
        "没有权限",
        "没有权限打开“{file}”。",
        "请检查文件的“只读”和安全设置，或把它复制到自己的文件夹里再试。",
    ),
    LOCKED: Case(
        "文件正被使用",
        "“{file}”正被别的程序打开（多半是 Excel 或 WPS），现在不能读写。",
        "请先在那里保存并关闭它；如果哪里都没有打开，请删去旁边的“{lock}”再试。",
    ),
    EXISTS: Case(
        "目标文件已存在",
        "“{file}”已经存在，程序没有覆盖它。",
        "请换一个名字；确实要覆盖时，请加上 --force，旧文件会留一份备份。",
    ),
    NO_FOLDER: Case(
        "文件夹不存在",
        "要保存到的文件夹“{folder}”不存在。",
        "请先建好这个文件夹，或换一个位置。",
    ),
    FOLDER_UNWRITABLE: Case(
        "文件夹不能写",
        "不能在文件夹“{folder}”里保存文件。",
        "请换到自己的文件夹（例如“文档”），或请管理员给予写入权限。",
    ),
    DISK_FULL: Case(
        "磁盘已满",
        "保存“{file}”时磁盘空间（或配额）不够，文件没有写出。",
        "请清理磁盘，或换一个盘保存。",
    ),
    OTHER: Case(
        "读写失败",
        "读写“{file}”失败：{detail}。",
        "请检查磁盘、网络盘或 U 盘是否还连着，文件名是否过长，然后再试。",
    ),
    NOT_RECONCILED: Case(
        "写出后核对不一致",
        "“{file}”写出后重新打开核对，与评分结果不一致（{detail}），没有保存。",
        "这是程序的问题，请把工作簿发给维护人员；急用时请先用 --to xlsx 导出汇总。",
    ),
    NO_PRINTER: Case(
        "没有能生成 PDF 的程序",
        "这台电脑上没有找到 LibreOffice，不能从命令行生成 PDF。",
        "请在 Excel 里点“导出汇总”，保存类型选 PDF；或用 --to xlsx 导出后在 Excel、WPS 中另存为 PDF。",
    ),
    NOT_PRINTED: Case(
        "PDF 没有生成",
        "PDF 没有生成：{detail}，没有写出文件。",
        "请再试一次；仍不行时，请导出 xlsx，在 Excel 或 WPS 中打开后另存为 PDF。",
    ),
}


def unusable(code: str, **facts: object) -> UnusableInput:
    """Return the error for content that cannot be worked with (codes F01 to F14)."""
    return CATALOGUE[code].unusable(code, **facts)


def trouble(code: str, **facts: object) -> FileTrouble:
    """Return the error for a file that cannot be read or written where it is (codes F21 to F32)."""
    return CATALOGUE[code].trouble(code, **facts)
