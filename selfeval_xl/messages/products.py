"""What keeps an export or a report from being made."""

from selfeval_xl.messages.template import stopped

TEMPLATES = {
    "F30 写出后核对不一致": stopped(
        "“{file}”写出后重新打开核对，与评分结果不一致（{detail}），没有保存。",
        "这是程序的问题，请把工作簿发给维护人员；急用时请先用 --to xlsx 导出汇总。",
        "报出去的每个数都应当与评分结果相同，所以导出后一律重新打开核对。",
    ),
    "F31 没有能生成 PDF 的程序": stopped(
        "这台电脑上没有找到 LibreOffice，不能从命令行生成 PDF。",
        "请在 Excel 里点“导出汇总”，保存类型选 PDF；或用 --to xlsx 导出后在 Excel、WPS 中另存为 PDF。",
        "从命令行打印要靠 LibreOffice；在 Excel 里由 Excel 自己打印，不需要它。",
    ),
    "F32 PDF 没有生成": stopped(
        "PDF 没有生成：{detail}。",
        "请再试一次；仍不行时，请导出 xlsx，在 Excel 或 WPS 中打开后另存为 PDF。",
        "打印由别的程序完成，它没有交出完整的 PDF，所以什么文件也没有写出。",
    ),
    "F61 报告提纲有误": stopped(
        "报告提纲 {file}{where}：{problem}。",
        "请对照程序自带的提纲改正后再试。",
        "提纲里程序不认识的内容不会被略过，否则报告会悄悄少一段。",
    ),
    "F62 没有这个报告提纲": stopped(
        "没有叫“{name}”的报告提纲。",
        "可以选：{known}；自己的提纲请给出 {suffix} 文件。",
        "各地要求的标题和顺序不同，程序不猜您要的是哪一种。",
    ),
    "F63 报告模板不能用": stopped(
        "报告模板“{file}”不能用：{detail}。",
        "请用 selfeval-xl new --report 得到一份模板，字体、间距、抬头都可以改，"
        "样式名称和 {{{{正文}}}} 这类标记要保留。",
        "程序按样式名称和标记把内容放进模板，少了它们，内容就没有地方放。",
    ),
    "F64 报告核对不上": stopped(
        "报告“{file}”写好后重新打开核对，与评分结果不一致：{detail}。",
        "请不要报送这个文件；改用程序自带的模板再生成一次，仍然如此的，请把工作簿发给维护人员。",
        "报告里的每个数都应当与评分结果相同，所以写出后一律重新打开核对。",
    ),
}
