"""What can be wrong with a file, once for every case: a code, one Chinese sentence, and what to do about it.

The help pages are generated from these catalogues.  F01 to F20 are about what a file holds (:class:`UnusableInput`),
F21 and up about the disk or another program standing in the way (:class:`FileTrouble`), F62 to F64 about the report.
"""

from selfeval_xl.files.errors import contents, places, products
from selfeval_xl.files.errors.codes import *  # noqa: F403  the names of the codes are the names of this module
from selfeval_xl.trouble import FileTrouble, UnusableInput

CATALOGUE = {**contents.CATALOGUE, **places.CATALOGUE, **products.CATALOGUE}


def unusable(code: str, **facts: object) -> UnusableInput:
    """Return the error for content that cannot be worked with."""
    return CATALOGUE[code].unusable(code, **facts)


def trouble(code: str, **facts: object) -> FileTrouble:
    """Return the error for a file that cannot be read or written where it is, or must not be."""
    return CATALOGUE[code].trouble(code, **facts)
