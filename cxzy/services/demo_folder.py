"""Workbooks of the demo for a visitor to try the upload with."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import Connection, Engine

from cxzy.core.vocabulary import Source
from cxzy.services.demo_ballots import meeting_ballots, votes
from cxzy.services.demo_campaign import DemoMeeting, stored_meetings
from cxzy.services.demo_people import in_story, parameters
from cxzy.services.demo_sheets import Commission, commission, filled_workbook
from cxzy.store.database import reading

FAULTS = "超出范围_等次词写错_姓名不在花名册"
GUIDE = "说明.txt"


def demo_workbooks(engine: Engine, folder: Path) -> list[Path]:
    """Write workbooks of the current period to `folder`, made where it is missing.

    Complete ones of the branches that still owe theirs, the sources that some still owe, one
    with faults, one per layout as units draw them themselves, and a guide. Returns the paths.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with reading(engine) as connection:
        for name, content in _files(connection):
            written.append(folder / name)
            written[-1].write_bytes(content)
    guide = folder / GUIDE
    guide.write_text(_guide(written), encoding="utf-8-sig", newline="\r\n")
    return [*written, guide]


def _files(connection: Connection) -> Iterator[tuple[str, bytes]]:
    current = parameters("university")["periods"][-1]["key"]
    meetings = [one for one in stored_meetings(connection) if one.period == current]
    owing = [one for one in meetings if one.branch and in_story("missing", one.branch)]
    for meeting in owing:
        job = commission(connection, meeting)
        yield f"补交-{job.name}", filled_workbook(job)
    yield from _owed_sources(connection, meetings)
    job = commission(connection, owing[0])
    yield f"有问题-{FAULTS}-{job.name}", _with_faults(filled_workbook(job))
    yield from _own_shapes(job)
    holder = next(one for one in meetings if one.branch is None)
    yield from _own_tally(commission(connection, holder))


def _owed_sources(
    connection: Connection, meetings: list[DemoMeeting]
) -> Iterator[tuple[str, bytes]]:
    partial = parameters("university")["stories"]["partial"]
    for meeting in meetings:
        if meeting.branch and meeting.name in partial:
            owed = Source(partial[meeting.name])
            job = commission(connection, meeting, without=set(Source) - {owed})
            yield f"补交缺项-{job.name}", filled_workbook(job)


def _with_faults(content: bytes) -> bytes:
    """Return a workbook of ours with the faults of `FAULTS` in three of its cells."""
    book = load_workbook(BytesIO(content))
    own = book["自评"]
    top = next(row for row in range(1, 20) if own.cell(row, 1).value == "工号") + 1
    own.cell(top, own.max_column, 195)
    own.cell(top + 1, own.max_column, "优良")
    own.cell(top + 2, 1, "20109999")
    own.cell(top + 2, 2, "云查无")
    return _saved(book)


def _own_shapes(job: Commission) -> Iterator[tuple[str, bytes]]:
    """Yield one workbook per layout for a meeting over members, drawn without our template."""
    names = dict(job.roster.members[["subject", "name"]].itertuples(index=False, name=None))
    ballots = meeting_ballots(job.meeting, job.scheme)
    ballots = ballots.assign(name=ballots["subject"].map(names))
    labels = {criterion.key: criterion.label for criterion in job.scheme.criteria}
    drawings: dict[str, Callable[[Worksheet, Any, dict[str, str]], None]] = {
        "自评-项目评分表": _criteria_sheet,
        "互评-矩阵": _matrix,
        "领导点评-逐条清单": _long_list,
    }
    for (title, draw), source in zip(drawings.items(), job.scheme.sources, strict=False):
        book = Workbook()
        sheet = book.worksheets[0]
        sheet.title = title.partition("-")[0]
        draw(sheet, ballots[ballots["source"] == source.value], labels)
        yield f"版式-{title}-{job.meeting.name}.xlsx", _saved(book)


def _criteria_sheet(sheet: Worksheet, marks: Any, labels: dict[str, str]) -> None:
    table = marks.pivot(index=["subject", "name"], columns="criterion", values="mark")
    sheet.append(["党员个人自评表"])
    sheet.append([])
    sheet.append(["序号", "学号", "姓名", *labels.values()])
    for place, (subject, row) in enumerate(table[list(labels)].iterrows(), 1):
        sheet.append([place, *subject, *row])


def _matrix(sheet: Worksheet, marks: Any, _labels: dict[str, str]) -> None:
    subjects = marks.drop_duplicates("subject").sort_values("subject")
    order = [f"{name}({subject})" for subject, name in subjects[["subject", "name"]].to_numpy()]
    table = marks.pivot(index="rater", columns="subject", values="mark")
    sheet.append(["评价人\\被测评人", *order])
    for rater, row in table[subjects["subject"]].iterrows():
        sheet.append([order[rater], *(None if mark != mark else mark for mark in row)])  # noqa: PLR0124


def _long_list(sheet: Worksheet, marks: Any, labels: dict[str, str]) -> None:
    sheet.append(["评价人", "群体", "学号", "姓名", "测评项目", "评分"])
    for row in marks.itertuples():
        label = labels[row.criterion]
        sheet.append([f"领导{row.rater + 1}", row.group, row.subject, row.name, label, row.mark])


def _own_tally(job: Commission) -> Iterator[tuple[str, bytes]]:
    """Yield a tally of the masses for a meeting over branches."""
    names = dict(job.roster.members[["subject", "name"]].itertuples(index=False, name=None))
    ballots = meeting_ballots(job.meeting, job.scheme)
    marks = ballots[ballots["source"] == Source.MASS.value]
    words = [*job.scheme.scales[0].words, "不了解"]
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "群众测评"
    sheet.append([f"{job.meeting.name}群众测评计票表"])
    sheet.append(["序号", "党支部", *words])
    for place, (subject, counts) in enumerate(votes(marks, words).iterrows(), 1):
        sheet.append([place, names[subject], *map(int, counts)])
    yield f"版式-群众测评-计票表-{job.meeting.name}.xlsx", _saved(book)


def _saved(book: Workbook) -> bytes:
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _guide(written: list[Path]) -> str:
    period = parameters("university")["periods"][-1]["name"]
    lines = [
        f"这些工作簿属于演示大学{period}的讲评会，可在“上传评分表”页面试用。",
        "文件名中写有党组织名称：请先选择该党组织的讲评会，再上传。",
        "",
        "补交-…      尚未上交的支部的完整评分表，没有问题，可以直接导入。",
        "补交缺项-…  只缺一个测评主体的支部所缺的那一张。",
        "有问题-…    文件名写明了其中的错误；上传后可看到每处错误的单元格和改法。",
        "版式-…      各单位自己画的表：项目评分表、互评矩阵、逐条清单、计票表。",
        "",
        "文件：",
        *(f"  {path.name}" for path in written),
        "",
    ]
    return "\n".join(lines)
