"""The two families of exceptions that a user can meet; everything else that is raised is a bug.

Problems *in* a document that can be read are no exceptions but findings (:class:`selfeval_xl.domain.finding.Finding`).
"""


class UserError(Exception):
    """Something that stops the work: ``code`` for the help page, one Chinese sentence, and what to do about it.

    ``in_window`` is what to do where nobody types commands: on the page, in Excel.
    """

    def __init__(self, code: str, message: str, remedy: str, in_window: str = "") -> None:
        super().__init__(message)
        self.code, self.message, self.remedy, self.in_window = code, message, remedy, in_window or remedy

    def __str__(self) -> str:
        return f"{self.message}{self.remedy}"


class InputError(UserError):
    """What was given cannot be worked on: no workbook, encrypted, a sheet or column missing, an unknown standard."""


class StorageError(UserError):
    """A file could not be read or written: missing, locked, no permission, disk full, or it exists already."""
