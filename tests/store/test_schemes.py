"""Schemes as text; frozen ones never change."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine, delete, update
from sqlalchemy.exc import IntegrityError

from cxzy.core.vocabulary import SubjectKind
from cxzy.store import tables
from cxzy.store.database import reading, writing
from cxzy.store.errors import AlreadyThere, NotFound
from cxzy.store.schemes import add_scheme, freeze, scheme, schemes
from tests.store.conftest import Campaign


def test_a_scheme_comes_back_letter_by_letter(engine: Engine, campaign: Campaign) -> None:
    text = 'name = "默认方案"\r\n\t# 100% :colon "quote"\n'
    with writing(engine) as c:
        added = add_scheme(c, "默认方案", "2", SubjectKind.BRANCH, text, "a" * 64)
    with reading(engine) as c:
        assert scheme(c, added.id).text == text
        assert schemes(c) == [added, campaign.scheme]


def test_a_version_of_a_scheme_is_given_once(engine: Engine, campaign: Campaign) -> None:
    with writing(engine) as c, pytest.raises(AlreadyThere, match="默认方案 1"):
        add_scheme(c, "默认方案", "1", SubjectKind.MEMBER, "", "b" * 64)


def test_freezing_is_for_good_and_may_be_repeated(engine: Engine, campaign: Campaign) -> None:
    with writing(engine) as c:
        freeze(c, campaign.scheme.id)
        freeze(c, campaign.scheme.id)
        assert scheme(c, campaign.scheme.id) == replace(campaign.scheme, frozen=True)
        with pytest.raises(NotFound):
            freeze(c, 404)


@pytest.mark.parametrize(
    "statement",
    [
        update(tables.scheme).values(text="changed"),
        update(tables.scheme).values(frozen=False),
        delete(tables.scheme),
    ],
    ids=["text", "thaw", "delete"],
)
def test_the_database_refuses_any_change_of_a_frozen_scheme(
    engine: Engine, campaign: Campaign, statement: object
) -> None:
    with writing(engine) as c:
        freeze(c, campaign.scheme.id)
    with writing(engine) as c, pytest.raises(IntegrityError, match="scored a sheet"):
        c.execute(statement)
