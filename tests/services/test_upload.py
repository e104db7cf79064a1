"""From workbooks to results that stand, and back."""

from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest

from cxzy.core.vocabulary import Source
from cxzy.services import campaign
from cxzy.services.acceptance import (
    ConflictError,
    NothingToAccept,
    accept,
    bring_back,
    history,
    sheet_file,
    withdraw,
)
from cxzy.services.filters import Filters
from cxzy.services.previews import Preview
from cxzy.services.ranking import ranking
from cxzy.services.templates import meeting_template
from cxzy.services.upload import check_files
from cxzy.sheets.problem_texts import expected
from cxzy.store.records import SheetState
from tests.services.university import (
    NAMES,
    Marks,
    University,
    expected_score,
    office,
    usual_marks,
    workbook,
)


def check(university: University, *files: tuple[str, bytes], adding: bool = False) -> Preview:
    meeting = university.meetings[0].id
    return check_files(university.engine, office(), meeting, files, adding=adding)


def import_marks(university: University, marks: Marks, name: str = "评分表.xlsx") -> int:
    preview = check(university, (name, workbook(marks)))
    return accept(university.engine, office(), preview).sheets[0].id


def scores(university: University) -> dict[str, float]:
    results = ranking(university.engine, office(), Filters(university.period.id)).results
    return dict(zip(results["name"], results["score"], strict=True))


def test_an_accepted_workbook_gives_the_scores_of_plain_arithmetic(university: University) -> None:
    marks = usual_marks()
    import_marks(university, marks)
    assert scores(university) == {name: expected_score(marks, name) for name in NAMES}


def test_a_preview_stores_nothing_and_shows_what_would_change(university: University) -> None:
    preview = check(university, ("评分表.xlsx", workbook(usual_marks())))
    assert preview.acceptable
    assert [problem for problem in preview.problems if problem.blocks] == []
    assert scores(university) == {}
    assert history(university.engine, office(), university.meetings[0].id) == []
    first = preview.changes.iloc[0]
    assert first["name"] == NAMES[0]
    assert pd.isna(first["score_before"])
    assert first["score_after"] == expected_score(usual_marks(), NAMES[0])


def test_a_mended_file_is_fit_though_the_faulty_one_still_lies_beside_it(
    university: University,
) -> None:
    faulty, mended = usual_marks(), usual_marks(shift=-1)
    faulty["leader"][0] = ("书记", NAMES[0], (192, 90))
    preview = check(university, ("旧.xlsx", workbook(faulty)), ("新.xlsx", workbook(mended)))
    assert [file.acceptable for file in preview.files] == [False, True]
    accepted = accept(university.engine, office(), preview)
    assert [sheet.name for sheet in accepted.sheets] == ["新.xlsx"]
    assert scores(university) == {name: expected_score(mended, name) for name in NAMES}


def test_a_workbook_of_another_meeting_says_only_that_and_names_the_unit(
    university: University,
) -> None:
    _name, other = meeting_template(university.engine, office(), university.meetings[1].id)
    (problem,) = check(university, ("学生支部.xlsx", other)).problems
    assert (problem.code, problem.found) == ("wrong_meeting", "水文学生支部")
    assert "水文教工支部" in expected(problem)


def test_one_workbook_or_one_file_per_source_give_the_same(university: University) -> None:
    marks = usual_marks()
    files = [(f"{s}.xlsx", workbook({s: rows})) for s, rows in marks.items()]
    accepted = accept(university.engine, office(), check(university, *files))
    assert len(accepted.sheets) == 4
    assert scores(university) == {name: expected_score(marks, name) for name in NAMES}


def test_the_same_bytes_twice_change_nothing_and_say_so(university: University) -> None:
    content = workbook(usual_marks())
    accept(university.engine, office(), check(university, ("一.xlsx", content)))
    again = check(university, ("二.xlsx", content))
    assert again.files[0].unchanged
    assert not again.acceptable
    accepted = accept(university.engine, office(), again)
    assert accepted.sheets == ()
    assert accepted.unchanged == ("二.xlsx",)
    assert len(history(university.engine, office(), university.meetings[0].id)) == 1


def test_accepting_the_same_preview_twice_imports_it_once(university: University) -> None:
    preview = check(university, ("评分表.xlsx", workbook(usual_marks())))
    accept(university.engine, office(), preview)
    assert accept(university.engine, office(), preview).unchanged == ("评分表.xlsx",)
    assert len(history(university.engine, office(), university.meetings[0].id)) == 1


def test_a_file_with_the_name_of_one_that_stands_is_stored_beside_it(
    university: University,
) -> None:
    marks = usual_marks()
    own, others = ({key: marks[key] for key in keys} for keys in (["self"], ["peer", "leader"]))
    first = ("评分表.xlsx", workbook(own))
    accept(university.engine, office(), check(university, first))
    both = check(university, first, ("评分表.xlsx", workbook(others)))
    accepted = accept(university.engine, office(), both)
    assert accepted.unchanged == ("评分表.xlsx",)
    assert [sheet.sources for sheet in accepted.sheets] == [(Source.PEER, Source.LEADER)]


def test_a_new_version_replaces_the_old_one_which_is_kept(university: University) -> None:
    old = import_marks(university, usual_marks())
    preview = check(university, ("新.xlsx", workbook(usual_marks(shift=-5))))
    assert [sheet.id for sheet in preview.files[0].replaces] == [old]
    before = preview.changes.set_index("name")["score_before"]
    assert before[NAMES[0]] == expected_score(usual_marks(), NAMES[0])
    accept(university.engine, office(), preview)
    kept = history(university.engine, office(), university.meetings[0].id)
    assert [(sheet.version, sheet.state) for sheet in kept] == [
        (2, SheetState.ACCEPTED),
        (1, SheetState.REPLACED),
    ]
    assert scores(university)[NAMES[0]] == expected_score(usual_marks(shift=-5), NAMES[0])
    assert sheet_file(university.engine, office(), old) == (
        "评分表.xlsx",
        workbook_bytes(university, old),
    )


def workbook_bytes(university: University, sheet_id: int) -> bytes:
    return sheet_file(university.engine, office(), sheet_id)[1]


def test_a_new_version_of_one_source_leaves_the_others_standing(university: University) -> None:
    old = import_marks(university, usual_marks())
    lower = usual_marks(shift=-10)
    import_marks(university, {"peer": lower["peer"]}, "互评.xlsx")
    mixed = {**usual_marks(), "peer": lower["peer"]}
    assert scores(university)[NAMES[1]] == expected_score(mixed, NAMES[1])
    kept = {sheet.id: sheet for sheet in history(university.engine, office(), 1)}
    assert kept[old].state == SheetState.ACCEPTED
    assert kept[old].standing == (Source.SELF, Source.LEADER, Source.MASS)


def test_a_withdrawn_sheet_no_longer_counts_and_can_be_brought_back(
    university: University,
) -> None:
    sheet = import_marks(university, usual_marks())
    assert withdraw(university.engine, office(), sheet).state == SheetState.WITHDRAWN
    assert scores(university) == {}
    assert bring_back(university.engine, office(), sheet).state == SheetState.ACCEPTED
    assert scores(university)[NAMES[0]] == expected_score(usual_marks(), NAMES[0])


def test_bringing_back_an_old_version_replaces_the_newer_one(university: University) -> None:
    old = import_marks(university, usual_marks())
    new = import_marks(university, usual_marks(shift=-5), "新.xlsx")
    bring_back(university.engine, office(), old)
    states = {s.id: s.state for s in history(university.engine, office(), 1)}
    assert states == {old: SheetState.ACCEPTED, new: SheetState.REPLACED}
    assert scores(university)[NAMES[0]] == expected_score(usual_marks(), NAMES[0])


def test_files_can_be_added_beside_what_stands(university: University) -> None:
    marks = usual_marks()
    half = len(marks["mass"]) // 5 * 2
    import_marks(university, {**marks, "mass": marks["mass"][:half]})
    rest = ("群众二.xlsx", workbook({"mass": marks["mass"][half:]}))
    preview = check(university, rest, adding=True)
    assert preview.files[0].replaces == ()
    accept(university.engine, office(), preview)
    assert scores(university) == {name: expected_score(marks, name) for name in NAMES}


def test_the_second_of_two_who_replace_the_same_sheet_is_told(university: University) -> None:
    first = check(university, ("一.xlsx", workbook(usual_marks(shift=-1))))
    second = check(university, ("二.xlsx", workbook(usual_marks(shift=-2))))
    accept(university.engine, office(), first)
    with pytest.raises(ConflictError, match="办公室"):
        accept(university.engine, office(), second)
    assert scores(university)[NAMES[0]] == expected_score(usual_marks(shift=-1), NAMES[0])


def test_who_hands_in_more_than_another_has_just_stored_is_told(university: University) -> None:
    marks = usual_marks()
    own, others = (
        (f"{name}.xlsx", workbook({key: marks[key] for key in keys}))
        for name, keys in (("自评", ["self"]), ("他评", ["peer", "leader"]))
    )
    both = check(university, own, others)
    accept(university.engine, office(), check(university, own))
    with pytest.raises(ConflictError, match="办公室"):
        accept(university.engine, office(), both)
    accept(university.engine, office(), check(university, others))
    assert accept(university.engine, office(), both).unchanged == ("自评.xlsx", "他评.xlsx")


def test_twenty_people_accepting_at_once_leave_exactly_one_import(university: University) -> None:
    preview = check(university, ("评分表.xlsx", workbook(usual_marks())))

    def attempt(_: int) -> int:
        return len(accept(university.engine, office(), preview).sheets)

    with ThreadPoolExecutor(20) as pool:
        stored = list(pool.map(attempt, range(20)))
    assert sorted(stored) == [0] * 19 + [1]
    assert len(history(university.engine, office(), university.meetings[0].id)) == 1


def test_one_bad_file_does_not_stop_the_others(university: University) -> None:
    preview = check(
        university, ("坏.xlsx", b"not a workbook"), ("好.xlsx", workbook(usual_marks()))
    )
    assert preview.files[0].refusal
    assert not preview.files[0].acceptable
    accepted = accept(university.engine, office(), preview)
    assert [sheet.name for sheet in accepted.sheets] == ["好.xlsx"]


def test_a_sheet_with_a_blocking_fault_is_not_accepted(university: University) -> None:
    marks = dict(usual_marks())
    marks["leader"] = [("书记", NAMES[0], (192, 90)), *marks["leader"][1:]]
    preview = check(university, ("评分表.xlsx", workbook(marks)))
    fault = next(problem for problem in preview.problems if problem.blocks)
    assert str(fault.cell) == "领导点评!D2"
    assert fault.found == "192"
    with pytest.raises(NothingToAccept):
        accept(university.engine, office(), preview)
    assert scores(university) == {}


def test_the_overview_of_meetings_says_what_is_in_and_what_is_owed(university: University) -> None:
    marks = usual_marks()
    import_marks(university, {"self": marks["self"], "mass": marks["mass"]})
    views = campaign.meetings(university.engine, office(), university.period.id)
    first = next(view for view in views if view.id == university.meetings[0].id)
    assert first.standing == (Source.SELF, Source.MASS)
    assert first.owing == (Source.PEER, Source.LEADER)
    assert first.organisation == "水文学院党委"


def test_a_sheet_that_stands_in_part_can_be_handed_in_again_as_a_whole(
    university: University,
) -> None:
    content = workbook(usual_marks())
    accept(university.engine, office(), check(university, ("一.xlsx", content)))
    import_marks(university, {"peer": usual_marks(shift=-10)["peer"]}, "互评.xlsx")
    again = check(university, ("一.xlsx", content))
    assert again.acceptable
    assert len(accept(university.engine, office(), again).sheets) == 1
    assert scores(university)[NAMES[0]] == expected_score(usual_marks(), NAMES[0])


def test_the_same_file_twice_in_one_upload_counts_once(university: University) -> None:
    content = workbook(usual_marks())
    preview = check(university, ("一.xlsx", content), ("一 (2).xlsx", content))
    assert "一.xlsx" in preview.files[1].refusal
    assert len(accept(university.engine, office(), preview).sheets) == 1
    assert scores(university)[NAMES[0]] == expected_score(usual_marks(), NAMES[0])


def test_the_old_and_the_corrected_workbook_together_are_not_counted_twice(
    university: University,
) -> None:
    files = [("旧.xlsx", workbook(usual_marks())), ("新.xlsx", workbook(usual_marks(shift=-5)))]
    preview = check(university, *files)
    assert [file.acceptable for file in preview.files] == [True, False]
    assert "旧.xlsx" in str(preview.files[1].problems[-1].detail)
