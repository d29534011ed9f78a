"""The 评价标准 of a form, where nobody names one."""

from __future__ import annotations

from selfeval_xl.documents.forms.kinds import USUAL_STANDARD
from selfeval_xl.domain.submission import Submission
from selfeval_xl.rules.choosing import StandardChoice, chosen
from selfeval_xl.storage import standards


def chosen_for(submission: Submission) -> StandardChoice:
    """Return the built-in standard that a form speaks for, and what of it does."""
    assert submission.form is not None
    usual = standards.load(USUAL_STANDARD[submission.form.kind])
    return chosen(submission, usual, map(standards.load, standards.available()))
