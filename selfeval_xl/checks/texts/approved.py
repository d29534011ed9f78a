"""T 批复目标: where the self-evaluation leaves what was approved."""

from selfeval_xl.checks.entry import MEASURES, PRACTICE, STREET, Entry
from selfeval_xl.domain.finding import ERROR, WARNING

ENTRIES = (
    Entry(
        "T01",
        "指标名称与批复的不同",
        WARNING,
        "批复的绩效目标里是“{approved}”，自评表里改了名称。名称不同，审核时会当作换了指标。",
        "请改回批复的名称；经批准调整过的，请在偏差原因里写明文件。",
        "街道2017年度的报告里，满意度指标在目标表和完成表里名称不同，无法确认评的是不是同一件事。",
        STREET,
    ),
    Entry(
        "T02",
        "指标值与批复的不同",
        WARNING,
        "批复的指标值是“{approved}”，自评表里是“{shown}”。自评应对照批复的目标。",
        "请改回批复的指标值；年中经批准调整过的，请在偏差原因里写明文件。",
        "自评是对预算批复的项目绩效目标完成情况的自我评价。",
        MEASURES,
    ),
    Entry(
        "T03",
        "分值与批复的不同",
        WARNING,
        "批复的分值是 {approved}，自评表里是 {shown}。",
        "请改回批复的分值；确需调整的，请先商主管部门。",
        "分值一般随绩效目标一起申报和批复；事后改分值，得分就不能与目标对照。",
        PRACTICE,
    ),
    Entry(
        "T04",
        "批复的指标没有自评",
        ERROR,
        "批复的绩效目标里有这一项（指标值 {target}），自评表里没有。",
        "请在“指标”表补上这一项；不再考核的，实际完成值写“不适用”并说明原因。",
        "自评针对批复的绩效目标，批复的指标都要有结果。",
        MEASURES,
    ),
    Entry(
        "T05",
        "批复里没有这个指标",
        WARNING,
        "批复的绩效目标里没有这一项。",
        "请核对名称；是新增的指标，请附批准文件。",
        "自评针对批复的绩效目标，多出来的指标会改变其他指标的分值。",
        MEASURES,
    ),
)
