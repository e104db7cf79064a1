"""Names find their subject or say why not."""

import pytest

from cxzy.sheets.names import Names, name_key
from tests.sheets.workbooks import roster


@pytest.mark.parametrize(
    "text",
    [
        "张三",
        " 张　三 ",
        "張三",
        "张三(组长)",
        "张三【副组长】",
        "张三同志",
        "张三老师",
        "20120001",
        "张三(20120001)",
        "20120001 张三",
        "20120001.0",
        "张三、",
        "*张三",
        "1.张三",
        "张三 支部书记",
        "组长张三",
        "预备党员张三",
        "张三（预备）",
        "张三20120001",
    ],
)
def test_looks_titles_and_numbers_do_not_matter(text: str) -> None:
    assert Names(roster("张三", "李四")).find(text).subject == "20120001"


@pytest.mark.parametrize(
    ("listed", "text"),
    [
        ("欧阳修", "歐陽 修"),
        ("聂耳", "聶耳"),
        ("阿依古丽·买买提", "阿依古丽•买买提"),
        ("阿依古丽·买买提", "阿依古丽．买买提"),
        ("计科1班", "計科一班"),
        ("计科1班", "计科１班"),
        ("林一", "林一（组长）"),
    ],
)
def test_traditional_characters_dots_and_written_digits_are_the_same_name(
    listed: str, text: str
) -> None:
    assert Names(roster(listed, "李四")).find(text).subject == "20120001"


def test_a_character_that_is_a_simplified_one_itself_is_no_other() -> None:
    # 乾 is the traditional form of 干, and a character of names in its own right
    assert Names(roster("王干", "李四")).find("王乾").code == "unknown_name"


def test_a_family_name_with_a_title_offers_all_who_bear_it() -> None:
    names = Names(roster("王五", "李四", "王一一"))
    found = names.find("王老师")
    assert (found.subject, found.code, found.near) == (None, "unknown_name", ("王五", "王一一"))


def test_two_of_a_name_in_different_characters_need_the_number() -> None:
    names = Names(roster("张三", "張三"))
    assert names.find("張三").subject == "20120002"  # as it stands on the roster
    assert names.find("张　三同志").code == "name_unclear"


def test_a_name_of_two_letters_is_not_cut_by_a_title() -> None:
    assert name_key("主任") == "主任"


def test_nothing_is_guessed() -> None:
    names = Names(roster("张三", "李四"))
    assert names.find("张山").code == "unknown_name"
    assert names.find("张山").near == ("张三",)
    assert names.find("李四", "20120001").code == "number_of_another"
    assert names.find("李四", "999").code == "unknown_number"


def test_leading_zeros_lost_in_a_number_are_found_again() -> None:
    people = roster("张三")
    people = type(people)(members=people.members.assign(subject="0012"))
    assert Names(people).find("", "12").subject == "0012"


def test_without_a_roster_the_names_are_the_subjects_and_namesakes_block() -> None:
    names = Names(None)
    assert names.find("张 三").subject == "张三"
    assert names.find("张伟", "1").subject == "张伟"
    assert names.find("张伟", "2").code == "name_unclear"


def test_branches_that_differ_only_in_brackets_stay_apart() -> None:
    names = Names(roster("计算机系(第一支部)", "计算机系(第二支部)"))
    assert names.find("计算机系(第二支部)").subject == "20120002"
    assert names.find("计算机系").code == "name_unclear"
