"""axe as judge: can everybody read and use what a page shows?"""

from pathlib import Path

from tests.page.tab import Tab

_AXE = Path(__file__).parents[2] / ".judges" / "node_modules" / "axe-core" / "axe.min.js"
_RUN = """axe.run(document, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] })
  .then((found) => found.violations.map((each) => each.id + ": " + each.nodes.map((node) => node.html.slice(0, 120) +
    " | " + node.any.map((any) => any.message).join(" ")).join("\\n  ")))"""


def complaints(tab: Tab) -> list[str]:
    """What a page shows now that breaks the Web Content Accessibility Guidelines 2.1 at level AA, rule by rule."""
    if not tab.run("'axe' in window"):
        tab.run(f"(() => {{ {_AXE.read_text(encoding='utf-8')}\n }})()")
    found: list[str] = tab.run(_RUN)
    return found
