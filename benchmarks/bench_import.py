"""Reading and understanding the usual workbook beside others that only read it.

20 members, 5 criteria, four sources, about 6,000 marks. pandas with openpyxl reads the cells
and stops there; fastexcel only loads the sheets into Arrow. Ours reads in the limited child
process, takes the answer over, recognises the tables, resolves the names, checks every mark
and builds the ratings table.
"""

import random
import warnings
from io import BytesIO

import fastexcel
import pandas as pd
from openpyxl import Workbook as File

from benchmarks.table import Row, medians
from cxzy.core.scheme import Scheme
from cxzy.sheets.reading import read_workbook, read_workbooks
from cxzy.sheets.sheet import read_sheet, understand

MEMBERS = [f"党员{number:02d}" for number in range(1, 21)]
RATERS = {
    "互评": MEMBERS,
    "领导点评": ["书记", "副书记", "院长", "副院长"],
    "群众测评": [f"群众{number:02d}" for number in range(1, 36)],
}
BATCH = 12


def usual_workbook() -> bytes:
    """Return the workbook, the same on every call."""
    chance, file = random.Random(20120605), File()
    labels = [criterion.label for criterion in Scheme().criteria]

    def marks() -> list[int]:
        return [chance.randint(70, 100) for _ in labels]

    own = file.active
    own.title = "自评"
    own.append(["姓名", *labels])
    for member in MEMBERS:
        own.append([member, *marks()])
    for source, raters in RATERS.items():
        sheet = file.create_sheet(source)
        sheet.append(["评价人", "姓名", *labels])
        for rater in raters:
            for member in MEMBERS:
                sheet.append([rater, member, *marks()])
    content = BytesIO()
    file.save(content)
    return content.getvalue()


def rows() -> list[Row]:
    content, scheme = usual_workbook(), Scheme()
    book = read_workbook(content, "usual.xlsx")

    def openpyxl_reads() -> object:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return pd.read_excel(BytesIO(content), sheet_name=None, engine="openpyxl")

    def fastexcel_loads() -> object:
        reader = fastexcel.read_excel(content)
        return [reader.load_sheet(name) for name in reader.sheet_names]

    def batch() -> object:
        files = [(f"{number}.xlsx", content) for number in range(BATCH)]
        return [understand(each, scheme) for each in read_workbooks(files)]  # type: ignore[arg-type]

    times = medians(
        {
            "one": lambda: read_sheet(content, scheme, "usual.xlsx"),
            "child": lambda: read_workbook(content, "usual.xlsx"),
            "meaning": lambda: understand(book, scheme),
            "batch": batch,
            "openpyxl": openpyxl_reads,
            "fastexcel": fastexcel_loads,
        },
        rounds=9,
    )
    parts = (
        f"reading {times['child'] * 1000:.1f} ms, understanding {times['meaning'] * 1000:.1f} ms"
    )
    each = times["batch"] / BATCH
    slow, quick = "pandas+openpyxl, reading only", "fastexcel, loading only"
    return [
        Row.beside("read and understand one workbook", times["one"], slow, times["openpyxl"],
                   target="≤ 0.20", note=parts),
        Row.beside(f"the same, {BATCH} workbooks at once, each", each, slow, times["openpyxl"],
                   target="≤ 0.20", note=f"{1 / each:.0f} workbooks a second"),
        Row.beside("the same, each", each, quick, times["fastexcel"], target="≤ 2 later"),
    ]  # fmt: skip
