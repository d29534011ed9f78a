"""Score one workbook and tell how each score came about: ``python score_one_workbook.py 我的项目.xlsx``."""

import sys

from selfeval_xl import score


def main(path: str) -> None:
    card = score(path)
    print(f"{card.submission.project.name}　{card.total}分　{card.grade or '暂不评级'}")
    for row in card.indicators:
        print(f"  {row.indicator.name}：{row.explanation}")
    for finding in card.findings:
        print(f"[{finding.level_name}] {finding.message}{finding.remedy}")


if __name__ == "__main__":
    main(*sys.argv[1:])
