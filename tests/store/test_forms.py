"""Remembered forms, in and out of the database."""

from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import IntegrityError

from cxzy.store.database import open_database, reading, writing
from cxzy.store.errors import AlreadyThere, NotFound, StaleRecord
from cxzy.store.forms import (
    add_form,
    change_form,
    count_use,
    delete_form,
    form,
    form_of_unit,
    forms,
    in_force,
)
from cxzy.store.records import StoredForm
from cxzy.store.upgrade import NEWEST, alembic_config
from tests.conftest import new_database
from tests.store.conftest import Campaign, small_campaign


def kept(engine: Engine, fingerprint: str = "f1", unit_id: int | None = None) -> StoredForm:
    with writing(engine) as c:
        return add_form(
            c, fingerprint=fingerprint, unit_id=unit_id, roles='{"columns": []}', actor="某书记"
        )


def test_a_form_comes_back_as_it_was_kept(engine: Engine, campaign: Campaign) -> None:
    stored = kept(engine, unit_id=campaign.branch.id)
    with reading(engine) as c:
        assert form(c, stored.id) == stored
        assert forms(c) == [stored]
    assert (stored.used, stored.used_at, stored.version) == (0, None, 1)
    assert stored.remembered_at.tzinfo is not None


def test_in_a_unit_its_own_forms_go_before_those_of_all_and_others_do_not_count(
    engine: Engine, campaign: Campaign
) -> None:
    own = kept(engine, "f1", campaign.branch.id)
    everywhere = kept(engine, "f1")
    newer = kept(engine, "f2")
    elsewhere = kept(engine, "f1", campaign.university.id)
    with reading(engine) as c:
        hold = forms(c, [campaign.branch.id, campaign.university.id])
        assert in_force(hold, campaign.branch.id) == [own, newer, everywhere]
        assert in_force(hold, campaign.university.id) == [elsewhere, newer, everywhere]
        assert forms(c, [campaign.university.id]) == [elsewhere, newer, everywhere]
        assert form_of_unit(c, "f1", None) == everywhere
        assert form_of_unit(c, "f1", campaign.branch.id) == own
        assert form_of_unit(c, "f2", campaign.branch.id) is None


@pytest.mark.parametrize("in_unit", [True, False])
def test_a_shape_is_known_once_in_a_unit_and_once_everywhere(
    engine: Engine, campaign: Campaign, in_unit: bool
) -> None:
    unit_id = campaign.branch.id if in_unit else None
    kept(engine, "f1", unit_id)
    with pytest.raises(AlreadyThere):
        kept(engine, "f1", unit_id)
    with pytest.raises(IntegrityError), writing(engine) as c:
        c.execute(
            text(
                "INSERT INTO form "
                "(fingerprint, unit_id, roles, remembered_by, remembered_at, used, version) "
                "SELECT fingerprint, unit_id, roles, remembered_by, remembered_at, 0, 1 FROM form"
            )
        )


def test_a_form_changes_once_per_version(engine: Engine, campaign: Campaign) -> None:
    stored = kept(engine)
    later = replace(stored, roles="{}", remembered_by="另一人")
    with writing(engine) as c:
        assert change_form(c, later) == replace(later, version=2)
        with pytest.raises(StaleRecord):
            change_form(c, later)


def test_a_form_is_deleted_in_the_version_that_was_seen(engine: Engine, campaign: Campaign) -> None:
    stored = kept(engine)
    with writing(engine) as c:
        changed = change_form(c, replace(stored, roles="{}"))
        with pytest.raises(StaleRecord):
            delete_form(c, stored)
        delete_form(c, changed)
        assert forms(c) == []
        with pytest.raises(NotFound):
            delete_form(c, changed)


def test_uses_are_counted_and_change_no_version(engine: Engine, campaign: Campaign) -> None:
    stored = kept(engine)
    with writing(engine) as c:
        count_use(c, stored.id)
        count_use(c, stored.id)
        count_use(c, stored.id + 99)
        used = form(c, stored.id)
    assert (used.used, used.version) == (2, stored.version)
    assert used.used_at is not None
    assert used.used_at >= stored.remembered_at


def older(url: str) -> None:
    """Make a database of the first revision with a small campaign in it."""
    engine = create_engine(url)
    with engine.begin() as c:
        command.upgrade(alembic_config(c), "0001")
    small_campaign(engine)
    engine.dispose()


def test_a_sqlite_database_of_the_first_revision_is_upgraded_with_what_it_holds(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    older(url)
    upgraded(url)


def test_a_postgresql_database_of_the_first_revision_is_upgraded_with_what_it_holds(
    postgresql_url: str,
) -> None:
    with new_database(postgresql_url) as url:
        older(url.replace("postgresql:", "postgresql+psycopg:"))
        upgraded(url)


def upgraded(url: str) -> None:
    engine = open_database(url)
    with reading(engine) as c:
        assert c.scalar(text("SELECT version_num FROM alembic_version")) == NEWEST
        assert c.scalar(text("SELECT name FROM unit WHERE code = '101'")) == "数学教工党支部"
        branch = c.scalar(text("SELECT id FROM unit WHERE code = '101'"))
    stored = kept(engine, unit_id=branch)
    with reading(engine) as c:
        assert in_force(forms(c), stored.unit_id or 0) == [stored]
    engine.dispose()
