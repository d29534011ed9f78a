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


def test_nothing_of_the_vba_of_xlwings_is_taken_over(modules: dict[str, Module]) -> None:
    theirs = (WHEEL / "xlwings_custom_addin.bas").read_text(encoding="utf-8")
    procedures = set(re.findall(r"^(?:Public |Private )?(?:Function|Sub) (\w+)", theirs, re.MULTILINE))
    ours = {name for each in modules.values() for name in re.findall(r"(?:Function|Sub) (\w+)\(", each.text)}
    assert len(procedures) > 35 and not procedures & ours


def test_a_new_xlwings_that_starts_python_otherwise_stops_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "_SERVE", "import xlwings; xlwings.server.serve('$(CLSID)')")
    with pytest.raises(BuildError, match="Look at the new version"):
        sources.xlwings_version(build.HERE / "vba")


def test_a_dll_of_another_version_stops_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "version", lambda name: "0.38.0")
    with pytest.raises(BuildError, match=r"xlwings64|xlwings32"):
        sources.xlwings_version(build.HERE / "vba")


SUSPICIOUS = {
    "CreateObject",
    "ExpandEnvironmentStrings",
    "Lib",
    "Run",
    "Shell",
    "WScript.Shell",
    "Hex Strings",
    "Base64 Strings",
}


def test_a_virus_scanner_finds_little_to_wonder_about_and_the_readme_names_it(addin: Path) -> None:
    parser = VBA_Parser(str(addin))
    try:
        found = {keyword for kind, keyword, _ in parser.analyze_macros() if kind == "Suspicious"}
    finally:
        parser.close()
    assert found == SUSPICIOUS and len(found) < 10
    readme = (build.HERE / "README.md").read_text(encoding="utf-8")
    assert [keyword for keyword in found if f"`{keyword}`" not in readme] == []


def test_every_function_calls_the_python_that_is_kept_and_hands_no_workbook_over(modules: dict[str, Module]) -> None:
    text = modules["Functions"].text
    assert text.count("SePy.CallUDF(") == 12
    assert "XLPy" not in text and "ActiveWorkbook" not in text


def test_optional_arguments_stay_optional(modules: dict[str, Module]) -> None:
    head = "Function SE_SCORE(target, actual, weight, Optional method, Optional parameter, Optional standard)"
    assert head in modules["Functions"].text


def configuration() -> dict[str, str | None]:
    rows = next(sheet.rows for sheet in build.sheets() if sheet.tab == "selfeval.conf")
    return {str(key): value for key, value in rows}


def test_the_sheet_names_both_versions() -> None:
    conf = configuration()
    assert (conf["SELFEVAL VERSION"], conf["XLWINGS VERSION"]) == (__version__, xlwings.__version__)


def test_every_setting_has_its_value_and_its_line_in_the_readme() -> None:
    assert all(configuration().values())
    readme = (build.HERE / "README.md").read_text(encoding="utf-8")
    assert [key for key in configuration() if f"`{key}`" not in readme] == []


def test_the_committed_add_in_is_what_the_text_makes() -> None:
    assert build.TARGET.read_bytes() == build.build(), "make build, and commit addin/selfeval.xlam"
