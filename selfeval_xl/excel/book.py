"""An open workbook as it stands: a copy of it, evaluated as a file, and the backup that this copy is."""

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

import xlwings

from selfeval_xl.domain.errors import InputError, UserError
from selfeval_xl.domain.layout import PROJECT
from selfeval_xl.excel import session
from selfeval_xl.messages import codes, input_error, storage_error
from selfeval_xl.readers.documents import Document
from selfeval_xl.storage import backups, temp_dir
from selfeval_xl.tasks.assess import Assessment, assess

Read = TypeVar("Read")
"""What is read of a copy."""


def assessed(book: xlwings.Book) -> Assessment:
    """Evaluate the workbook as it stands, unsaved changes and all; it is neither saved nor renamed."""
    return of_copy(book, own)


def of_copy(book: xlwings.Book, read: Callable[[str], Read]) -> Read:
    """Read a copy of the workbook as it stands, which is gone then."""
    with temp_dir.folder() as folder:
        return read(_save_copy(book, [os.path.join(folder, _file_name(book))]))


def own(path: str) -> Assessment:
    """Evaluate a workbook of ours; there is no sheet of an official form that results could be written into."""
    done = assess(path)
    if done.card.submission.form:
        raise input_error(codes.NO_INPUT_SHEET, sheet=PROJECT)
    return done


@contextlib.contextmanager
def backed_up(book: xlwings.Book, read: Callable[[str], Read]) -> Iterator[Read]:
    """Read the workbook for what is written into it then; the copy that was read stays as its backup.

    The backup lies beside the workbook where that has a folder on this machine that can be written to, else in the
    folder for temporary files.  Where nothing is written after all, there is none: it must not push out a backup from
    before something was.
    """
    path = path_of(book)
    places = [os.path.join(tempfile.gettempdir(), _file_name(book))]
    if os.path.isdir(os.path.dirname(path)):
        places.insert(0, path)
    backup = _save_copy(book, _next_backups(places))
    try:
        done = read(backup)
    except UserError:
        _forget(backup)
        raise
    try:
        yield done
    except InputError:
        _forget(backup)
        raise
    for place in places:
        backups.keep_newest(place)


def set_aside(backup: Document) -> str:
    """Return where the backup is, on a line of its own, where that is not beside the workbook; else ``""``."""
    is_aside = os.path.dirname(backup.path) == tempfile.gettempdir()
    return f"\n点按钮之前的样子备份在：{backup.path}" if is_aside else ""


def _next_backups(places: Sequence[str]) -> Iterator[str]:
    for place in places:
        with contextlib.suppress(OSError):  # a folder that cannot be listed takes no backup either
            yield backups.next_backup(place)


def path_of(book: xlwings.Book) -> str:
    """Return where the workbook is: a path, an address on the web, or a bare name as long as it was never saved.

    Asked of Excel itself, because xlwings refuses an address for which it knows no folder.
    """
    return str(book.api.FullName)


def stem(book: xlwings.Book) -> str:
    """Return the workbook's name without ending; not of its address, where a space is written %20."""
    return os.path.splitext(str(book.name))[0]


def _file_name(book: xlwings.Book) -> str:
    name = str(book.name)
    return name if os.path.splitext(name)[1] else f"{name}.xlsx"


def _save_copy(book: xlwings.Book, targets: Iterable[str]) -> str:
    """Save a copy under the first of ``targets`` that can be written, and return that one."""
    for target in targets:
        try:
            book.api.SaveCopyAs(target)
        except Exception as refused:
            # A folder may be read-only; what Excel raises then depends on its version.  On a full disk it may have
            # written a part.
            _forget(target)
            if session.is_busy(refused):
                raise
        else:
            return target
    # Without the refusals: kept in a list here they would hold this call, and with it the workbook, in a circle.
    raise storage_error(codes.NO_BACKUP, book=book.name)


def _forget(copy: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(copy)


@contextlib.contextmanager
def opened(app: xlwings.App, filled: bytes, folder: str, suffix: str) -> Iterator[xlwings.Book]:
    """Open a workbook that nobody shall see or keep; Excel opens one with macros only under its own ``suffix``."""
    path = os.path.join(folder, f"selfeval-{os.getpid()}-{os.path.basename(folder)}{suffix}")
    temp_dir.put(path, filled)
    source = app.books.open(path, update_links=False, read_only=True, add_to_mru=False)
    try:
        yield source
    finally:
        with contextlib.suppress(Exception):  # what was written is not undone by this
            source.close()


def printed(app: xlwings.App, workbook: bytes) -> bytes:
    """Return the workbook as Excel prints it.  Raises StorageError when no whole PDF comes of it."""
    from selfeval_xl.writers import pdf

    with temp_dir.folder() as folder, session.Quiet(app):
        made = os.path.join(folder, "summary.pdf")
        with opened(app, workbook, folder, ".xlsx") as book:
            try:
                book.to_pdf(made)
            except Exception as refused:
                # Without a printer Excel lays out no page; what it raises then depends on its version.
                detail = "Excel 没有打印成功，这台电脑可能没有装打印机"
                raise storage_error(codes.NOT_PRINTED, detail=detail) from refused
        return pdf.checked(made)
