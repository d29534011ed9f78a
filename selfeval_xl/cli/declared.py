"""What can be typed: each command with its options.  Only declared here; the modules named are imported when run."""

from typing import Any

Option = tuple[tuple[str, ...], dict[str, Any]]
"""An argument of a command as ``add_argument`` takes it: how it is typed, and its settings.

``choices`` may be a function: they are asked of the module that has them only where the command is declared.
"""


def option(*flags: str, **settings: Any) -> Option:
    """Return the declaration of one."""
    return flags, settings


def _forms() -> tuple[str, ...]:
    from selfeval_xl.documents.forms.kinds import EXPORTED

    return tuple(EXPORTED)


def _summaries() -> tuple[str, ...]:
    from selfeval_xl.tasks.export import WRITERS

    return (*WRITERS, "form")


def _tables() -> tuple[str, ...]:
    from selfeval_xl.writers.formats import KINDS

    return KINDS


HELP = option("-h", "--help", action="help", help="显示这份说明")
_JSON = option("--json", action="store_true", help="输出 JSON")
_SHEET = option("--sheet", default="", metavar="工作表", help="只看这张工作表；不写就看文件里的全部自评表")
_OFF = option("--off", metavar="编号", help="不做这些检查，例如 C01,Q03")
_TARGET = (
    option("-o", "--output", metavar="文件", help="写到哪里"),
    option("--force", action="store_true", help="目标已存在时覆盖（先留备份）"),
)
_SENT = (
    option("--draft", action="store_true", help="还有“必改”也写，每页标明“草稿”"),
    option("--public", action="store_true", help="公开版：去掉填报人、联系电话、单位负责人和签字栏"),
)
_SOURCE = (
    option("file", metavar="文件", nargs="+", help="要处理的 .xlsx 或填好的官方自评表；可以给几个，也可以给文件夹"),
    option("--standard", metavar="标准", help="不用工作簿里写的评价标准，改用这个编号或 TOML 文件"),
    option("--approved", metavar="工作簿", help="批复的绩效目标，逐项核对名称、指标值和分值"),
    _SHEET,
    _OFF,
    option("--on", metavar="编号", help="另做这些平时不做的检查，例如 Q07"),
)
COMMANDS: tuple[tuple[str, str, str, tuple[Option, ...]], ...] = (
    ("new", "commands.new", "生成一份空白自评表（或填好的样例）", (
        option("--standard", metavar="标准", help="评价标准的编号、名称、地区，或自己的 TOML 文件，默认 mof-2020"),
        option("--year", metavar="年度", type=int, help="评价年度，例如 2026：按那一年的规则，并先填好年度"),
        option("--for", dest="stage", choices=("targets",),
                help="targets：写绩效目标时用，完成情况的行列先折叠，年底点开＋接着自评"),
        option("--list", action="store_true", help="列出可以选的评价标准"),
        option("--sample", action="store_true", help="生成填好的样例"),
        option("--report", action="store_true", help="生成自评报告的 Word 模板，可以改字体、间距和抬头"),
        *_TARGET,
    )),
    ("check", "judging.check", "列出工作簿或官方自评表里的全部问题，不写任何文件", (*_SOURCE, _JSON)),
    ("score", "judging.score",
     "评分：另存一份填好汇总、校验结果和计算列的工作簿；官方自评表只看结果，写了 -o 才另存", (
        *_SOURCE,
        _JSON,
        option("--beside", action="store_true", help="官方自评表也另存，放在原文件旁边"),
        *_TARGET,
    )),
    ("target", "plans.target", "检查绩效目标：工作簿或绩效目标申报表，列出问题和复核时可能扣的分", (
        option("files", metavar="文件", nargs="+", help="工作簿或绩效目标申报表；几个一起给，还核对是不是互相照抄"),
        option("--standard", metavar="标准", help="用这个评价标准（编号或 TOML 文件），默认按文件写的"),
        option("--form", choices=("target", "target-2026"),
                help="没有必改的问题时写出绩效目标申报表（-o 写到哪里）；target-2026 是项目和年度并列的一种"),
        option("--review", metavar="规则", help="按这套复核规则估计扣分（编号或 TOML 文件）"),
        _SHEET,
        _OFF,
        _JSON,
        *_TARGET,
    )),
    ("monitor", "monitoring.run", "运行监控：给工作簿加一张“运行监控”表；填好后再运行一次，亮灯并列出问题", (
        option("file", metavar="工作簿", help="自评工作簿，写在原处（先留备份）；给运行监控表只看灯；给文件夹出汇总表"),
        option("--from", dest="source", metavar="监控表", help="把填好的运行监控表按名称抄进工作簿里空着的格子"),
        option("--form", action="store_true", help="没有必改的问题时写出运行监控表（写到 -o），工作簿不动"),
        option("--month", metavar="月份", type=int, choices=range(1, 13),
                help="监控到几月，默认看表上写的，新加的表是7月"),
        option("--rules", metavar="规则", help="运行监控规则的编号、地区（天津、河北、宁夏）或自己的 TOML 文件"),
        option("--standard", metavar="标准", help="用这个评价标准（编号或 TOML 文件）"),
        _OFF,
        _JSON,
        *_TARGET,
    )),
    ("export", "delivering.export", "导出：--to form 是上报用的官方自评表，其余是供本单位核对、存档的汇总；只有数值", (
        *_SOURCE,
        option("--to", choices=_summaries,
                help="格式，默认看 -o 的扩展名，否则 xlsx；form 是自评表"),
        option("--form", choices=_forms, help="哪一种自评表，默认按评价标准"),
        *_SENT,
        *_TARGET,
    )),
    ("report", "delivering.report", "生成 Word 自评报告：数字和表格填好，还要补充的逐项列出", (
        *_SOURCE,
        _JSON,
        option("--outline", metavar="提纲", help="提纲的编号，或自己的 TOML 文件；默认按评价标准"),
        option("--template", metavar="模板", help="改用本单位的 Word 模板（先用 new --report 得到一份）"),
        *_SENT,
        *_TARGET,
    )),
    ("deliver", "delivering.deliver",
     "全套报送材料：一个或几个项目的自评表、报告、平台导入文件、清单、目录，放进一个文件夹", (
        option("file", metavar="文件", nargs="+", help="填好的工作簿或官方自评表，或者它们所在的文件夹"),
        option("--standard", metavar="标准", help="都用这个评价标准（编号或 TOML 文件），不管各表写的是哪个"),
        _OFF,
        option("--outline", metavar="提纲", help="报告提纲的编号，或自己的 TOML 文件；默认按各项目的评价标准"),
        option("--template", metavar="模板", help="报告改用本单位的 Word 模板"),
        *_SENT,
        option("-o", "--output", metavar="文件夹", help="写到哪里，默认 报送材料"),
        option("--force", action="store_true", help="文件夹已存在时换下（旧的改名留作备份）"),
    )),
    ("verify", "judging.verify", "复核：重新计算填好的工作簿或官方自评表，与印出的分数、等级逐项核对", (
        option("file", metavar="文件", nargs="+", help="填好的工作簿或官方自评表；可以给几个，也可以给文件夹"),
        option("--standard", metavar="标准", help="用这个评价标准（编号或 TOML 文件）"),
        _SHEET,
        option("--tolerance", metavar="分", help="相差不到这么多算一致，默认 0.005 分"),
        _JSON,
    )),
    ("import", "commands.import_form",
     "把填好的官方自评表变成自评工作簿，一张表一个；或把新批复的目标更新进工作簿（--into）", (
        option("file", metavar="自评表", help="填好的自评表；有 --into 时是批复的绩效目标"),
        option("--into", metavar="工作簿", help="把批复的名称、指标值、分值更新进这份工作簿（先留备份），不另做"),
        option("--standard", metavar="标准", help="用这个评价标准（编号或 TOML 文件），默认按表的样式"),
        _SHEET,
        _JSON,
        *_TARGET,
    )),
    ("rollup", "rollup.rollup", "多项目汇总：一个文件夹里的工作簿和自评表逐个重算，出一份汇总表", (
        option("folder", metavar="文件夹", nargs="+", help="要汇总的文件夹；或 merge 加各个分片文件"),
        option("--to", choices=_tables, help="格式，默认看 -o 的扩展名，否则 xlsx"),
        option("--standard", metavar="标准", help="都用这个评价标准（编号或 TOML 文件），不管各表写的是哪个"),
        option("--last", metavar="汇总表", help="上年的汇总表，逐个项目同比"),
        _OFF,
        option("--resume", action="store_true", help="接着上次做：没有变的文件不重读"),
        option("--jobs", metavar="个数", help="用几个进程读，默认按文件多少和处理器个数"),
        option("--shard", metavar="i/n", help="只读 n 片中的第 i 片，给几台电脑分着做，再用 rollup merge 合起来"),
        option("--scheduler", metavar="地址", help="交给 dask 集群做，例如 tcp://10.0.0.8:8786"),
        *_TARGET,
    )),
    ("review", "reviewing.run", "复核（主管部门用）：一个文件夹里的自评逐项复核，出一份可以接着填的复核表", (
        option("folder", metavar="文件夹", help="各单位交来的自评表和工作簿"),
        option("--rules", metavar="规则", help="复核规则的编号或自己的 TOML 文件，默认 review-pidu-2025"),
        option("--standard", metavar="标准", help="都用这个评价标准（编号或 TOML 文件）"),
        option("--off", metavar="规则编号", help="不用这几条复核规则，例如 no-evidence,misplaced"),
        option("--sample", metavar="个数", type=int, help="另抽查这么多个项目，按部门和金额分层随机"),
        option("--seed", metavar="数", type=int, help="抽查的随机种子，默认今天的日期；同一种子抽出的相同"),
        option("--notice", metavar="文件", help="另写一份复核通知（.docx）"),
        *_TARGET,
    )),
    ("standards", "explain.list_standards", "列出评价标准，或逐条说明其中一个", ()),
    ("standards list", "explain.list_standards", "列出全部评价标准", ()),
    ("standards show", "explain.show_standard", "逐条说明一个评价标准及其依据", (
        option("id", metavar="编号", help="评价标准的编号、名称、地区，或自己的 TOML 文件"),
        option("--year", metavar="年度", type=int, help="只看这个评价年度的规则"),
    )),
    ("help", "explain.explain", "说明一个编号的问题；不写编号就列出全部编号", (
        option("code", metavar="编号", nargs="?", help="问题前面的编号，例如 B03、F04"),
        option("--open", action="store_true", help="在浏览器里打开，可以打印"),
    )),
    ("page", "commands.page", "取出网页版“绩效自评.html”：在浏览器里用，不用安装，不用上网", _TARGET),
    ("demo", "commands.demo", "用真实的2017年度报告演示一遍", (
        option("-o", "--output", metavar="文件夹", help="写到哪里，默认 selfeval-demo"),
    )),
    ("install", "install.install", "装上 Excel 加载项，只装给自己，不需要管理员权限", (
        option("--from", dest="source", metavar="文件夹", help="程序里缺加载项时，从这个安装文件夹取"),
    )),
    ("uninstall", "install.uninstall", "卸载 Excel 加载项，装了什么就删什么", ()),
    ("bundle", "install.bundle", "制作自带 Python 的 Windows 文件夹，给没有 Python、不能上网的电脑用", (
        option("--python", metavar="压缩包",
               help="python.org 的可嵌入版，例如 python-3.13.11-embed-amd64.zip；不写就从 python.org 下载"),
        option("--wheels", metavar="文件夹", help="组件从这个文件夹里取，不下载"),
        option("--without-python", action="store_true", help="不带 Python，由目标电脑上的 Python 3.11 至 3.13 来装"),
        option("-o", "--output", metavar="文件夹", required=True, help="写到哪里，要新的或空的文件夹"),
    )),
    ("doctor", "install.doctor", "自检：Excel、WPS、Python、宏设置等逐项检查，说明办法", (
        option("place", metavar="工作簿", nargs="?", default=".", help="要用的工作簿或它所在的文件夹"),
        option("--json", action="store_true", help="输出 JSON，连同查到的全部事实"),
        option("--acceptance", action="store_true",
            help="验收：另开一个 Excel，在样例上把筛选、保护、链接、函数等逐项试一遍，结果写进“绩效自评-验收.txt”"),
    )),
)  # fmt: skip
"""Each command: its name (that of a part of ``standards`` after it), ``module.function``, what it does, its options."""
