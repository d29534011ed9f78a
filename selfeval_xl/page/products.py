"""What can be made of a document, by the names that the page knows: each is what a command of the same use writes."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib.util import find_spec
from typing import NamedTuple

from selfeval_xl.documents import drafts
from selfeval_xl.documents.forms.kinds import PLATFORM
from selfeval_xl.page.objects import Json
from selfeval_xl.tasks.assess import Assessment
from selfeval_xl.tasks.scored_copy import beside, numbered
from selfeval_xl.tasks.scored_copy import file_name as scored_name
from selfeval_xl.tasks.scored_copy import make as scored_bytes


class OfferedFile(NamedTuple):
    """One kind of file: what it is called, what a file of it is named after a document, and how it is made.

    ``made`` gets the name as well, which says how to write it, and whether it is a draft.  What ``is_sent`` waits until
    all that must be mended is, unless it is a draft.  ``needs`` is a module that not every copy of the page
    carries.
    """

    title: str
    named: Callable[[Sequence[Assessment], str], str]
    made: Callable[[Assessment, str, bool], bytes]
    is_sent: bool = False
    needs: str = ""

    def kept_back(self, done: Sequence[Assessment], draft: bool) -> str:
        """Return why it is not made, ``""`` where it may be."""
        left = sum(len(drafts.must_mend(each.card)) for each in done) if self.is_sent and not draft else 0
        return f"还有 {left} 处“必改”没有改，{self.title}没有写；改好后再保存，要先看样子就勾上“草稿”。" if left else ""

    def files(self, done: Sequence[Assessment], source: str, draft: bool) -> dict[str, bytes]:
        """Return the files of this kind, one for each form of ``source``, by their names."""
        names = numbered(self.named(done, source), len(done))
        return {name: self.made(each, name, draft) for name, each in zip(names, done, strict=True)}


def offered() -> list[Json]:
    """Return what can be made, in the order in which it is shown; what this copy cannot make is marked."""
    there = {kind: not each.needs or find_spec(each.needs) is not None for kind, each in PRODUCTS.items()}
    return [{"kind": kind, "title": each.title, "there": there[kind]} for kind, each in PRODUCTS.items()]


def _scored_name(done: Sequence[Assessment], source: str) -> str:
    return scored_name(source, done[0].card.submission.form is not None)


def _form_name(done: Sequence[Assessment], source: str, kind: str = "") -> str:
    from selfeval_xl.tasks import export_form

    return export_form.file_name(kind or done[0].standard.form, source)


def _platform_name(done: Sequence[Assessment], source: str) -> str:
    return beside(_form_name(done, source, PLATFORM), ".xls")


def _form(each: Assessment, name: str, draft: bool, kind: str = "") -> bytes:
    from selfeval_xl.tasks import export_form

    return export_form.make(kind or each.standard.form, each.card, each.standard, name, draft)


def _summary(each: Assessment, name: str, draft: bool) -> bytes:
    from selfeval_xl.tasks import export

    return export.written(name.rpartition(".")[2], export.summary_of(each.card, draft), name)


def _report(each: Assessment, name: str, draft: bool) -> bytes:
    from selfeval_xl.tasks import write_report

    look = write_report.ReportLook(draft=draft or bool(drafts.must_mend(each.card)))
    return write_report.made(each.card, name, look)[0]


PRODUCTS: Mapping[str, OfferedFile] = {
    "workbook": OfferedFile("评好分的工作簿", _scored_name, lambda each, _name, _draft: scored_bytes(each)),
    "form": OfferedFile("官方自评表", _form_name, _form, is_sent=True),
    "summary": OfferedFile("汇总", lambda _done, source: beside(source, "-汇总.xlsx"), _summary, is_sent=True),
    "csv": OfferedFile("汇总（CSV）", lambda _done, source: beside(source, "-汇总.csv"), _summary, is_sent=True),
    "platform": OfferedFile("平台导入文件（.xls）", _platform_name, partial(_form, kind=PLATFORM), is_sent=True),
    "report": OfferedFile(
        "Word 自评报告", lambda _done, source: beside(source, "-自评报告.docx"), _report, needs="docx"
    ),
}
"""What can be made of a document, in the order in which it is offered."""
