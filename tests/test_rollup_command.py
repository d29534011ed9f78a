"""``selfeval-xl rollup`` as a reviewer types it: what is written, what the last line says, how it stops and goes on."""

import csv
import fcntl
import functools
import io
import json
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
import time
from decimal import Decimal
from pathlib import Path

import pytest

from selfeval_xl.cli import main
from selfeval_xl.rollup.progress import COMBINING, Bar, clock_text, line
from selfeval_xl.writers.terminal import columns_of
from tests import folders

COUNT = 12


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = folders.projects(tmp_path_factory.mktemp("many"), COUNT)
    (made / "坏.xlsx").write_bytes(folders.SAMPLE[:1000])
    return made


def table(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file as written."""
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def test_whole_folder_becomes_one_table(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rollup", str(folder), "-o", str(tmp_path / "汇总表.csv")]) == 1
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == f"共 13 个文件：读出 {COUNT} 个，评出得分 {COUNT} 个，未读 1 个，原因见“未读文件”。"
    rows = table(tmp_path / "汇总表.csv")
    assert {(row["得分"], row["等级"], row["预算执行率"]) for row in rows} == {("89.00", "良好", "0.9091")}
    assert len(table(tmp_path / "汇总表-指标明细.csv")) == 18 * COUNT
    assert [row["编号"] for row in table(tmp_path / "汇总表-未读文件.csv")] == ["F04"]


def test_sums_of_the_roll_up_are_the_sums_of_its_rows(folder: Path, tmp_path: Path) -> None:
    main(["rollup", str(folder), "--to", "csv", "-o", str(tmp_path / "汇总表.csv")])
    rows, departments = table(tmp_path / "汇总表.csv"), table(tmp_path / "汇总表-部门汇总.csv")
    budget, executed = (
        sum(Decimal(row[title]) for row in rows) for title in ("全年预算数（万元）", "全年执行数（万元）")
    )
    assert budget == COUNT * Decimal("170.92")
    (whole,) = (row for row in departments if row["层级"] == "合计")
    assert (Decimal(whole["全年预算数（万元）"]), Decimal(whole["全年执行数（万元）"])) == (budget, executed)


def test_json_holds_the_same(folder: Path, tmp_path: Path) -> None:
    main(["rollup", str(folder), "--to", "json", "-o", str(tmp_path / "汇总表.json")])
    told = json.loads((tmp_path / "汇总表.json").read_text(encoding="utf-8"))
    assert {row["budget_fen"] for row in told["项目汇总"]} == {170920000}
    assert [row["code"] for row in told["未读文件"]] == ["F04"]


def test_all_read_is_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders.projects(tmp_path / "in", 2)
    assert main(["rollup", str(tmp_path / "in"), "-o", str(tmp_path / "汇总表.xlsx")]) == 0
    assert "共 2 个文件：读出 2 个，评出得分 2 个，未读 0 个。" in capsys.readouterr().out


def test_roll_up_in_its_own_folder_does_not_read_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders.projects(tmp_path, 2)
    target = str(tmp_path / "汇总表.xlsx")
    assert main(["rollup", str(tmp_path), "-o", target]) == 0
    assert main(["rollup", str(tmp_path), "-o", target, "--force", "--resume"]) == 0
    assert "（其中 2 个没有变，没有重读）" in capsys.readouterr().out


def test_existing_file_stays_without_force(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "汇总表.xlsx"
    target.write_bytes(b"mine")
    assert main(["rollup", str(folder), "-o", str(target)]) == 2
    assert "--force" in capsys.readouterr().err
    assert target.read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["没有这个"], "找不到"),
        (["一", "二"], "不止一个文件夹"),
        ([""], "“”里没有写文件夹的名字"),
        (["{}", "--jobs", "0"], "--jobs 后面的“0”"),
        (["{}", "--jobs", "两个"], "--jobs 后面的“两个”"),
        (["{}", "--shard", "3/2"], "--shard 后面的“3/2”"),
        (["{}", "--standard", "xyz"], "xyz"),
        (["{}", "--off", "Z99"], "Z99"),
        (["{}", "--last", "没有.xlsx"], "没有.xlsx"),
        (["merge", "没有.分片"], "没有.分片"),
    ],
)
def test_what_is_asked_wrongly_is_told(
    arguments: list[str], said: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main(["rollup", *(each.format(folder) for each in arguments)]) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_shards_merged_are_the_whole(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    main(["rollup", str(folder), "--to", "csv", "-o", "一起.csv"])
    for number in (1, 2, 3):
        main(["rollup", str(folder), "--shard", f"{number}/3"])
    shards = sorted(path.name for path in tmp_path.glob("*.分片"))
    assert len(shards) == 3
    # Neither of the shells of Windows finds out what *.分片 stands for.
    assert main(["rollup", "merge", "*.分片", "--to", "csv", "-o", "合并.csv"]) == 1
    for together in tmp_path.glob("一起*.csv"):
        merged = tmp_path / together.name.replace("一起", "合并")
        assert merged.read_bytes() == together.read_bytes(), together.name


def test_a_shard_says_where_the_refused_files_will_be_listed(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rollup", str(folder), "--shard", "1/1", "-o", str(tmp_path / "一.分片")]) == 1
    assert "未读 1 个，合并后列在“未读文件”里。" in capsys.readouterr().out


@pytest.mark.parametrize("read_by", [None, "donghu-2017"])
def test_shards_are_merged_by_the_standard_that_they_were_read_by(
    read_by: str | None, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    same = ["--standard", read_by] if read_by else []
    main(["rollup", str(folder), "--shard", "1/1", "-o", "一.分片", "--off", "C01", *same])
    for other in {None, "donghu-2017", "hubei-2019"} - {read_by}:
        assert main(["rollup", "merge", "一.分片", *(["--standard", other] if other else [])]) == 2
        assert "读分片时用的 --standard 与现在写的不一样，请写同样的 --standard。" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["一.分片"]
    assert main(["rollup", "merge", "一.分片", *same]) == 1


@pytest.mark.parametrize("there", ["通知", "分片"])
def test_what_a_shard_replaces_stays_as_a_backup(
    there: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    command = ["rollup", str(folder), "--shard", "1/1", "-o", "一.分片", "--off", "C01"]
    target = tmp_path / "一.分片"
    main(command) if there == "分片" else target.write_text("请各单位月底前报送", encoding="utf-8")
    before = target.read_bytes()
    assert main([*command, "--force", "--off", "Q03"]) == 1
    (backup,) = tmp_path.glob("一.备份-*.分片")
    assert backup.read_bytes() == before != target.read_bytes()
    assert f"原来的文件留了备份：{backup}" in capsys.readouterr().out
    assert main([*command, "--resume", "--off", "Q03"]) == 1
    assert list(tmp_path.glob("一.备份-*.分片")) == [backup]
    assert main(["rollup", "merge", *sorted(path.name for path in tmp_path.glob("*.分片"))]) == 1


def test_last_year_is_set_beside(folder: Path, tmp_path: Path) -> None:
    main(["rollup", str(folder), "-o", str(tmp_path / "去年.xlsx")])
    main(
        ["rollup", str(folder), "--last", str(tmp_path / "去年.xlsx"), "--to", "csv", "-o", str(tmp_path / "今年.csv")]
    )
    rows = table(tmp_path / "今年-同比.csv")
    assert {(row["上年得分"], row["本年得分"], row["得分增减"]) for row in rows} == {("89.00", "89.00", "0.00")}


def test_ctrl_c_stops_cleanly_and_resume_goes_on(tmp_path: Path) -> None:
    folder = folders.projects(tmp_path / "in", 600)
    target, kept = tmp_path / "汇总表.csv", tmp_path / "汇总表.csv.进度"
    command = [
        sys.executable,
        "-m",
        "selfeval_xl",
        "rollup",
        str(folder),
        "--to",
        "csv",
        "-o",
        str(target),
        "--jobs",
        "2",
    ]
    # Whoever runs the tests in the background has Ctrl-C ignored, and so would the program.
    heeding = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=heeding)
    while not (kept.exists() and kept.stat().st_size > 200_000):
        assert running.poll() is None, running.communicate()
        time.sleep(0.005)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "--resume" in said and "Traceback" not in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", kept.name]
    assert main([*command[3:], "--resume"]) == 0
    assert len(table(target)) == 600
    whole = tmp_path / "一次.csv"
    main(["rollup", str(folder), "--to", "csv", "-o", str(whole)])
    assert target.read_bytes() == whole.read_bytes()


def test_killed_program_leaves_no_worker_behind(tmp_path: Path) -> None:
    folder = folders.projects(tmp_path / "in", 600)
    command = [
        sys.executable,
        "-m",
        "selfeval_xl",
        "rollup",
        str(folder),
        "-o",
        str(tmp_path / "汇总表.xlsx"),
        "--jobs",
        "2",
    ]
    running = subprocess.Popen(command, stderr=subprocess.DEVNULL, process_group=0)
    kept = tmp_path / "汇总表.xlsx.进度"
    while not (kept.exists() and kept.stat().st_size > 100_000):
        time.sleep(0.005)
    running.kill()
    running.wait()
    end = time.monotonic() + 30
    while _alive(running.pid) and time.monotonic() < end:
        time.sleep(0.02)
    assert not _alive(running.pid)


def _alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return any(_group_of(task) == group for task in Path("/proc").iterdir() if task.name.isdigit())


def _group_of(process: Path) -> int:
    try:
        state, _parent, group = (process / "stat").read_text().rpartition(")")[2].split()[:3]
    except (OSError, ValueError):
        return 0
    return 0 if state == "Z" else int(group)


class _Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_bar_tells_how_far_how_fast_and_how_long() -> None:
    assert line(120, 400, 2.0) == "读取 [#######-----------------] 120/400 30%　60 个/秒　还需 0:05"
    assert clock_text(3723) == "1:02:03"
    screen, now = _Screen(), [0.0]
    bar = Bar(screen, lambda: now[0])
    for done in range(1, 101):
        now[0] += 0.05
        bar(done, 100)
    assert 20 <= screen.getvalue().count("读取") <= 30
    assert "100/100 100%" in screen.getvalue()
    now[0] += 0.5
    bar(1, 2, COMBINING)
    assert screen.getvalue().rpartition("\r")[2].rstrip() == line(1, 2, 0.5, COMBINING)
    bar.end()
    assert screen.getvalue().endswith("\r")


@pytest.mark.parametrize("width", [40, 60, 200])
def test_bar_is_drawn_in_place_on_a_terminal_of_any_width(tmp_path: Path, width: int) -> None:
    """What a real terminal is sent: never a second line, nothing left of what was longer, and no codes in words."""
    folders.projects(tmp_path / "in", 40)
    own, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    command = [sys.executable, "-m", "selfeval_xl", "rollup", str(tmp_path / "in"), "-o", str(tmp_path / "表.csv")]
    own_width = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    with subprocess.Popen(command, stdin=terminal, stdout=terminal, stderr=terminal, env=own_width) as running:
        os.close(terminal)
        sent = b"".join(iter(functools.partial(_received, own), b"")).decode()
    assert running.returncode == 0
    drawn, _, told = sent.partition("已写入")
    assert drawn.endswith("\r") and "\n" not in drawn and "\\u000d" not in sent
    assert "读取 [" in drawn and "共 40 个文件" in told
    assert max(map(columns_of, drawn.split("\r"))) < width


def _received(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # whoever wrote into it has closed it
        return b""


@pytest.mark.parametrize("command", [["check"], ["verify", "--json"]])
def test_whoever_stops_reading_changes_no_exit_code(command: list[str], folder: Path) -> None:
    sample = str(folders.sample(folder.parent / "样例.xlsx"))
    whole = subprocess.run([sys.executable, "-m", "selfeval_xl", *command, sample], capture_output=True)
    reading, writing = os.pipe()
    os.close(reading)
    cut = subprocess.run(
        [sys.executable, "-m", "selfeval_xl", *command, sample], stdout=writing, stderr=subprocess.PIPE
    )
    os.close(writing)
    assert (cut.returncode, cut.stderr) == (whole.returncode, b"")


def test_a_locale_of_ascii_alone_changes_nothing(folder: Path, tmp_path: Path) -> None:
    said = {}
    for name, more in {"甲": {}, "乙": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}}.items():
        command = [sys.executable, "-m", "selfeval_xl", "rollup", str(folder), "-o", str(tmp_path / f"{name}.csv")]
        done = subprocess.run(command, capture_output=True, env={**os.environ, **more})
        said[name] = (done.returncode, done.stdout.decode().replace(name, ""), done.stderr)
    assert said["甲"] == said["乙"]
    assert table(tmp_path / "甲.csv") == table(tmp_path / "乙.csv")


def test_bar_is_silent_where_nobody_looks() -> None:
    elsewhere = io.StringIO()
    Bar(elsewhere)(1, 1)
    assert elsewhere.getvalue() == ""
