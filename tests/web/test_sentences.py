"""The first sentence of a screen: right in grammar, at zero, in the plural, without data."""

import pytest

from cxzy.core.language import ngettext, use_language
from cxzy.core.vocabulary import Source, SubjectKind, UnitKind
from cxzy.services.campaign import MeetingView
from cxzy.web import sentences


def view(*standing: Source) -> MeetingView:
    return MeetingView(
        id=1, period_id=1, unit_id=1, unit="水文支部", organisation_id=2, organisation="水文学院",
        kind=UnitKind.STAFF, subject=SubjectKind.MEMBER, scheme_id=1, scheme="试评 1", version=1,
        held_on=None, expected=tuple(Source), standing=standing, sheets=len(standing),
        last_accepted=None,
    )  # fmt: skip


def test_plurals_are_those_of_the_language() -> None:
    use_language("zh_CN")
    assert ngettext("{count} member", "{count} members", 5) == "{count} 名党员"
    use_language("en")
    assert ngettext("{count} member", "{count} members", 1) == "{count} member"
    assert ngettext("{count} member", "{count} members", 5) == "{count} members"


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        ((), "水文支部：还没有收到评分表，应交自评、互评、领导点评、群众测评。"),
        ((Source.SELF, Source.PEER), "水文支部：4 类评分已收 2 类，还缺领导点评、群众测评。"),
        (tuple(Source), "水文支部：4 类评分已全部交齐。"),
    ],
)
def test_a_meeting_says_what_is_in_and_what_is_owed(
    standing: tuple[Source, ...], said: str
) -> None:
    use_language("zh_CN")
    assert sentences.meeting_answer(view(*standing)) == said


def test_the_office_hears_how_many_have_handed_in() -> None:
    use_language("en")
    views = [view(*Source), view()]
    assert sentences.handed_in_answer(views) == "1 of 2 meetings have handed in everything."
