"""W 分值: the points that indicators carry."""

from selfeval_xl.checks.entry import FORM_2020, PLATFORM, PUBLISHED, WEIGHTS, Entry
from selfeval_xl.domain.finding import ERROR, WARNING

ENTRIES = (
    Entry(
        "W01",
        "分值没有填或不是数",
        ERROR,
        "分值{shown}，这一项没法计分，总分也定不下来。",
        "请在“分值”列填一个大于 0 的数。",
        "每个三级指标都要有分值。",
        FORM_2020,
    ),
    Entry(
        "W02",
        "分值不大于 0",
        ERROR,
        "分值是 {weight}。分值要大于 0，这一项才计分。",
        "请填大于 0 的分值；不考核的指标请删去，或在实际完成值写“不适用”。",
        "分值是这一项的满分，大于 0 才有意义。",
        PLATFORM,
    ),
    Entry(
        "W03",
        "分值合计不对",
        ERROR,
        "{parts}，合计 {sum} 分，应为 {required} 分，{difference}。合计不对，总分和等级就没有可比性。",
        "请调整各指标的分值，使合计正好 {required} 分。",
        "各部分分值合计为 100 分，多了少了，各项目的总分就不能相比。",
        FORM_2020,
    ),
    Entry(
        "W04",
        "一级指标分值与标准不符（固定）",
        ERROR,
        "“{section}”各指标分值合计 {sum} 分，标准规定 {required} 分，不能变动。",
        "请调整这一部分各指标的分值，使合计正好 {required} 分。",
        "所用标准固定了各部分的分值。",
        FORM_2020,
    ),
    Entry(
        "W05",
        "一级指标分值与标准不同",
        WARNING,
        "“{section}”各指标分值合计 {sum} 分，标准一般为 {required} 分。",
        "若没有特别批准，请调整为 {required} 分；确需调整的，请留存依据。",
        "产出50、效益30、满意度10、执行率10，可根据项目情况适当调整。",
        WEIGHTS,
    ),
    Entry(
        "W06",
        "一级指标不在标准里",
        ERROR,
        "一级指标{shown}，“{used}”里没有这一部分，得分只能暂列“未归类指标”，各部分分值也对不上。",
        "请改为标准里的一级指标，也就是{choices}之一。",
        "总分由标准规定的各部分相加得出。",
        FORM_2020,
    ),
    Entry(
        "W07",
        "印的分值与实际不符",
        WARNING,
        "名称里写着 {printed} 分，各指标分值合计却是 {sum} 分。",
        "请改正名称里的分数，或调整各指标的分值。",
        "三级指标分值之和等于上级指标的分值。",
        PUBLISHED,
    ),
)
