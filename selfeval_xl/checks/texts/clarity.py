"""Q 措辞与设置: indicators that say too little, or stand in the wrong place."""

from selfeval_xl.checks.entry import CHENGDU, FRAMEWORK, PUBLISHED, STREET, Entry
from selfeval_xl.domain.finding import NOTICE, WARNING

ENTRIES = (
    Entry(
        "Q01",
        "目标含糊",
        NOTICE,
        "目标写的是“{target}”，没有数，年底说不清做到什么程度算完成。",
        "已批复的目标不必改，请在实际完成值写清看得见的成果；下一年申报时写成能核实的目标，例如“比上年提高5%”。",
        "绩效指标应清晰、细化、可衡量。",
        FRAMEWORK,
    ),
    Entry(
        "Q02",
        "把花钱当作数量指标",
        WARNING,
        "这一项说的是资金支付，放在了数量指标里。花了多少钱不算产出，复核时这类指标可能计 0 分。",
        "请改为做了多少事（次数、人数、面积等），资金放到成本指标或预算执行率。",
        "“资金支付类”数量指标不计分。",
        CHENGDU,
    ),
    Entry(
        "Q03",
        "时效写成了“实效”",
        NOTICE,
        "“{shown}”应为“{right}”，是常见的输入错误。",
        "请改为“{right}”。",
        "产出指标分为数量、质量、时效、成本，公开的报告里“时效”常被写成“实效”。",
        STREET,
    ),
    Entry(
        "Q04",
        "目标是一串选项",
        WARNING,
        "目标写的是“{target}”，是供选择的等级，不是要达到的目标。",
        "请核对批复的绩效目标，写明要达到哪一级，例如“优”。",
        "公开的自评表里有目标填“优良中低差”“好坏”的例子。",
        PUBLISHED,
    ),
    Entry(
        "Q05",
        "满意度名称前后不一",
        NOTICE,
        "“{label}”里提到“{shown}”，指标表里没有这个名称，可能前后改了名。",
        "请把两处写成同一名称，或补上漏掉的指标。",
        "公开的报告里有满意度指标在目标表和完成表里名称不同的例子。",
        STREET,
    ),
    Entry(
        "Q06",
        "满意度没有放在满意度指标下",
        NOTICE,
        "这是满意度，放在了“{shown}”下。二、三级指标不匹配，复核时可能不计分。",
        "请移到满意度指标下；标准没有这一部分的，请与主管部门商定放在哪里。",
        "三级指标与二级指标不匹配的不计分。",
        CHENGDU,
    ),
    Entry(
        "Q07",
        "没有佐证材料",
        NOTICE,
        "没有写佐证材料。复核时没有资料的指标可能计 0 分。",
        "请在“佐证材料”列写明材料名称和存放处。",
        "没有资料的计 0 分。",
        CHENGDU,
        on=False,
    ),
)
