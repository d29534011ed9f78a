"""What a reviewer should look at: findings and differing figures, sorted into a few kinds."""

from selfeval_xl.domain.finding import ERROR, NOTICE, WARNING, Finding
from selfeval_xl.domain.layout import PROJECT
from selfeval_xl.domain.place import Place
from selfeval_xl.messages import codes, filled

RED, YELLOW, ALL_FULL, COPIED = "可信度红灯", "可信度黄灯", "全部满分", "照抄目标"
UNEXPLAINED, DIFFERING, MUST_MEND, HELD, REPEATED = "缺偏差原因", "得分不符", "必改问题", "正被打开", "重复报送"
KINDS = (RED, YELLOW, ALL_FULL, COPIED, UNEXPLAINED, DIFFERING, MUST_MEND, HELD, REPEATED)

_KIND_OF = {
    "C01": RED,
    "C02": YELLOW,
    "C03": ALL_FULL,
    "C04": COPIED,
    "C05": COPIED,
    "R01": UNEXPLAINED,
    "R02": UNEXPLAINED,
    "R04": UNEXPLAINED,
    "R05": UNEXPLAINED,
    "S11": DIFFERING,
    "B13": DIFFERING,
    codes.HELD: HELD,
    codes.REPEATED: REPEATED,
}
"""The findings that are of a kind of their own; any other one counts when it must be mended."""


def kind(finding: Finding) -> str:
    """Return which kind of things to look at a finding is, ``""`` where a reviewer may leave it."""
    if finding.verdict:
        return "" if finding.level == NOTICE else DIFFERING
    return _KIND_OF.get(finding.code) or (MUST_MEND if finding.level == ERROR else "")


def held(file: str) -> Finding:
    """Return what is to be said of a file that someone holds open."""
    return Finding(codes.HELD, WARNING, Place(""), *filled(codes.HELD, file=file))


def repeated(file: str, first: str, same: str) -> Finding:
    """Return what is to be said of a file with the project of the ``first`` one; ``same`` says by what it is known."""
    return Finding(codes.REPEATED, WARNING, Place(PROJECT), *filled(codes.REPEATED, file=file, first=first, same=same))
