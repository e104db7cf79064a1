"""Whatever a person says of whatever table, reading ends with ratings and problems."""

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cxzy.core.vocabulary import Source
from cxzy.sheets.corrections import Correction, Meaning
from cxzy.sheets.grid import Grid, Workbook
from cxzy.sheets.guidance import Guidance
from cxzy.sheets.headings import Role
from cxzy.sheets.layouts import LAYOUTS
from cxzy.sheets.shapes import form_from_json, form_to_json
from cxzy.sheets.sheet import understand
from tests.sheets.workbooks import TWO_CRITERIA, roster

CELLS = st.sampled_from(
    ["", "", "姓名", "评价人", "德", "能(20分)", "安甲", "白乙", "优秀", "良好", "√", "甲项"]
    + ["合计", "发出", "得分", "测评主体:互评", "弃权", 90.0, 85.5, 3.0, 200.0, True]
)
WIDTH, HEIGHT = 5, 7
MEANINGS = st.one_of(
    st.sampled_from([Meaning(role) for role in Role]),
    st.sampled_from([Meaning(Role.ASPECT, "德"), Meaning(Role.ASPECT, "能")]),
    st.sampled_from([Meaning(Role.WORD, "优秀"), Meaning(Role.WORD, "良好", "德")]),
    st.sampled_from([Meaning(Role.ASPECT, "没有"), Meaning(Role.FATE, "弃权")]),
)
CORRECTIONS = st.builds(
    Correction,
    sheet=st.just("表"),
    top=st.integers(0, HEIGHT),
    bottom=st.integers(0, HEIGHT),
    left=st.integers(0, WIDTH),
    columns=st.lists(st.tuples(st.integers(0, WIDTH), MEANINGS), max_size=WIDTH).map(tuple),
    source=st.sampled_from([None, *Source]),
    layout=st.sampled_from(["", *(layout.name for layout in LAYOUTS), "gibt es nicht"]),
    scale=st.sampled_from(["", "优秀/良好/一般/较差", "keine"]),
    instead=st.sampled_from([None, 0, 1, 3]),
)


def grid(rows: list[list[Any]]) -> Grid:
    flat = [value for row in rows for value in row]
    kinds = tuple(dict.fromkeys((type(value), value) for value in flat))
    codes = [kinds.index((type(value), value)) for value in flat]
    values = tuple(value for _type, value in kinds)
    return Grid("表", values, np.array(codes, dtype=np.int32).reshape(len(rows), -1))


@settings(deadline=None, max_examples=100)
@given(
    st.lists(st.lists(CELLS, min_size=WIDTH, max_size=WIDTH), min_size=1, max_size=HEIGHT),
    st.lists(CORRECTIONS, min_size=1, max_size=3).map(tuple),
)
def test_no_correction_makes_reading_fail(
    rows: list[list[Any]], said: tuple[Correction, ...]
) -> None:
    workbook = Workbook("表.xlsx", (grid(rows),))
    people = roster("安甲", "白乙")
    sheet = understand(workbook, TWO_CRITERIA, roster=people, given=Guidance(said))
    assert set(sheet.ratings["criterion"].astype(str)) <= {"", "virtue", "work"}
    assert sheet.ratings["points"].dropna().between(0, 100).all()
    forms = tuple(form_from_json(form_to_json(form)) for form in sheet.forms)
    assert forms == sheet.forms
    again = understand(workbook, TWO_CRITERIA, roster=people, given=Guidance(forms=forms))
    assert again.forms == ()
    assert not [name for form in forms for name in ("安甲", "白乙") if name in form_to_json(form)]
