"""The files that a command is given, one or several, and how what came of each is told.

Exit codes: 0 done, 1 findings of level 必改, 2 unusable input or usage; of several files the worst.
"""

import argparse
import functools
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from selfeval_xl.cli import textview
from selfeval_xl.cli.choices import KNOWN_ENDINGS, chosen_codes, meant
from selfeval_xl.domain.errors import UserError
from selfeval_xl.domain.finding import ERROR
from selfeval_xl.domain.scorecard import Scorecard
from selfeval_xl.messages import codes, input_error
from selfeval_xl.storage import os_errors
from selfeval_xl.tasks import scored_copy
from selfeval_xl.tasks.assess import Assessment, assess, assess_each
from selfeval_xl.tasks.evaluation import Options
from selfeval_xl.writers.terminal import one_line

DONE, MUST_MEND, UNUSABLE = 0, 1, 2
_SCORED = "-已评分"

Found = TypeVar("Found")
"""What is read of a file: one assessment, or several."""


class Told(NamedTuple):
    """What came of one file: the exit code, the lines for the terminal, what makes the value that ``--json`` prints."""

    code: int
    lines: Sequence[str]
    value: Callable[[], object] = dict


def each_file(one: Callable[[argparse.Namespace], Told]) -> Callable[[argparse.Namespace], int]:
    """Make a command of ``one``, which is done for each file that was given and told; it returns the exit code.

    A single file is told as it always was; what stops one of several does not stop the others.
    """

    @functools.wraps(one)
    def command(arguments: argparse.Namespace) -> int:
        given = arguments.file
        if len(given) == 1 and not os.path.isdir(given[0]) and meant(given[0]) == given:
            arguments.file, arguments.folder = given[0], ""
            return tell(arguments, one(arguments))
        return _several(arguments, one)

    return command


def _several(arguments: argparse.Namespace, one: Callable[[argparse.Namespace], Told]) -> int:
    arguments.folder = _folder_for_all(arguments)
    files = list(dict.fromkeys(path for each in arguments.file for path in found_in(each)))
    told = [_one_of_several(arguments, one, path) for path in files]
    if arguments.json:
        print_json({"files": [{"file": path, **_as_object(each)} for path, each in zip(files, told, strict=True)]})
    else:
        print_lines(_counted(told))
    return max((each.code for each in told), default=UNUSABLE)


def found_in(path: str, leave_out: str = "") -> list[str]:
    """Return the files that may hold what is to be worked on: the file itself, those of a folder, or of a pattern.

    In a folder, what this program made of another file beside it is passed over, and folders that hold what is handed
    in, such as the one to ``leave_out``.  Raises InputError (F69) where a folder has none.
    """
    if not os.path.isdir(path):
        return meant(path)
    from selfeval_xl.rollup import listing

    below = [source.file for source in listing.find(path).sources if not source.file.lower().endswith(listing.TOLD)]
    stems = {os.path.splitext(each)[0] for each in below}
    own = [os.path.join(path, each) for each in below if not _is_result(each, stems) and ".zip" not in each.lower()]
    own = [each for each in own if not _is_handed_in(os.path.dirname(each), path, leave_out)]
    if not own:
        raise input_error(codes.NOTHING_THERE, folder=path)
    return own


def _is_handed_in(folder: str, root: str, leave_out: str) -> bool:
    """Tell whether a folder below ``root`` is one that ``deliver`` made and the unit still has, or lies in one."""
    from selfeval_xl.documents.delivery import INTERNAL  # with what lays it out, which a file alone does not need

    while len(folder) > len(root):
        is_target = leave_out and os.path.realpath(folder) == os.path.realpath(leave_out)
        if is_target or os.path.exists(os.path.join(folder, f"{INTERNAL}.xlsx")):
            return True
        folder = os.path.dirname(folder)
    return False


def _is_result(path: str, stems: set[str]) -> bool:
    stem = os.path.splitext(path)[0]
    return stem.endswith(_SCORED) and stem.removesuffix(_SCORED) in stems


def _folder_for_all(arguments: argparse.Namespace) -> str:
    """Return the folder that ``-o`` names for what is made of several files; it is made where there is none yet."""
    if arguments.approved:
        raise input_error(codes.SEVERAL_FILES, option="--approved")
    folder: str = arguments.output or ""
    if not folder:
        return ""
    if os.path.splitext(folder)[1].lower() in KNOWN_ENDINGS:
        raise input_error(codes.SEVERAL_FILES, option=f"-o {folder}")
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise os_errors.writing(error, folder) from error
    arguments.output = None
    return folder


def _one_of_several(arguments: argparse.Namespace, one: Callable[[argparse.Namespace], Told], path: str) -> Told:
    if not arguments.json:
        print_lines(["", f"══ {one_line(path)}"])
    try:
        done = one(argparse.Namespace(**{**vars(arguments), "file": path}))
    except UserError as trouble:
        lines = [one_line(trouble.message), trouble.remedy, f"详细说明：selfeval-xl help {trouble.code}"]
        value = {"code": trouble.code, "message": trouble.message, "remedy": trouble.remedy}
        done = Told(UNUSABLE, lines, lambda: {"error": value})
    if not arguments.json:
        print_lines(done.lines)
    return done


def _as_object(done: Told) -> Mapping[str, object]:
    value = done.value()
    return value if isinstance(value, dict) else {"findings": value}


def _counted(told: Sequence[Told]) -> Iterator[str]:
    codes_of = [each.code for each in told]
    yield ""
    yield (
        f"共 {len(told)} 个文件：{codes_of.count(DONE)} 个完成，{codes_of.count(MUST_MEND)} 个有要改或不一致的，"
        f"{codes_of.count(UNUSABLE)} 个没有做成。"
    )


def tell(arguments: argparse.Namespace, done: Told) -> int:
    """Print what came of the work, and return the exit code."""
    if arguments.json:
        print_json(done.value())
    else:
        print_lines(done.lines)
    return done.code


def assessed(arguments: argparse.Namespace) -> Assessment:
    """Return the assessment of the only workbook or form of the file."""
    return _assessed(arguments, assess)


def each_assessed(arguments: argparse.Namespace) -> list[Assessment]:
    """Return the assessment of the workbook or of each form of the file."""
    return _assessed(arguments, assess_each)


def _assessed(arguments: argparse.Namespace, by: Callable[..., Found]) -> Found:
    found = by(arguments.file, arguments.standard, options_of(arguments))
    textview.remark_if_open(arguments.file)
    return found


def options_of(arguments: argparse.Namespace) -> Options:
    """Return how the files are to be evaluated."""
    off, on = chosen_codes(arguments.off), chosen_codes(arguments.on)
    return Options(off, on, arguments.approved, arguments.sheet)


def beside(path: str, ending: str, folder: str = "") -> str:
    """Return the path of what is made of a file: beside it, or in the ``folder`` for all that is made."""
    return in_folder(scored_copy.beside(path, ending), folder)


def in_folder(path: str, folder: str) -> str:
    """Return where a file goes: to its path, or under its name into the ``folder`` for all that is made."""
    return os.path.join(folder, os.path.basename(path)) if folder else path


def print_lines(*parts: Iterable[str]) -> None:
    """Print lines."""
    for part in parts:
        for line in part:
            print(line)


def print_json(value: object) -> None:
    """Print one JSON value."""
    from selfeval_xl.cli import jsonview

    jsonview.show(value)


def exit_code(*cards: Scorecard) -> int:
    """Return 1 where anything must be mended, else 0."""
    return MUST_MEND if any(finding.level == ERROR for card in cards for finding in card.findings) else DONE
