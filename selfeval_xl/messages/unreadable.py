"""What a file can be that no form can be read out of: F35 to F39, and F97 for a file inside an archive."""

from __future__ import annotations

from selfeval_xl.domain.errors import InputError
from selfeval_xl.messages.template import MessageTemplate

OLD_WORD, PDF, PICTURE, SCRAMBLED, FOREIGN, PACKED = "F35", "F36", "F37", "F38", "F39", "F97"

CATALOGUE = {
    OLD_WORD: MessageTemplate(
        "旧格式的 Word 文档",
        "“{file}”是旧格式的 Word 文档（.doc、.wps），程序读不出里面的表格。",
        "请用 Word 或 WPS 文字打开它，另存为“Word 文档 (*.docx)”，再用另存的文件。",
        "旧格式把文字和表格分开存放，拼错一格，数就错了，所以不猜着读。",
    ),
    PDF: MessageTemplate(
        "PDF 文件",
        "“{file}”是 PDF，只供看和打印，里面的表格不能可靠地读出来。",
        "请向填报单位要生成它的 Word 或 Excel 原件；只有纸质件的，请按原表重新录入。",
        "PDF 里没有行和列，只有纸上各处的字；扫描得到的 PDF 连字也没有，只是图片。",
    ),
    PICTURE: MessageTemplate(
        "图片",
        "“{file}”是图片（照片、截屏或扫描件），里面没有可以读取的文字和数字。",
        "请向填报单位要 Word 或 Excel 原件；只有纸质件的，请按原表重新录入。",
        "程序不做文字识别：认错一个数字，得分就错了，而且看不出来。",
    ),
    SCRAMBLED: MessageTemplate(
        "内容认不出来",
        "“{file}”的内容认不出是什么文件，很可能被单位的文档加密软件加了密，也可能没有传完整。",
        "请在装有该加密软件的电脑上把它解密（或“外发”）后再用；没有用加密软件的，请重新取一份。",
        "文档加密软件只在本单位的电脑上让办公软件看到原文，复制出来或交给别的程序的是密文。",
    ),
    FOREIGN: MessageTemplate(
        "不是表格，也不是 Word 文档",
        "“{file}”是{kind}，程序不从里面读自评表。",
        "{remedy}。",
        "程序读电子表格（.xlsx、.xls、.et、.ods、.xlsb，以及系统导出的网页表格和 XML 表格）和 Word 文档（.docx）。",
    ),
    PACKED: MessageTemplate(
        "压缩包里的文件读不了",
        "“{file}”{detail}，没有读。",
        "请先解压，再用里面的文件。",
        "压缩包只解一层，也只解没有密码的；展开后大得离谱的不解，免得拖垮电脑。",
    ),
}


def unusable(code: str, **facts: object) -> InputError:
    """Return the error for a file that nothing can be read out of."""
    return CATALOGUE[code].unusable(code, **facts)
