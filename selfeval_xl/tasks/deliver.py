"""全套报送材料: from filled workbooks and forms to everything that is handed in, as bytes by the names of the files.

Bytes come in (a :class:`Document` for each file) and files go out; where they are put is for the faces to say.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from selfeval_xl.documents import delivery, drafts
from selfeval_xl.documents.blocks import Form
from selfeval_xl.documents.forms.kinds import MOF, PLATFORM
from selfeval_xl.documents.report.gaps import MARK, Report
from selfeval_xl.documents.report.together import draft_together
from selfeval_xl.domain.cells import text_of
from selfeval_xl.domain.errors import StorageError
from selfeval_xl.domain.finding import Finding
from selfeval_xl.domain.fingerprint import fingerprint
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.readers.documents import Document
from selfeval_xl.rules import Standard
from selfeval_xl.tasks import agreement, export_form
from selfeval_xl.tasks.assess import Assessment, assessed_each
from selfeval_xl.tasks.evaluation import Options
from selfeval_xl.tasks.reconcile import reconcile
from selfeval_xl.tasks.write_report import AS_USUAL, ReportLook, document_bytes, drafted

Printer = Callable[[Sequence[bytes]], list[bytes]]
"""Prints workbooks, each into a PDF; raises StorageError."""
Tell = Callable[[int, int, str], object]
"""Takes how many steps of how many are done, and what comes next."""
_NO_PDF = "PDF 没有做：请打开“各项目材料”里的自评表，打印时选“另存为 PDF”。"
_NO_REPORT = "自评报告没有做：这里不能写 Word 文档；请在电脑上用 selfeval-xl deliver 或 Excel 里的按钮生成。"
_XLSX, _XLS = ".xlsx", ".xls"


class Delivered(NamedTuple):
    """A project that is handed in: what its files are called, and how it came out."""

    name: str
    done: Assessment

    @property
    def card(self) -> Scorecard:
        """The result."""
        return self.done.card


class Delivery(NamedTuple):
    """All files by their paths in the folder; what could not be made; what a person still has to add to a report."""

    files: Mapping[str, bytes]
    lacking: tuple[str, ...]
    gaps: tuple[Finding, ...]


def gathered(
    documents: Iterable[Document], standard: str | Standard | None = None, off: frozenset[str] = frozenset()
) -> tuple[list[Delivered], list[str]]:
    """Return the projects of these documents, each once, and which documents were left out as the same again.

    Raises InputError as :func:`assess` does.
    """
    found: dict[tuple[str, str], Assessment] = {}
    again: list[str] = []
    for document in documents:
        for done in assessed_each(document, standard, Options(off)):
            key = text_of(done.card.submission.project.name), fingerprint(done.card.submission)
            if key in found:
                again.append(document.path)
            found.setdefault(key, done)
    return named(list(found.values())), again


def named(every: Sequence[Assessment]) -> list[Delivered]:
    """Return the projects with what their files are called."""
    names = [delivery.file_name(number, len(every), each.card) for number, each in enumerate(every, 1)]
    return [Delivered(*pair) for pair in zip(names, every, strict=True)]


def kept_back(projects: Sequence[Delivered]) -> Iterator[str]:
    """Yield, project by project, what must be mended before anything is handed in; nothing where all is well."""
    for each in projects:
        if left := drafts.must_mend(each.card):
            yield f"【{delivery.title_of(each.card)}】{each.done.document.path}"
            yield from drafts.kept_back(left)


def made(
    projects: Sequence[Delivered],
    look: ReportLook = AS_USUAL,
    printer: Printer | None = None,
    tell: Tell = lambda _done, _all, _what: None,
) -> Delivery:
    """Return everything that is handed in of these projects, opened again and found to agree.

    Raises StorageError where a document would say something else than the others; InputError for the report's outline
    or template.
    """
    shown = [drafts.published(each.card) if look.public else each.card for each in projects]
    steps, files, lacking = len(projects) + 3, dict[str, bytes](), list[str]()
    for number, (each, card) in enumerate(zip(projects, shown, strict=True)):
        tell(number, steps, f"自评表：{each.name}")
        files |= _forms(each, card, look)
    tell(len(projects), steps, "打印 PDF")
    files |= _printed(projects, files, printer, lacking)
    tell(len(projects) + 1, steps, "自评报告")
    reports, gaps = _reports(shown, look, lacking)
    files |= reports
    tell(len(projects) + 2, steps, "项目清单、目录，逐份核对")
    for form in (delivery.listing(shown), delivery.evidence(shown)):
        files[f"{form.name}{_XLSX}"] = _form_bytes(drafts.marked(form) if look.draft else form)
    agreement.require([(each.name, card) for each, card in zip(projects, shown, strict=True)], files)
    files[f"{delivery.INTERNAL}{_XLSX}"] = _form_bytes(_internal(projects, gaps, list(files)))
    tell(steps, steps, "")
    every = tuple(gap for own in gaps for gap in own)
    return Delivery(dict(sorted(files.items())), tuple(lacking), every)


def render(projects: Sequence[Delivered], done: Delivery, target: str, backup: str | None) -> Iterator[str]:
    """Yield what a person is told: where all is, what is missing, what is still to be added."""
    yield f"已生成全套报送材料：{target}（{len(projects)} 个项目，{len(done.files)} 个文件，已逐份重新打开，数字一致）"
    if backup:
        yield f"原来的那一套改名为：{backup}"
    yield from done.lacking
    without = sum(len(delivery.lacks_evidence(each.card)) for each in projects)
    if without:
        yield f"有 {without} 项指标没有写佐证材料，{delivery.EVIDENCE}里标着“{delivery.NOT_GIVEN}”。"
    if done.gaps:
        yield f"报告里还有 {len(done.gaps)} 处要补充，标着{MARK}，逐条列在{delivery.INTERNAL}里。"
    yield f"“{delivery.INTERNAL}”供本单位留存，不报送；其余的请通读一遍再报。"


def _forms(each: Delivered, card: Scorecard, look: ReportLook) -> Iterator[tuple[str, bytes]]:
    """Yield the official form and the import file of a project."""
    standard = each.done.standard
    kind = MOF if standard.form == PLATFORM else standard.form
    name = delivery.form_path(each.name)
    yield name, export_form.make(kind, card, standard, name, look.draft, look.public)
    name = delivery.import_path(each.name, _XLS)
    try:
        yield name, export_form.make(PLATFORM, card, standard, name, look.draft)
    except ImportError:  # in a browser nothing writes the old format
        name = delivery.import_path(each.name, _XLSX)
        yield name, export_form.make(PLATFORM, card, standard, name, look.draft)


def _printed(
    projects: Sequence[Delivered], files: Mapping[str, bytes], printer: Printer | None, lacking: list[str]
) -> dict[str, bytes]:
    """Return the PDF of each official form, none where nothing prints."""
    if printer is None:
        lacking.append(_NO_PDF)
        return {}
    try:
        pages = printer([files[delivery.form_path(each.name)] for each in projects])
    except StorageError as trouble:
        lacking.append(f"PDF 没有做：{trouble.message}{trouble.remedy}")
        return {}
    return {delivery.form_path(each.name, ".pdf"): page for each, page in zip(projects, pages, strict=True)}


def _reports(
    cards: Sequence[Scorecard], look: ReportLook, lacking: list[str]
) -> tuple[dict[str, bytes], list[tuple[Finding, ...]]]:
    """Return the report of each unit, and what is missing in it of each project."""
    units = dict[tuple[str, str], list[Scorecard]]()
    for card in cards:
        units.setdefault(delivery.unit_of_report(card), []).append(card)
    files: dict[str, bytes] = {}
    gaps: dict[int, tuple[Finding, ...]] = {}
    for number, own in enumerate(units.values(), 1):
        report, parts = draft_together(own, [look.plan(card) for card in own])
        gaps |= {id(card): part.gaps for card, part in zip(own, parts, strict=True)}
        name = delivery.report_name(number, len(units), own[0])
        try:
            files[name] = _report_bytes(own, report, parts, look, name)
        except ImportError:
            lacking.append(_NO_REPORT)
            break
    return files, [gaps.get(id(card), ()) for card in cards]


def _report_bytes(
    cards: Sequence[Scorecard], report: Report, parts: Sequence[Report], look: ReportLook, name: str
) -> bytes:
    from selfeval_xl.writers import docx

    data = document_bytes(drafted(report, look), look)
    told = [drafted(part, look) for part in parts]
    agreement.require_report(list(zip(cards, told, strict=True)), docx.contents(data), name)
    return data


def _internal(projects: Sequence[Delivered], gaps: Sequence[tuple[Finding, ...]], made: Sequence[str]) -> Form:
    cards = [each.card for each in projects]
    rows = [row for card, own in zip(cards, gaps, strict=True) for row in delivery.internal_rows(card, own)]
    return delivery.internal(cards, rows, [name for name in made if name.endswith((_XLSX, ".docx"))])


def _form_bytes(form: Form) -> bytes:
    from selfeval_xl.writers.xlsx import layout

    data = layout.form_bytes(form)
    reconcile(data, form, f"{form.name}{_XLSX}")
    return data
