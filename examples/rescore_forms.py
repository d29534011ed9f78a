"""Score every form of a folder again and set what it prints beside what the rule gives.

``python rescore_forms.py 收上来的``
"""

import sys
from pathlib import Path

from selfeval_xl import verify
from selfeval_xl.domain.errors import UserError


def main(folder: str) -> None:
    for path in sorted(Path(folder).rglob("*.xlsx")):
        try:
            verified = verify(path)
        except UserError as error:
            print(f"{path.name}：{error}")
            continue
        differing = [each for each in verified.comparisons if not each.agrees]
        print(f"{path.name}：核对 {len(verified.comparisons)} 个数，{len(differing)} 个不同")
        for each in differing:
            print(f"  {each.place.cell} {each.subject}：印 {each.printed}，按规则 {each.computed}，{each.reason}")


if __name__ == "__main__":
    main(*sys.argv[1:])
