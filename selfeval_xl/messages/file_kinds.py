"""What a file can be that no form is read out of: each told as what it is, with the way to one that can be read."""

from selfeval_xl.messages.template import MessageTemplate

TEMPLATES = (
    MessageTemplate(
        "F35 旧格式的 Word 文档",
        "“{file}”是旧格式的 Word 文档（.doc、.wps），程序读不出里面的表格。",
        "请用 Word 或 WPS 文字打开它，另存为“Word 文档 (*.docx)”，再用另存的文件。",
        "旧格式把文字和表格分开存放，拼错一格，数就错了，所以不猜着读。",
    ),
    MessageTemplate(
        "F36 PDF 文件",
        "“{file}”是 PDF，只供看和打印，里面的表格不能可靠地读出来。",
        "请向填报单位要生成它的 Word 或 Excel 原件；只有纸质件的，请按原表重新录入。",
        "PDF 里没有行和列，只有纸上各处的字；扫描得到的 PDF 连字也没有，只是图片。",
    ),
    MessageTemplate(
        "F37 图片",
        "“{file}”是图片（照片、截屏或扫描件），里面没有可以读取的文字和数字。",
        "请向填报单位要 Word 或 Excel 原件；只有纸质件的，请按原表重新录入。",
        "程序不做文字识别：认错一个数字，得分就错了，而且看不出来。",
    ),
    MessageTemplate(
        "F38 内容认不出来",
        "“{file}”的内容认不出是什么文件，很可能被单位的文档加密软件加了密，也可能没有传完整。",
        "请在装有该加密软件的电脑上把它解密（或“外发”）后再用；没有用加密软件的，请重新取一份。",
        "文档加密软件只在本单位的电脑上让办公软件看到原文，复制出来或交给别的程序的是密文。",
    ),
    MessageTemplate(
        "F39 只有绩效目标或运行监控",
        "“{file}”的工作表“{sheet}”是{kind}，没有全年的完成情况，评不了分。",
        "请这样用：{what}。",
        "申报时只有目标，年中只到某个月；自评要有全年的实际完成值和执行数。",
    ),
    MessageTemplate(
        "F79 没有运行监控",
        "“{file}”不是自评工作簿，也没有运行监控表：找不到“三级指标”“执行情况”“全年预计完成情况”的表头。",
        "请核对是不是给错了文件；表头不全的，请照运行监控表的样子补上。",
        "运行监控表按表头认。",
    ),
    MessageTemplate(
        "F98 压缩包",
        "“{file}”{detail}，没有读。",
        "请先解压，再用里面的文件。",
        "汇总时压缩包只解一层，也只解没有密码的；展开后大得离谱的不解，免得拖垮电脑。其余的命令一次读一个文件。",
    ),
)
