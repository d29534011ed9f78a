"""A web page in a single file (.mht): the pages in it, of which Excel writes one for each sheet."""

from __future__ import annotations

from selfeval_xl.messages import codes, input_error
from selfeval_xl.readers.containers import plaintext, webpage
from selfeval_xl.readers.containers.table import SheetCells


def sheets(data: bytes, shown: str) -> list[SheetCells]:
    """Return the tables of all pages, each below its heading; raises InputError where there is nothing to take out."""
    from email import message_from_bytes  # a tenth of a second, for this kind of file alone

    try:
        parts = [part.get_payload(decode=True) for part in message_from_bytes(data).walk() if _is_page(part)]
    except (RecursionError, ValueError, LookupError, AssertionError) as error:
        raise input_error(codes.DAMAGED, file=shown, detail="里面的网页取不出来") from error
    return webpage.sheets("\n".join(plaintext.decoded(part) for part in parts if isinstance(part, bytes)), shown)


def _is_page(part: object) -> bool:
    told = getattr(part, "get_content_type", str)()
    return told in ("text/html", "application/xhtml+xml")
