"""What can stand in the way in an open Excel."""

from selfeval_xl.messages.template import MessageTemplate

TEMPLATES = (
    MessageTemplate(
        "F51 Excel 正忙",
        "Excel 正忙：可能有单元格还在编辑，或者开着一个对话框。",
        "请按 Enter 结束编辑，关掉对话框，再点一次按钮。",
        "编辑单元格时 Excel 不接受别的程序的操作；程序等了几秒，没有强行打断。",
    ),
    MessageTemplate(
        "F52 加载项与组件版本不同",
        "加载项要求 xlwings {wanted}，装的却是 {found}。",
        "请重新运行 install.cmd，再打开 Excel。",
        "加载项里的 VBA 和 Python 组件要是同一版本，版本不同会在中途出错。",
    ),
    MessageTemplate(
        "F53 找不到工作簿",
        "找不到工作簿“{book}”，它可能已经关闭。",
        "请重新打开它，再点一次按钮。",
        "结果要写回点按钮时的那个工作簿，不会写到别的工作簿里。",
    ),
    MessageTemplate(
        "F54 备份写不出来",
        "“{book}”的备份写不出来，所以没有计算。",
        "请检查磁盘空间和文件夹权限，或把工作簿另存到“文档”再试。",
        "每次计算前先留一份备份；留不了备份，就不动您的工作簿。",
    ),
    MessageTemplate(
        "F55 工作表设置了保护",
        "工作表“{sheet}”设置了保护，结果写不进去。",
        "请在“审阅”里撤销工作表保护，再点一次。",
        "程序不解除别人设置的保护；知道密码的人撤销之后就能计算。",
    ),
    MessageTemplate(
        "F56 还没有指标",
        "“指标”表里还没有指标。",
        "请先填写指标，再点“实时评分”。",
        "实时得分写在每一行指标的旁边，没有指标就没有地方写。",
    ),
    MessageTemplate(
        "F59 结果只写了一部分",
        "写结果时 Excel 没有回应，汇总、校验结果和计算列可能只更新了一部分，您填的内容没有改动。",
        "请关掉 Excel 里的对话框，再点一次按钮，结果就会写全{kept}。",
        "结果分几步写进工作簿，中途 Excel 忙起来或退出，后面几步就写不进去；重新计算会把每一步都重写一遍。",
    ),
)
