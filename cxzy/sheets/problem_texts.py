"""What every problem says: its title, what was expected, and how to mend it."""

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from cxzy.core.language import _, listed, mark, sentences
from cxzy.sheets.form_problem_texts import FORM_TEXTS, Text
from cxzy.sheets.form_problem_texts import warns as _warns
from cxzy.sheets.problems import Cell, Problem, Said

PROBLEM_TEXTS = {
    "mark_out_of_range": Text(
        mark("Mark outside the range"),
        mark("a number from 0 to {full_marks}"),
        mark("Correct the number, or ask the rater; nothing is cut to fit."),
    ),
    "unknown_word": Text(
        mark("Word not on the scale"),
        mark("one of {words}"),
        mark("Write one of these words."),
        near=mark("The closest is {near}."),
    ),
    "not_a_mark": Text(
        mark("Not a mark"),
        mark("a number, a word of the scale, or nothing"),
        mark("Write the mark alone into the cell, formatted as text or number."),
    ),
    "blank_mark": _warns(
        mark("Mark missing"),
        mark("a mark"),
        mark("Fill it in if it was forgotten; if it was left out on purpose, leave it blank."),
    ),
    "scale_unclear": _warns(
        mark("Words stand on several scales"),
        mark("words of one scale only"),
        mark("They were read on the scale {scale}; check that this is the scale of the form."),
    ),
    "error_cell": Text(
        mark("Error value in the cell"),
        mark("a value"),
        mark("Correct the formula in Excel or write the value itself."),
    ),
    "uncached_formula": Text(
        mark("Formula without a result"),
        mark("a result that is stored in the file"),
        mark("Open the file in Excel, save it and upload it again."),
    ),
    "impossible_number": Text(
        mark("Not a number that can be counted"),
        mark("a number"),
        mark("Write the mark again."),
    ),
    "unknown_name": Text(
        mark("Name not on the roster"),
        mark("a name of the roster"),
        mark("Correct the name, or add the number beside it; if the person is new, "
             "add them to the roster."),
        near=mark("The closest is {near}."),
    ),
    "unknown_number": Text(
        mark("Number not on the roster"),
        mark("a number of the roster"),
        mark("Correct the number, or add the person to the roster."),
        near=mark("On the roster with this name or a similar one: {near}."),
    ),
    "number_of_another": Text(
        mark("Number and name belong to different people"),
        mark("with this number the name {near}"),
        mark("Correct the name or the number."),
    ),
    "name_unclear": Text(
        mark("Several people have this name"),
        mark("the number as well: one of {near}"),
        mark("Write the number behind the name in brackets, or fill in the number column."),
    ),
    "name_twice": Text(
        mark("The same subject twice"),
        mark("every subject once; the first stands at {first}"),
        mark("Remove one of the two, or correct the name."),
    ),
    "name_missing": Text(
        mark("Marks without a name"),
        mark("a name or a number"),
        mark("Write whom these marks are for, or remove them."),
    ),
    "duplicate_ballot": Text(
        mark("A second ballot of the same rater for the same subject"),
        mark("one ballot; the first stands at {first}"),
        mark("Remove one of the two, or correct the rater's name."),
    ),
    "ballot_in_two_files": Text(
        mark("The same ballots stand in two files"),
        mark("ballots that {other} does not hold already; {count} are in both"),
        mark("If one of the files is a corrected version of the other, upload that one alone."),
    ),
    "source_in_two_files": _warns(
        mark("Two files hold marks of the same source"),
        mark("marks of other raters than in {other}; {count} of those assessed are in both"),
        mark("If one is a corrected version of the other, upload it alone; else both count."),
    ),
    "own_mark": _warns(
        mark("Mark for oneself"),
        mark("no mark of a member for himself in the peers' sheet"),
        mark("Nothing to do: the scheme leaves it out."),
    ),
    "unknown_criterion": Text(
        mark("Not a criterion of the scheme"),
        mark("one of {criteria}"),
        mark("Write the criterion's name as in the scheme."),
        near=mark("The closest is {near}."),
    ),
    "column_not_read": _warns(
        mark("Column not read"),
        mark("one of {criteria}"),
        mark("Nothing to do if this column holds no marks of the scheme."),
    ),
    "criterion_missing": _warns(
        mark("No column for a criterion"),
        mark("a column {criteria}"),
        mark("Add the column, or make sure that the criterion was not assessed."),
    ),
    "weight_differs": _warns(
        mark("Weight in the heading contradicts the scheme"),
        mark("{weight} %"),
        mark("The scheme's weight is used; correct the form for the next time."),
    ),
    "full_marks_differ": Text(
        mark("Full marks in the heading contradict the scheme"),
        mark("full marks {full_marks}"),
        mark("Convert the marks to the scheme's full marks, or have the scheme changed."),
    ),
    "total_differs": _warns(
        mark("The total contradicts its parts"),
        mark("{total}"),
        mark("Check the marks of this row; the total itself is not used."),
    ),
    "not_a_count": Text(
        mark("Not a number of votes"),
        mark("a whole number, 0 or more"),
        mark("Write the number of votes."),
    ),
    "returned_over_issued": Text(
        mark("More ballots returned than issued"),
        mark("at most {issued}"),
        mark("Correct one of the two numbers."),
    ),
    "votes_do_not_add": _warns(
        mark("Votes do not add up"),
        mark("{total} votes"),
        mark("Count again; the votes per word are used as they stand."),
    ),
    "same_mark_for_all": _warns(
        mark("The same mark for everybody"),
        mark("marks that tell the subjects apart"),
        mark("Nothing to do if the rater meant it."),
    ),
    "rater_without_marks": _warns(
        mark("A rater without any mark"),
        mark("marks in this row or column"),
        mark("Nothing to do if no ballot was handed in; otherwise fill it in."),
    ),
    "ballots_missing": _warns(
        mark("A rater left out some subjects"),
        mark("a mark for everybody; none for {count}: {missing}"),
        mark("Fill them in if they were forgotten; otherwise leave them blank."),
    ),
    "subject_without_marks": _warns(
        mark("A subject without any mark"),
        mark("at least one mark"),
        mark("Fill the marks in, or make sure that nobody assessed this subject."),
    ),
    "subjects_missing": _warns(
        mark("On the roster and not in the sheet"),
        mark("everybody on the roster; {count} are missing"),
        mark("Add their marks, or make sure that they were not assessed."),
    ),
    "wrong_meeting": Text(
        mark("This workbook belongs to another meeting"),
        mark("the workbook made for this meeting ({expected})"),
        mark("Choose the meeting it belongs to, or upload this meeting's workbook."),
    ),
    "wrong_period": Text(
        mark("This workbook belongs to another period"),
        mark("period {expected}"),
        mark("Choose the period it belongs to, or upload this period's workbook."),
    ),
    "other_scheme_version": _warns(
        mark("Made for another version of the scheme"),
        mark("{expected}"),
        mark("Check that the criteria and words are still those of the scheme in force."),
    ),
    "other_roster": _warns(
        mark("Made for an earlier roster"),
        mark("the roster in force"),
        mark("Check that nobody is missing who joined since."),
    ),
    "source_unknown": Text(
        mark("Not said who assesses"),
        mark("自评, 互评, 领导点评 or 群众测评 in the sheet's name, or a line 测评主体:…"),
        mark("Name the sheet so, or choose the source when uploading."),
    ),
    "source_off": _warns(
        mark("The scheme does not use this source"),
        mark("one of {sources}"),
        mark("Nothing to do: these marks do not enter the score."),
    ),
    "direction_assumed": _warns(
        mark("Not said who assesses whom"),
        mark("评价人\\被测评人 in the corner of the table"),
        mark("It was read with {down} downwards and {across} across; correct the corner if "
             "that is wrong."),
    ),
    "hidden_sheet": _warns(
        mark("Hidden sheet"),
        mark("sheets that everybody sees"),
        mark("It was read all the same; show it in Excel and check it."),
    ),
    "hidden_cells": _warns(
        mark("Hidden rows or columns"),
        mark("rows and columns that everybody sees"),
        mark("They were read all the same; show them in Excel and check them."),
    ),
    "no_table": Text(
        mark("No table recognised"),
        mark("a table of marks with headings, such as 姓名 and the criteria"),
        mark("Use the template, or add a heading row as in the guide."),
    ),
    "more_problems": Text(
        mark("More problems than are listed"),
        mark("few enough to list"),
        mark("Mend those that are listed first, then upload the sheet again."),
    ),
    "sheet_not_read": _warns(
        mark("A sheet with numbers was not understood"),
        mark("a table of marks with headings, such as 姓名 and the criteria"),
        mark("Nothing to do if it holds no marks; otherwise add a heading row as in the guide."),
    ),
    **FORM_TEXTS,
}  # fmt: skip


def blocks(code: str) -> bool:
    """Whether a problem of this code keeps a sheet from being accepted."""
    return PROBLEM_TEXTS[code].blocks


def title(code: str) -> str:
    """Return what a problem is called, in the reader's language."""
    return _(PROBLEM_TEXTS[code].title)


def expected(problem: Problem) -> str:
    """Return what was expected in the cell, in the reader's language."""
    return _filled(PROBLEM_TEXTS[problem.code].expected, problem)


def remedy(problem: Problem) -> str:
    """Return how to mend it, in the reader's language."""
    text = PROBLEM_TEXTS[problem.code]
    said = _filled(text.remedy, problem)
    if not text.near or not dict(problem.detail).get("near"):
        return said
    return sentences(said, _filled(text.near, problem))


def _filled(message: str, problem: Problem) -> str:
    said = {key: _told(value) for key, value in problem.detail if value}
    gaps = defaultdict(lambda: "—", said)
    return _(message).format_map(gaps)


def _told(said: Said) -> str:
    return said if isinstance(said, str) else listed(said)


def problem_record(problem: Problem) -> dict[str, str]:
    """Return a problem as it is printed: code, level, cell, found, expected, remedy."""
    return {
        "code": problem.code,
        "level": problem.level,
        "cell": str(problem.cell),
        "found": _told(problem.found),
        "expected": expected(problem),
        "remedy": remedy(problem),
    }


def problems_to_json(problems: Iterable[Problem]) -> str:
    """Return problems as JSON that `problems_from_json` turns back, free of any language."""
    parts = [
        [p.code, p.cell.file, p.cell.sheet, p.cell.row, p.cell.column, p.found, p.detail, p.blocks]
        for p in problems
    ]
    return json.dumps(parts, ensure_ascii=False)


def problems_from_json(text: str) -> tuple[Problem, ...]:
    """Return the problems that `problems_to_json` wrote."""
    return tuple(
        Problem(code, Cell(file, sheet, row, column), _frozen(found), _frozen(detail), stops)
        for code, file, sheet, row, column, found, detail, stops in json.loads(text or "[]")
    )


def _frozen(part: Any) -> Any:
    return tuple(map(_frozen, part)) if isinstance(part, list) else part
