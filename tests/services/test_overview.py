"""Where do we stand: numbers beside a calculation of their own, words in both languages."""

from collections.abc import Iterator
from dataclasses import replace
from statistics import mean

import pandas as pd
import pytest
from sqlalchemy import Engine

from cxzy.core.language import use_language
from cxzy.core.vocabulary import SubjectKind, UnitKind
from cxzy.services import campaign
from cxzy.services.filters import Filters
from cxzy.services.overview import Overview, overview
from cxzy.services.overview_figures import key_figures
from cxzy.services.overview_matter_sentences import item_words, matter_words
from cxzy.services.overview_plates import plates
from cxzy.services.overview_sentences import overview_answer, overview_detail
from cxzy.services.overview_table import overview_document
from cxzy.services.records import Period
from cxzy.services.scope import made_on
from cxzy.store.database import open_database
from tests.services.overview_cases import (
    BRANCH_SCHEME,
    BRANCHES,
    LEVELS,
    OFFSETS,
    SOURCES,
    Campaign,
    add_period,
    branch_score,
    build_units,
    hold,
    two_periods,
)
from tests.services.university import University, office

SCORES = {key: {c: branch_score(x) for c, x in own.items()} for key, own in LEVELS.items()}
NOW, BEFORE = SCORES["2012-1"], SCORES["2011-2"]


def grade(score: float) -> str:
    return next(w for w, low in zip("优较一后", (90, 80, 60, 0), strict=True) if score >= low)


@pytest.fixture
def engine(sqlite_engine: Engine) -> Engine:
    """A database of this test's own; what the overview reads is tested on both elsewhere."""
    return sqlite_engine


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Campaign]:
    """Two periods, filled once; nothing here changes them."""
    opened = open_database(f"sqlite:///{tmp_path_factory.mktemp('overview') / 'filled.db'}")
    yield two_periods(opened)
    opened.dispose()


def asked(held: Campaign | University, period: Period, **filters: object) -> Overview:
    subject = filters.pop("subject", SubjectKind.BRANCH)
    return overview(held.engine, office(), Filters(period.id, subject, **filters))  # type: ignore[arg-type]


def test_the_trend_has_a_row_per_period_with_its_own_numbers(filled: Campaign) -> None:
    trend = asked(filled, filled.periods[1]).trend
    assert trend["period"].tolist() == ["2011年下半年", "2012年上半年"]
    for place, scores in enumerate((BEFORE, NOW)):
        graded = [grade(score) for score in scores.values()]
        assert trend["mean"][place] == pytest.approx(mean(scores.values()))
        assert trend["best"][place] == graded.count("优")
        assert trend["lowest"][place] == graded.count("后")
    order = "后一较优"
    steps = [order.index(grade(NOW[c])) - order.index(grade(BEFORE[c])) for c in BRANCHES]
    assert trend["up"][1] == sum(step > 0 for step in steps) == 2
    assert trend["down"][1] == sum(step < 0 for step in steps) == 2
    assert trend["up"].isna()[0]


def test_organisations_stand_side_by_side_with_their_change(filled: Campaign) -> None:
    shown = asked(filled, filled.periods[1])
    assert shown.level == "organisation"
    assert shown.units["key"].tolist() == ["01", "02"]
    for row in shown.units.itertuples():
        own = [code for code in BRANCHES if code.startswith(str(row.key))]
        now, then = mean(NOW[c] for c in own), mean(BEFORE[c] for c in own)
        assert row.mean == pytest.approx(now)
        assert row.change == pytest.approx(now - then)
        assert row.best == sum(grade(NOW[c]) == "优" for c in own)
        assert row.lowest == sum(grade(NOW[c]) == "后" for c in own)
        level = mean(LEVELS["2012-1"][c] for c in own)
        assert row.leader_mean == pytest.approx(level + OFFSETS["leader"])
        assert (row.expected, row.standing) == (4, 4)


def test_criteria_are_means_of_the_sources_by_their_weights(filled: Campaign) -> None:
    table = asked(filled, filled.periods[1]).criteria.set_index("key")
    levels = LEVELS["2012-1"]
    for organisation in ("01", "02"):
        level = mean(levels[c] for c in BRANCHES if c.startswith(organisation))
        weighed = level + sum(SOURCES[s] * OFFSETS[s] for s in SOURCES)
        assert table.loc[organisation, "承诺践诺"] == pytest.approx(weighed + 2)
        assert table.loc[organisation, "联系服务群众"] == pytest.approx(weighed - 3)


def test_one_organisation_shows_its_branches(filled: Campaign) -> None:
    shown = asked(filled, filled.periods[1], unit_id=filled.units["02"].id)
    assert shown.level == "branch"
    expected = sorted((c for c in BRANCHES if c[:2] == "02"), key=lambda c: -NOW[c])
    assert shown.units["key"].tolist() == expected
    assert shown.units["mean"].tolist() == [NOW[c] for c in expected]
    assert shown.sheets["key"].tolist() == ["02"]


def test_one_branch_and_one_kind_are_looked_at_alone(filled: Campaign) -> None:
    branch = asked(filled, filled.periods[1], unit_id=filled.units["0201"].id)
    assert branch.units["mean"].tolist() == [NOW["0201"]]
    assert len(plates(branch)) >= 3
    students = asked(filled, filled.periods[1], kind=UnitKind.STUDENT)
    assert students.trend["mean"].iloc[-1] == pytest.approx(mean([NOW["0102"], NOW["0202"]]))


def test_low_and_close_grades_and_owed_sheets_are_matters(filled: Campaign, engine: Engine) -> None:
    matters = {matter.topic: matter for matter in asked(filled, filled.periods[1]).matters}
    assert [item.key for item in matters["lowest"].items] == ["0203"]
    close = {item.key: item.points for item in matters["borderline"].items}
    assert close["0201"] == pytest.approx(80 - NOW["0201"])
    assert set(matters) == {"lowest", "borderline"}
    units = build_units(engine)
    scheme_id = campaign.add_scheme(engine, office(), BRANCH_SCHEME).id
    later = add_period(engine, "2012-1")
    hold(engine, later, units, scheme_id, sheets=False)
    empty = Campaign(engine, units, (later,), scheme_id)
    waiting = asked(empty, later)
    assert [matter.topic for matter in waiting.matters] == ["nothing_in"]
    assert waiting.matters[0].count == 2
    assert waiting.units.empty
    assert waiting.sheets["standing"].sum() == 0


def test_another_measure_is_not_compared(engine: Engine) -> None:
    units = build_units(engine)
    scheme_id = campaign.add_scheme(engine, office(), BRANCH_SCHEME).id
    other = campaign.add_scheme(
        engine, office(), BRANCH_SCHEME.replace("weight = 60", "weight = 50").replace(
            "weight = 40", "weight = 50"
        ).replace('version = "1"', 'version = "2"'),
    )  # fmt: skip
    before, now = (add_period(engine, key) for key in LEVELS)
    hold(engine, before, units, scheme_id)
    hold(engine, now, units, other.id)
    shown = asked(Campaign(engine, units, (before, now), scheme_id), now)
    assert shown.before == before
    assert not shown.comparable
    assert shown.units["change"].isna().all()
    assert shown.trend["up"].isna().all()
    use_language("en")
    assert "more than" not in overview_answer(shown)
    assert "nothing is compared" in overview_detail(shown)
    assert [figure.change for figure in key_figures(shown)][:3] == ["", "", ""]


def test_the_answer_says_the_numbers_in_both_languages(filled: Campaign) -> None:
    shown, first = asked(filled, filled.periods[1]), asked(filled, filled.periods[0])
    use_language("en")
    assert overview_answer(shown) == (
        "2012年上半年: of 6 branches, 2 are graded 优秀, 1 more than in 2011年下半年; "
        "1 is graded 后进, as many as before."
    )
    change = mean(NOW.values()) - mean(BEFORE.values())
    assert overview_detail(shown) == (
        f"Mean score {mean(NOW.values()):.1f}, up {change:.1f}. 2 rose in grade, 2 fell. "
        "All 16 sheets are in.".replace("16", "8")
    )
    assert overview_answer(first) == (
        "2011年下半年: of 6 branches, 1 is graded 优秀; 1 is graded 后进."
    )
    assert "there is no period before" in overview_detail(first)
    use_language("zh_CN")
    assert overview_answer(shown) == (
        "2012年上半年：6 个党支部中，2 个优秀，较2011年下半年多 1 个；1 个后进，与上期持平。"
    )
    assert "2 个等次上升，2 个下降。" in overview_detail(shown)


def test_without_sheets_the_answer_says_so(university: University) -> None:
    shown = asked(university, university.period, subject=SubjectKind.MEMBER)
    use_language("en")
    assert overview_answer(shown) == "2012年上半年: nobody has a score yet."
    assert overview_detail(shown) == "8 of 8 sheets are missing."
    assert [plate.key for plate in plates(shown)] == ["overview.handed_in"]
    assert [figure.label for figure in key_figures(shown)] == ["Mean score", "Sheets in"]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_plate_and_matter_has_its_words(filled: Campaign, language: str) -> None:
    use_language(language)
    shown = asked(filled, filled.periods[1])
    drawn = plates(shown)
    assert [plate.key.split(".")[1] for plate in drawn] == [
        "grades", "handed_in", "distribution", "sources", "criteria", "weights",
    ]  # fmt: skip
    for plate in drawn:
        figure = plate.draw("light", lambda kind, key: f"{kind}/{key}")
        assert figure.layout.height > 0
        assert plate.heading
        assert plate.alt
    said = [matter_words(shown, matter) for matter in shown.matters]
    said += [item_words(matter, item) for matter in shown.matters for item in matter.items]
    said += [plate.heading for plate in drawn]
    assert not [words for words in said if "{" in words]


def test_branches_of_one_organisation_are_named_without_it(filled: Campaign) -> None:
    shown = asked(filled, filled.periods[1], unit_id=filled.units["02"].id)
    longer = replace(
        shown, units=shown.units.assign(name=["西学院教工支部", "西学院学生支部", "西学院机关支部"])
    )
    named = {plate.key: plate.draw("light", None) for plate in plates(longer)}
    assert list(named["overview.sources"].layout.yaxis.ticktext) == [
        "教工支部", "学生支部", "机关支部",
    ]  # fmt: skip


def test_the_heading_of_one_row_counts(filled: Campaign) -> None:
    use_language("en")
    shown = asked(filled, filled.periods[1], kind=UnitKind.STUDENT, unit_id=filled.units["01"].id)
    heading = {plate.key: plate.heading for plate in plates(shown)}
    assert heading["overview.grades"] == "1 of 1 graded 优秀, 0 graded 后进"


def test_headings_are_the_findings(filled: Campaign) -> None:
    use_language("en")
    shown = asked(filled, filled.periods[1])
    heading = {plate.key.split(".")[1]: plate.heading for plate in plates(shown)}
    means = {k: mean([NOW[f"01{n}"], NOW[f"02{n}"]]) for k, n in
             zip(("Staff", "Students", "Offices"), ("01", "02", "03"), strict=True)}  # fmt: skip
    best, worst = max(means, key=means.__getitem__), min(means, key=means.__getitem__)
    assert heading["distribution"] == (
        f"{best} score highest on average ({means[best]:.1f}), {worst.lower()} lowest "
        f"({means[worst]:.1f})"
    )
    assert heading["sources"] == "Lowest marks: leaders, 7.0 points below self-assessment"
    assert heading["grades"] == "Largest share of 优秀: 东学院党委, most 后进: 西学院党委"
    assert heading["handed_in"] == "All sheets are in"
    assert heading["criteria"].startswith("Weakest: “联系服务群众”")


def test_the_workbook_holds_the_numbers_of_the_screen(filled: Campaign) -> None:
    shown = asked(filled, filled.periods[1])
    document = overview_document(shown)
    assert [row[0] for row in document.rows] == shown.units["name"].tolist()
    assert [row[3] for row in document.rows] == shown.units["mean"].tolist()
    assert all(len(row) == len(document.columns) for row in document.rows)
    assert not pd.isna(document.rows[0][-1])
    assert any(made_on() in line for line in document.subtitle)
