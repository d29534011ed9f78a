"""What can be wrong with a file, once for every case: a code, one Chinese sentence, and what to do about it.

The help pages are generated from these catalogues.  F01 to F20 are about what a file holds (:class:`InputError`),
F21 and up about the disk or another program standing in the way (:class:`StorageError`), F62 to F64 about the report.
"""

from selfeval_xl.domain.errors import InputError, StorageError
from selfeval_xl.messages import contents, places, products

NOT_A_WORKBOOK, ENCRYPTED, OLD_FORMAT, DAMAGED, TOO_LARGE, FAR_CELL = "F01", "F02", "F03", "F04", "F05", "F06"
EMPTY, NO_SHEET, PART_OF_ARRAY, UNUSUAL, FOREIGN_SUMMARY = "F07", "F08", "F09", "F10", "F11"
NO_FORM, TWO_FORMS, EMPTY_FORM = "F12", "F13", "F14"
UNKNOWN_STANDARD, NOTHING_APPROVED = "F17", "F20"
MISSING, IS_FOLDER, NO_PERMISSION, LOCKED, EXISTS = "F21", "F22", "F23", "F24", "F25"
NO_FOLDER, FOLDER_UNWRITABLE, DISK_FULL, OTHER, NOT_RECONCILED = "F26", "F27", "F28", "F29", "F30"
NO_PRINTER, NOT_PRINTED, READ_ONLY, CHANGING = "F31", "F32", "F33", "F34"
UNKNOWN_OUTLINE, UNUSABLE_TEMPLATE, REPORT_NOT_RECONCILED = "F62", "F63", "F64"

CATALOGUE = {**contents.CATALOGUE, **places.CATALOGUE, **products.CATALOGUE}


def unusable(code: str, **facts: object) -> InputError:
    """Return the error for content that cannot be worked with."""
    return CATALOGUE[code].unusable(code, **facts)


def trouble(code: str, **facts: object) -> StorageError:
    """Return the error for a file that cannot be read or written where it is, or must not be."""
    return CATALOGUE[code].trouble(code, **facts)


def unusable_template(file: str, detail: str) -> InputError:
    """Return the error for a template that cannot be filled."""
    return unusable(UNUSABLE_TEMPLATE, file=file, detail=detail, mark="{{正文}}")
