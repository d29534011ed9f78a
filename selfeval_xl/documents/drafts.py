"""What must not be sent yet, how a draft says so on every page, and what a public copy leaves out."""

from collections.abc import Iterator
from typing import TypeVar

from selfeval_xl.documents.blocks import Form, OutRow, OutSheet
from selfeval_xl.domain.finding import ERROR, Finding
from selfeval_xl.domain.scorecard import Scorecard

DRAFT = "草稿"
NOTICE = "草稿，不得报送"
"""What the first line of a draft says where it can have one more."""
HEADER = '&C&"黑体,常规"&14草稿　不得报送'
"""The head of every printed page of a sheet."""
PERSONAL = ("preparer", "phone", "head")
"""What project information a public copy is without."""
_Sent = TypeVar("_Sent", OutSheet, Form)


def must_mend(card: Scorecard) -> list[Finding]:
    """Return what keeps a document from being sent: its findings of level 必改."""
    return [finding for finding in card.findings if finding.level == ERROR]


def sheet_name(name: str) -> str:
    """Return what a sheet of a draft is called."""
    return f"{DRAFT}-{name}"


def marked(document: _Sent) -> _Sent:
    """Return a document that says on every page, and where it is looked at on a screen, that it is a draft."""
    if isinstance(document, Form):
        return document._replace(name=sheet_name(document.name), page=document.page._replace(header=HEADER))
    return document._replace(rows=(OutRow("subtitle", (NOTICE,)), *document.rows), header=HEADER)


def published(card: Scorecard) -> Scorecard:
    """Return a scorecard without those who filled it in, their telephone and who answers for it."""
    project = card.submission.project._replace(preparer=None, phone=None, head=None)
    return card._replace(submission=card.submission._replace(project=project))


def kept_back(found: list[Finding], most: int = 10) -> Iterator[str]:
    """Yield what has to be mended before anything is written, the first ``most`` of it, and what to do meanwhile."""
    yield f"还有 {len(found)} 处“必改”没有改，没有写任何文件："
    for finding in found[:most]:
        yield f"  {finding.code} {finding.message}"
        yield f"     → {finding.remedy}"
    if len(found) > most:
        yield f"  其余 {len(found) - most} 处见“校验”（selfeval-xl check）。"
