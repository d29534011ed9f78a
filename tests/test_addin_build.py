"""The add-in is made of the text in the repository and of the installed xlwings, and of nothing else."""

import io
import re
import zipfile
from pathlib import Path

import olefile
import pytest
import xlwings

from addin import build
from addin._build import BuildError, sources, wrappers
from addin._build.vba import Module, vba_project
from selfeval_xl import __version__
from tests.addin.olevba import VBA_Parser
from tests.judges import openxml, workbooks

STAND_IN = "tests.addin.standin"
WHEEL = Path(xlwings.__file__).parent


@pytest.fixture(scope="module")
def addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The add-in, built from the text; its worksheet functions are those of a stand-in."""
    path = tmp_path_factory.mktemp("addin") / "selfeval.xlam"
    path.write_bytes(build.build(STAND_IN))
    return path


@pytest.fixture(scope="module")
def modules() -> dict[str, Module]:
    return {module.name: module for module in build.modules(STAND_IN)}


def read_modules(path: Path) -> dict[str, str]:
    """The modules as olevba reads them, attribute lines and all; its file names end in .bas or .cls."""
    parser = VBA_Parser(str(path))
    try:
        return {Path(name).stem: code for _, _, name, code in parser.extract_all_macros()}
    finally:
        parser.close()


def test_every_build_gives_the_same_bytes(addin: Path) -> None:
    assert build.build(STAND_IN) == addin.read_bytes()


def test_nothing_in_the_file_depends_on_the_machine(addin: Path) -> None:
    with zipfile.ZipFile(addin) as package:
        for part in package.infolist():
            assert (part.date_time, part.compress_type, part.create_system) == ((1980, 1, 1, 0, 0, 0), 0, 0)


def test_the_validator_has_nothing_to_say(addin: Path) -> None:
    assert openxml.errors(addin) == []


def test_olevba_reads_every_module_as_it_was_written(addin: Path, modules: dict[str, Module]) -> None:
    written = {name: module.text.replace("\n", "\r\n") for name, module in modules.items()}
    assert {name: text.rstrip("\r\n") for name, text in read_modules(addin).items()} == {
        name: text.rstrip("\r\n") for name, text in written.items()
    }


def test_there_is_text_only_and_no_compiled_code(addin: Path, modules: dict[str, Module]) -> None:
    project = workbooks.parts(addin)["xl/vbaProject.bin"]
    with olefile.OleFileIO(io.BytesIO(project), raise_defects=olefile.DEFECT_POTENTIAL) as streams:
        assert streams.parsing_issues == []
        assert streams.openstream("VBA/_VBA_PROJECT").read() == bytes.fromhex("CC61FFFF000100")
        for name in modules:
            # A compressed container begins with 1: no compiled code lies before the text.
            assert streams.openstream(f"VBA/{name}").read(1) == b"\x01"


def test_chinese_in_vba_stops_the_build() -> None:
    module = Module("Module", "Ribbon", 'Attribute VB_Name = "Ribbon"\n\' 计算评分\n')
    with pytest.raises(BuildError, match=r"Ribbon, line 2: .*计算评分"):
        vba_project("selfeval", [module])


def test_functions_that_are_not_there_stop_the_build() -> None:
    with pytest.raises(BuildError, match=r"No worksheet functions from selfeval_xl\.no_such: ModuleNotFoundError"):
        build.build("selfeval_xl.no_such")


def test_a_module_without_functions_stops_the_build() -> None:
    with pytest.raises(BuildError, match="has no function"):
        wrappers.udf_module("selfeval_xl.domain.errors")


def test_a_function_without_description_stops_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = build._toml("texts.toml")
    del texts["functions"]["SE_GRADE"]
    monkeypatch.setattr(build, "_toml", lambda name: texts)
    with pytest.raises(BuildError, match="SE_GRADE"):
        build.modules(STAND_IN)


def test_a_description_too_long_for_the_wizard_stops_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = build._toml("texts.toml")
    texts["functions"]["SE_GRADE"]["arguments"]["total"] = "总" * 256
    monkeypatch.setattr(build, "_toml", lambda name: texts)
    with pytest.raises(BuildError, match="SE_GRADE: longer than 255"):
        build.modules(STAND_IN)


def test_xlwings_is_taken_over_but_for_its_project_name_the_gate_and_what_it_starts(modules: dict[str, Module]) -> None:
    theirs = (WHEEL / "xlwings_custom_addin.bas").read_text(encoding="utf-8").splitlines()
    ours = [line for line in modules["xlwings"].text.splitlines() if line != "    SeGate"]
    different = [(old, new) for old, new in zip(theirs, ours, strict=True) if old != new]
    name = 'Public Const PROJECT_NAME As String = "{}"'
    assert different[0] == (name.format("myaddin"), name.format("selfeval"))
    assert len(different) == 1 + sum(count for _, _, count in sources._NAMELESS)
    assert not any("FullName" in new or '"cmd.exe' in new for _, new in different)


def test_every_procedure_of_xlwings_asks_the_gate_first(modules: dict[str, Module]) -> None:
    lines = re.sub(r" _\n\s*", " ", modules["xlwings"].text).splitlines()
    heads = [number for number, line in enumerate(lines) if re.match(r"(Public )?(Function|Sub|Property) ", line)]
    assert len(heads) > 35
    assert [lines[number] for number in heads if lines[number + 1] != "    SeGate"] == []


def test_the_class_module_is_as_excel_itself_stores_it(modules: dict[str, Module]) -> None:
    """xlwings ships an add-in that Excel has saved, with the same class in it; Excel has changed the case of a name."""
    saved = read_modules(WHEEL / "quickstart_addin_ribbon.xlam")["Dictionary"]
    assert modules["Dictionary"].text.casefold().splitlines() == saved.casefold().splitlines()


def test_a_new_xlwings_that_starts_python_otherwise_stops_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "_NAMELESS", (('"cmd.exe /Q "', "", 1),))
    with pytest.raises(BuildError, match="look at the new version"):
        sources.xlwings_modules("selfeval")


def test_a_new_xlwings_that_names_its_project_otherwise_stops_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "_THEIR_PROJECT", 'PROJECT_NAME As String = "theiraddin"')
    with pytest.raises(BuildError, match="no longer names its project"):
        sources.xlwings_modules("selfeval")


def test_every_function_goes_through_the_gate(modules: dict[str, Module]) -> None:
    text = modules["Functions"].text
    assert text.count("SePy.CallUDF(") == 12
    assert "XLPy" not in text


def test_optional_arguments_stay_optional(modules: dict[str, Module]) -> None:
    head = "Function SE_SCORE(target, actual, weight, Optional method, Optional parameter, Optional standard)"
    assert head in modules["Functions"].text


def configuration() -> dict[str, str | None]:
    rows = next(sheet.rows for sheet in build.sheets() if sheet.tab == "selfeval.conf")
    return {str(key): value for key, value in rows}


def test_xlwings_finds_every_key_on_our_sheet() -> None:
    """What it does not find there it would take from a file beside the active workbook, from whoever sent that."""
    theirs = (WHEEL / "xlwings_custom_addin.bas").read_text(encoding="utf-8")
    asked = {key for key in re.findall(r'GetConfig\("([^"]+)"', theirs) if not key.endswith("_MAC")}
    # The old name of the interpreter is asked for only when there is none under the new one.
    assert asked - {"INTERPRETER"} <= set(configuration())
    assert configuration()["INTERPRETER_WIN"]


def test_no_folder_of_a_workbook_gets_on_the_module_path() -> None:
    conf = configuration()
    assert conf["ADD_WORKBOOK_TO_PYTHONPATH"] == "False"
    # An empty entry would be the current folder.
    assert conf["PYTHONPATH"] == r"%LOCALAPPDATA%\selfeval-xl\python"


def test_the_sheet_names_both_versions() -> None:
    conf = configuration()
    assert (conf["SELFEVAL VERSION"], conf["XLWINGS VERSION"]) == (__version__, xlwings.__version__)


def test_keys_stand_without_gap_as_xlwings_reads_them() -> None:
    assert all(configuration())


def test_the_committed_add_in_is_what_the_text_makes() -> None:
    assert build.TARGET.read_bytes() == build.build(), "make build, and commit addin/selfeval.xlam"
