"""Every table that is taken away says which unit and kind it is narrowed to."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine

from cxzy.core.language import use_language
from cxzy.core.vocabulary import UnitKind
from cxzy.services.actors import Actor
from cxzy.services.filters import Filters
from cxzy.services.grading_table import grading_table
from cxzy.services.improvement_table import improvement_table
from cxzy.services.overview_table import overview_table
from cxzy.services.ranking_table import ranked_table
from cxzy.services.scope import scope_line
from tests.services.university import University, office


def improved(engine: Engine, actor: Actor, filters: Filters) -> tuple[str, bytes]:
    return improvement_table(engine, actor, filters, filters.period_id)


@pytest.mark.parametrize("made", [ranked_table, grading_table, overview_table, improved])
def test_it_stands_below_the_title(
    university: University, made: Callable[[Engine, Actor, Filters], tuple[str, bytes]]
) -> None:
    use_language("zh_CN")
    asked = Filters(university.period.id, unit_id=university.branches[0].id, kind=UnitKind.STUDENT)
    content = made(university.engine, office(), asked)[1]
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    assert sheet["A2"].value == "党组织：水文教工支部；类别：学生。"


@pytest.mark.parametrize(
    ("filters", "line"),
    [
        ({}, "Unit: the whole university. Kind: all kinds."),
        ({"kind": UnitKind.STAFF}, "Unit: the whole university. Kind: Staff."),
        (
            {"within": "unit"},
            "Unit: the whole university. Kind: all kinds. Places count within each branch.",
        ),
        (
            {"within": "kind"},
            "Unit: the whole university. Kind: all kinds. Places count within each kind.",
        ),
    ],
)
def test_what_is_not_narrowed_is_said_too(
    university: University, filters: dict[str, str], line: str
) -> None:
    use_language("en")
    asked = replace(Filters(university.period.id), **filters)  # type: ignore[arg-type]
    assert scope_line(university.engine, office(), asked) == line


def test_whoever_sees_only_some_units_is_not_told_of_the_whole(university: University) -> None:
    use_language("en")
    secretary = replace(office(), unit_ids=frozenset({university.branches[0].id}))
    line = scope_line(university.engine, secretary, Filters(university.period.id))
    assert line == "Unit: all within reach. Kind: all kinds."
