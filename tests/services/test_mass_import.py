"""A folder of workbooks, each imported into the meeting that it names."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine, event

from cxzy.core.vocabulary import Source
from cxzy.services import campaign
from cxzy.services.acceptance import ConflictError, accept, accept_all, history
from cxzy.services.actors import Actor, Role
from cxzy.services.filters import Filters
from cxzy.services.mass_import import (
    FEWEST,
    TOGETHER,
    TOGETHER_BYTES,
    MeetingImport,
    Upload,
    groups,
    import_workbooks,
)
from cxzy.services.previews import Preview
from cxzy.services.ranking import ranking
from cxzy.services.templates import meeting_template
from cxzy.services.upload import ReadFile, check_files, check_read_files
from cxzy.sheets.grid import Workbook
from cxzy.sheets.identity import identity_of
from cxzy.sheets.reading import read_workbook
from cxzy.store.database import writing
from cxzy.store.errors import NotFound
from cxzy.store.forms import add_form
from cxzy.store.records import Attendance
from tests.services.university import (
    NAMES,
    Marks,
    University,
    expected_score,
    office,
    usual_marks,
    workbook,
)
from tests.sheets.archives import archive

SECOND = tuple(f"{name}二" for name in NAMES)


def made_for(university: University, place: int, marks: Marks, **said: str) -> bytes:
    """Return a workbook that names the meeting of one of the branches."""
    meeting, branch = university.meetings[place], university.branches[place]
    keys = {"meeting": str(meeting.id), "period": "2012-1", "unit": branch.code, **said}
    return saying(workbook(marks), keys)


def saying(content: bytes, keys: Mapping[str, str]) -> bytes:
    book, target = load_workbook(BytesIO(content)), BytesIO()
    book.properties.keywords = " ".join(["cxzy", *(f"{key}={keys[key]}" for key in keys)])
    book.save(target)
    return target.getvalue()


def imported(university: University, *files: tuple[str, bytes]) -> list[MeetingImport]:
    return list(import_workbooks(university.engine, office(), files))


def scores(engine: Engine, period_id: int) -> dict[str, float]:
    results = ranking(engine, office(), Filters(period_id)).results.dropna(subset="score")
    return dict(zip(results["name"], results["score"], strict=True))


@pytest.mark.parametrize("number", ["3000000000", "9" * 25, "9" * 5_000])
def test_a_number_that_no_meeting_has_is_refused_and_the_others_are_in(
    university: University, number: str
) -> None:
    files = [
        ("一.xlsx", made_for(university, 0, usual_marks())),
        ("无.xlsx", made_for(university, 0, usual_marks(), meeting=number)),
        ("二.xlsx", made_for(university, 1, usual_marks(SECOND))),
    ]
    first, none, second = imported(university, *files)
    assert none.refusal
    assert first.whole
    assert second.whole


def test_an_archive_of_many_meetings_is_imported_like_its_workbooks(university: University) -> None:
    first, second = usual_marks(), usual_marks(SECOND, shift=2)
    files = [
        ("一.xlsx", made_for(university, 0, first)),
        ("~$一.xlsx", b"x"),
        ("二.xlsx", made_for(university, 1, second)),
    ]
    done = imported(university, ("全部.zip", archive(files)))
    assert [(one.files, one.whole) for one in done] == [(("一.xlsx",), True), (("二.xlsx",), True)]
    assert scores(university.engine, university.period.id) == {
        **{name: expected_score(first, name) for name in NAMES},
        **{name: expected_score(second, name) for name in SECOND},
    }


def test_workbooks_of_two_meetings_go_where_they_say(university: University) -> None:
    first, second = usual_marks(), usual_marks(SECOND, shift=2)
    own = {source: rows for source, rows in second.items() if source == "self"}
    rest = {source: rows for source, rows in second.items() if source != "self"}
    done = imported(
        university,
        ("教工.xlsx", made_for(university, 0, first)),
        ("学生-自评.xlsx", made_for(university, 1, own)),
        ("学生-其他.xlsx", made_for(university, 1, rest)),
    )
    assert [one.files for one in done] == [("教工.xlsx",), ("学生-自评.xlsx", "学生-其他.xlsx")]
    assert all(one.whole for one in done)
    assert [len(one.accepted.sheets) for one in done] == [1, 2]
    expected = {name: expected_score(first, name) for name in NAMES}
    expected |= {name: expected_score(second, name) for name in SECOND}
    assert scores(university.engine, university.period.id) == expected


def test_the_same_folder_a_second_time_changes_nothing(university: University) -> None:
    files = [("a.xlsx", made_for(university, 0, usual_marks()))]
    imported(university, *files)
    (again,) = imported(university, *files)
    assert again.whole
    assert (again.accepted.sheets, again.accepted.unchanged) == ((), ("a.xlsx",))
    assert len(history(university.engine, office(), university.meetings[0].id)) == 1


def test_a_template_of_ours_names_its_meeting(university: University) -> None:
    _name, content = meeting_template(university.engine, office(), university.meetings[1].id)
    (done,) = imported(university, ("空表.xlsx", content))
    assert done.preview is not None
    assert done.preview.meeting.id == university.meetings[1].id
    said = identity_of(read_workbook(content, "空表.xlsx"))
    assert said is not None
    assert (said.meeting, said.unit) == (str(university.meetings[1].id), "0102")


@pytest.mark.parametrize(
    ("said", "found"),
    [({"unit": "0102"}, "0102"), ({"period": "2011-2"}, "2011-2")],
)
def test_a_number_is_not_believed_alone(
    university: University, said: dict[str, str], found: str
) -> None:
    good = ("good.xlsx", made_for(university, 1, usual_marks(SECOND)))
    wrong = ("wrong.xlsx", made_for(university, 0, usual_marks(), **said))
    refused, taken = imported(university, wrong, good)
    assert refused.preview is not None
    assert [one.found for one in refused.preview.problems if one.blocks] == [found]
    assert (refused.accepted.sheets, refused.whole) == ((), False)
    assert taken.whole
    assert set(scores(university.engine, university.period.id)) == set(SECOND)


@pytest.mark.parametrize("number", ["999", "x", "-1"])
def test_a_meeting_that_is_not_there_is_refused(university: University, number: str) -> None:
    (refused,) = imported(
        university, ("a.xlsx", made_for(university, 0, usual_marks(), meeting=number))
    )
    assert refused.preview is None
    assert refused.refusal
    assert scores(university.engine, university.period.id) == {}


def test_silence_and_damage_are_refused_file_by_file(university: University) -> None:
    silent = workbook(usual_marks())
    done = imported(university, ("a.xlsx", silent), ("b.xlsx", b"no zip"), ("c.xlsx", silent))
    assert [one.files for one in done] == [("a.xlsx",), ("b.xlsx",), ("c.xlsx",)]
    assert all(one.refusal and not one.whole for one in done)
    assert done[0].refusal == done[2].refusal != done[1].refusal


def test_a_later_file_never_pushes_out_one_of_the_same_call(university: University) -> None:
    first, corrected = usual_marks(), usual_marks(shift=1)
    other = made_for(university, 1, usual_marks(SECOND))
    done = imported(
        university,
        ("a.xlsx", made_for(university, 0, first)),
        ("b.xlsx", other),
        ("c.xlsx", made_for(university, 0, corrected)),
    )
    assert [one.whole for one in done] == [True, True, False]
    kept = history(university.engine, office(), university.meetings[0].id)
    assert [sheet.name for sheet in kept] == ["a.xlsx"]
    assert scores(university.engine, university.period.id)["安甲"] == expected_score(first, "安甲")


def test_files_with_other_sources_may_come_later_in_the_same_call(university: University) -> None:
    marks = usual_marks()
    halves = [
        {source: marks[source] for source in sources}
        for sources in (("self", "peer"), ("leader", "mass"))
    ]
    imported(
        university,
        ("a.xlsx", made_for(university, 0, halves[0])),
        ("b.xlsx", made_for(university, 1, usual_marks(SECOND))),
        ("c.xlsx", made_for(university, 0, halves[1])),
    )
    kept = history(university.engine, office(), university.meetings[0].id)
    assert {source for sheet in kept for source in sheet.standing} == set(Source)
    assert scores(university.engine, university.period.id)["杜丁"] == expected_score(marks, "杜丁")


def test_a_secretary_imports_into_units_of_his_own_only(university: University) -> None:
    secretary = Actor("书记", Role.SECRETARY, frozenset({university.branches[1].id}))
    files = [
        ("a.xlsx", made_for(university, 0, usual_marks())),
        ("b.xlsx", made_for(university, 1, usual_marks(SECOND))),
    ]
    refused, taken = list(import_workbooks(university.engine, secretary, files))
    assert refused.preview is None
    assert refused.refusal
    assert taken.whole
    assert set(scores(university.engine, university.period.id)) == set(SECOND)


def test_more_meetings_than_share_a_transaction_all_get_their_workbook(
    university: University,
) -> None:
    day, branch = date(2011, 6, 30), university.branches[0]
    files, meetings = [("空.xlsx", b"no zip")], []
    for number in range(2 * TOGETHER + 1):
        key = f"P{number}"
        period = campaign.add_period(
            university.engine, office(), key=key, name=key, starts=day, ends=day
        )
        meeting = campaign.add_meeting(
            university.engine, office(), period_id=period.id, unit_id=branch.id,
            scheme_id=university.meetings[0].scheme_id,
        )  # fmt: skip
        keys = {"meeting": str(meeting.id), "period": key, "unit": branch.code}
        content = workbook(usual_marks(shift=-number))
        files.append((f"{number}.xlsx", saying(content, keys)))
        meetings.append(meeting)
    done = imported(university, *files)
    assert [one.files for one in done] == [(name,) for name, _content in files]
    assert [one.whole for one in done] == [False, *[True] * len(meetings)]
    for number, meeting in enumerate(meetings):
        (kept,) = history(university.engine, office(), meeting.id)
        assert kept.name == f"{number}.xlsx"
        expected = expected_score(usual_marks(shift=-number), NAMES[0])
        assert scores(university.engine, meeting.period_id)[NAMES[0]] == expected


def before_the_next_writing(engine: Engine, done: Callable[[], object]) -> None:
    """Do something once, just before a transaction that writes begins."""
    waiting = [done]

    def hook(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if waiting and ("BEGIN IMMEDIATE" in statement or "pg_advisory_xact_lock" in statement):
            waiting.pop()()

    event.listen(engine, "before_cursor_execute", hook)


def test_who_is_overtaken_meanwhile_is_refused_and_the_others_are_in(
    university: University,
) -> None:
    engine, meetings = university.engine, university.meetings
    others = [("他人.xlsx", workbook(usual_marks(shift=-3)))]
    preview = check_files(engine, office(), meetings[0].id, others)
    before_the_next_writing(engine, lambda: accept(engine, office(), preview))
    files = [
        ("一.xlsx", made_for(university, 0, usual_marks())),
        ("二.xlsx", made_for(university, 1, usual_marks(SECOND))),
    ]
    refused, taken = import_workbooks(engine, office(), files)
    assert taken.whole
    assert refused.preview is None
    assert "办公室" in refused.refusal
    expected = {name: expected_score(usual_marks(shift=-3), name) for name in NAMES}
    expected |= {name: expected_score(usual_marks(SECOND), name) for name in SECOND}
    assert scores(engine, university.period.id) == expected


def test_a_check_of_several_meetings_knows_of_each_what_its_own_check_knows(
    university: University,
) -> None:
    engine, meetings = university.engine, university.meetings
    branch = university.branches[1].id
    held = [Attendance(Source.MASS, "学生", 30, 24), Attendance(Source.MASS, "教师", 4)]
    campaign.set_attendance(engine, office(), meetings[1].id, held)
    before = [("旧.xlsx", workbook(usual_marks(shift=-5)))]
    accept(engine, office(), check_files(engine, office(), meetings[0].id, before))
    with writing(engine) as c:
        for number, unit in enumerate((None, branch, university.branches[0].id)):
            add_form(c, fingerprint=str(number), unit_id=unit, roles="{}", actor="office")
        for number, unit in ((2, None), (3, branch)):
            add_form(c, fingerprint=str(number), unit_id=unit, roles="{}", actor="office")
    uploads = [
        (meetings[1].id, [("二.xlsx", workbook(usual_marks(SECOND)))]),
        (404, [("三.xlsx", b"")]),
        (meetings[0].id, [("一.xlsx", workbook(usual_marks()))]),
    ]
    read = [
        (meeting, [ReadFile(*file, read_workbook(file[1], file[0]))])
        for meeting, files in uploads
        for file in files
        if file[1]
    ]
    second, unknown, first = check_read_files(engine, office(), [read[0], (404, []), read[1]])
    assert isinstance(unknown, NotFound)
    for preview, (meeting, files) in ((second, uploads[0]), (first, uploads[2])):
        assert isinstance(preview, Preview)
        alone = check_files(engine, office(), meeting, files)
        assert preview.meeting == alone.meeting
        assert preview.forms == alone.forms
        assert dict(preview.roster.lists) == dict(alone.roster.lists)
        assert dict(preview.roster.voting) == dict(alone.roster.voting)
        assert [sheet for sheet, _ in preview.standing] == [sheet for sheet, _ in alone.standing]
        assert preview.facets.table.equals(alone.facets.table)
        assert [file.problems for file in preview.files] == [file.problems for file in alone.files]
    assert [form.fingerprint for form in second.forms] == ["3", "1", "2", "0"]
    assert second.roster.lists["name"] == list(SECOND)
    assert second.roster.voting == {
        "source": ["mass", "mass"],
        "group": ["学生", "教师"],
        "count": [30, 4],
        "present": [24, None],
    }
    assert [sheet.name for sheet, _ratings in first.standing] == ["旧.xlsx"]
    assert second.standing == ()


def test_uploads_share_a_transaction_as_they_are_read_but_none_of_one_meeting() -> None:
    def sizes(meetings: Iterable[int], size: int = 1, *, ready: bool = True) -> list[int]:
        files = [ReadFile("x.xlsx", bytes(size), Workbook("x.xlsx", ()))]
        uploads = [Upload(tuple(files), meeting) for meeting in meetings]
        return [len(group) for group in groups(uploads, lambda: ready)]

    assert sizes(range(2 * TOGETHER + 1)) == [TOGETHER, TOGETHER, 1]
    assert sizes(range(2 * FEWEST + 1), ready=False) == [FEWEST, FEWEST, 1]
    assert sizes(range(4), TOGETHER_BYTES + 1, ready=False) == [1, 1, 1, 1]
    assert sizes([1, 2, 3, 2, 4]) == [3, 2]
    assert sizes(range(5), TOGETHER_BYTES // 2) == [3, 2]
    assert sizes([]) == []


def test_of_previews_accepted_together_none_is_stored_where_one_cannot_be(
    university: University,
) -> None:
    engine, meetings = university.engine, university.meetings
    stale, good = (
        check_files(engine, office(), meeting.id, [("表.xlsx", workbook(usual_marks(names)))])
        for meeting, names in zip(meetings, (NAMES, SECOND), strict=True)
    )
    others = [("他人.xlsx", workbook(usual_marks(shift=-3)))]
    accept(engine, office(), check_files(engine, office(), meetings[0].id, others))
    with pytest.raises(ConflictError, match="办公室"):
        accept_all(engine, office(), [good, stale])
    assert history(engine, office(), meetings[1].id) == []
    assert set(scores(engine, university.period.id)) == set(NAMES)
    assert accept(engine, office(), good).sheets
