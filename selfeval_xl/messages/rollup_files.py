"""What can be wrong with the writing of a roll-up: F74 and F75."""

from __future__ import annotations

from selfeval_xl.domain.errors import InputError, StorageError
from selfeval_xl.messages.template import MessageTemplate

NO_PARQUET, TOO_BIG = "F74", "F75"

CATALOGUE = {
    NO_PARQUET: MessageTemplate(
        "没有装 pyarrow",
        "写 Parquet 文件要用 pyarrow，这台电脑上没有装。",
        '请运行 pip install "selfeval-xl[rollup]"；或者改用 --to xlsx、csv、json，它们不用另装什么。',
        "Parquet 是给数据分析用的格式，平时用不上，所以不随程序一起装。",
    ),
    TOO_BIG: MessageTemplate(
        "汇总表太大",
        "“{file}”超过了 4 GB，Excel 打不开这么大的工作簿，没有写出。",
        "请改用 --to csv 或 --to parquet；或者按部门、按年度分几个文件夹，各汇总一次。",
        "工作簿里一个部件最大 4 GB，写不完整的文件打不开。",
    ),
}


def unusable(code: str, **facts: object) -> InputError:
    """Return the error for what cannot be written with what is at hand."""
    return CATALOGUE[code].unusable(code, **facts)


def trouble(code: str, **facts: object) -> StorageError:
    """Return the error for a file that cannot be written."""
    return CATALOGUE[code].trouble(code, **facts)
