"""What is said of who voted, group by group."""

from cxzy.core.language import CHINESE, ENGLISH, use_language
from cxzy.core.representation import representation
from cxzy.core.vocabulary import Source
from cxzy.services.quality import SourceQuality
from cxzy.services.quality_sentences import turnout_heading


def heading(ballots: dict[str, int], people: dict[str, int]) -> tuple[str, str]:
    found = representation(ballots, people)
    source = SourceQuality(Source.LEADER, sum(ballots.values()), 0, found, None)
    said = []
    for language in (CHINESE, ENGLISH):
        use_language(language)
        said.append(turnout_heading(source, found))
    return said[0], said[1]


def test_the_group_that_voted_least_is_named() -> None:
    chinese, english = heading({"分管": 1, "其他": 1}, {"分管": 1, "其他": 2})
    assert chinese == "领导点评参与率 67%，最低的是其他，50%"
    assert english == "67% of leaders voted; least of 其他, 50%"


def test_no_group_is_named_where_all_voted_alike() -> None:
    chinese, english = heading({"分管": 1, "其他": 2}, {"分管": 1, "其他": 2})
    assert chinese == "领导点评参与率 100%，各群体相同"
    assert english == "100% of leaders voted, of every group alike"
