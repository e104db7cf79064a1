"""What is remembered of corrected tables: by whom, for whom, and until when."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from cxzy.core.vocabulary import Source
from cxzy.services.acceptance import accept, history
from cxzy.services.actors import Actor, PermissionDenied, Role
from cxzy.services.forms import forget, remember, remembered_forms
from cxzy.services.previews import Preview
from cxzy.services.upload import Corrections, check_files
from cxzy.sheets.corrections import Correction, Meaning
from cxzy.sheets.headings import Role as Column
from cxzy.store import audit
from cxzy.store.database import reading
from cxzy.store.errors import NotFound, StaleRecord
from tests.services.university import CRITERIA, NAMES, University, office

MARKS = {"安甲": (91, 81), "白乙": (92, 82), "程丙": (93, 83), "杜丁": (94, 84)}


def habit(shift: float = 0, headings: Sequence[str] = ("姓名", "甲项", "乙项")) -> bytes:
    book = Workbook()
    book.active.title = "Sheet1"
    book.active.append(list(headings))
    for name, marks in MARKS.items():
        book.active.append([name, *(mark - shift for mark in marks)])
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def correction(first: str = CRITERIA[0], second: str = CRITERIA[1]) -> Correction:
    meanings = (
        Meaning(Column.SUBJECT),
        Meaning(Column.ASPECT, first),
        Meaning(Column.ASPECT, second),
    )
    return Correction("Sheet1", 0, 0, 0, tuple(enumerate(meanings)), source=Source.LEADER)


def secretary(university: University, branch: int = 0) -> Actor:
    return Actor("某书记", Role.SECRETARY, frozenset({university.branches[branch].id}))


def check(
    university: University,
    content: bytes,
    *said: Correction,
    actor: Actor | None = None,
    meeting: int = 0,
) -> Preview:
    from hashlib import sha256

    corrections: Corrections = {sha256(content).hexdigest(): said} if said else {}
    return check_files(
        university.engine,
        actor or office(),
        university.meetings[meeting].id,
        [("表.xlsx", content)],
        corrections=corrections,
    )


def accepted(university: University, content: bytes, *said: Correction, **options: Any) -> None:
    preview = check(university, content, *said, **options)
    accept(university.engine, options.get("actor") or office(), preview)


def records(university: University) -> list[tuple[str, str]]:
    with reading(university.engine) as connection:
        found = audit.records(connection)
    return [(one.action, one.actor) for one in reversed(found) if one.action.startswith("form.")]


def test_a_form_is_asked_about_once_and_read_by_itself_from_then_on(
    university: University,
) -> None:
    assert not check(university, habit()).acceptable
    accepted(university, habit(), correction())
    preview = check(university, habit(shift=5))
    (file,) = preview.files
    assert file.acceptable
    assert file.sources == (Source.LEADER,)
    points = sorted(file.ratings["points"])
    assert points == sorted(mark - 5 for marks in MARKS.values() for mark in marks)


def test_nothing_is_remembered_before_somebody_has_said_yes(university: University) -> None:
    assert check(university, habit(), correction()).acceptable
    assert remembered_forms(university.engine, office()) == []


def test_the_audit_trail_says_who_remembered_used_and_forgot(university: University) -> None:
    accepted(university, habit(), correction(), actor=secretary(university))
    accepted(university, habit(shift=5), actor=secretary(university))
    (kept,) = remembered_forms(university.engine, office())
    assert (kept.stored.used, kept.unit) == (1, "水文教工支部")
    with reading(university.engine) as connection:
        actions = [one.action for one in reversed(audit.records(connection))]
    assert actions[-4:] == ["sheet.accept", "form.remember", "sheet.accept", "form.use"]
    forget(university.engine, office(), kept.stored)
    assert records(university) == [
        ("form.remember", "某书记"),
        ("form.use", "某书记"),
        ("form.forget", "办公室"),
    ]


def test_what_was_forgotten_is_asked_about_again(university: University) -> None:
    accepted(university, habit(), correction())
    (kept,) = remembered_forms(university.engine, office())
    forget(university.engine, office(), kept.stored)
    assert not check(university, habit(shift=5)).acceptable
    with pytest.raises(NotFound):
        forget(university.engine, office(), kept.stored)


def test_a_secretarys_form_holds_in_the_own_unit_and_the_offices_everywhere(
    university: University,
) -> None:
    accepted(university, habit(), correction(), actor=secretary(university))
    theirs = check(university, habit(shift=5), meeting=1)
    assert not any(guess.given for file in theirs.files for guess in (file.sheet or 1).guesses)
    assert remembered_forms(university.engine, secretary(university, 1)) == []
    accepted(university, habit(shift=1), correction(*reversed(CRITERIA)), actor=office())
    everywhere = check(university, habit(shift=5), meeting=1).files[0]
    assert [guess.given is not None for guess in (everywhere.sheet or 1).guesses] == [True]
    own = check(university, habit(shift=5)).files[0].ratings
    first = own[(own["criterion"] == "commitment") & (own["points"] == 91 - 5)]
    assert len(first) == 1


def test_a_secretary_neither_forgets_for_all_nor_for_another_unit(university: University) -> None:
    accepted(university, habit(), correction())
    (kept,) = remembered_forms(university.engine, secretary(university))
    with pytest.raises(PermissionDenied):
        forget(university.engine, secretary(university), kept.stored)
    theirs = replace(kept.stored, unit_id=university.branches[1].id)
    with pytest.raises(PermissionDenied):
        forget(university.engine, secretary(university), theirs)
    with pytest.raises(PermissionDenied):
        remembered_forms(university.engine, secretary(university), university.branches[1].id)


def test_a_later_correction_takes_the_place_of_the_earlier(university: University) -> None:
    accepted(university, habit(), correction())
    accepted(university, habit(shift=5), correction(*reversed(CRITERIA)))
    (kept,) = remembered_forms(university.engine, office())
    assert kept.stored.version == 2
    assert [column.meaning.key for column in kept.form.columns] == ["", *reversed(CRITERIA)]


def test_the_same_correction_again_changes_nothing(university: University) -> None:
    accepted(university, habit(), correction())
    accepted(university, habit(shift=5), correction())
    (kept,) = remembered_forms(university.engine, office())
    assert kept.stored.version == 1
    assert [action for action, _who in records(university)] == ["form.remember"]


def test_of_two_who_correct_one_form_at_once_the_second_is_told_and_the_first_stands(
    university: University,
) -> None:
    mine = check(university, habit(), correction())
    theirs = check(university, habit(), correction(*reversed(CRITERIA)), meeting=1)
    assert not theirs.acceptable  # the other branch has other members
    accept(university.engine, office(), mine)
    (form,) = theirs.files[0].sheet.forms  # type: ignore[union-attr]
    with pytest.raises(StaleRecord):
        remember(university.engine, office(), university.branches[1].id, form)
    (kept,) = remembered_forms(university.engine, office())
    assert [column.meaning.key for column in kept.form.columns] == ["", *CRITERIA]


def test_a_sheet_goes_in_though_another_remembered_its_form_otherwise_meanwhile(
    university: University,
) -> None:
    mine = check(university, habit(), correction())
    (other,) = check(university, habit(), correction(*reversed(CRITERIA))).files[0].sheet.forms  # type: ignore[union-attr]
    remember(university.engine, office(), university.branches[0].id, other)
    stored = accept(university.engine, office(), mine)
    assert stored.overtaken == ("表.xlsx",)
    assert len(history(university.engine, office(), university.meetings[0].id)) == 1
    (kept,) = remembered_forms(university.engine, office())
    assert [column.meaning.key for column in kept.form.columns] == ["", *reversed(CRITERIA)]


def test_no_name_of_a_member_is_remembered(university: University) -> None:
    accepted(university, habit(headings=("姓名", "甲项", "安甲的乙项")), correction())
    (kept,) = remembered_forms(university.engine, office())
    assert not [name for name in NAMES if name in kept.stored.roles]


def test_twenty_who_remember_one_form_at_once_leave_one_and_the_others_are_told(
    university: University,
) -> None:
    readings = [correction(), correction(*reversed(CRITERIA))]
    forms = [check(university, habit(), one).files[0].sheet.forms[0] for one in readings]  # type: ignore[union-attr]

    def attempt(number: int) -> bool:
        try:
            remember(university.engine, office(), university.branches[0].id, forms[number % 2])
        except StaleRecord:
            return False
        return True

    with ThreadPoolExecutor(20) as pool:
        done = list(pool.map(attempt, range(20)))
    (kept,) = remembered_forms(university.engine, office())
    assert done == [kept.form == forms[number % 2] for number in range(20)]
    assert records(university) == [("form.remember", "办公室")]
