"""Where the reasons behind the texts were found."""

from selfeval_xl.domain.reference import Reference

_FORM = "http://www.lfsp.cn/newsinfo/1158053.html"
_MEASURES = "财政部《项目支出绩效评价管理办法》（财预〔2020〕10号）"
FORM_2020 = Reference("项目支出绩效自评表（随财预〔2020〕10号，2019年度起各地所用）", "", _FORM, "W")
WEIGHTS = Reference(
    _MEASURES,
    "单位自评：预算执行率10%、产出50%、效益30%、服务对象满意度10%，可适当调整",
    "https://www.fudaoke.com/exam/3256757.html",
    "N",
)
MEASURES = Reference(
    _MEASURES,
    "第四条：单位自评是对预算批复的项目绩效目标完成情况进行自我评价",
    "http://www.ccpitnc.org/maocudongtai/2022-12-13/332.html",
    "N",
)
NOTE_2022 = Reference(
    "项目支出绩效自评表（中江县水利局2022年度）表后说明",
    "得分最高不能超过该指标分值上限",
    "https://chacewang.com/newsdetail/news242266.html",
    "W",
)
PLATFORM = Reference("预算管理一体化平台绩效自评模块", "", "", "C")
GUANGXI = Reference("广西预算管理一体化平台绩效自评模块", "", "", "C")
MANUAL = Reference("预算管理一体化平台绩效自评操作手册（2022年）", "", "https://desk33.com/d-565511.html", "W")
CHENGDU = Reference("成都市郫都区自评复核口径", "", "", "C")
REVIEWERS = Reference("成都市郫都区2025年度绩效自评复核口径", "复核表和扣分规则", "", "R")
CITY_TOOL = Reference("绩效目标申报表核查工具的公开规则", "", "", "C")
TARGET_FORM = Reference("预算管理一体化平台绩效目标申报", "分值合计100", "", "C")
PUBLISHED_TARGETS = Reference("各地公开的绩效目标表里反复出现的填写错误", "", "", "G")
HUBEI = Reference("湖北省项目自评表备注（2019至2022年）", "", "https://1wenmi.com/doc/330418.html", "W")
CHONGQING = Reference("重庆市部门整体绩效自评表", "", "https://m.yzwku.com/doc/98587.html", "W")
SICHUAN = Reference(
    "四川省项目支出绩效自评表（2022年）", "", "https://www.scqs.gov.cn/info/13206/211004.htm", "G"
)  # fmt: skip
FRAMEWORK = Reference(
    "财政部《预算绩效评价共性指标体系框架》（财预〔2013〕53号）",
    "绩效指标明确性：细化分解、清晰可衡量",
    "http://yss.mof.gov.cn/zhuantilanmu/zyysgl/201609/t20160927_2427777.htm",
    "G",
)
REPORT = Reference(
    "财政部《财政支出绩效评价管理暂行办法》（财预〔2011〕285号）",
    "绩效报告：说明未完成绩效目标及其原因，下一步改进工作的意见及建议",
    "https://www.daowen.com/book/content/235877159/3488348.html",
    "W",
)
STREET = Reference("佛祖岭街道2017年度项目支出绩效自评报告", "", "", "S")
PUBLISHED = Reference("各地公开的自评表里反复出现的填写错误", "", "", "W")
PRACTICE = Reference("随绩效目标申报和批复分值的做法", "", "", "U")
BUDGET_LAW = Reference("《中华人民共和国预算法》", "第十三条", "", "U")
CONVENTION = Reference("本工具的约定，不是规定", "", "", "")
"""No rule at all: what the program needs, or what arithmetic asks for."""
