"""What is dropped on the page: broken and hostile files, the same name twice, sixty at a time, a whole folder."""

from __future__ import annotations

import base64
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from selfeval_xl.cli import main
from selfeval_xl.storage import resources
from tests.page import dropped
from tests.page.alike import timeless
from tests.page.browsers import CURRENT, FIREFOX, started
from tests.page.chromium import ChromiumTab
from tests.page.visit import TOGETHER, Visit

MANY = 60
# The only elements that a result is made of: whatever else stood there would have come out of a file.
PLAIN = "A ARTICLE B BUTTON CAPTION DD DIV DL DT H2 H3 H4 HEADER LI OL P SECTION SPAN TABLE TBODY TD TH THEAD TR"
_MADE_OF = "Array.from(new Set(Array.from(document.querySelectorAll('#files *, #result *'), (each) => each.tagName)))"
# A folder that a person drops and lets the page write into, or not: nobody here can press on the browser's question.
_MADE_UP = """((base64, name, answer) => {
  const bytes = Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
  const there = new Map([[name, new File([bytes], name)]]);
  window.there = there;
  const handle = (name) => ({
    kind: "file", name, getFile: async () => there.get(name),
    createWritable: async () => {
      const chunks = [];
      const write = (chunk) => void chunks.push(chunk);
      return new WritableStream({ write, close: () => void there.set(name, new File(chunks, name)) });
    },
  });
  const folder = {
    kind: "directory", name: "各单位",
    values: async function* () { yield* Array.from(there.keys(), handle); },
    requestPermission: async () => answer,
    getFileHandle: async (name, options) => {
      if (!there.has(name) && !(options && options.create)) throw new DOMException("", "NotFoundError");
      return handle(name);
    },
  };
  const dropped = { kind: "file", getAsFileSystemHandle: async () => folder, getAsFile: () => null };
  const event = new Event("drop", { bubbles: true, cancelable: true });
  Object.defineProperty(event, "dataTransfer", { value: { items: [dropped] } });
  document.body.dispatchEvent(event);
})(%r, %r, %r)"""
_THERE = """Promise.all(Array.from(window.there, async ([name, file]) =>
  [name, Array.from(new Uint8Array(await file.arrayBuffer()), (each) => String.fromCharCode(each)).join("")]))"""
_STATES = "Array.from(document.querySelectorAll('#files tr'), (row) => row.dataset.state)"
_EMPTY_AT_WORK = f"""(() => {{
  window.emptied = false;
  const seen = new MutationObserver(() => {{
    if (!{_STATES}.includes('working')) return;
    seen.disconnect();
    document.getElementById('clear').click();
    window.emptied = true;
  }});
  seen.observe(document.getElementById('files'), {{ subtree: true, childList: true, attributes: true }});
}})()"""
"""Empties the list as soon as a file of it is being worked at: whoever asks now and then may come too late."""


@pytest.fixture(scope="module", params=["86", CURRENT, FIREFOX])
def opened(request: pytest.FixtureRequest) -> Iterator[Visit]:
    with started(request.param) as browser:
        yield Visit(browser.tab())


@pytest.fixture
def visit(opened: Visit) -> Iterator[Visit]:
    """The page with an empty list."""
    yield opened
    opened.empty()


def copies(folder: Path, count: int) -> list[Path]:
    """So many copies of the sample under different names."""
    paths = [folder / f"{number:02} 项目.xlsx" for number in range(count)]
    for path in paths:
        path.write_bytes(resources.read(resources.SAMPLE))
    return paths


def test_a_broken_file_gets_one_sentence(visit: Visit, tmp_path: Path) -> None:
    files = dropped.broken(tmp_path)
    found = {line.file: line for line in visit.score(files)}
    assert found.keys() == {path.name for path in files}
    for name, line in found.items():
        assert (line.state, line.total) == ("failed", ""), name
        assert line.said.endswith("。") and len(line.said) < 200 and "Error" not in line.said, line.said


def test_nothing_out_of_a_file_becomes_markup(visit: Visit, tmp_path: Path) -> None:
    files = dropped.strange(tmp_path)
    lines = visit.score(files)
    assert {line.file: line.state for line in lines} == {path.name: "done" for path in files}
    for number in range(1, len(files) + 1):
        visit.tab.click(f"#files tr:nth-child({number}) .open")
        assert set(visit.tab.run(_MADE_OF)) <= set(PLAIN.split())
    assert visit.tab.run("document.title") == "绩效自评"
    assert visit.tab.run("window.forbidden.filter((each) => !each.startsWith('script-src eval'))") == []


def test_the_same_name_twice_gives_two_results(visit: Visit, tmp_path: Path) -> None:
    (tmp_path / "二").mkdir()
    one, other = [tmp_path / resources.SAMPLE, tmp_path / "二" / resources.SAMPLE]
    for path in (one, other):
        path.write_bytes(resources.read(resources.SAMPLE))
    assert [line.total for line in visit.score([one, other])] == ["89.00", "89.00"]
    visit.tick(["workbook"])
    with zipfile.ZipFile(visit.saved("#save-all", TOGETHER)) as packed:
        names = packed.namelist()
        first, second = [timeless(packed.read(name)) for name in names]
    assert len(set(names)) == 2 and first == second


def test_sixty_files_show_how_far_they_are_and_can_be_stopped(visit: Visit, tmp_path: Path) -> None:
    visit.tab.drop(copies(tmp_path, MANY))
    visit.tab.until(f"{_STATES}.filter((each) => each === 'done').length >= 2")
    done, of = visit.tab.run("document.getElementById('progress-text').textContent.split('/').map(Number)")
    assert of == MANY and 2 <= done < MANY
    visit.tab.click("#stop")
    states = [line.state for line in visit.rest(MANY)]
    kept = states.count("done")
    assert 2 <= kept < MANY and states == ["done"] * kept + ["stopped"] * (MANY - kept)
    assert visit.status.startswith("已停止")
    visit.tab.click("#rescore")
    visit.tab.until(f"{_STATES}.includes('working')")
    assert {line[1:5] for line in visit.rest(MANY)} == {("done", "公共服务经费", "89.00", "良好")}


def test_emptied_while_it_works_nothing_comes_back(visit: Visit, tmp_path: Path) -> None:
    visit.tab.run(_EMPTY_AT_WORK)
    visit.tab.drop(copies(tmp_path, 5))
    visit.tab.until("window.emptied === true")
    visit.empty()
    assert visit.state != "busy"
    (line,) = visit.score(copies(tmp_path, 1))
    assert line.total == "89.00"
    assert visit.tab.run("document.querySelectorAll('#result article').length") == 1


def test_a_roll_up_is_the_command_lines(visit: Visit, tmp_path: Path) -> None:
    folder = tmp_path / "收到"
    folder.mkdir()
    files = [*copies(folder, 3), *dropped.broken(folder)]
    made = folder / "汇总表.xlsx"
    assert main(["rollup", str(folder), "-o", str(made)]) in (0, 1)
    visit.score(files)
    assert timeless(visit.saved("#rollup", made.name).read_bytes()) == timeless(made.read_bytes())
    assert "评出得分 1 个" in visit.status  # the other two are the same


@pytest.mark.parametrize("name", ["103", CURRENT])  # older ones cannot be told to drag
def test_a_folder_is_dropped_by_the_mouse(name: str, tmp_path: Path) -> None:
    (tmp_path / "各单位" / "下面").mkdir(parents=True)
    copies(tmp_path / "各单位", 2)
    shutil.copy(tmp_path / "各单位" / "00 项目.xlsx", tmp_path / "各单位" / "下面" / "里面.xlsx")
    with started(name) as browser:
        tab = browser.tab()
        assert isinstance(tab, ChromiumTab)
        visit = Visit(tab)
        tab.drag([tmp_path / "各单位"], 300, 200)
        lines = visit.rest(3)
    assert [line.file for line in lines] == ["各单位/00 项目.xlsx", "各单位/01 项目.xlsx", "各单位/下面/里面.xlsx"]
    assert {line.total for line in lines} == {"89.00"}


def put_beside(visit: Visit, answer: str) -> dict[str, bytes]:
    """Drop a folder with the sample in it and save the result twice; what lies in the folder then."""
    sample = base64.b64encode(resources.read(resources.SAMPLE)).decode()
    visit.tab.run(_MADE_UP % (sample, resources.SAMPLE, answer))
    visit.rest(1)
    visit.tick(["workbook"])
    for _ in range(2):
        visit.tab.run("document.getElementById('status').textContent = ''")
        visit.tab.click("#save-all")
        visit.tab.until("document.getElementById('status').textContent.startsWith('已')")
        visit.rest(1)
    return {name: text.encode("latin-1") for name, text in visit.tab.run(_THERE)}


def test_results_go_beside_the_files_and_replace_nothing(visit: Visit) -> None:
    found = put_beside(visit, "granted")
    stem = resources.SAMPLE.removesuffix(".xlsx")
    assert found.keys() == {resources.SAMPLE, f"{stem}-已评分.xlsx", f"{stem}-已评分（2）.xlsx"}
    assert found[resources.SAMPLE] == resources.read(resources.SAMPLE)
    one, other = (timeless(data) for name, data in found.items() if name != resources.SAMPLE)
    assert one == other


def test_without_leave_results_are_downloads(visit: Visit) -> None:
    found = put_beside(visit, "denied")
    assert found.keys() == {resources.SAMPLE}
    assert visit.tab.taken(f"{resources.SAMPLE.removesuffix('.xlsx')}-已评分.xlsx").stat().st_size > 10_000
