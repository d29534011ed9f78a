"""C 可信度: results that a reviewer will not believe at first sight."""

from selfeval_xl.checks.entry import PLATFORM, PUBLISHED, Entry
from selfeval_xl.domain.finding import NOTICE, WARNING

ENTRIES = (
    Entry(
        "C01",
        "红灯：得分率明显高于执行率",
        WARNING,
        "绩效指标得分率 {rate}（{score}/{weight}），预算执行率 {execution}，两者之差占得分率的 {gap}，超过 {limit}。"
        "钱花得少而得分高，上级平台会亮红灯，要求核实。",
        "请核对完成值和执行数；若属实，请在“主要经验及做法”里说明怎样用较少的钱完成了任务，目标定得偏低的下一年调整。",
        "（得分率－执行率）÷得分率超过5%亮红灯。",
        PLATFORM,
    ),
    Entry(
        "C02",
        "黄灯：结余较多",
        WARNING,
        "预算 {budget}，执行 {executed}，还有 {unspent}没有支出，超过 {limit}，上级平台会亮黄灯。",
        "请核对执行数；若属实，请在“差异说明”写明结余的原因和去向。",
        "预算为0，或结余超过预算的20%亮黄灯。",
        PLATFORM,
    ),
    Entry(
        "C03",
        "所有指标都是满分",
        NOTICE,
        "{count} 项指标全部满分。并非不可能，但审核时会重点查看。",
        "请再核对一遍完成值，备好佐证材料。",
        "全部满分的自评常常没有认真对照目标。",
        PUBLISHED,
    ),
    Entry(
        "C04",
        "完成值与目标逐项雷同",
        NOTICE,
        "{count} 项指标的完成值与目标一字不差，看起来是抄自目标，审核时会问统计的依据。",
        "请按实际统计数填写完成值，例如目标 ≥95% 时填 96.3%。",
        "公开的自评表里常见“≥90%→≥90%”的照抄。",
        PUBLISHED,
    ),
    Entry(
        "C05",
        "完成值都是同一句话",
        WARNING,
        "{count} 项指标的完成值都写“{shown}”，看不出每一项各完成了多少。",
        "请逐项填写实际完成的数或情况。",
        "公开的自评表里有每一项都写“已完成100%”的例子。",
        PUBLISHED,
    ),
)
