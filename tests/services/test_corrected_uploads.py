"""A correction reads the file that it is of, and takes over what the others were understood as."""

from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from cxzy.core.vocabulary import MemberType, Source
from cxzy.services.acceptance import accept
from cxzy.services.actors import Actor, PermissionDenied, Role
from cxzy.services.forms import remember
from cxzy.services.previews import Preview
from cxzy.services.upload import check_files
from cxzy.store import members as member_store
from cxzy.store.database import writing
from cxzy.store.records import Member
from tests.services.test_forms import correction, habit
from tests.services.university import University, office, usual_marks, workbook

FILES = [
    ("评分表.xlsx", workbook(usual_marks())),
    ("表.xlsx", habit()),
    ("另一表.xlsx", habit(shift=1)),
    ("坏.xlsx", b"no workbook"),
]
SAID = {sha256(FILES[1][1]).hexdigest(): (correction(),)}


def check(university: University, before: Preview | None = None, **options: Any) -> Preview:
    return check_files(
        university.engine,
        options.pop("actor", office()),
        options.pop("meeting", university.meetings[0].id),
        options.pop("files", FILES),
        earlier=None if before is None else before.understood,
        **options,
    )


def taken_over(before: Preview, after: Preview) -> list[str]:
    """Return the files whose ratings are not only the same, but were never read again."""
    known = {id(file.sheet.ratings) for file in before.files if file.sheet is not None}
    return [file.name for file in after.files if file.sheet and id(file.sheet.ratings) in known]


def seen(preview: Preview) -> list[tuple[object, ...]]:
    return [
        (file.name, file.problems, file.refusal, file.ratings.to_dict("list"), file.replaces)
        for file in preview.files
    ]


def test_only_the_corrected_file_is_read_and_all_is_as_if_every_file_were(
    university: University,
) -> None:
    first = check(university)
    read: list[str] = []
    second = check(
        university,
        first,
        corrections=SAID,
        progress=lambda _done, _of, name: read.append(name),
    )
    assert read == ["表.xlsx"]
    assert taken_over(first, second) == ["评分表.xlsx", "另一表.xlsx"]
    assert second.files[1].sources == (Source.LEADER,)
    assert seen(second) == seen(check(university, corrections=SAID))
    assert taken_over(second, check(university, second, corrections=SAID)) == [
        "评分表.xlsx",
        "表.xlsx",
        "另一表.xlsx",
    ]
    back = check(university, second)
    assert seen(back) == seen(first)


def test_files_that_come_or_change_are_read_and_those_that_go_are_forgotten(
    university: University,
) -> None:
    first = check(university)
    fresh = [FILES[0], ("新.xlsx", habit(shift=2)), ("表.xlsx", habit(shift=3))]
    second = check(university, first, files=fresh)
    assert taken_over(first, second) == ["评分表.xlsx"]
    assert second.understood is not None
    assert [file.name for file in second.understood.files] == [name for name, _ in fresh]


def test_whatever_else_files_are_understood_by_is_found_out_anew(university: University) -> None:
    first = check(university)
    assert taken_over(first, check(university, first, source=Source.MASS)) == []
    assert taken_over(first, check(university, first, meeting=university.meetings[1].id)) == []
    with writing(university.engine) as connection:
        branch = university.branches[0].id
        new = Member(0, "20120099", "新来", branch, MemberType.FORMAL)
        member_store.add_members(connection, [new])
    second = check(university, first)
    assert taken_over(first, second) == []
    form = check(university, corrections=SAID).files[1].sheet.forms[0]  # type: ignore[union-attr]
    remember(university.engine, office(), branch, form)
    third = check(university, second)
    assert taken_over(second, third) == []
    assert third.files[2].sources == (Source.LEADER,)


def test_what_a_file_would_replace_is_worked_out_each_time(university: University) -> None:
    first = check(university)
    accept(university.engine, office(), check(university, files=FILES[:1]))
    changed = replace(first, files=())
    second = check(university, changed)
    assert taken_over(first, second) == ["评分表.xlsx", "表.xlsx", "另一表.xlsx"]
    assert second.files[0].unchanged


def test_who_may_not_check_sheets_of_the_meeting_gets_nothing_taken_over(
    university: University,
) -> None:
    first = check(university)
    stranger = Actor("某书记", Role.SECRETARY, frozenset({university.branches[1].id}))
    with pytest.raises(PermissionDenied):
        check(university, first, actor=stranger)
