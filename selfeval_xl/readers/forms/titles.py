"""The 项目名称 of a form where only its title says it: 2020年度长江禁捕项目自评表."""

import re

from selfeval_xl.domain.cells import normalise, text_of
from selfeval_xl.domain.printed import PlacedValue
from selfeval_xl.readers.flaws import unread
from selfeval_xl.readers.forms import labels
from selfeval_xl.readers.forms.page import Page
from selfeval_xl.readers.forms.project_facts import Facts

_IN_TITLE = re.compile(
    r"^附[件表]\s*\d*\s*:?|^(?:19|20)\d\d(?=\D)\s*(?:年度?)?|(?:(?:19|20)\d\d)\s*年度?|\(\s*\)|\(?(?:金额)?单位:[千万亿]?元\)?|(?:项目?)?(?:支出)?(?:绩效)?(?:目标)?"
    r"(?:(?:自评|自我评价)(?:结果|情况)?(?:表样?)?|绩效评价(?:结果)?表|(?:申报|审批|批复|核定)表|(?:运行)?监控(?:情况)?表)"
)
_OF_PLACE = re.compile(r".*[省市区县旗州盟乡镇局委厅办院]\s*\(?(?:19|20)\d\d\s*年(?!度?(?:部门|单位|整体))度?(.+)")
"""A title that names the place, or who spent the money, before the year, and the project behind it."""
_CONTINUED = re.compile(r"续表?[\d一二三四五六七八九]*")
"""What the title of a sheet that goes on says instead of a name: 自评表（续）."""


def name_from_title(page: Page, facts: Facts, end: int) -> None:
    """Take the 项目名称 out of a title such as 2020年度长江禁捕项目自评表 where no label says it, nor 一级项目名称."""
    group = facts.of.pop("group", None)
    if group and "name" in facts.of:
        facts.unread.append(unread(group.place, text_of(group.value), "“一级项目名称”在工作簿里没有对应的栏目"))
    elif group:
        facts.of["name"] = group
    if "name" in facts.of:
        return
    for row in range(page.rows.start, end):
        for column in page.filled(row):
            text = labels.dated(normalise(page.text(row, column)))
            placed = _OF_PLACE.match(text)
            name = _in_title(placed[1] if placed else "") or _in_title(text)
            is_title = labels.HEADLINE.search(text) and not labels.RESULT.match(page.key(row, column))
            if is_title and name and (row, column) in page.taken:
                facts.of["name"] = PlacedValue(name, page.place(row, column))
                return


def _in_title(text: str) -> str:
    name = _IN_TITLE.sub("", text).strip(" ()")
    return "" if _CONTINUED.fullmatch(name) else name
