"""X: what reading a sheet could not take at face value."""

from selfeval_xl.domain.finding import ERROR, NOTICE, WARNING
from selfeval_xl.messages.sources import FORM_2020
from selfeval_xl.messages.template import MessageTemplate

TEMPLATES = (
    MessageTemplate(
        "X01 公式没有计算结果",
        "这一格是公式，但文件里没有存下计算结果，所以读不出数。",
        "请用 Excel 或 WPS 打开文件，按 F9 重算并保存，再重新评分；也可以直接填数。",
        "没有结果的公式不能当作 0，否则会算错得分。",
        ERROR,
    ),
    MessageTemplate(
        "X02 单元格是错误值",
        "这一格显示 {shown}，说明公式出错了，没有可用的数。",
        "请改正公式引用的单元格，或直接填写数值。",
        "错误值不是数，也不能当作空白。",
        ERROR,
    ),
    MessageTemplate(
        "X03 隐藏行里有数据",
        "这一行被隐藏了，但里面有数据。数据已照常计入，审核的人却看不见。",
        "请取消隐藏并核对；不需要的行请整行删除。",
        "计入评分的内容都应当看得见。",
        WARNING,
    ),
    MessageTemplate(
        "X04 列标题重复",
        "列标题“{shown}”出现了两次，只读取了靠左的一列，这一列没有读取。",
        "请删去多余的列，或给其中一列改名。",
        "同一内容有两列时，程序不知道以哪一列为准，只好取靠左的一列。",
        WARNING,
    ),
    MessageTemplate(
        "X05 评价年度看不懂",
        "评价年度写的是“{shown}”，看不出是哪一年，填报日期、完成时限和评价标准的适用期都无法核对。",
        "请填四位年份，例如 2017。",
        "评价年度是自评表的表头内容。",
        ERROR,
        FORM_2020,
    ),
    MessageTemplate(
        "X06 金额看不懂",
        "这里写的是“{shown}”，不是金额，无法计入合计和执行率。",
        "请只填数字；没有金额请留空或填 0，说明文字写在“差异说明”列。",
        "不是数的金额不能当作 0。",
        ERROR,
    ),
    MessageTemplate(
        "X07 金额不足一分",
        "金额 {shown} 带有不足一分的小数，已四舍五入到分。",
        "请对照账簿核对，金额填到分为止。",
        "账面金额以分为最小单位。",
        NOTICE,
    ),
    MessageTemplate(
        "X09 表中间有空行",
        "这一行上面有 {shown} 个空行。空行以下的数据已照常读取，但打印和汇总时容易漏掉。",
        "请删去空行。",
        "有的系统读到空行就停止，后面的数据会丢失。",
        WARNING,
    ),
)
