"""Rosters without anybody share no table."""

from cxzy.core.roster import ELECTORATE_COLUMNS, MEMBER_COLUMNS, Roster


def test_what_is_done_to_the_tables_of_one_empty_roster_touches_no_other() -> None:
    one, other = Roster(), Roster()
    one.electorate.loc[0] = ["peer", "甲组", 3]
    one.electorate["present"] = 2
    one.members.loc[0] = ["1", "甲", "", "", "", "", ""]
    one.members["name"] = "乙"

    for untouched in (other, Roster()):
        assert untouched.electorate.shape == (0, len(ELECTORATE_COLUMNS))
        assert list(untouched.electorate) == list(ELECTORATE_COLUMNS)
        assert untouched.electorate["count"].dtype == "int64"
        assert untouched.members.shape == (0, len(MEMBER_COLUMNS))
