"""Archives of workbooks are unpacked in the child; what is none of it is passed over or refused."""

import struct
import zipfile
from collections.abc import Iterator

import pytest

from cxzy.core.language import ENGLISH, use_language
from cxzy.sheets.children import ChildDied
from cxzy.sheets.errors import UnreadableFile, UnusableUpload
from cxzy.sheets.reading import read_workbook
from cxzy.sheets.unpacking import Unpacked, _members, unpacked
from tests.sheets.archives import archive
from tests.sheets.open_workbooks import cell, ods, row, table
from tests.sheets.workbooks import workbook

BOOK = workbook({"互评": [["姓名", "德"], ["张三", 90]]})
OTHER = workbook({"互评": [["姓名", "德"], ["张三", 91]]})


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    use_language(ENGLISH)
    yield
    use_language("zh_CN")


def names(*files: tuple[str, bytes]) -> list[str]:
    return [name for name, _content in unpacked(files).files]


def reason(content: bytes) -> str:
    (file,) = unpacked([("a.zip", content)]).files
    assert file == ("a.zip", content)
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(content, "a.zip")
    assert caught.value.hint
    assert "{" not in str(caught.value)
    return caught.value.reason


def test_an_archive_gives_way_to_its_files_in_their_place() -> None:
    zipped = archive([("互评.xlsx", BOOK), ("自评.csv", b"a,b")])
    found = unpacked([("一.xlsx", OTHER), ("全部.zip", zipped), ("二.xlsx", BOOK)])
    assert found == Unpacked(
        (("一.xlsx", OTHER), ("互评.xlsx", BOOK), ("自评.csv", b"a,b"), ("二.xlsx", BOOK))
    )


@pytest.mark.parametrize("code", ["gbk", "gb18030", "utf-8"])
def test_names_are_read_right_whatever_system_wrote_them(code: str) -> None:
    zipped = archive([("机关支部互评张三评分表格文件.xlsx", BOOK)], code=code)
    assert names(("a.zip", zipped)) == ["机关支部互评张三评分表格文件.xlsx"]


def test_a_name_in_gbk_that_would_pass_for_utf8_is_read_in_gbk() -> None:
    # these two letters in GBK are the bytes of two Cyrillic or Greek letters in UTF-8
    written = b"\xd1\xa7\xcf\xb7.xlsx"
    assert written.decode()
    assert written.decode("gbk") == "学戏.xlsx"
    zipped = archive([("学戏.xlsx", BOOK)], code="gbk")
    assert names(("a.zip", zipped)) == ["学戏.xlsx"]


def test_a_folder_becomes_part_of_the_name_for_it_says_whose_marks_they_are() -> None:
    zipped = archive(
        [("支部/互评/", b""), ("支部/互评/张三.xlsx", BOOK), ("支部\\自评.xlsx", OTHER)]
    )
    assert names(("a.zip", zipped)) == ["支部-互评-张三.xlsx", "支部-自评.xlsx"]


def test_names_do_nothing_to_a_terminal() -> None:
    zipped = archive([("\x1b[2J互评.xlsx", BOOK), ("~$\x07.xlsx", b"x")])
    found = unpacked([("a.zip", zipped)])
    assert found.files[0][0] == "[2J互评.xlsx"
    assert found.skipped == ("~$ .xlsx",)


def test_the_same_name_out_of_two_archives_is_told_apart() -> None:
    first, second = archive([("互评.xlsx", BOOK)]), archive([("互评.xlsx", OTHER)])
    assert names(("a.zip", first), ("b.zip", second)) == ["互评.xlsx", "互评(2).xlsx"]
    given = ("互评.xlsx", BOOK)
    assert names(("a.zip", first), given, given) == ["互评(2).xlsx", "互评.xlsx", "互评.xlsx"]


def test_what_systems_leave_behind_is_no_file_and_lock_files_are_told() -> None:
    zipped = archive(
        [
            ("__MACOSX/._互评.xlsx", b"x"),
            (".DS_Store", b"x"),
            ("支部/Thumbs.db", b"x"),
            ("支部/desktop.ini", b"x"),
            ("支部/~$互评.xlsx", b"x"),
            ("支部/互评.xlsx", BOOK),
        ]
    )
    found = unpacked([("a.zip", zipped), ("~$自评.xlsx", bytes(165)), (".~领导点评.xlsx", b"x")])
    assert [name for name, _content in found.files] == ["支部-互评.xlsx"]
    assert found.skipped == ("支部/~$互评.xlsx", "~$自评.xlsx", ".~领导点评.xlsx")
    assert "~$自评.xlsx" in found.said


def test_lock_files_alone_are_refused_with_what_to_take() -> None:
    with pytest.raises(UnusableUpload, match="自评") as caught:
        unpacked([("~$自评.xlsx", bytes(165))])
    assert "same name" in caught.value.hint


def test_workbooks_are_zips_and_stay_whole() -> None:
    book = ods(table(row(cell("x"))))
    assert names(("互评.xlsx", BOOK), ("互评.zip", BOOK), ("互评.ods", book)) == [
        "互评.xlsx",
        "互评.zip",
        "互评.ods",
    ]
    assert read_workbook(BOOK, "互评.zip").grids[0].rows[1] == ("张三", 90.0)


def test_an_archive_is_known_by_its_content() -> None:
    assert names(("互评.xlsx", archive([("张三.xlsx", BOOK)]))) == ["张三.xlsx"]


def test_an_archive_inside_of_an_archive_is_not_unpacked_and_says_so() -> None:
    inner = archive([("互评.xlsx", BOOK)])
    (file,) = unpacked([("a.zip", archive([("b.zip", inner)]))]).files
    assert file == ("b.zip", inner)
    assert unpacked(Unpacked((file,))).files == (file,)
    with pytest.raises(UnreadableFile) as caught:
        read_workbook(*reversed(file))
    assert caught.value.reason == "archive"


LOCKED = bytearray(archive([("互评.xlsx", BOOK)]))
LOCKED[6] |= 1  # the bit that says so, before the file and in the directory
LOCKED[LOCKED.rindex(b"PK\1\2") + 8] |= 1

REFUSED = {
    "with a password": (bytes(LOCKED), "locked_archive"),
    "empty": (archive([]), "empty_archive"),
    "only left behind": (archive([("__MACOSX/x", b"x")]), "empty_archive"),
    "path outside": (archive([("../x.xlsx", BOOK)]), "hostile"),
    "absolute path": (archive([("/x.xlsx", BOOK)]), "hostile"),
    "twice the same": (archive([("x.xlsx", BOOK), ("X.xlsx", OTHER)]), "hostile"),
    "too many members": (archive([(f"{n}.csv", b"") for n in range(2_001)]), "too_large"),
    "bomb": (archive([("x.csv", bytes(61 << 20))]), "large_archive"),
    "larger bomb": (archive([("x.csv", bytes(201 << 20))]), "too_large"),
    "cut": (archive([("x.xlsx", BOOK)])[:-30], "damaged"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_an_archive_that_cannot_be_unpacked_says_why_when_it_is_read(what: str) -> None:
    content, expected = REFUSED[what]
    assert reason(content) == expected


def test_a_file_spoilt_inside_of_an_archive_is_refused_with_the_archive() -> None:
    whole = archive([("x.csv", b"a,b\n" * 999)], packed=zipfile.ZIP_STORED)
    assert reason(whole.replace(b"a,b\n", b"a,c\n", 1)) == "damaged_archive"


def test_more_files_than_fit_at_once_are_refused_also_after_unpacking() -> None:
    zipped = archive([(f"{n}.csv", b"a,b") for n in range(300)])
    assert len(names(("a.zip", zipped))) == 300
    with pytest.raises(UnusableUpload, match=r"600 files.*500"):
        unpacked([("a.zip", zipped), ("b.zip", zipped)])
    with pytest.raises(UnusableUpload, match=r"501 files.*500"):
        unpacked([(f"{n}.xlsx", BOOK) for n in range(501)])


def test_more_bytes_than_fit_at_once_are_refused() -> None:
    zipped = archive([("x.csv", bytes(59 << 20))])
    with pytest.raises(UnusableUpload, match="200 MB"):
        unpacked([(f"{n}.zip", zipped) for n in range(4)])


@pytest.mark.parametrize(
    ("said", "body"),
    [
        (b"{}", b""),
        (b"null", b""),
        (b'{"members": [["a", 5]]}', b"x"),
        (b'{"members": [["a", -1], ["b", 2]]}', b"x"),
        (b'{"members": [["a", "1"]]}', b"x"),
        (b'{"members": [["a"]]}', b"x"),
    ],
)
def test_an_answer_that_does_not_fit_is_taken_for_no_answer(said: bytes, body: bytes) -> None:
    with pytest.raises(ChildDied):
        _members(struct.pack("<Q", len(said)) + said + body)
