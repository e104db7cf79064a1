"""The migrations make exactly the tables that queries are written against."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, text

from cxzy.store.database import reading
from cxzy.store.tables import metadata
from cxzy.store.upgrade import NEWEST, alembic_config
from tests.conftest import new_database

SQLITE_RULES = "SELECT sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL"
POSTGRESQL_RULES = """
    SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
"""


def rules(engine: Engine) -> set[str]:
    """Return the text of every constraint and index."""
    query = SQLITE_RULES if engine.dialect.name == "sqlite" else POSTGRESQL_RULES
    with engine.connect() as c:
        return {rule for rule in c.scalars(text(query)) if "alembic_version" not in rule}


def test_the_newest_revision_is_the_head_of_the_migrations() -> None:
    assert ScriptDirectory.from_config(alembic_config()).get_heads() == [NEWEST]


def test_the_migrations_equal_the_tables_that_queries_see(engine: Engine) -> None:
    with reading(engine) as c:
        context = MigrationContext.configure(c, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_constraints_of_sqlite_equal_those_of_the_tables(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    other = create_engine(f"sqlite:///{tmp_path / 'other.db'}")
    metadata.create_all(other)
    assert rules(sqlite_engine) == rules(other)
    other.dispose()


def test_the_constraints_of_postgresql_equal_those_of_the_tables(
    postgresql_url: str, empty_postgresql: str
) -> None:
    with new_database(postgresql_url) as made:
        engines = [
            create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
            for url in (empty_postgresql, made)
        ]
        metadata.create_all(engines[1])
        assert rules(engines[0]) == rules(engines[1])
        for engine in engines:
            engine.dispose()
