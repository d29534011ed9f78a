"""评价标准: shipped ones load and cite their sources, overlays change only what they state, mistakes are explained."""

from __future__ import annotations

import datetime
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from selfeval_xl.domain.errors import InputError, StorageError
from selfeval_xl.domain.reference import EVIDENCE, Reference
from selfeval_xl.rules import Standard, StandardError, fold_level
from selfeval_xl.rules.explanation import rules as rules_in_words
from selfeval_xl.rules.loading import read_standard
from selfeval_xl.rules.records import Preset
from selfeval_xl.scoring.methods import METHODS
from selfeval_xl.storage import standards

BROKEN = Path(__file__).parent / "cases" / "standards_broken"
SHIPPED = (
    "anhui", "chongqing", "donghu-2017", "guangxi", "guyuan-2022", "hubei-2019", "jiangxi", "manual-2022", "mof-2020",
    "mof-2021", "platform", "shanxi", "sichuan-2022", "tianjin-hebei", "transfer-2025", "xinjiang-2023",
    "yinchuan-2021", "yunnan-baoshan", "zhejiang",
)  # fmt: skip

ON_SCREEN = ("guangxi", "jiangxi", "platform", "shanxi", "tianjin-hebei", "zhejiang")
"""These rest on what the platform shows and does, of which no page is to be had."""


def points(standard: Standard) -> dict[str, Decimal]:
    return {section.name: section.weight for section in standard.sections}


def test_what_nobody_could_read_of_the_other_divisions_of_2021_is_told_by_number() -> None:
    told = [each for each in standards.load("mof-2021").unverified() if "分值" in each]
    assert told == ["另一套分值1", "另一套分值2", "另一套分值3"]


@pytest.mark.parametrize(
    ("level1", "level2", "section"),
    [
        ("产出指标", "经济效益指标", "产出指标"),
        ("群众满意度", "数量指标", "满意度指标"),
        ("", "数量指标", "产出指标"),
        ("", "经济效益", "效益指标"),
        ("", "服务对象满意度", "满意度指标"),
        ("", "其他", None),
        ("", "", None),
        ("其他", "数量指标", None),
        ("产出和效益", "", None),
    ],
)
def test_the_first_level_tells_the_section_and_the_second_only_where_there_is_no_first(
    level1: str, level2: str, section: str | None
) -> None:
    found = standards.load("mof-2020").section_of(level1, level2)
    assert (found and found.name) == section


def test_a_level_that_is_listed_is_found_whatever_words_of_others_stand_in_it() -> None:
    standard = standards.load("mof-2020")
    *others, last = standard.sections
    named = last._replace(level1=("产出效益",))
    found = standard._replace(sections=(*others, named)).section_of("产出效益指标（10分）")
    assert found is named


def test_the_word_for_an_indicator_alone_stands_in_no_other_level() -> None:
    *others, last = standards.load("mof-2020").sections
    standard = standards.load("mof-2020")._replace(sections=(*others, last._replace(level1=(fold_level("指标"),))))
    assert standard.section_of("其他") is None


def test_a_row_without_any_level_is_not_guessed_from_a_preset_without_the_second() -> None:
    standard = standards.load("mof-2020")
    rows = (Preset("产出指标", "", "完成数量"),)
    assert standard._replace(presets=standard.presets._replace(rows=rows)).section_of("", "") is None


@pytest.mark.parametrize(
    ("year", "expires", "holds"),
    [
        (2021, None, False),
        (2022, None, True),
        (2030, None, True),
        (2021, 2024, False),
        (2022, 2024, True),
        (2024, 2024, True),
        (2025, 2024, False),
    ],
)
def test_a_standard_holds_from_its_first_year_to_its_last(year: int, expires: int | None, holds: bool) -> None:
    standard = standards.load("mof-2021")
    assert standard.effective.year == 2022
    last = datetime.date(expires, 12, 31) if expires else None
    assert standard._replace(expires=last).holds_in(year) is holds


def test_zhejiang_has_a_column_for_other_spending_and_chongqing_one_for_coefficients_and_nobody_else() -> None:
    extra = {name: standards.load(name).extra_fields for name in SHIPPED}
    assert {name: {*fields} for name, fields in extra.items() if fields} == {
        "zhejiang": {"executed_other"},
        "chongqing": {"coefficient"},
    }


def test_the_shipped_standards_are_available() -> None:
    assert standards.available() == SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
class TestEveryStandard:
    def test_has_100_points_and_its_own_name(self, name: str) -> None:
        standard = standards.load(name)
        assert standard.id == name
        assert standard.weight == 100

    def test_cites_a_source_for_every_rule(self, name: str) -> None:
        for what, reference in standards.load(name).references():
            assert isinstance(reference, Reference), what
            assert reference.title.strip() and reference.clause.strip(), what
            assert reference.evidence in EVIDENCE, what

    def test_gives_an_address_where_the_source_was_seen_on_the_web(self, name: str) -> None:
        on_the_web = [reference for _, reference in standards.load(name).references() if reference.evidence in "GWN"]
        assert on_the_web or name in ON_SCREEN
        assert all(reference.url.startswith("http") for reference in on_the_web)

    def test_lists_what_nobody_could_check_as_unverified(self, name: str) -> None:
        standard = standards.load(name)
        assert "时限" in standard.unverified()
        assert standard.late.reference.text.endswith("（未核实）")
        assert not standard.credibility.reference.text.endswith("（未核实）")

    def test_asks_for_a_score_by_hand_where_no_share_is_printed(self, name: str) -> None:
        tiers = standards.load(name).qualitative.tiers
        assert [(tier.name, tier.default) for tier in tiers] == [("达成", 1), ("部分达成", None), ("未达成", None)]

    def test_starts_with_rows_that_belong_to_its_sections(self, name: str) -> None:
        standard = standards.load(name)
        assert standard.presets.rows and standard.presets.reference
        assert all(standard.section_of(preset.level1) for preset in standard.presets.rows)
        assert {preset.method for preset in standard.presets.rows} <= {*METHODS, ""}


class TestMof2020:
    standard = standards.load("mof-2020")

    def test_divides_10_50_30_10_and_lets_units_adjust(self) -> None:
        assert points(self.standard) == {"预算执行率": 10, "产出指标": 50, "效益指标": 30, "满意度指标": 10}
        assert [section.fixed for section in self.standard.sections] == [True, False, False, False]

    def test_starts_with_the_usual_split_of_the_90(self) -> None:
        split = {preset.level2: preset.weight for preset in self.standard.presets.rows}
        assert list(split.values()) == [20, 10, 10, 10, 30, 10]
        assert split["数量指标"] == 20
        assert split["服务对象满意度指标"] == 10

    def test_says_that_the_reverse_formula_of_2020_is_not_known(self) -> None:
        assert self.standard.scoring.reverse == "target-over-actual"
        assert "反向指标计分" in self.standard.unverified()
        assert "指标计分" not in self.standard.unverified()

    def test_reads_cost_indicators_as_upper_limits(self) -> None:
        scoring = self.standard.scoring
        assert (scoring.default_sign, scoring.cost_sign) == ("≥", "≤")
        assert fold_level("成本指标（10分）") in scoring.cost_level2


class TestHubei2019:
    standard = standards.load("hubei-2019")

    def test_divides_20_and_80(self) -> None:
        assert points(self.standard) == {"预算执行情况": 20, "绩效目标": 80}
        assert self.standard.section_of("满意度指标") is self.standard.section_of("产出指标（80分）")

    def test_scores_reverse_indicators_by_a_over_b(self) -> None:
        assert self.standard.scoring.reverse == "target-over-actual"
        assert self.standard.scoring.reverse_reference.evidence == "W"

    def test_has_one_reason_box_for_the_whole_form(self) -> None:
        assert self.standard.reasons.scope == "table"

    def test_does_not_claim_to_know_its_grades(self) -> None:
        assert "评价等级" in self.standard.unverified()

    def test_says_how_the_units_of_one_project_are_put_together_and_what_of_it_is_printed(self) -> None:
        rule = self.standard.aggregation
        assert rule and (rule.weight, rule.relative_units) == ("annual", ("%", "‰"))
        assert (rule.reference.evidence, rule.qualitative_reference.evidence) == ("W", "W")
        assert {"合并时的资金额度", "绝对值和相对值的区分"} <= set(self.standard.unverified())
        told = dict(rules_in_words(self.standard))["同项目合并"]
        assert "绝对值直接累加" in told and "按各单位的全年预算数加权平均" in told

    def test_is_the_only_one_that_says_so(self) -> None:
        assert [name for name in SHIPPED if standards.load(name).aggregation] == ["hubei-2019"]
        assert "同项目合并" not in dict(rules_in_words(standards.load("mof-2020")))


class TestDonghu2017:
    standard = standards.load("donghu-2017")

    def test_divides_16_24_60_and_has_no_points_for_execution(self) -> None:
        assert points(self.standard) == {"投入管理": 16, "过程管理": 24, "项目绩效": 60}
        assert all(section.fixed and section.source == "indicators" for section in self.standard.sections)
        assert self.standard.execution_weight == 0

    def test_its_rows_fill_every_section_exactly(self) -> None:
        filled = dict.fromkeys(points(self.standard), Decimal(0))
        for preset in self.standard.presets.rows:
            section = self.standard.section_of(preset.level1)
            assert section and preset.weight
            filled[section.name] += preset.weight
        assert filled == points(self.standard)

    def test_says_that_the_points_of_the_rows_are_ours(self) -> None:
        assert self.standard.presets.reference
        assert "本工具拟定" in self.standard.presets.reference.text
        assert "预置指标分值" in self.standard.unverified()

    def test_knows_how_satisfaction_is_deducted(self) -> None:
        satisfaction = self.standard.presets.rows[-1]
        assert (satisfaction.name, satisfaction.weight) == ("社会公众对公共服务满意度", Decimal(10))
        assert (satisfaction.method, satisfaction.parameter) == ("扣分", "每低1个百分点扣1分")

    def test_calls_89_good_but_does_not_claim_to_know_the_other_grades(self) -> None:
        assert self.standard.bands.grade(Decimal(89)) == "良好"
        assert "评价等级" in self.standard.unverified()


class TestPlatform:
    standard = standards.load("platform")

    def test_computes_as_the_screens_show(self) -> None:
        assert self.standard.scoring.reverse == "excess-over-target"
        assert self.standard.execution.rate_first
        assert self.standard.over.flag == Decimal("1.2")
        assert (self.standard.over.reason, self.standard.over.deduct_from) == (None, None)

    def test_warns_at_5_and_20_percent(self) -> None:
        assert self.standard.credibility.red_gap == Decimal("0.05")
        assert self.standard.credibility.yellow_unspent == Decimal("0.2")


HEADER = {"id", "name", "version", "effective", "expires", "base", "aliases", "region", "notes"}
STATED = {"guangxi": {"over", "qualitative"}, "sichuan-2022": {"reasons"}, "manual-2022": {"over", "caps"}}


@pytest.mark.parametrize("name", STATED)
def test_an_overlay_changes_only_the_rules_that_it_states(name: str) -> None:
    overlay = standards.load(name)
    base = standards.load(overlay.base)
    changed = {field for field in Standard._fields if getattr(overlay, field) != getattr(base, field)}
    assert changed - HEADER == STATED[name]


def test_guangxi_asks_for_a_reason_from_130_percent_and_for_descriptions() -> None:
    guangxi, platform = standards.load("guangxi"), standards.load("platform")
    assert guangxi.over == platform.over._replace(reason=Decimal("1.3"), reference=guangxi.over.reference)
    described = platform.qualitative._replace(description_required=True, reference=guangxi.qualitative.reference)
    assert guangxi.qualitative == described


def test_sichuan_asks_for_a_reason_below_90_percent_execution() -> None:
    sichuan, mof = standards.load("sichuan-2022").reasons, standards.load("mof-2020").reasons
    assert sichuan == mof._replace(execution_below=Decimal("0.9"), reference=sichuan.reference)


def test_the_manual_of_2022_caps_totals_and_deducts_2_points() -> None:
    manual, platform = standards.load("manual-2022"), standards.load("platform")
    caps = [(str(cap.execution_below), int(cap.total)) for cap in manual.caps]
    assert caps == [("0.8", 89), ("0.7", 79), ("0.6", 69), ("0.5", 59)]
    over = platform.over._replace(deduct_from=Decimal("1.3"), deduct=Decimal(2), reference=manual.over.reference)
    assert manual.over == over
    assert "执行率低于80%时总分不超过89分" in dict(manual.references())


@pytest.mark.parametrize("path", sorted(BROKEN.glob("*.toml")), ids=lambda path: path.stem)
def test_a_broken_standard_is_refused_with_file_and_key_and_what_to_write(path: Path) -> None:
    comment = path.read_text(encoding="utf-8").splitlines()[0]
    expected = comment.removeprefix("# 提示里要有：").split()
    if not expected[0].endswith(".toml"):
        expected.insert(0, path.name)
    with pytest.raises(StandardError) as refused:
        standards.load(str(path))
    for words in expected:
        assert words in str(refused.value)
    assert f"{refused.value.file} 的 {refused.value.key}：" in refused.value.message
    assert refused.value.remedy


def test_every_number_is_exact_however_it_is_written(tmp_path: Path) -> None:
    for written in ("0.35", '"0.35"', '"０.３５"', "35e-2"):
        rule = f'[late]\nper_day = {written}\nreference = "own"\n'
        assert standards.load(own_standard(tmp_path, rule)).late.per_day == Decimal("0.35")


def own_standard(folder: Path, rules: str, name: str = "本单位", base: str = "platform", top: str = "") -> str:
    """Write a standard of one's own, in which ``own`` is a source, and return its path."""
    head = f'id = "{name}"\nname = "本单位标准"\nversion = "1"\neffective = 2024-01-01\nbase = "{base}"\n'
    source = '[references.own]\ntitle = "本单位通知"\nclause = ""\nurl = ""\nevidence = "W"\n'
    path = folder / f"{name}.toml"
    path.write_text(head + top + source + rules, encoding="utf-8")
    return str(path)


class TestOneOfOnesOwn:
    late = '[late]\nper_day = 0.1\nreference = "own"\n'

    def test_lays_itself_over_a_built_in_one(self, tmp_path: Path) -> None:
        own = standards.load(own_standard(tmp_path, self.late))
        assert (own.id, own.base, own.effective) == ("本单位", "platform", datetime.date(2024, 1, 1))
        assert own.late.reference.text == "本单位通知"
        assert own.bands == standards.load("platform").bands

    def test_lays_itself_over_one_beside_it(self, tmp_path: Path) -> None:
        own_standard(tmp_path, self.late, name="县里")
        rules = '[reasons]\nexecution_below = 0.8\nreference = "own"\n'
        own = standards.load(own_standard(tmp_path, rules, base="县里"))
        assert (own.late.per_day, own.reasons.execution_below) == (Decimal("0.1"), Decimal("0.8"))

    def test_takes_back_rules_of_its_base(self, tmp_path: Path) -> None:
        rules = 'deduct_from = "无"\ndeduct = 0\n'
        own = standards.load(
            own_standard(tmp_path, f'[over]\n{rules}reference = "own"\n', base="manual-2022", top="caps = []\n")
        )
        assert (own.over.deduct_from, own.over.deduct, own.over.flag) == (None, Decimal(0), Decimal("1.2"))
        assert own.caps == ()

    def test_weights_units_by_what_they_spent_and_takes_the_rest_over(self, tmp_path: Path) -> None:
        rules = '[aggregation]\nweight = "executed"\nweight_reference = "own"\n'
        own = standards.load(own_standard(tmp_path, rules, base="hubei-2019")).aggregation
        base = standards.load("hubei-2019").aggregation
        assert own and base and own.weight_reference.text == "本单位通知"
        assert own == base._replace(weight="executed", weight_reference=own.weight_reference)

    def test_may_have_been_saved_by_notepad(self, tmp_path: Path) -> None:
        path = own_standard(tmp_path, self.late)
        text = Path(path).read_text(encoding="utf-8").replace("\n", "\r\n")
        Path(path).write_bytes(b"\xef\xbb\xbf" + text.encode())
        assert standards.load(path).late.per_day == Decimal("0.1")

    def test_may_not_be_in_another_encoding(self, tmp_path: Path) -> None:
        path = tmp_path / "本单位.toml"
        path.write_bytes('id = "本单位"'.encode("gbk"))
        with pytest.raises(StandardError, match="UTF-8"):
            standards.load(str(path))

    def test_may_not_pass_for_a_built_in_one(self, tmp_path: Path) -> None:
        built_in = Path(standards.__file__).parent.parent / "rules" / "standards" / "platform.toml"
        assert standards.load(str(built_in)).id == "platform"
        with pytest.raises(StandardError, match=r"platform\.toml 的 id：与内置标准“platform”同名"):
            standards.load(str(shutil.copy(built_in, tmp_path)))


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(InputError, match=r"评价标准“mof-1999”程序里没有.*mof-2020"):
        standards.load("mof-1999")


def test_a_missing_file_is_named() -> None:
    with pytest.raises(StorageError, match=r"找不到文件“不存在\.toml”"):
        standards.load("不存在.toml")


def test_a_folder_is_no_standard(tmp_path: Path) -> None:
    folder = tmp_path / "文件夹.toml"
    folder.mkdir()
    with pytest.raises(StorageError, match="是文件夹"):
        standards.load(str(folder))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError(13, "Permission denied"), "没有权限打开"),
        (OSError(5, "Input/output error"), "读写“.*”时没有成功"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    error: OSError, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error

    path = own_standard(tmp_path, TestOneOfOnesOwn.late)
    monkeypatch.setattr("builtins.open", refuse)
    with pytest.raises(StorageError, match=words):
        standards.load(path)


def test_the_loader_works_from_texts_alone() -> None:
    texts = {"镇里": 'id = "镇里"\nname = "镇"\nversion = "1"\neffective = 2024-01-01\nbase = "县里"'}
    with pytest.raises(StandardError, match=r"镇里\.toml 的 base：找不到作为基础的标准“县里”"):
        read_standard(texts["镇里"], "镇里.toml", texts.get)


def test_an_address_and_an_inline_comment_may_stand_in_a_file_of_ones_own(tmp_path: Path) -> None:
    path = Path(own_standard(tmp_path, TestOneOfOnesOwn.late))
    text = path.read_text(encoding="utf-8").replace('url = ""', 'url = "https://example.gov.cn/1" # 通知原文')
    path.write_text(text, encoding="utf-8")
    assert standards.load(str(path)).late.reference.url == "https://example.gov.cn/1"
