"""A check of one's own: every indicator that has lost points must say in ten characters or more why.

A check looks at a scorecard and yields findings; it needs neither files nor Excel.

``python own_check.py 我的项目.xlsx``
"""

import sys
from collections.abc import Iterator

from selfeval_xl import score
from selfeval_xl.domain.finding import WARNING, Finding
from selfeval_xl.domain.scorecard import Scorecard

SHORTEST = 10


def check_reasons_say_enough(card: Scorecard) -> Iterator[Finding]:
    for row in card.indicators:
        said = str(row.indicator.reason or "")
        if row.lost and len(said) < SHORTEST:
            message = f"{row.indicator.name}：扣了 {row.lost} 分，原因只写了 {len(said)} 个字。"
            yield Finding("本单位01", WARNING, row.indicator.place("reason"), message, "请写明原因和改进措施。")


def main(path: str) -> None:
    for finding in check_reasons_say_enough(score(path)):
        print(f"[{finding.level_name}] {finding.place.sheet}!{finding.place.cell} {finding.message}{finding.remedy}")


if __name__ == "__main__":
    main(*sys.argv[1:])
