"""Read a folder of workbooks and forms into pandas, sum up by department and draw a chart.

``python folder_to_frame.py 收上来的 部门.xlsx``; needs ``pip install "selfeval-xl[rollup]" xlsxwriter``.
"""

import sys

import pandas as pd

from selfeval_xl.rollup import frame


def main(folder: str, out: str) -> None:
    projects = frame(folder)
    by_department = projects.groupby("department")[["budget_fen", "executed_fen"]].sum() / 1_000_000
    by_department.columns = ["预算（万元）", "执行（万元）"]
    by_department = by_department.astype(float)
    print(by_department)
    with pd.ExcelWriter(out, engine="xlsxwriter") as writer:
        by_department.to_excel(writer, sheet_name="部门")
        chart = writer.book.add_chart({"type": "column"})
        last = len(by_department)
        for column in (1, 2):
            name, names, values = [0, column], [1, 0, last, 0], [1, column, last, column]
            chart.add_series({"name": ["部门", *name], "categories": ["部门", *names], "values": ["部门", *values]})
        writer.sheets["部门"].insert_chart("E2", chart)


if __name__ == "__main__":
    main(*sys.argv[1:])
