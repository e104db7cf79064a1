"""A meeting under rules that not every scheme has, with results worked out by hand."""

from datetime import date
from io import BytesIO

from openpyxl import Workbook

from cxzy.services import campaign
from cxzy.services.previews import Preview
from cxzy.services.upload import check_files
from tests.services.university import NAMES, University, office

SCHEME = """
name = "另一种办法"
version = "1"
gates = []
quotas = []

[sources.peer]
weight = 40
aggregation = "relative"
[sources.leader]
weight = 20
[sources.mass]
weight = 40
aggregation = { kind = "banded", steps = [{ from = 0.9, points = 100 }, { from = 0, points = 60 }] }

[[criteria]]
key = "all"
label = "总体评价"

[[ballot_rules]]
kind = "at_most"
word = "优秀"
number = 2
action = "void"
sources = ["peer"]

[[bonus]]
key = "honour"
label = "加分"
maximum = 3
"""
PEERS = [
    ["优秀", "优秀", "良好", "一般"],
    ["优秀", "良好", "良好", "一般"],
    ["优秀", "优秀", "优秀", "优秀"],
]
VOTES = [(19, 1), (18, 2), (17, 3), (20, 0)]
BONUS = [None, 2, 5, None]
# By hand. Peers without the third: 95, 90, 85, 75; of the best 100, 94.7368, 89.4737, 78.9474.
# Masses: 95, 90, 85 and 100 % are 100, 100, 60, 100. Leaders 90, 80, 70, 60. Bonus 0, 2, 3, 0.
EXPECTED = {
    NAMES[0]: 98.0,  # 40 + 18 + 40
    NAMES[1]: 95.89,  # 37.8947 + 16 + 40 + 2
    NAMES[2]: 76.79,  # 35.7895 + 14 + 24 + 3
    NAMES[3]: 83.58,  # 31.5789 + 12 + 40
}


def content() -> bytes:
    book = Workbook()
    book.remove(book.active)
    peers = book.create_sheet("互评")
    peers.append(["评价人\\被测评人", *NAMES])
    for place, paper in enumerate(PEERS, 1):
        peers.append([f"评{place}", *paper])
    leaders = book.create_sheet("领导点评")
    leaders.append(["姓名", "总体评价", "加分"])
    for name, points, bonus in zip(NAMES, (90, 80, 70, 60), BONUS, strict=True):
        leaders.append([name, points, bonus])
    masses = book.create_sheet("群众测评")
    masses.append(["姓名", "优秀", "较差"])
    for name, votes in zip(NAMES, VOTES, strict=True):
        masses.append([name, *votes])
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def checked_workbook(university: University, scheme_text: str = SCHEME) -> Preview:
    """Return the preview of the workbook for another period of the first branch."""
    scheme = campaign.add_scheme(university.engine, office(), scheme_text)
    period = campaign.add_period(
        university.engine, office(), key="2012-2", name="2012年下半年",
        starts=date(2012, 7, 1), ends=date(2012, 12, 31),
    )  # fmt: skip
    meeting = campaign.add_meeting(
        university.engine, office(), period_id=period.id,
        unit_id=university.branches[0].id, scheme_id=scheme.id,
    )  # fmt: skip
    return check_files(university.engine, office(), meeting.id, [("评分表.xlsx", content())])
