"""Score a workbook by a standard of one's own: only what differs from a built-in one is written down.

``python own_province.py 我的项目.xlsx``
"""

import sys
import tempfile
from pathlib import Path

from selfeval_xl import score

OWN = """
id = "own-city"
name = "某市项目支出绩效自评"
version = "2026"
effective = 2026-01-01
base = "mof-2020"

[bands]
reference = "city"
grades = [
    { grade = "优秀", lower = 95, inclusive = true },
    { grade = "良好", lower = 85, inclusive = true },
    { grade = "合格", lower = 60, inclusive = true },
    { grade = "不合格", lower = 0, inclusive = true },
]

[references.city]
title = "某市财政局绩效自评通知"
clause = "第五条"
url = ""
evidence = "U"
"""


def main(path: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        own = Path(folder, "own-city.toml")
        own.write_text(OWN, encoding="utf-8")
        for standard in ("mof-2020", str(own)):
            card = score(path, standard)
            print(f"{card.standard_name}：{card.total}分　{card.grade or '暂不评级'}")


if __name__ == "__main__":
    main(*sys.argv[1:])
