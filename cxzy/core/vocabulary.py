"""The fixed words of the domain, as they stand in tables, files and code."""

from enum import StrEnum


class Source(StrEnum):
    """Who assesses: the four of 一会四评."""

    SELF = "self"
    PEER = "peer"
    LEADER = "leader"
    MASS = "mass"


class SubjectKind(StrEnum):
    """What is assessed."""

    MEMBER = "member"
    BRANCH = "branch"


class UnitLevel(StrEnum):
    """Where a unit stands in the organisation tree, from the top."""

    UNIVERSITY = "university"
    ORGANISATION = "organisation"
    BRANCH = "branch"


class UnitKind(StrEnum):
    """The kind of a branch; branches are compared within a kind as well as overall."""

    STAFF = "staff"
    STUDENT = "student"
    OFFICE = "office"
    RETIRED = "retired"


class MemberType(StrEnum):
    """Formal members are graded, probationary ones only scored."""

    FORMAL = "formal"
    PROBATIONARY = "probationary"


OVERALL = ""
"""Criterion of a mark, or of a facet row, that stands for the whole ballot."""

BESIDE = ":"
"""First letter of what stands in facets in the place of a criterion and is none.

Bonus points, and ballots that break a rule: `cxzy/core/beside.py`.
"""

UNKNOWN_RATER = -1
"""Rater of a mark whose ballot is not known; such a mark is a ballot of its own."""


class BallotFate(StrEnum):
    """What became of votes that carry no points; stands as `word` of rows with NaN points."""

    ABSTENTION = "弃权"
    UNSURE = "不了解"
    VOID = "废票"
    NOT_RETURNED = "未收回"
