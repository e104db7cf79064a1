"""What is filled into our template is what the reader finds in it, for every shape."""

import os
import shutil
import subprocess
from io import BytesIO
from itertools import product
from pathlib import Path
from random import Random

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from cxzy.core.language import use_language
from cxzy.core.roster import ELECTORATE_COLUMNS, MEMBER_COLUMNS, Roster
from cxzy.core.scheme import Scheme, parse_scheme
from cxzy.core.vocabulary import BallotFate, Source
from cxzy.sheets.filling import filled_template
from cxzy.sheets.identity import Identity
from cxzy.sheets.sheet import Sheet, read_sheet
from cxzy.sheets.template import template

MEETING = Identity("7", "2012-1", "B01", "一会四评", "1", "abc")
GROUPS = ("学生", "教师")
WORDS = ("优秀", "良好", "一般", "较差")
KEYS = ["source", "rater", "group", "subject", "criterion"]


def roster(size: int, *, namesakes: bool = False, branches: bool = False) -> Roster:
    names = [f"{'赵钱孙李周吴'[place % 6]}{'明华文'[place // 6]}" for place in range(size)]
    if namesakes:
        names[-1] = names[0]
    numbers = [f"00{place}" for place in range(101, 101 + size)]
    if branches:
        numbers = names = [f"第{'一二三四五六七八九'[place % 9]}支部" for place in range(size)]
    members = pd.DataFrame(
        [(number, name, *[""] * 5) for number, name in zip(numbers, names, strict=True)],
        columns=list(MEMBER_COLUMNS),
    )
    counts = pd.DataFrame(
        [("mass", group, 3) for group in GROUPS], columns=list(ELECTORATE_COLUMNS)
    )
    return Roster(members.astype("str"), counts)


def criteria(full_marks: list[int]) -> str:
    weights = {1: [100], 2: [50, 50], 3: [20, 30, 50]}[len(full_marks)]
    return "".join(
        f'[[criteria]]\nkey = "c{place}"\nlabel = "项目{"甲乙丙"[place]}"\n'
        f"weight = {weights[place]}\nfull_marks = {full}\n"
        for place, full in enumerate(full_marks)
    )


def scheme(full_marks: list[int], *, tally: bool, groups: bool, own: str, branch: bool) -> Scheme:
    mass = ('groups = "electorate"\n' if groups else "") + (
        'aggregation = "tally"\n' if tally else ""
    )
    subject = "branch" if branch else "member"
    text = f'subject = "{subject}"\n' + criteria(full_marks)
    return parse_scheme(
        f'{text}[sources.self]\n[sources.peer]\nown_marks = "{own}"\n[sources.leader]\n'
        f"[sources.mass]\n{mass}"
    )


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    full = st.sampled_from([[100], [20], [100, 100], [20, 30, 50]])
    return scheme(
        draw(full),
        tally=draw(st.booleans()),
        groups=draw(st.booleans()),
        own=draw(st.sampled_from(["drop", "count"])),
        branch=draw(st.booleans()),
    )


def raters_of(rules: Scheme, source: Source, subject: str, people: list[str]) -> list[object]:
    if source is Source.SELF:
        return [subject]
    if source is Source.PEER:
        counts = rules.sources[source].own_marks == "count"
        return [place for place, one in enumerate(people) if counts or one != subject]
    return [1, 2] if source is Source.LEADER else [1, 2, 3, 4]


def table(chance: Random, rules: Scheme, people: list[str]) -> pd.DataFrame:
    """Return marks for every source: numbers with one decimal of the full marks, or words."""
    rows: list[tuple[object, ...]] = []
    for source, subject in product(rules.sources, people):
        groups = GROUPS if source is Source.MASS and rules.sources[source].groups else ("",)
        tally = rules.sources[source].aggregation.kind == "tally"
        for criterion in rules.criteria_of(source):
            if tally:
                for group, word in product(groups, (*WORDS, *BallotFate)):
                    count = chance.randint(0, 30)
                    rows.append((source, -1, group, subject, criterion.key, None, word, count))
                continue
            for rater in raters_of(rules, source, subject, people):
                tenths = chance.randint(0, int(criterion.full_marks) * 10)
                word = chance.choice([None, None, None, *WORDS])
                points = None if word else tenths / 10 * 100 / criterion.full_marks
                group = groups[rater % len(groups)] if isinstance(rater, int) else ""
                rows.append((source, rater, group, subject, criterion.key, points, word, 1))
    names = [*KEYS, "points", "word", "count"]
    return pd.DataFrame(rows, columns=names).astype({"source": "str"})


def filled(rules: Scheme, people: Roster, marks: pd.DataFrame) -> Sheet:
    content = filled_template(rules, people, marks, title="讲评会", meeting=MEETING)
    return read_sheet(content, rules, "讲评会.xlsx", roster=people)


def ballots(frame: pd.DataFrame, rules: Scheme) -> list[tuple[object, ...]]:
    """Return single marks without what a reader cannot know: how a rater was called."""
    points = dict(rules.scales[0].words)
    rows = []
    for row in frame.to_dict("records"):
        word = row["word"] if isinstance(row["word"], str) else ""
        value = points.get(word, row["points"]) if word else row["points"]
        who = str(row["source"]), str(row["group"] or ""), str(row["subject"])
        rows.append((*who, str(row["criterion"]), word, round(float(value), 6)))
    return sorted(rows)


def votes(frame: pd.DataFrame) -> dict[tuple[str, ...], int]:
    keys = ["group", "subject", "criterion", "word"]
    plain = frame[frame["count"] > 0].astype(dict.fromkeys(keys, "str"))
    counted = plain.groupby(keys, observed=True, as_index=False)["count"].sum()
    return {(*row[:-1],): int(row[-1]) for row in counted.itertuples(index=False)}


@settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))
@given(schemes(), st.integers(2, 5), st.booleans(), st.sampled_from(["zh_CN", "en"]), st.randoms())
def test_every_mark_is_read_back_with_its_rater_subject_and_criterion(
    rules: Scheme, size: int, namesakes: bool, language: str, chance: Random
) -> None:
    branches = rules.subject == "branch"
    people = roster(size, namesakes=namesakes and not branches, branches=branches)
    marks = table(chance, rules, people.members["subject"].tolist())
    use_language(language)
    try:
        found = filled(rules, people, marks)
    finally:
        use_language("zh_CN")
    assert [problem for problem in found.problems if problem.blocks] == []
    assert found.identity == MEETING
    tallied = [s for s, rule in rules.sources.items() if rule.aggregation.kind == "tally"]
    read, given_marks = (
        frame.assign(source=frame["source"].astype(str)) for frame in (found.ratings, marks)
    )
    single = ~read["source"].isin(tallied), ~given_marks["source"].isin(tallied)
    assert ballots(read[single[0]], rules) == ballots(given_marks[single[1]], rules)
    assert votes(read[~single[0]]) == votes(given_marks[~single[1]])


RULES = scheme([100, 100], tally=False, groups=False, own="drop", branch=False)


def test_the_marks_of_one_rater_stay_one_ballot() -> None:
    people = roster(3)
    numbers = people.members["subject"].tolist()
    marks = pd.DataFrame(
        [
            ("leader", rater, subject, key, 60.0 + rater)
            for rater, subject, key in product((1, 2, 3), numbers, ("c0", "c1"))
        ],
        columns=["source", "rater", "subject", "criterion", "points"],
    )
    found = filled(RULES, people, marks).ratings
    by_rater = found.groupby("rater")["points"].agg(["nunique", "size"])
    assert by_rater.to_numpy().tolist() == [[1, 6], [1, 6], [1, 6]]


def test_an_empty_template_has_no_marks_and_nothing_in_it_blocks() -> None:
    for tally in (False, True):
        rules = scheme([100], tally=tally, groups=True, own="drop", branch=False)
        content = template(rules, roster(4), title="讲评会", meeting=MEETING)
        found = read_sheet(content, rules, "讲评会.xlsx", roster=roster(4))
        assert not found.ratings["points"].notna().any()
        assert not [problem for problem in found.problems if problem.blocks]


def test_the_counts_of_a_tally_follow_from_its_votes() -> None:
    rules = scheme([100], tally=True, groups=False, own="drop", branch=False)
    people = roster(2)
    subject = people.members["subject"][0]
    cast = {"优秀": 5, "良好": 2, BallotFate.ABSTENTION: 1, BallotFate.NOT_RETURNED: 3}
    marks = pd.DataFrame(
        [("mass", subject, word, count) for word, count in cast.items()],
        columns=["source", "subject", "word", "count"],
    )
    content = filled_template(rules, people, marks, title="讲评会", meeting=MEETING)
    heading, line, *_ = load_workbook(BytesIO(content))["群众测评"].iter_rows(
        min_row=5, values_only=True
    )
    written = dict(zip(heading, line, strict=True))
    # 5 + 2 on a word, 1 abstained, 3 never came back: 11 issued, 8 returned, 7 valid.
    assert (written["发出"], written["收回"], written["有效"]) == (11, 8, 7)
    assert (written["优秀"], written["良好"], written["弃权"]) == (5, 2, 1)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_template_saved_again_by_libreoffice_is_read_the_same(tmp_path: Path) -> None:
    rules = scheme([100], tally=True, groups=True, own="drop", branch=False)
    people = roster(3)
    marks = table(Random(7), rules, people.members["subject"].tolist())
    content = filled_template(rules, people, marks, title="讲评会", meeting=MEETING)
    (tmp_path / "t.xlsx").write_bytes(content)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
        + ["--convert-to", "xlsx", "--outdir", "saved", "t.xlsx"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=120,
        env={**os.environ, "HOME": str(tmp_path)},
    )
    before = read_sheet(content, rules, "t.xlsx", roster=people)
    after = read_sheet(tmp_path / "saved" / "t.xlsx", rules, roster=people)
    assert after.identity == MEETING
    pd.testing.assert_frame_equal(after.ratings, before.ratings)


def test_a_mark_without_a_cell_is_refused_and_not_lost() -> None:
    marks = pd.DataFrame(
        [("self", "999", "c0", 90.0)], columns=["source", "subject", "criterion", "points"]
    )
    with pytest.raises(ValueError, match="1 marks have no cell"):
        filled_template(RULES, roster(2), marks, title="讲评会", meeting=MEETING)
