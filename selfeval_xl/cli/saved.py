"""What is said of a file that was written, and of one that was read while it is open in Excel."""

import os
import sys
from collections.abc import Iterator

from selfeval_xl.storage import locks


def render(done: str, target: str, backup: str | None, aside: str = "") -> Iterator[str]:
    """Yield where a file is, and where the one is that was there before."""
    yield f"{done}：{target}{aside}"
    if backup:
        yield f"原来的那一份留了备份：{backup}"


def remark_if_open(source: str) -> None:
    """Say that changes which were not saved yet are not in the result; on the error stream, since it is no result."""
    if mark := locks.mark_of(source):
        print(f"注意：旁边有“{mark}”，“{os.path.basename(source)}”可能正在 Excel 或 WPS 里打开。", file=sys.stderr)
        print("程序读的是最近一次保存的内容；如果有改动还没有保存，请保存后再运行一次。", file=sys.stderr)
