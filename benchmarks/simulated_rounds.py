"""The rounds that are simulated, each with its name in Chinese and English."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from benchmarks.simulated import WORDS, Group, Round


@dataclass(frozen=True)
class Named:
    """A round under the name it has in the tables."""

    chinese: str
    english: str
    round: Round

    @property
    def title(self) -> str:
        """Return both names."""
        return f"{self.chinese} · {self.english}"


def alike(ballots: int) -> Mapping[str, Group]:
    """Return raters of one kind."""
    return {"": Group(ballots)}


SEVERITY, STRONG = 3.0, 6.0
"""How far raters differ in severity, in points, beside a noise of 5."""

NEARLY_ALL_BEST = (97.0, 4.0)
"""A level at which nine words in ten are 优秀."""

SMALL = Round(4000, 6, alike(2), alike(20))
USUAL = Round(1000, 20, alike(4), alike(35))
BIG = Round(90, 60, alike(6), alike(150))
STRICT = replace(USUAL, severity=SEVERITY)
IN_WORDS = replace(STRICT, scale=WORDS)

MASSES = {
    "学生": Group(8, weight=0.6, shift=-4.0),
    "教师": Group(15, weight=0.25, shift=2.0),
    "职工": Group(12, weight=0.15, shift=4.0),
}
"""Students are most of those entitled, stay away most, and are the strictest."""
LEADERS = {"分管领导": Group(1, weight=0.6), "其他领导": Group(3, weight=0.4)}
SOURCES = """
[sources.self]
weight = 10
[sources.peer]
weight = 30
{peer}
[sources.leader]
weight = 30
{leader}
[sources.mass]
weight = 30
{mass}
"""
ALONE = "[sources.self]\nweight = 10\n[sources.leader]\nweight = 45\n[sources.mass]\nweight = 45\n"


def scheme(*, peer: str = "", leader: str = "", mass: str = "") -> str:
    """Return the usual scheme with a line more for some sources."""
    return SOURCES.format(peer=peer, leader=leader, mass=mass)


TRIMMED = scheme(peer='aggregation = { kind = "trimmed", high = 1, low = 1, from = 7 }')
BY_LEADERS = scheme(leader='groups = { "分管领导" = 60, "其他领导" = 40 }')
BY_ELECTORATE = scheme(mass='groups = "electorate"')
TALLY = 'aggregation = "tally"'
RELATIVE, MEDIAN = 'aggregation = "relative"', 'aggregation = "median"'
BY_THE_BEST = scheme(peer=RELATIVE, leader=RELATIVE, mass=RELATIVE)
BY_MEDIANS = scheme(peer=MEDIAN, leader=MEDIAN, mass=MEDIAN)
BY_VOTES = scheme(peer=TALLY, leader=TALLY, mass=TALLY)

CRITERIA = {"commitment": 30, "post": 25, "service": 20, "teamwork": 15, "integrity": 10}
WEIGHED = "".join(
    f'[[criteria]]\nkey = "{key}"\nweight = {weight}\n' for key, weight in CRITERIA.items()
)
GROUPED = replace(IN_WORDS, masses=MASSES, scheme=BY_ELECTORATE)

SMALL_IN_WORDS = replace(SMALL, severity=SEVERITY, scale=WORDS)
BY_CRITERIA = replace(IN_WORDS, branches=400, scheme=scheme() + WEIGHED, criteria=tuple(CRITERIA))
"""Five marks on a ballot: fewer branches, so that a round is no larger than memory allows."""
SMALL_BY_CRITERIA = replace(
    BY_CRITERIA, branches=2000, members=6, leaders=alike(2), masses=alike(20)
)

REDRAWN = replace(STRICT, branches=300, redraws=200)
"""Fewer branches, each drawn so often that the truth is known to a fourteenth of an error."""
SMALL_REDRAWN = replace(SMALL, branches=1000, severity=SEVERITY, redraws=200)

ROUNDS: Mapping[str, Named] = {
    "small": Named("小支部", "small branch", SMALL),
    "small_severity": Named(
        "小支部，宽严不一", "small, raters differ in severity", replace(SMALL, severity=SEVERITY)
    ),
    "small_strong": Named(
        "小支部，宽严悬殊", "small, severity as large as noise", replace(SMALL, severity=STRONG)
    ),
    "small_words": Named(
        "小支部，四个等次词，宽严不一",
        "small, four words, severity",
        SMALL_IN_WORDS,
    ),
    "usual": Named("一般支部", "usual branch", USUAL),
    "usual_severity": Named("一般支部，宽严不一", "usual, severity", STRICT),
    "usual_strong": Named(
        "一般支部，宽严悬殊", "usual, severity as large as noise", replace(USUAL, severity=STRONG)
    ),
    "usual_words": Named("一般支部，四个等次词，宽严不一", "usual, four words, severity", IN_WORDS),
    "unanimous": Named(
        "一般支部，几乎全是优秀",
        "usual, nearly all 优秀",
        replace(IN_WORDS, level=NEARLY_ALL_BEST),
    ),
    "grouped": Named("一般支部，群众按群体加权", "usual, masses weighed by groups", GROUPED),
    "not_weighed": Named(
        "同上，群众不加权", "the same, masses not weighed", replace(GROUPED, scheme=scheme())
    ),
    "one_heavy": Named(
        "一般支部，分管领导一人占六成",
        "usual, one leader has six tenths",
        replace(IN_WORDS, leaders=LEADERS, scheme=BY_LEADERS),
    ),
    "missing": Named(
        "一般支部，三成票未投", "usual, three ballots in ten missing", replace(STRICT, missing=0.3)
    ),
    "trimmed": Named(
        "一般支部，互评去掉最高最低", "usual, peers trimmed", replace(STRICT, scheme=TRIMMED)
    ),
    "big": Named("大支部，宽严不一", "big branch, severity", replace(BIG, severity=SEVERITY)),
    "alone": Named(
        "名单上只有一个对象",
        "one subject alone",
        replace(STRICT, branches=4000, members=1, scheme=ALONE),
    ),
    "small_tally": Named(
        "小支部，计票", "small, votes per word", replace(SMALL_IN_WORDS, scheme=BY_VOTES)
    ),
    "usual_tally": Named(
        "一般支部，计票", "usual, votes per word", replace(IN_WORDS, scheme=BY_VOTES)
    ),
    "small_relative": Named(
        "小支部，以最高者为准",
        "small, against the best",
        replace(SMALL_REDRAWN, scheme=BY_THE_BEST),
    ),
    "usual_relative": Named(
        "一般支部，以最高者为准", "usual, against the best", replace(REDRAWN, scheme=BY_THE_BEST)
    ),
    "small_median": Named(
        "小支部，中位数", "small, medians", replace(SMALL_REDRAWN, scheme=BY_MEDIANS)
    ),
    "usual_median": Named(
        "一般支部，中位数", "usual, medians", replace(REDRAWN, scheme=BY_MEDIANS)
    ),
    "usual_median_words": Named(
        "一般支部，四个等次词，中位数",
        "usual, four words, medians",
        replace(REDRAWN, scale=WORDS, scheme=BY_MEDIANS),
    ),
    "small_criteria": Named("小支部，五个项目", "small, five criteria", SMALL_BY_CRITERIA),
    "usual_criteria": Named("一般支部，五个项目", "usual, five criteria", BY_CRITERIA),
    "small_tally_criteria": Named(
        "小支部，五个项目，计票",
        "small, five criteria, votes per word",
        replace(SMALL_BY_CRITERIA, scheme=BY_VOTES + WEIGHED),
    ),
    "usual_tally_criteria": Named(
        "一般支部，五个项目，计票",
        "usual, five criteria, votes per word",
        replace(BY_CRITERIA, scheme=BY_VOTES + WEIGHED),
    ),
}
