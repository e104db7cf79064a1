"""The round on the command line with a database: template, fill, import, mend, rank."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

import docx
import openpyxl
import pytest
from sqlalchemy import Engine, text

from cxzy.core.vocabulary import MemberType, Source, UnitKind, UnitLevel
from cxzy.services import campaign
from cxzy.services.actors import demo_office
from cxzy.services.forms import remember
from cxzy.services.upload import check_files
from cxzy.sheets.corrections import Correction, Meaning
from cxzy.sheets.headings import Role
from cxzy.store import members as member_store
from cxzy.store.database import open_database, writing
from cxzy.store.records import Attendance, Member
from tests.test_cli import (
    NAMES,
    NUMBERS,
    SCHEME,
    expected_ranks,
    expected_scores,
    fill_in,
    printed_json,
    run,
    score_sheets,
    workbook,
)

OFFICE = demo_office()


@pytest.fixture
def office_engine(sqlite_url: str) -> Iterator[Engine]:
    """One branch of five members with its meeting, number 1, in the period 2012-1."""
    engine = open_database(sqlite_url)
    root = campaign.add_unit(
        engine, OFFICE, code="0", name="试验大学党委", level=UnitLevel.UNIVERSITY
    )
    branch = campaign.add_unit(
        engine,
        OFFICE,
        code="0101",
        name="试验支部",
        level=UnitLevel.BRANCH,
        kind=UnitKind.STAFF,
        parent_id=root.id,
    )
    with writing(engine) as connection:
        member_store.add_members(
            connection,
            [
                Member(0, number, name, branch.id, MemberType.FORMAL)
                for number, name in zip(NUMBERS, NAMES, strict=True)
            ],
        )
    period = campaign.add_period(
        engine,
        OFFICE,
        key="2012-1",
        name="2012年上半年",
        starts=date(2012, 1, 1),
        ends=date(2012, 6, 30),
    )
    scheme = campaign.add_scheme(engine, OFFICE, SCHEME)
    meeting = campaign.add_meeting(
        engine, OFFICE, period_id=period.id, unit_id=branch.id, scheme_id=scheme.id
    )
    attendance = [Attendance(Source.LEADER, "", 2, 2), Attendance(Source.MASS, "", 10, 10)]
    campaign.set_attendance(engine, OFFICE, meeting.id, attendance)
    yield engine
    engine.dispose()


@pytest.fixture
def database(office_engine: Engine) -> dict[str, str]:
    return {"CXZY_DATABASE_URL": office_engine.url.render_as_string(hide_password=False)}


def test_a_template_is_filled_imported_and_ranked(tmp_path: Path, database: dict[str, str]) -> None:
    blank = tmp_path / "测评表.xlsx"
    assert run("template", 1, "-o", blank, **database).returncode == 0
    book = openpyxl.load_workbook(blank)
    fill_in(book)
    book.save(blank)

    accepted = run("import", blank, "--meeting", 1, "--json", **database)
    assert accepted.returncode == 0, accepted.stdout + accepted.stderr
    (stored,) = printed_json(accepted)["accepted"]
    assert (stored["file"], stored["version"]) == ("测评表.xlsx", 1)
    assert stored["sources"] == ["self", "peer", "leader", "mass"]

    again = run("import", blank, "--meeting", 1, "--json", **database)
    assert again.returncode == 0
    assert printed_json(again)["accepted"] == []
    assert printed_json(again)["unchanged"] == ["测评表.xlsx"]

    ranking = printed_json(run("rank", "--period", "2012-1", "--json", **database))
    results = {row["name"]: row for row in ranking["results"]}
    assert {name: row["score"] for name, row in results.items()} == expected_scores()
    assert {name: row["rank"] for name, row in results.items()} == expected_ranks()
    assert ranking["waiting"] == []


def test_a_faulty_file_stops_only_itself_and_comes_again_mended(
    tmp_path: Path, database: dict[str, str]
) -> None:
    files = score_sheets(tmp_path)
    book = openpyxl.load_workbook(files[0])
    book["自评"]["C5"] = 192
    book.save(files[0])
    first = run("import", *files, "--meeting", 1, "--json", **database)
    assert first.returncode == 1
    taken = [stored["file"] for stored in printed_json(first)["accepted"]]
    assert taken == ["互评.xlsx", "领导点评.xlsx", "群众测评.xlsx"]

    before = printed_json(run("rank", "--period", "2012-1", "--json", **database))
    assert [row["score"] for row in before["results"]] == [None] * len(NAMES)

    mended = score_sheets(tmp_path)[0]
    assert run("import", mended, "--meeting", 1, **database).returncode == 0
    after = printed_json(run("rank", "--period", "2012年上半年", "--json", **database))
    assert {row["name"]: row["score"] for row in after["results"]} == expected_scores()


def test_the_ranked_table_is_written_with_the_numbers_printed(
    tmp_path: Path, database: dict[str, str]
) -> None:
    run("import", *score_sheets(tmp_path), "--meeting", 1, **database)
    target = tmp_path / "排名.xlsx"
    done = run("rank", "--period", "2012-1", "--unit", "0101", "-o", target, **database)
    assert done.returncode == 0, done.stderr
    values = [cell.value for row in openpyxl.load_workbook(target).worksheets[0] for cell in row]
    numbers = [value for value in values if isinstance(value, float)]
    assert set(expected_scores().values()) <= set(numbers)
    printed = run("rank", "--period", "2012-1", **database).stdout
    assert all(f"{score:.2f}" in printed for score in expected_scores().values())
    ranked = printed_json(run("rank", "--period", "2012-1", "--json", **database))["results"]
    for row in ranked:
        assert row["score_low"] < row["score"] < row["score_high"]
        assert row["rank_low"] <= row["rank"] <= row["rank_high"]
        assert {row["score_low"], row["score_high"]} <= set(numbers)
        assert f"{row['rank_low']}–{row['rank_high']}" in printed


def test_a_score_is_explained_in_exact_numbers_and_on_paper(
    tmp_path: Path, database: dict[str, str]
) -> None:
    run("import", *score_sheets(tmp_path), "--meeting", 1, **database)
    target = tmp_path / "说明.docx"
    call = ("explain", NUMBERS[0], "--period", "2012-1")
    done = run(*call, "--json", "-o", target, **database)
    assert done.returncode == 0, done.stderr
    said = printed_json(done)
    score = expected_scores()[NAMES[0]]
    assert said["agrees"] is True
    sources = said["derivation"]["sources"]
    points = [Fraction(one["applied"]) * Fraction(one["mean"]) for one in sources if one["mean"]]
    assert sum(points) == Fraction(said["derivation"]["total"])
    assert float(Fraction(said["derivation"]["score"])) == score
    assert f"为 {score:.2f}" in "".join(p.text for p in docx.Document(str(target)).paragraphs)
    assert "!" not in run(*call, **database).stdout
    assert "!" in run(*call, "--ballots", **database).stdout


def test_the_ranked_table_can_hold_the_steps(tmp_path: Path, database: dict[str, str]) -> None:
    run("import", *score_sheets(tmp_path), "--meeting", 1, **database)
    target = tmp_path / "排名.xlsx"
    done = run("rank", "--period", "2012-1", "--derived", "-o", target, **database)
    assert done.returncode == 0, done.stderr
    assert openpyxl.load_workbook(target).sheetnames[:2] == ["排名", "计算说明"]


def test_the_briefing_holds_the_numbers_of_the_ranking(
    tmp_path: Path, database: dict[str, str]
) -> None:
    run("import", *score_sheets(tmp_path), "--meeting", 1, **database)
    target = tmp_path / "简报.docx"
    asked = ("briefing", "--period", "2012-1", "--subject", "member", "-o", target)
    done = run(*asked, **database, CXZY_CHROMIUM="none")
    assert done.returncode == 0, done.stderr
    (numbers, *_others) = docx.Document(str(target)).tables
    scores = expected_scores().values()
    assert f"{sum(scores) / len(scores):.1f}" in numbers.rows[0].cells[0].text


def test_a_briefing_is_a_word_document(tmp_path: Path, database: dict[str, str]) -> None:
    refused = run("briefing", "--period", "2012-1", "-o", tmp_path / "简报.pdf", **database)
    assert refused.returncode == 2
    assert ".docx" in refused.stderr
    assert not list(tmp_path.glob("简报*"))


@pytest.mark.parametrize(
    "wrong",
    [
        ("rank", "--period", "1999-1"),
        ("rank", "--period", "2012-1", "--unit", "none"),
        ("explain", "nobody", "--period", "2012-1"),
        ("template", "77"),
        ("import", "LICENSE", "--meeting", "77"),
        ("demo",),
    ],
    ids=" ".join,
)
def test_what_is_not_there_ends_with_2_and_a_sentence(
    wrong: tuple[str, ...], database: dict[str, str]
) -> None:
    done = run(*wrong, **database)
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stdout == ""
    assert done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_meeting_is_said_without_pages_to_reload(database: dict[str, str]) -> None:
    for call in (("template", "77"), ("import", "LICENSE", "--meeting", "77")):
        said = run(*call, **database).stderr
        assert "77" in said
        assert "刷新页面" not in said
        assert "meeting=12" in said


def test_a_template_of_a_meeting_has_the_heading_and_the_deadline_of_the_call(
    tmp_path: Path, database: dict[str, str]
) -> None:
    path = tmp_path / "表.xlsx"
    done = run("template", "1", "-o", path, "--title", "补评", "--due", "2012-07-03", **database)
    assert done.returncode == 0, done.stderr
    sheet = openpyxl.load_workbook(path).worksheets[0]
    said = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert said[0] == "补评"
    assert any("2012-07-03" in text or "2012年7月3日" in text for text in said)
    assert run("template", "1", "--due", "morgen", **database).returncode == 2


def test_the_demo_leaves_a_database_with_data_alone(database: dict[str, str]) -> None:
    assert run("demo", "--if-empty", **database).returncode == 0
    ranking = printed_json(run("rank", "--period", "2012-1", "--json", **database))
    assert ranking["waiting"] == ["试验支部"]


def test_a_database_that_cannot_be_opened_is_said_in_a_sentence() -> None:
    done = run("rank", "--period", "2012-1", CXZY_DATABASE_URL="nonsense://x")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_the_audit_record_is_verified_and_its_first_fault_named(
    office_engine: Engine, sqlite_url: str
) -> None:
    told = {"CXZY_DATABASE_URL": sqlite_url}
    whole = printed_json(run("audit", "--json", **told))
    newest = f"{whole['newest']['id']}:{whole['newest']['hash']}"
    assert (whole["faults"], whole["first"]) == (0, None)
    said = run("audit", "--noted", newest, **told)
    assert said.returncode == 0
    assert newest in said.stdout
    assert "完整" in said.stdout
    with writing(office_engine) as connection:
        connection.execute(text("DROP TRIGGER audit_update"))
        connection.execute(text("DROP TRIGGER audit_delete"))
        connection.execute(text("UPDATE audit SET actor = 'x' WHERE id = 2"))
        connection.execute(text("DELETE FROM audit WHERE id = 4"))
    broken = run("audit", "--json", **told)
    assert broken.returncode == 1
    assert json.loads(broken.stdout)["first"] == {"id": 2, "fault": "changed"}
    assert json.loads(broken.stdout)["faults"] == 2
    assert "2" in run("audit", **told).stdout.splitlines()[-1]


def test_a_cut_end_shows_by_the_record_that_was_noted(
    office_engine: Engine, sqlite_url: str
) -> None:
    told = {"CXZY_DATABASE_URL": sqlite_url}
    newest = printed_json(run("audit", "--json", **told))["newest"]
    with writing(office_engine) as connection:
        connection.execute(text("DROP TRIGGER audit_delete"))
        connection.execute(text(f"DELETE FROM audit WHERE id = {newest['id']}"))
    assert run("audit", **told).returncode == 0
    noted = f"{newest['id']}:{newest['hash']}"
    cut = run("audit", "--noted", noted, "--json", **told)
    assert cut.returncode == 1
    assert json.loads(cut.stdout)["first"] == {"id": newest["id"], "fault": "missing"}
    assert run("audit", "--noted", "12", **told).returncode == 2


def test_without_a_meeting_each_workbook_goes_where_it_says(
    tmp_path: Path, database: dict[str, str]
) -> None:
    blank, silent = tmp_path / "测评表.xlsx", score_sheets(tmp_path)[0]
    assert run("template", 1, "-o", blank, **database).returncode == 0
    book = openpyxl.load_workbook(blank)
    fill_in(book)
    book.save(blank)
    done = run("import", blank, silent, "--json", **database)
    assert done.returncode == 1
    taken, refused = printed_json(done)["imports"]
    assert taken["meeting"] == 1
    assert [stored["file"] for stored in taken["accepted"]] == ["测评表.xlsx"]
    assert refused["files"] == [silent.name]
    assert refused["refusal"]
    told = run("import", blank, silent, "--lang", "en", **database).stdout
    assert "In already, unchanged: 测评表.xlsx" in told
    assert "does not say for which meeting it is" in told


def test_an_import_says_which_table_was_read_by_a_remembered_form(
    tmp_path: Path, office_engine: Engine, database: dict[str, str]
) -> None:
    rows = [[name, 90 + place, 80 + place] for place, name in enumerate(NAMES)]
    file = workbook(tmp_path / "表.xlsx", {"自评": [["姓名", "甲项", "乙项"], *rows]})
    unknown = run("import", file, "--meeting", 1, "--json", **database)
    assert unknown.returncode == 1
    assert [sheet for sheet in printed_json(unknown)["sheets"] if "form" in sheet] == []

    aspects = [Meaning(Role.ASPECT, label) for label in ("承诺践诺", "联系服务群众")]
    said = Correction("自评", 0, 0, 0, tuple(enumerate([Meaning(Role.SUBJECT), *aspects])))
    given = [("表.xlsx", file.read_bytes())]
    digest = sha256(given[0][1]).hexdigest()
    preview = check_files(office_engine, OFFICE, 1, given, corrections={digest: (said,)})
    form = preview.files[0].sheet.forms[0]  # type: ignore[union-attr]
    remember(office_engine, OFFICE, 1, form)

    known = run("import", file, "--meeting", 1, "--json", **database)
    assert known.returncode == 0
    (sheet,) = printed_json(known)["sheets"]
    assert sheet["form"] == {
        "fingerprint": form.fingerprint,
        "remembered_by": "党委办公室（演示）",
        "remembered_on": f"{datetime.now(UTC):%Y-%m-%d}",
        "used": 0,
    }
    again = run("import", file, "--meeting", 1, **database)
    assert "按记住的表格样式读取" in again.stdout
