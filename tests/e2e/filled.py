"""Fill in a downloaded template by hand, and score it by plain arithmetic."""

import sqlite3
from collections import defaultdict
from contextlib import closing
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from statistics import mean

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

HEADING_ROW = 5
# The demo's scheme for members, as its sheet 说明 publishes it.
SOURCES = {"自评": 10, "互评": 30, "领导点评": 30, "群众测评": 30}
LEADERS = {"分管领导": 60, "其他领导": 40}
TRIM_FROM = 7
WORDS = {"优秀": 95, "良好": 85, "一般": 75, "较差": 60}
BANDS = (("优秀", 90), ("较好", 80), ("一般", 70), ("后进", 0))

Ballots = dict[str, dict[str, list[tuple[str, Fraction]]]]
"""Per sheet and member's name the (group, value) of every ballot."""


def columns_of(sheet: Worksheet) -> dict[str, int]:
    """Return the columns of a form by the first line of their headings."""
    cells = sheet[HEADING_ROW]
    return {str(cell.value).split("\n")[0]: cell.column for cell in cells if cell.value}


def fill(template: bytes, *, shift: int = 0) -> bytes:
    """Return the template with marks in: numbers by a rule, words in the peers' matrix.

    Every third ballot line of the masses is left empty, as people stay away.
    """
    book = load_workbook(BytesIO(template))
    for title in ("自评", "领导点评", "群众测评"):
        _fill_list(book[title], shift)
    _fill_matrix(book["互评"])
    return saved(book)


def _fill_list(sheet: Worksheet, shift: int) -> None:
    columns = columns_of(sheet)
    criteria = [place for name, place in columns.items() if name not in LABELS]
    for row in range(HEADING_ROW + 1, sheet.max_row + 1):
        if not sheet.cell(row, columns["姓名"]).value:
            continue
        ballot = sheet.cell(row, columns["票号"]).value if "票号" in columns else None
        if ballot is not None and int(ballot) % 3 == 0:
            continue
        for column in criteria:
            sheet.cell(row, column).value = 70 + (row * 7 + column * 5) % 28 + shift


LABELS = {"评价人", "票号", "群体", "工号", "姓名"}


def _fill_matrix(sheet: Worksheet) -> None:
    words = list(WORDS)
    for row in range(HEADING_ROW + 1, sheet.max_row + 1):
        rater = sheet.cell(row, 1).value
        for column in range(2, sheet.max_column + 1):
            subject = sheet.cell(HEADING_ROW, column).value
            if rater and subject and rater != subject:
                sheet.cell(row, column).value = words[(row * column) % 3]


def saved(book: Workbook) -> bytes:
    """Return the bytes of a workbook."""
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def ballots(content: bytes) -> Ballots:
    """Return every ballot of a filled-in workbook, read cell by cell."""
    book = load_workbook(BytesIO(content))
    found: Ballots = {title: defaultdict(list) for title in SOURCES}
    for title in ("自评", "领导点评", "群众测评"):
        _list_ballots(book[title], found[title])
    sheet = book["互评"]
    for row in range(HEADING_ROW + 1, sheet.max_row + 1):
        for column in range(2, sheet.max_column + 1):
            word = sheet.cell(row, column).value
            if word:
                name = str(sheet.cell(HEADING_ROW, column).value)
                found["互评"][name].append(("", Fraction(WORDS[word])))
    return found


def _list_ballots(sheet: Worksheet, found: dict[str, list[tuple[str, Fraction]]]) -> None:
    columns = columns_of(sheet)
    headings = {cell.column: str(cell.value) for cell in sheet[HEADING_ROW] if cell.value}
    weights = {
        place: int(headings[place].split("\n")[1].rstrip("%"))
        for name, place in columns.items()
        if name not in LABELS
    }
    for row in range(HEADING_ROW + 1, sheet.max_row + 1):
        marks = {place: sheet.cell(row, place).value for place in weights}
        if any(value is None for value in marks.values()):
            continue
        total = sum(Fraction(marks[place]) * weight for place, weight in weights.items())
        group = str(sheet.cell(row, columns["群体"]).value) if "群体" in columns else ""
        name = str(sheet.cell(row, columns["姓名"]).value)
        found[name].append((group, total / sum(weights.values())))


def electorate(database: Path, unit: str) -> dict[str, int]:
    """Return how many may assess as the masses of a unit this period, per group in order."""
    query = """
        SELECT attendance."group", attendance.expected
        FROM attendance
        JOIN meeting ON meeting.id = attendance.meeting_id
        JOIN unit ON unit.id = meeting.unit_id
        JOIN period ON period.id = meeting.period_id
        WHERE unit.name = ? AND period.key = '2012-1' AND attendance.source = 'mass'
        ORDER BY attendance.place
    """
    with closing(sqlite3.connect(database)) as connection:
        return dict(connection.execute(query, (unit,)).fetchall())


def expected_scores(content: bytes, entitled: dict[str, int]) -> dict[str, Decimal]:
    """Return the score of each member of a filled-in workbook, rounded half up."""
    found = ballots(content)
    scores = {}
    for name in found["自评"]:
        means = {
            "自评": mean(value for _group, value in found["自评"][name]),
            "互评": _trimmed([value for _group, value in found["互评"][name]]),
            "领导点评": _weighted(found["领导点评"][name], LEADERS),
            "群众测评": _weighted(*_joined(found["群众测评"][name], entitled)),
        }
        exact = sum(means[title] * weight for title, weight in SOURCES.items()) / 100
        hundredths = Decimal(exact.numerator * 100) / Decimal(exact.denominator)
        scores[name] = hundredths.quantize(Decimal(1), ROUND_HALF_UP) / 100
    return scores


def _trimmed(values: list[Fraction]) -> Fraction:
    kept = sorted(values)[1:-1] if len(values) >= TRIM_FROM else values
    return Fraction(sum(kept), len(kept))


def _weighted(values: list[tuple[str, Fraction]], weights: dict[str, int]) -> Fraction:
    groups: dict[str, list[Fraction]] = defaultdict(list)
    for group, value in values:
        groups[group].append(value)
    total = sum(weights[group] for group in groups)
    return (
        sum((mean(marks) * weights[group] for group, marks in groups.items()), Fraction()) / total
    )


def _joined(
    values: list[tuple[str, Fraction]], weights: dict[str, int]
) -> tuple[list[tuple[str, Fraction]], dict[str, int]]:
    """Join groups with fewer than five ballots with the next one while two groups remain."""
    weights = {name: weights[name] for name in weights if any(g == name for g, _value in values)}
    for small in list(weights):
        if len(weights) <= 2 or sum(group == small for group, _value in values) >= 5:
            continue
        names = list(weights)
        place = names.index(small)
        neighbour = names[place + 1] if place + 1 < len(names) else names[place - 1]
        weights[neighbour] += weights.pop(small)
        values = [(neighbour if group == small else group, value) for group, value in values]
    return values, weights


def numbers(template: bytes) -> dict[str, str]:
    """Return the number of each member of a template by name."""
    sheet = load_workbook(BytesIO(template))["自评"]
    columns = columns_of(sheet)
    rows = range(HEADING_ROW + 1, sheet.max_row + 1)
    pairs = ((sheet.cell(row, columns["姓名"]), sheet.cell(row, columns["工号"])) for row in rows)
    return {str(name.value): str(number.value) for name, number in pairs if name.value}


def grade(score: Decimal) -> str:
    """Return the grade of a rounded score by the published bands."""
    return next(word for word, lowest in BANDS if score >= lowest)
