"""The demo: what it holds, that it is the same every time, and that a visitor can try it."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from sqlalchemy import Engine

from cxzy.core.language import CHINESE, ENGLISH, language, use_language
from cxzy.core.scheme import parse_scheme
from cxzy.core.vocabulary import MemberType, Source, SubjectKind, UnitKind, UnitLevel
from cxzy.services.acceptance import history
from cxzy.services.actors import demo_office
from cxzy.services.campaign import MeetingView, meetings, members, periods, units
from cxzy.services.demo import demo_workbooks, fill_demo, is_demo, is_empty
from cxzy.services.demo_ballots import meeting_ballots
from cxzy.services.demo_campaign import holders, scheme_text, set_up
from cxzy.services.demo_people import branches, organisations, people
from cxzy.services.demo_sheets import commission, filled_workbook
from cxzy.services.filters import Filters
from cxzy.services.quality import Signal, meeting_quality, open_ballots
from cxzy.services.ranking import Ranking, ranking
from cxzy.services.upload import check_files
from cxzy.store import sheets as sheet_store
from cxzy.store.database import open_database, reading, writing
from cxzy.store.ratings import ratings_from_parquet, ratings_to_parquet
from cxzy.store.records import SheetState

OFFICE = demo_office()
SEEN: list[tuple[int, int, str]] = []


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{tmp_path_factory.mktemp('demo') / 'demo.db'}")
    assert is_empty(engine)
    fill_demo(engine, progress=lambda *step: SEEN.append(step))
    yield engine
    engine.dispose()


def held(engine: Engine, key: str) -> list[MeetingView]:
    (period,) = (period for period in periods(engine, OFFICE) if period.key == key)
    return meetings(engine, OFFICE, period.id)


def ranked(engine: Engine, key: str, subject: SubjectKind) -> Ranking:
    (period,) = (period for period in periods(engine, OFFICE) if period.key == key)
    return ranking(engine, OFFICE, Filters(period.id, subject))


def test_the_university_has_the_size_that_is_promised(demo: Engine) -> None:
    levels = Counter(unit.level for unit in units(demo, OFFICE))
    assert levels == {UnitLevel.UNIVERSITY: 1, UnitLevel.ORGANISATION: 9, UnitLevel.BRANCH: 60}
    assert {unit.kind for unit in units(demo, OFFICE)} == {None, *UnitKind}
    assert 1050 <= len(members(demo, OFFICE)) <= 1150
    assert [period.key for period in periods(demo, OFFICE)] == ["2012-1", "2011-2"]
    assert not is_empty(demo)
    assert is_demo(demo)


def test_there_are_probationary_members_namesakes_and_leading_zeros() -> None:
    everyone = people()
    assert 50 < sum(person.type == MemberType.PROBATIONARY for person in everyone) < 250
    assert any(person.number.startswith("0") for person in everyone)
    per_branch = Counter((person.branch, person.name) for person in everyone)
    assert sum(count == 2 for count in per_branch.values()) == 2
    assert len({person.number for person in everyone}) == len(everyone)


def test_most_of_those_invited_came_and_voted(demo: Engine) -> None:
    held = pd.read_sql(
        "select meeting_id, sum(expected) as expected, sum(present) as present from attendance "
        "where source = 'mass' group by meeting_id",
        demo,
    )
    turnout = held["present"] / held["expected"]
    assert len(held) == 2 * (len(branches()) + len(organisations()))
    assert turnout.between(0.5, 0.95).mean() > 0.9
    assert held["expected"].max() < 60  # a meeting invites as many as a room holds


def test_every_unit_held_its_meeting_in_both_periods(demo: Engine) -> None:
    for key in ("2011-2", "2012-1"):
        subjects = Counter(meeting.subject for meeting in held(demo, key))
        assert subjects == {SubjectKind.MEMBER: 60, SubjectKind.BRANCH: 9}


def test_the_last_period_is_complete_and_this_one_is_owed_a_little(demo: Engine) -> None:
    assert not [meeting.unit for meeting in held(demo, "2011-2") if meeting.owing]
    owing = [meeting for meeting in held(demo, "2012-1") if meeting.owing]
    assert sum(not meeting.standing for meeting in owing) == 4
    assert [meeting.owing for meeting in owing if meeting.standing] == [
        (Source.LEADER,),
        (Source.MASS,),
    ]


def test_two_meetings_had_their_sheet_replaced(demo: Engine) -> None:
    with reading(demo) as connection:
        kept = sheet_store.sheets(connection, state=SheetState.REPLACED)
    assert len({sheet.meeting_id for sheet in kept}) == 2
    versions = [sheet.version for sheet in history(demo, OFFICE, kept[0].meeting_id)]
    assert versions == [2, 1]


def test_no_sheet_of_the_demo_has_a_problem_that_blocks(demo: Engine) -> None:
    with reading(demo) as connection:
        problems = [sheet.problems for sheet in sheet_store.sheets(connection)]
    assert not [text for text in problems if '"blocks": true' in text]


def test_the_branches_fall_into_all_grades_and_some_improved(demo: Engine) -> None:
    before = ranked(demo, "2011-2", SubjectKind.BRANCH).results.set_index("subject")
    after = ranked(demo, "2012-1", SubjectKind.BRANCH).results.set_index("subject")
    assert set(after["grade"]) == {"优秀", "较好", "一般", "后进"}
    assert Counter(before["grade"])["后进"] == 3
    assert Counter(after["grade"].loc[before["grade"] == "后进"]) == {"后进": 2, "较好": 1}
    change = after["score"] - before["score"]
    assert (change > 6).sum() == 6  # the five of the story, and the one turned round
    assert (change < -6).sum() == 1


def test_nearly_all_members_have_a_score(demo: Engine) -> None:
    results = ranked(demo, "2011-2", SubjectKind.MEMBER).results
    assert results["score"].notna().all()
    assert results["score"].between(55, 100).all()
    probationary = results["type"] == MemberType.PROBATIONARY.value
    assert results.loc[probationary, "grade"].isna().all()


def test_the_same_seed_gives_the_same_ratings_to_the_last_byte(
    demo: Engine, tmp_path: Path
) -> None:
    again = open_database(f"sqlite:///{tmp_path / 'again.db'}")
    with writing(again) as connection:
        held_again = set_up(connection)
        jobs = [commission(connection, meeting) for meeting in (*held_again[:3], held_again[60])]
    with reading(demo) as connection:
        for job in jobs:
            (kept,) = sheet_store.sheets(connection, meeting_id=job.meeting.id)
            read = check_files(again, OFFICE, job.meeting.id, [(job.name, filled_workbook(job))])
            (file,) = read.files
            assert file.sheet is not None
            assert ratings_to_parquet(file.sheet.ratings) == sheet_store.sheet_ratings(
                connection, kept.id
            )
    again.dispose()


def test_the_ballots_are_the_same_in_another_process() -> None:
    """What is drawn depends on the seed alone, not on the order of sets or the hash seed."""
    program = "from tests.services.test_demo import ballots_fingerprint as f; print(f())"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONHASHSEED": "7"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == ballots_fingerprint()


def ballots_fingerprint() -> str:
    schemes = {subject: parse_scheme(scheme_text(subject)) for subject in SubjectKind}
    digest = hashlib.sha256()
    for holder in list(holders("2012-1"))[::10]:
        digest.update(meeting_ballots(holder, schemes[holder.subject]).to_csv().encode())
    return digest.hexdigest()


def test_what_was_read_is_what_the_raters_wrote(demo: Engine) -> None:
    """Every mark drawn for a meeting comes back from its workbook; blanks carry no points."""
    schemes = {subject: parse_scheme(scheme_text(subject)) for subject in SubjectKind}
    (holder, *_others) = holders("2011-2")
    written = meeting_ballots(holder, schemes[holder.subject])
    points = written["mark"].map({"优秀": 95.0, "良好": 85.0, "一般": 75.0, "较差": 60.0})
    drawn = points.fillna(pd.to_numeric(written["mark"], errors="coerce")).dropna()
    (meeting,) = (one for one in held(demo, "2011-2") if one.unit == holder.name)
    (sheet,) = history(demo, OFFICE, meeting.id)
    with reading(demo) as connection:
        read = ratings_from_parquet(sheet_store.sheet_ratings(connection, sheet.id))
    assert sorted(read["points"].dropna()) == sorted(drawn)


def test_copied_papers_that_favour_their_own_branches_are_listed_in_both_periods(
    demo: Engine,
) -> None:
    for key in ("2011-2", "2012-1"):
        views = [view for view in held(demo, key) if view.subject == SubjectKind.BRANCH]
        waiting = {view.unit: open_ballots(demo, OFFICE, view.id) for view in views}
        assert {unit: count for unit, count in waiting.items() if count} == {"数理学院分党委": 3}
        (view,) = (view for view in views if waiting[view.unit])
        listed = meeting_quality(demo, OFFICE, view.id).listed
        assert [one.group for one in listed] == ["学生"] * 3
        papers = mass_papers(key, view.unit)
        kinds = [branch.kind for branch in branches() if branch.organisation == "TL05"]
        own = tuple(place for place, kind in enumerate(kinds) if kind == UnitKind.STUDENT)
        for one in listed:
            said = {raised.signal: raised for raised in one.signals}
            assert set(said) == {Signal.ALIKE, Signal.OWN_BLOC}
            copies = [row for row in range(len(papers)) if (papers[row] == papers[0]).all()]
            assert said[Signal.ALIKE].alike == len(copies) - 1 == 2
            gaps = favours_dealt_out(papers, 0, len(own))
            assert said[Signal.OWN_BLOC].gap == pytest.approx(gaps[own])
            assert sum(gap >= gaps[own] for gap in gaps.values()) / len(gaps) <= 0.01


def mass_papers(key: str, unit: str) -> NDArray[np.float64]:
    """Return the points that each of the masses gave to each branch, as they were drawn."""
    scheme = parse_scheme(scheme_text(SubjectKind.BRANCH))
    (holder,) = (one for one in holders(key) if one.name == unit)
    drawn = meeting_ballots(holder, scheme)
    points = drawn["mark"].map({"优秀": 95.0, "良好": 85.0, "一般": 75.0, "较差": 60.0})
    table = drawn.assign(points=points)[drawn["source"] == Source.MASS.value]
    return table.pivot(index="rater", columns="subject", values="points").to_numpy()


def favours_dealt_out(
    papers: NDArray[np.float64], row: int, own: int
) -> dict[tuple[int, ...], float]:
    """Return by how much a paper favours each choice of `own` branches over the rest.

    The favour of a branch is its points less the mean that all others gave it.
    """
    favour = papers[row] - np.nanmean(np.delete(papers, row, axis=0), axis=0)
    return {
        inside: float(favour[list(inside)].mean() - np.delete(favour, inside).mean())
        for inside in combinations(range(len(favour)), own)
    }


def test_progress_is_told_for_each_workbook(demo: Engine) -> None:
    assert SEEN[-1][0] == SEEN[-1][1] == len(SEEN)
    assert SEEN[-1][2].endswith(".xlsx")


def test_a_visitor_can_upload_the_workbooks_of_the_folder(demo: Engine, tmp_path: Path) -> None:
    written = demo_workbooks(demo, tmp_path / "试用")
    by_unit = {meeting.unit: meeting for meeting in held(demo, "2012-1")}
    assert {path.name.partition("-")[0] for path in written} == {
        "补交",
        "补交缺项",
        "有问题",
        "版式",
        "说明.txt",
    }
    for path in written[:-1]:
        unit = next(unit for unit in by_unit if unit in path.name)
        preview = check_files(demo, OFFICE, by_unit[unit].id, [(path.name, path.read_bytes())])
        (file,) = preview.files
        faulty = path.name.startswith("有问题")
        assert file.acceptable is not faulty, (path.name, file.refusal, file.problems)
        if faulty:
            assert {problem.cell.sheet for problem in file.problems if problem.blocks} == {"自评"}
            assert sum(problem.blocks for problem in file.problems) >= 3


def test_workbooks_are_chinese_whoever_asks_and_leave_the_language_alone(
    demo: Engine, tmp_path: Path
) -> None:
    use_language(ENGLISH)
    try:
        names = {path.name for path in demo_workbooks(demo, tmp_path)}
        assert language() == ENGLISH
    finally:
        use_language(CHINESE)
    assert names == {path.name for path in demo_workbooks(demo, tmp_path)}
