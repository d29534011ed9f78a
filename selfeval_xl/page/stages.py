"""The stages of a year, as the page asks for them: 目标检查, 运行监控, 复核.

Each is what the command of the same name does; what only one of them needs is imported there.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from selfeval_xl.domain.errors import UserError
from selfeval_xl.domain.finding import ERROR
from selfeval_xl.messages import codes, input_error
from selfeval_xl.page import objects
from selfeval_xl.page.asking import Answer, Request, free_name
from selfeval_xl.tasks.scored_copy import beside, ending_of

if TYPE_CHECKING:
    from selfeval_xl.tasks.target import CheckedTargets

_WORKBOOK = "workbook"
"""What 目标检查 makes but for the forms: a copy with 校验结果."""


def target(request: Request) -> Answer:
    """Look the targets in all files over, each beside those of the others; make of each what was chosen (``make``).

    A 申报表 is made only of targets in which nothing has to be mended.
    """
    from selfeval_xl.tasks.target import checked_together, file_names

    plans, refused = _readable(request)
    found = checked_together(plans)
    kind = request.chosen.get("make", "")
    is_form = kind not in ("", _WORKBOOK)
    made: dict[str, bytes] = {}
    for name, each in zip(file_names(found, is_form), found, strict=True) if kind else ():
        if is_form and any(finding.level == ERROR for finding in each.card.findings):
            refused.append(f"{each.document.path}：还有必改的问题，申报表没有写。")
            continue
        made[name] = each.form(kind, name) if is_form else each.workbook()
    return Answer({"plans": [objects.plan(each) for each in found], "refused": refused}, made)


def _readable(request: Request) -> tuple[list[CheckedTargets], list[str]]:
    """Return the targets of the files, and what to say of files without; raises UserError where there are none."""
    from selfeval_xl.storage import standards
    from selfeval_xl.tasks.target import targets_in

    rules = standards.review_rules()
    plans: list[CheckedTargets] = []
    refused: list[str] = []
    for number, file in enumerate(request.files, 1):
        try:
            plans += targets_in(file, rules, request.standard)
        except UserError as trouble:
            if number == len(request.files) and not plans:
                raise
            refused.append(f"{trouble.message}{trouble.in_window}")
        request.progress(number, len(request.files))
    return plans, refused


def monitor(request: Request) -> Answer:
    """Add the sheet 运行监控 to a workbook, for the ``month`` that was chosen; where it is there, light the lamps."""
    from selfeval_xl.tasks import monitor as monitoring

    source, month = request.files[0], request.chosen.get("month")
    done = monitoring.monitor(source, int(month) if month else None, standard=request.standard)
    files = {beside(source, f"-运行监控{ending_of(source)}"): done.data} if done.data else {}
    return Answer(objects.monitored(done), files)


def review(request: Request) -> Answer:
    """Review all files of the folder; a review sheet of before among them is brought up to date."""
    from selfeval_xl.rollup import reviewing

    earlier = [file for file in request.files if _is_review(file)]
    name = earlier[0] if earlier else free_name(reviewing.OUTPUT)
    done = reviewing.review_folder(".", name, standard=request.standard, tell=request.progress)
    if not done.projects:
        raise input_error(codes.NOTHING_FOUND, file="拖进来的文件")
    done.write(name)
    more = [f"还有一份以前的复核表“{each}”没有用：一次只接着填一份。" for each in earlier[1:]]
    made = Path(name)
    return Answer({"lines": [*reviewing.render(done), *more]}, {made.name: made.read_bytes()})


def _is_review(file: str) -> bool:
    from selfeval_xl.readers.past_review import read_past_review

    if not file.lower().endswith(".xlsx"):
        return False
    try:
        return read_past_review(file) is not None
    except UserError:
        return False  # the review says why
