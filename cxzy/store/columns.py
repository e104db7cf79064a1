"""Column types whose Python side is a word of the vocabulary or a moment in UTC."""

from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache

from sqlalchemy import CheckConstraint, DateTime, LargeBinary, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class Bytes(LargeBinary):
    """Bytes as they are: both drivers take them so, and wrapping each one takes its time."""

    def bind_processor(self, _dialect: Dialect) -> None:
        """Change nothing."""
        return


class Word(TypeDecorator[StrEnum]):
    """A word of one vocabulary, kept as text."""

    impl = String
    cache_ok = True

    def __init__(self, vocabulary: type[StrEnum]) -> None:
        super().__init__()
        self.vocabulary = vocabulary
        self._words = {word.value: word for word in vocabulary}

    def process_bind_param(self, value: StrEnum | None, _dialect: Dialect) -> str | None:
        """Return the text to keep; ValueError for a word outside the vocabulary."""
        return None if value is None else self.vocabulary(value).value

    def process_result_value(self, value: str | None, _dialect: Dialect) -> StrEnum | None:
        """Return the word that the kept text stands for."""
        return None if value is None else self._words[value]


class Words(TypeDecorator[tuple[str, ...]]):
    """Several words in their order, kept as one text with commas between."""

    impl = String
    cache_ok = True

    def __init__(self, vocabulary: type[StrEnum] | None = None) -> None:
        super().__init__()
        self.vocabulary = vocabulary or str

    def process_bind_param(self, value: tuple[str, ...] | None, _dialect: Dialect) -> str:
        """Return the text to keep."""
        return ",".join(str(self.vocabulary(word)) for word in value or ())

    def process_result_value(self, value: str | None, _dialect: Dialect) -> tuple[str, ...]:
        """Return the words that the kept text stands for."""
        return _words_of(self.vocabulary, value or "")


@lru_cache(maxsize=256)  # the same few in every row
def _words_of(vocabulary: type[str], text: str) -> tuple[str, ...]:
    return tuple(vocabulary(word) for word in text.split(",") if word)


class Moment(TypeDecorator[datetime]):
    """A moment to the microsecond, kept in UTC; SQLite keeps no time zone of its own."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment to keep; ValueError where its time zone is not known."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be kept")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Return the kept moment, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class MomentText(TypeDecorator[datetime]):
    """A moment kept as the very text that is hashed, the same in every database."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> str | None:
        """Return the text to keep."""
        return None if value is None else moment_text(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> datetime | None:
        """Return the moment that the kept text stands for."""
        return None if value is None else datetime.fromisoformat(value)


def moment_text(moment: datetime) -> str:
    """Return a moment in UTC to the microsecond, such as 2012-06-20T08:00:00.000000+00:00."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def one_of(column: str, vocabulary: type[StrEnum]) -> CheckConstraint:
    """Return the constraint that keeps foreign words out of a column."""
    words = ", ".join(f"'{word.value}'" for word in vocabulary)
    return CheckConstraint(f"{column} IN ({words})", name=column)
