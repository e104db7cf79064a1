"""Triggers that refuse changes, in the words of either database."""

from alembic import op

_REFUSE = """
CREATE FUNCTION cxzy_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


def prepare_guards() -> None:
    """Make what the guards need, once per database."""
    if _on_postgresql():
        op.execute(_REFUSE)


def guard(name: str, table: str, event: str, message: str, *, when: str = "") -> None:
    """Refuse `event`, such as UPDATE OF text, on rows of `table` for which `when` holds."""
    condition = f"WHEN ({when})" if when else ""
    trigger = f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {condition} "
    if _on_postgresql():
        op.execute(f"{trigger} EXECUTE FUNCTION cxzy_refuse('{message}')")
    else:
        op.execute(f"{trigger} BEGIN SELECT RAISE(ABORT, '{message}'); END")


def guard_emptying(table: str, message: str) -> None:
    """Refuse TRUNCATE, which PostgreSQL does without looking at rows; SQLite has none."""
    if _on_postgresql():
        op.execute(
            f"CREATE TRIGGER {table}_keep BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION cxzy_refuse('{message}')"
        )


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
