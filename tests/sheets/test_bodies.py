"""Two bodies beside each other in one tally: groups or sources, and never guessed."""

from cxzy.sheets.sheet import Sheet
from tests.sheets.workbooks import ONE_CRITERION, TWO_CRITERIA, codes, read


def votes(left: str, right: str, name: str = "群众测评", **options: object) -> Sheet:
    rows = [
        ["姓名", left, None, right, None],
        [None, "优秀", "良好", "优秀", "良好"],
        ["张三", 7, 2, 20, 5],
        ["李四", 6, 3, 15, 10],
    ]
    return read({name: rows}, ONE_CRITERION, **options)


def table(sheet: Sheet) -> list[tuple[str, str, str, str, int]]:
    columns = ("source", "group", "subject", "word", "count")
    return sorted(zip(*(sheet.ratings[name].astype(object) for name in columns), strict=True))


def test_the_votes_of_two_sources_stay_apart() -> None:
    sheet = votes("党员互评", "群众测评", name="测评汇总")
    assert table(sheet) == [
        ("mass", "", "张三", "优秀", 20),
        ("mass", "", "张三", "良好", 5),
        ("mass", "", "李四", "优秀", 15),
        ("mass", "", "李四", "良好", 10),
        ("peer", "", "张三", "优秀", 7),
        ("peer", "", "张三", "良好", 2),
        ("peer", "", "李四", "优秀", 6),
        ("peer", "", "李四", "良好", 3),
    ]
    assert codes(sheet) == []


def test_headings_that_are_no_known_body_are_said_and_not_taken_for_groups() -> None:
    sheet = votes("歌曲内容", "台风")
    assert set(sheet.ratings["group"]) <= {""}
    assert [code for code, _ in codes(sheet)] == ["column_twice", "column_twice"]
    assert not sheet.acceptable


def test_criteria_above_the_words_are_no_bodies() -> None:
    rows = [
        ["姓名", "德", None, "能", None],
        [None, "优秀", "良好", "优秀", "良好"],
        ["张三", 7, 2, 4, 5],
    ]
    sheet = read(rows, TWO_CRITERIA)
    assert set(sheet.ratings["criterion"]) == {"virtue", "work"}
    assert codes(sheet) == []
