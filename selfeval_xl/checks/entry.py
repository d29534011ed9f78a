"""What the catalogue says about one kind of finding."""

from typing import NamedTuple

FORM_2020 = "《项目支出绩效评价管理办法》（财预〔2020〕10号）及各地2019年以后的自评表"
PLATFORM = "预算管理一体化绩效自评模块的公开行为"
CHENGDU = "成都市郫都区自评复核口径"
HUBEI = "湖北省项目自评表备注（2019至2022年）"
SICHUAN = "四川省项目支出绩效自评表（2022年）"
PUBLISHED = "各地公开的自评表里反复出现的填写错误"
READING = "表格读取的约定"


class Entry(NamedTuple):
    """One code of the catalogue.

    ``message`` says what is there and why it matters, ``remedy`` what to do; both have named fields in braces.
    ``why`` is the rule behind it and ``source`` where that rule was found.  ``on`` tells whether the check runs
    without being asked for.
    """

    code: str
    name: str
    level: str
    message: str
    remedy: str
    why: str
    source: str
    on: bool = True
