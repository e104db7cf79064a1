"""The annotated copy of a workbook that LibreOffice wrote, and what LibreOffice makes of it."""

import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cxzy.sheets.annotated import annotated_copy
from tests.sheets.annotated_workbooks import parts_of, rich_workbook
from tests.sheets.test_annotated import FAULTS, NAME, RED, YELLOW, looks, opened, read

SOFFICE = shutil.which("soffice")
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("office")


def converted(folder: Path, content: bytes, name: str, kind: str = "xlsx") -> bytes:
    """Return what LibreOffice writes after it has opened a workbook."""
    (folder / f"{name}.xlsx").write_bytes(content)
    target = folder / f"{name}-out"
    command = [
        str(SOFFICE), f"-env:UserInstallation=file://{folder}/profile", "--headless",
        "--convert-to", kind, "--outdir", str(target), str(folder / f"{name}.xlsx"),
    ]  # fmt: skip
    subprocess.run(command, check=True, timeout=120, capture_output=True)
    return (target / f"{name}.{kind}").read_bytes()


@pytest.fixture(scope="module")
def office(folder: Path) -> bytes:
    """The workbook with everything, as LibreOffice writes it."""
    return converted(folder, rich_workbook(), "form")


@pytest.fixture(scope="module")
def copy(office: bytes) -> bytes:
    return annotated_copy(office, read(office).problems, NAME)


def test_a_workbook_of_libreoffice_is_marked_and_otherwise_the_same(
    office: bytes, copy: bytes
) -> None:
    assert {p.cell.address: p.code for p in read(office).problems if p.cell.column} == FAULTS
    before, after = opened(office), opened(copy)
    sheet = after["群众测评"]
    assert [sheet[cell].fill.fgColor.rgb for cell in FAULTS] == [RED, RED, YELLOW]
    assert sheet["C5"].comment.text.startswith("原来的话")
    for one in before.worksheets:
        assert looks(after[one.title], set(FAULTS)) == looks(one, set(FAULTS))
    was, now = parts_of(office), parts_of(copy)
    kept = {name for name in was if was[name] == now[name]}
    assert {name for name in was if "drawings/drawing" in name or "charts/" in name} <= kept


def test_libreoffice_opens_the_copy_with_all_comments_and_links(folder: Path, copy: bytes) -> None:
    saved = load_workbook(BytesIO(converted(folder, copy, "copy")))
    sheet = saved["群众测评"]
    assert saved.sheetnames[0] == "问题清单"
    assert [sheet[cell].fill.fgColor.rgb for cell in FAULTS] == [RED, RED, YELLOW]
    assert all(sheet[cell].comment for cell in FAULTS)
    links = [row[2].hyperlink for row in saved.worksheets[0].iter_rows(min_row=5)]
    assert [link.location.replace("'", "") for link in links if link] == [
        f"群众测评!{cell}" for cell in FAULTS
    ]


def test_saved_by_libreoffice_and_annotated_again_old_marks_are_gone(
    folder: Path, copy: bytes
) -> None:
    saved = converted(folder, copy, "mended")
    again = opened(annotated_copy(saved, read(saved).problems[:1], NAME))
    assert again.sheetnames == ["问题清单", "群众测评", "统计", "藏"]
    sheet = again["群众测评"]
    assert sheet["B4"].fill.fgColor.rgb == RED
    assert sheet["B6"].fill.patternType is None
    assert sheet["B6"].comment is None
    assert sheet["C5"].comment.text.strip() == "原来的话"
