"""The notice of a review as a Word document, read back before it is said to be done."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Sequence

from selfeval_xl.checks.reviewed import ReviewedProject
from selfeval_xl.documents.blocks import Heading, Paragraph
from selfeval_xl.documents.review import notice
from selfeval_xl.messages import codes, storage_error
from selfeval_xl.tasks import outlines
from selfeval_xl.writers import docx

_OUTLINE = os.path.join(os.path.dirname(notice.__file__), "notice.toml")


def notice_bytes(projects: Sequence[ReviewedProject], review: str, year: str) -> bytes:
    """Return the notice; raises StorageError when the document, opened again, does not say what it should."""
    with open(_OUTLINE, "rb") as file:
        outline = tomllib.load(file)
    report = notice.notice(projects, outline, review, year)
    data = docx.document_bytes(report, outlines.template(None), outlines.TEMPLATE)
    said = "\n".join(docx.contents(data).paragraphs)
    texts = [each.text for each in report.body if isinstance(each, Heading | Paragraph)]
    lacking = [text for text in texts if text not in said]
    if lacking:
        raise storage_error(codes.REPORT_NOT_RECONCILED, file="复核通知", detail=lacking[0][:60])
    return data
