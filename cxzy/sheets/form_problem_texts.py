"""What is said of a form as a whole: its rater groups, its headings, its tables."""

from dataclasses import dataclass

from cxzy.core.language import mark


@dataclass(frozen=True)
class Text:
    """The texts of a code, with gaps that a problem's detail fills, and its level.

    `near` is said after the remedy, and only where there is something near.
    """

    title: str
    expected: str
    remedy: str
    blocks: bool = True
    near: str = ""


def warns(title: str, expected: str, remedy: str, near: str = "") -> Text:
    """Return the texts of a problem that keeps no sheet from being accepted."""
    return Text(title, expected, remedy, blocks=False, near=near)


FORM_TEXTS = {
    "unknown_group": Text(
        mark("Rater group not known"),
        mark("one of {groups}"),
        mark("Write one of these groups on all {count} ballots that have this one; "
             "ballots of a group that is not known would not count."),
        near=mark("The closest is {near}."),
    ),
    "group_missing": Text(
        mark("Ballots without a rater group"),
        mark("a group on every ballot, one of {groups}; {count} ballots have none"),
        mark("Fill the group in; beside ballots with a group those without one would not count."),
    ),
    "groups_not_named": warns(
        mark("No ballot names a rater group"),
        mark("a group on every ballot, one of {groups}"),
        mark("Fill the groups in if they are known; without them all ballots count alike."),
    ),
    "mark_below_one": warns(
        mark("Marks between 0 and 1"),
        mark("a mark out of {full_marks}"),
        mark("If these {count} marks are shares, write them as percentages, such as 95%; "
             "if they are meant so, nothing is to be done."),
    ),
    "ten_point_scale": warns(
        mark("Looks like a ten-point scale"),
        mark("marks out of {full_marks}; the highest of this table is {highest}"),
        mark("If the marks were given out of 10, multiply them by 10; "
             "if they are meant so, nothing is to be done."),
    ),
    "weight_or_full_marks": warns(
        mark("A number in the heading may be the weight or the full marks"),
        mark("full marks {full_marks}"),
        mark("It was taken for the weight; if it means full marks, convert the marks to "
             "{full_marks}."),
    ),
    "numbers_differ": warns(
        mark("Different numbers for one name"),
        mark("the number in {other}: {numbers}; here it is {own}"),
        mark("They count as two people. If it is one person, correct the number in one of the "
             "two places; if two people have this name, nothing is to be done."),
    ),
    "source_remembered": warns(
        mark("Whose marks these are is remembered from before"),
        mark("自评, 互评, 领导点评 or 群众测评 in the sheet's name, or a line 测评主体:…"),
        mark("They were read as a person chose for this form before; if they are another's this "
             "time, choose it where the file is shown as it was read."),
    ),
    "direction_unknown": Text(
        mark("Not said which side assesses and which is assessed"),
        mark("评价人\\被测评人 in the empty corner (rows\\columns), or 被测评人\\评价人"),
        mark("Write it there, or 姓名 if those assessed stand downwards, or use the template."),
    ),
    "raters_assumed": warns(
        mark("Headings taken for the names of raters"),
        mark("a column for each criterion ({criteria}), or the raters under a heading 评价人"),
        mark("Each column was read as one rater's mark for the whole. If these are criteria, "
             "head the columns as in the scheme; if they are raters, nothing is to be done."),
    ),
    "column_twice": Text(
        mark("Two columns with the same heading"),
        mark("every heading once; the first stands at {first}"),
        mark("Remove one of the two columns, or correct its heading; if they are of several "
             "raters, give each rater rows or a sheet of his own."),
    ),
    "row_not_read": warns(
        mark("Row not read"),
        mark("a name of the roster, with marks beside it"),
        mark("Nothing to do if this is a note or a heading; otherwise correct the name and fill "
             "the marks in."),
        near=mark("The closest is {near}."),
    ),
    "table_twice": Text(
        mark("The same table twice"),
        mark("every ballot once; those of this table stand at {first} and below already"),
        mark("Remove this table, or the other; if others filled it in, correct the names of "
             "the raters: {count} ballots are of the same rater for the same subject."),
    ),
    "word_points_differ": warns(
        mark("Points beside a word contradict the scheme"),
        mark("{points} points"),
        mark("The scheme's points are used; correct the form for the next time."),
    ),
    "heading_is_date": Text(
        mark("A heading that Excel turned into a date"),
        mark("the heading as text, such as 3-1"),
        mark("Format the cell as text and write the heading again."),
    ),
    "mark_between_ranges": warns(
        mark("Mark in none of the ranges of the heading"),
        mark("a mark in one of the ranges {ranges}"),
        mark("Check the mark; nothing is to be done if it is meant so."),
    ),
    "rater_in_file_name": warns(
        mark("The rater is named by the name of the file or sheet alone"),
        mark("a line 评价人:… above the table"),
        mark("The ballots of this table count as that member's. If somebody else filled it in, "
             "write 评价人:… above it."),
    ),
    "subject_in_file_name": warns(
        mark("Who assesses himself is named by the name of the file or sheet alone"),
        mark("a line 姓名:… above the table"),
        mark("The marks count as that member's own. If they are somebody else's, write 姓名:… "
             "above them."),
    ),
    "ballots_unknown": warns(
        mark("Finished scores, single ballots not known"),
        mark("the single ballots of {sources}"),
        mark("The scores are used as they stand. Spread, trimming and ranges of ranks need the "
             "ballots: upload them instead if they are at hand."),
    ),
    "scores_beside_ballots": warns(
        mark("Finished scores beside single ballots"),
        mark("either the ballots or the scores of {sources}"),
        mark("Nothing to do: the ballots in this file count, these scores do not."),
    ),
    "bonus_not_a_number": Text(
        mark("Bonus points that are no number"),
        mark("a number from {lowest} to {highest}, or nothing"),
        mark("Write the points alone into the cell; the reason can stand in a column 备注."),
    ),
    "bonus_wrong_sign": Text(
        mark("Bonus points that the scheme does not give"),
        mark("under “{name}” a number from {lowest} to {highest}"),
        mark("Write what is added above 0 and what is deducted below 0, such as -2; "
             "a larger number counts up to the limit."),
    ),
    "bonus_twice": warns(
        mark("Bonus points of somebody several times"),
        mark("one number per person and column; the first stands at {first}"),
        mark("They add up. If it is the same number written again, delete it in all lines but "
             "one."),
    ),
    "scores_without_share": Text(
        mark("Finished scores where the share of votes counts"),
        mark("the votes per word, for {sources}"),
        mark("Hand in a tally or the ballots: from a mean it cannot be told how many were in "
             "favour."),
    ),
    "bonus_alone": warns(
        mark("Bonus points without marks"),
        mark("the marks of {source} in the same upload, or a file that is added to them"),
        mark("Bonus points count together with {source}: accepted alone they take the place of "
             "what stands there. Upload both together, or choose to add this file."),
    ),
    "only_totals": Text(
        mark("Nothing but totals"),
        mark("a column per criterion (德, 能 …) or per source (自评得分, 互评得分 …)"),
        mark("A final score is not counted again: upload the marks or the scores it was made of."),
    ),
    "no_rows": Text(
        mark("Headings without rows"),
        mark("a row below the headings for each who is assessed, with marks"),
        mark("The headings are understood: fill in names and marks below them, save, and choose "
             "the file again."),
    ),
    "votes_unknown": Text(
        mark("Percentages without a number of votes"),
        mark("the number of valid votes that these are percentages of"),
        mark("Add a column 有效票 or a line 有效票:… above the table, or write votes in place of "
             "percentages."),
    ),
    "not_a_share": Text(
        mark("Not a percentage"),
        mark("a percentage of the votes, such as 85.1%"),
        mark("Write the percentage."),
    ),
    "share_not_whole": Text(
        mark("A percentage that is no whole number of votes"),
        mark("a percentage that comes out whole of {votes} votes"),
        mark("Check the percentage and the number of valid votes; one of the two is wrong."),
    ),
    "shares_over": Text(
        mark("Percentages add to more than 100"),
        mark("100% over all words of the row, as far as rounding allows"),
        mark("Check the percentages of this row."),
    ),
    "shares_do_not_add": warns(
        mark("Percentages add to less than 100"),
        mark("100% over all words of the row, as far as rounding allows"),
        mark("Check that no word is missing; nothing is to be done where abstentions are not "
             "listed. The percentages are used as they stand."),
    ),
    "two_ticks": warns(
        mark("Two ticks for one mark"),
        mark("one tick; here {cells} are ticked"),
        mark("The mark is void and does not count. If the ballot itself has one tick only, "
             "correct it here."),
    ),
    "not_a_tick": Text(
        mark("Not a tick"),
        mark("√ in the cell of the word that was chosen, the others left blank"),
        mark("Write √ there, or empty the cell."),
    ),
    "tick_unclear": Text(
        mark("Not clear whether this is a tick"),
        mark("√ in the cell of the word that was chosen, the others left blank"),
        mark("Write √ in place of this sign if it stands for the choice; otherwise remove it. "
             "○ and □ alone are empty boxes, × beside √ is a choice against."),
    ),
    "ticks_or_votes": Text(
        mark("Ticks of one rater, or numbers of votes?"),
        mark("√ for a tick; or 票数 in the title or the headings, if votes were counted"),
        mark("If each row is one rater's choice, write √ in place of 1, or name the rater; if the "
             "votes of several raters were counted, write 计票表 above the table."),
    ),
}  # fmt: skip
