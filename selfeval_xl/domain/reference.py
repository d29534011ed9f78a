"""Where a rule was found, and how well that is known."""

from typing import NamedTuple

EVIDENCE = {
    "G": "政府网站",
    "W": "官方表格的文库副本",
    "N": "新闻或咨询网页",
    "C": "一体化平台的公开行为",
    "R": "复核机构的公开工作底稿",
    "S": "佛祖岭街道2017年度自评报告",
    "U": "未核实",
}
"""Evidence grades of a reference, best known first; ``U`` means that no printed source was found."""


class Reference(NamedTuple):
    """Where a rule comes from: document, clause or place in it, address, evidence grade (see ``EVIDENCE``)."""

    title: str
    clause: str
    url: str
    evidence: str

    @property
    def label(self) -> str:
        """The document alone, for the end of a line, marked 未核实 where it is."""
        return f"{self.title}（未核实）" if self.evidence == "U" else self.title

    @property
    def text(self) -> str:
        """The citation as it is shown to users, marked 未核实 where it is."""
        cited = f"{self.title}{'，' if self.clause else ''}{self.clause}"
        return f"{cited}（未核实）" if self.evidence == "U" else cited
