"""评价等级 and 定性档次 at every boundary and 0.01 to either side of it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from selfeval_xl.domain.reference import Reference
from selfeval_xl.rules.grades import Band, Bands
from selfeval_xl.storage import standards

FOUR_GRADES = tuple(name for name in standards.available() if name != "donghu-2017")
GRADES = dict.fromkeys(FOUR_GRADES, ("优", "良", "中", "差")) | {"donghu-2017": ("优秀", "良好", "合格", "不合格")}
BOUNDARIES = (
    # total, which grade counted from the best
    ("100.00", 0),
    ("99.99", 0),
    ("90.01", 0),
    ("90.00", 0),
    ("90", 0),
    ("89.99", 1),
    ("89.00", 1),
    ("80.01", 1),
    ("80.00", 1),
    ("79.99", 2),
    ("60.01", 2),
    ("60.00", 2),
    ("59.99", 3),
    ("0.01", 3),
    ("0", 3),
)

LOWEST_OF_PARTLY = {name: ("0.60", "0.61", "0.59") for name in GRADES} | {
    name: ("0.50", "0.51", "0.49") for name in ("hubei-2019", "donghu-2017")
}


@pytest.mark.parametrize(("total", "place"), BOUNDARIES)
@pytest.mark.parametrize("name", GRADES)
def test_the_grade_of_a_total(name: str, total: str, place: int) -> None:
    assert standards.load(name).bands.grade(Decimal(total)) == GRADES[name][place]


@pytest.mark.parametrize("name", GRADES)
def test_the_grade_is_not_rounded_into(name: str) -> None:
    assert standards.load(name).bands.grade(Decimal("89.999999")) == GRADES[name][1]


def test_a_boundary_that_is_not_included_belongs_to_the_grade_below() -> None:
    bands = Bands(
        (Band("优", Decimal(90), False, ()), Band("良", Decimal(0), True, ())), Reference("通知", "", "", "W")
    )
    grades = [bands.grade(Decimal(total)) for total in ("90.01", "90.00", "89.99")]
    assert grades == ["优", "良", "良"]


@pytest.mark.parametrize("name", LOWEST_OF_PARTLY)
class TestTiers:
    def test_each_share_lies_in_one_tier(self, name: str) -> None:
        lowest, above, below = LOWEST_OF_PARTLY[name]
        expected = {
            "1.00": "达成",
            "0.99": "达成",
            "0.81": "达成",
            "0.80": "达成",
            "0.79": "部分达成",
            above: "部分达成",
            lowest: "部分达成",
            below: "未达成",
            "0.01": "未达成",
            "0": "未达成",
        }
        tiers = standards.load(name).qualitative.tiers
        found = {share: [tier.name for tier in tiers if tier.holds(Decimal(share))] for share in expected}
        assert found == {share: [tier] for share, tier in expected.items()}

    def test_no_tier_goes_beyond_the_weight_or_below_nothing(self, name: str) -> None:
        tiers = standards.load(name).qualitative.tiers
        assert not any(tier.holds(Decimal(share)) for tier in tiers for share in ("1.01", "-0.01"))


def test_a_tier_is_found_by_its_name() -> None:
    qualitative = standards.load("mof-2020").qualitative
    assert qualitative.tier("部分达成") is qualitative.tiers[1]
    assert qualitative.tier("基本达成") is None


@pytest.mark.parametrize(
    ("rate", "ceiling"),
    [("0.80", None), ("0.79", 89), ("0.70", 89), ("0.69", 79), ("0.60", 79), ("0.59", 69), ("0.50", 69), ("0.49", 59)],
)
def test_the_lowest_cap_of_the_manual_of_2022(rate: str, ceiling: int | None) -> None:
    caps = standards.load("manual-2022").caps
    totals = [cap.total for cap in caps if Decimal(rate) < cap.execution_below]
    assert min(totals, default=None) == ceiling
