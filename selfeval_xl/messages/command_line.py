"""What can be wrong with what was typed on the command line."""

from selfeval_xl.messages.template import MessageTemplate

TEMPLATES = (
    MessageTemplate(
        "F57 选项后面不是数",
        "{option} 后面的“{typed}”不是 0 或更大的数。",
        "请写一个分数，例如 0.01。",
        "这个选项要的是一个不小于 0 的数，单位是分。",
    ),
    MessageTemplate(
        "F58 没有这个编号",
        "没有编号“{typed}”。",
        "请核对编号。{nearest}运行 selfeval-xl help 可以看到全部编号。",
        "编号是一个字母加两位数字，写在每个问题的前面，例如 B03；文件和安装的问题以 F 开头。",
    ),
    MessageTemplate(
        "F65 扩展名与要写的不符",
        "-o 后面的“{file}”扩展名是 {ending}，这里能写的是 {written}，所以没有写。",
        "请把扩展名改成能写的一种；不写 -o 时，程序自己起名。",
        "扩展名与内容不一样的文件，Excel、Word 不肯打开，收到的人也会当成别的文件。",
    ),
    MessageTemplate(
        "F66 这个标准没有样例",
        "样例是按评价标准 {sample} 填的，没有“{standard}”的样例。",
        "要看样例的，请去掉 --standard；要“{standard}”的空白自评表，请去掉 --sample。",
        "样例是一份真实的自评报告，换一个评价标准，指标、分值就都不是原来的了。",
    ),
    MessageTemplate(
        "F67 几个文件一起做时不能用的选项",
        "给了几个文件（或一个文件夹），{option} 只能用于一个文件。",
        "请一次做一个文件；要把结果放到一处的，-o 后面写一个文件夹的名字。",
        "几份结果写进同一个文件，后写的会盖掉先写的；一份批复也只管一个项目。",
    ),
    MessageTemplate(
        "F69 文件夹里没有可以做的文件",
        "文件夹“{folder}”里（连同下面各层）没有自评工作簿，也没有自评表。",
        "请核对文件夹；压缩包请先解开。",
        "程序在文件夹里找电子表格和 Word 文档；自己写出的结果不算。",
    ),
)
