"""Finds the files of a folder and of all folders below it that may hold forms, always in the same order."""

import csv
import os
import re
import stat
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from selfeval_xl.documents import delivery
from selfeval_xl.documents.blocks import Table
from selfeval_xl.documents.rollup.records import FileResult, Source, reading_order
from selfeval_xl.documents.rollup.tables import OTHERS, REFUSALS, rows_of
from selfeval_xl.domain.errors import InputError, UserError
from selfeval_xl.messages import codes, input_error, storage_error, unreadable
from selfeval_xl.readers.containers import identity, plaintext
from selfeval_xl.readers.past_rollup import is_rollup
from selfeval_xl.rollup import packed
from selfeval_xl.storage import backups, locks, os_errors, stable_read
from selfeval_xl.writers.sinks import paths_of

ENDINGS = (
    *(".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".et", ".ods", ".fods"),
    *(".docx", ".docm", ".doc", ".wps"),
)
"""What may hold a form.  Those that cannot be read are listed with the reason, not passed over."""
TOLD = (
    *(".pdf", ".ofd", ".jpg", ".jpeg", ".png", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".heic"),
    *(".rtf", ".odt", ".rar", ".7z"),
)
"""What may well be a form, in a shape that nobody can read it from: listed with the reason too."""
PERHAPS = (".html", ".htm", ".mht", ".mhtml", ".xml", ".csv")
"""What is searched for a form, and is listed by its kind where it holds none."""
OWN, HIDDEN = "本程序写的文件", "临时文件和隐藏文件"
"""What a file is called that is no form; any other one is called by its ending."""
_HEAD, _TAIL = 1 << 12, 1 << 16
"""Bytes that tell a PDF, a picture or an earlier roll-up, which need not be read whole: at its start, at its end."""
_JSON = b'"program": "selfeval-xl"'
_FIELDS = (b"printed_total", b"printed_grade", b"budget_fen")
"""Columns of 项目汇总, as the footer of a Parquet file names them."""
_OURS = re.compile(rf".*{backups.MARK}\.\w+|.*\.(进度|分片)(\.tmp)?|绩效自评\.html|selfeval-问题说明.*\.html")
"""Backups, journals, shards and pages that this program made."""
_DRAWN_UP = re.compile(r"(.+)-(?:汇总\.(?:xlsx|csv|pdf)|自评报告\.docx)|(.+-自评表)\.pdf")
"""What ``export``, ``report`` and ``deliver`` call what they make of a workbook or print of a form."""
_HANDED_IN = frozenset(f"{name}.xlsx" for name in (delivery.LISTING, delivery.EVIDENCE, delivery.INTERNAL))
"""What lies beside the report in a folder that ``deliver`` made."""
_REPORT = re.compile(rf"(?:\d+-)?{delivery.REPORT}.*\.docx")
_SYSTEM = frozenset({"thumbs.db", "desktop.ini"})


class Listing(NamedTuple):
    """What a folder holds: ``sources`` to read, those ``held`` open by Excel or WPS, and what is ``settled`` unread."""

    folder: str
    sources: tuple[Source, ...]
    held: frozenset[str]
    settled: tuple[FileResult, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing in the folder may be a form."""
        return not self.sources and not any(each.refusal for each in self.settled)


def find(folder: str, leave_out: Iterable[str] = ()) -> Listing:
    """List the workbooks under ``folder``; ``leave_out`` names files (the roll-up itself) that are not to be read.

    Raises StorageError when the folder itself cannot be listed.
    """
    root = os.path.abspath(folder)
    if not os.path.isdir(root):
        detail = "是文件，不是文件夹" if os.path.exists(root) else "找不到"
        raise storage_error(codes.NO_SUCH_FOLDER, file=folder, detail=detail)
    passed = {os.path.basename(path): os.path.realpath(path) for path in leave_out}
    sources: list[Source] = []
    held: set[str] = set()
    settled: list[FileResult] = []
    for below, entries in _folders(root, settled):
        names = {entry.name for entry in entries}
        earlier = _own_products(os.path.join(root, below), names)
        for entry in entries:
            file = below + entry.name
            other = OWN if entry.name in earlier else no_form(entry.name, names)
            if entry.name in passed and os.path.realpath(entry.path) == passed[entry.name]:
                other = OWN
            if other:
                settled.append(FileResult(Source(_shown(file)), other=other))
                continue
            _take(entry, file, sources, settled)
            if not names.isdisjoint(locks.marks(entry.name)):
                held.add(file)
    sources.sort(key=lambda source: reading_order(source.file))
    settled.sort(key=lambda each: reading_order(each.source.file))
    return Listing(root, tuple(sources), frozenset(held), tuple(_told_apart(settled, sources)))


def no_form(name: str, beside: Collection[str] = ()) -> str:
    """Return what a file of that name is, ``""`` where it may be a form; ``beside`` are the files of its folder."""
    drawn_up = _DRAWN_UP.fullmatch(name)
    source = drawn_up and (drawn_up[1] or drawn_up[2])
    if _OURS.fullmatch(name) or (source and any(f"{source}{ending}" in beside for ending in ENDINGS)):
        return OWN
    if (name in _HANDED_IN or _REPORT.fullmatch(name)) and len(_HANDED_IN.intersection(beside)) > 1:
        return OWN
    if name.startswith(("~", ".")) or name.lower() in _SYSTEM:
        return HIDDEN
    ending = os.path.splitext(name)[1].lower()
    return "" if ending in (*ENDINGS, *TOLD, *PERHAPS, packed.ENDING) else kind_by_ending(name)


def kind_by_ending(name: str) -> str:
    """Return what a file is called that is no form."""
    ending = os.path.splitext(name)[1].lower()
    return f"{ending} 文件" if ending else "没有扩展名的文件"


def _own_products(folder: str, names: Collection[str]) -> frozenset[str]:
    """Return which files of a folder are a roll-up's: 项目汇总, and beside it the tables that bear its name.

    As CSV, JSON or Parquet it is known by what stands in it, never by its name.
    """
    own = set[str]()
    for name in names:
        if name.lower().endswith((".csv", ".json", ".parquet")) and _is_own(os.path.join(folder, name)):
            own |= {name, *map(os.path.basename, paths_of(name))} & set(names)
    return frozenset(own)


def _is_own(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            head = file.read(_HEAD)
            size = file.seek(0, os.SEEK_END)
            file.seek(max(size - _TAIL, 0))
            tail = file.read(_TAIL)
    except OSError:
        return False  # whoever reads it says why
    if head.startswith(b"PAR1"):
        return all(field in tail for field in _FIELDS)
    return (head.startswith(b"{") and _JSON in tail) or _is_table(head)


def _is_table(head: bytes) -> bool:
    first = plaintext.decoded(head.partition(b"\n")[0]).rstrip("\r")
    try:
        return is_rollup([*csv.reader([first])])
    except csv.Error:
        return False


def _told_apart(settled: Iterable[FileResult], sources: Iterable[Source]) -> Iterator[FileResult]:
    """Yield what was settled under names that no other file has; two names can look the same where neither is shown."""
    taken = {source.file for source in sources}
    for each in settled:
        name = each.source.file
        while name in taken:
            name += "?"
        taken.add(name)
        yield each._replace(source=each.source._replace(file=name))


def _folders(root: str, settled: list[FileResult]) -> Iterator[tuple[str, list[os.DirEntry[str]]]]:
    """Yield each folder's path from ``root`` (``""`` or ending in ``/``) with its files; links are not followed."""
    waiting = [""]
    while waiting:
        below = waiting.pop()
        try:
            with os.scandir(os.path.join(root, below)) as found:
                entries = list(found)
        except OSError as error:
            trouble = os_errors.listing(error, _shown(below.rstrip("/") or root))
            if not below:
                raise trouble from error
            settled.append(refusal(_shown(below.rstrip("/")), trouble))
            continue
        waiting += (f"{below}{each.name}/" for each in entries if _is_folder(each, follow=False))
        yield below, [each for each in entries if not _is_folder(each, follow=True)]


def _is_folder(entry: os.DirEntry[str], follow: bool) -> bool:
    """Tell whether it is a folder; what cannot be told, such as a link that leads nowhere or in a circle, is none."""
    try:
        return entry.is_dir(follow_symlinks=follow)
    except OSError:
        return False


def _take(entry: os.DirEntry[str], file: str, sources: list[Source], settled: list[FileResult]) -> None:
    shown = _shown(file)
    try:
        status = entry.stat()
        if shown != file:
            settled.append(refusal(shown, storage_error(codes.ODD_NAME, file=shown)))
        elif not stat.S_ISREG(status.st_mode):
            raise stable_read.no_file()
        elif file.lower().endswith(packed.ENDING):
            _unpack(entry.path, file, status, sources, settled)
        else:
            if file.lower().endswith(TOLD):
                _require_no_picture(entry.path, file)
            sources.append(source_of(file, status))
    except OSError as error:
        settled.append(refusal(shown, os_errors.reading(error, shown)))
    except InputError as error:
        settled.append(refusal(shown, error))


def _unpack(path: str, file: str, status: os.stat_result, sources: list[Source], settled: list[FileResult]) -> None:
    """List the files of an archive.  Raises InputError where none of them may be a form."""
    kinds = {each: no_form(each.rpartition("/")[2]) for each in packed.names(path, file)}
    if all(kinds.values()):
        raise input_error(codes.ARCHIVE, file=file, detail="是压缩包，里面没有表格，也没有 Word 文档")
    sources.extend(source_of(each, status) for each, other in kinds.items() if not other)
    settled.extend(FileResult(Source(each), other=other) for each, other in kinds.items() if other)


def _require_no_picture(path: str, file: str) -> None:
    """Raise InputError for a PDF or a picture; there is no need to read all of a scan to know it."""
    with open(path, "rb") as head:
        kind = identity.kind_of(head.read(_HEAD))
    if kind in (identity.PDF, identity.PICTURE):
        identity.require_readable(kind, file)


def _shown(name: str) -> str:
    """Return a name as it can be shown: what is no text in it as the numbers of its bytes."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def source_of(file: str, status: os.stat_result) -> Source:
    """Return the source for what the file system says of a file."""
    return Source(file, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


def not_taken(others: Sequence[FileResult]) -> list[Table]:
    """Return 未读文件 and 不是自评表 for whoever reads a folder file by file."""
    told = [rows_of(each) for each in others]
    return [table.filled(row for each in told for row in each.get(table.name, ())) for table in (REFUSALS, OTHERS)]


def refusal(file: str, trouble: UserError) -> FileResult:
    """Return the outcome for what could not even be listed."""
    return FileResult(Source(file), refusal=unreadable(trouble))
