"""Checks of single values of a scheme file, used by its models."""

import math
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol, TypeVar

from pydantic_core import PydanticCustomError

from cxzy.core.language import _, listed

TOTALS = (Decimal(100), Decimal(1))


class _Weighted(Protocol):
    @property
    def key(self) -> str: ...

    @property
    def weight(self) -> Decimal | None: ...

    def model_copy(self, *, update: Mapping[str, Any]) -> Any: ...


Part = TypeVar("Part")
WeightedPart = TypeVar("WeightedPart", bound=_Weighted)


def refusal(found: str, allowed: str) -> PydanticCustomError:
    """Return the error that carries what was found and what is allowed, already worded."""
    return PydanticCustomError("refused", "{allowed}", {"found": found, "allowed": allowed})


def as_number(value: object) -> object:
    """Return a finite number as it is; text and truth values are not numbers here."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise refusal(_shown(value), _("a number"))
    if not math.isfinite(value):
        raise refusal(str(value), _("a finite number"))
    return value if isinstance(value, Decimal) else Decimal(str(value))


def as_share(value: object) -> object:
    """Return a share such as 0.3333 or "1/3" as a fraction."""
    if isinstance(value, Fraction):
        return value
    if isinstance(value, str):
        try:
            return Fraction(value.replace(" ", ""))
        except (ValueError, ZeroDivisionError):
            raise refusal(_shown(value), _("a share from 0 to 1, such as 0.9 or “1/3”")) from None
    number = as_number(value)
    return Fraction(str(number))


def as_aggregation(value: object) -> object:
    """Return the table form of `aggregation = "mean"`."""
    return {"kind": value} if isinstance(value, str) else value


def as_groups(value: object) -> object:
    """Return sub-weights per group as decimals, or the word `electorate`."""
    if value is None or value == "electorate":
        return value
    if not isinstance(value, Mapping) or not value:
        raise refusal(_shown(value), _("“electorate” or a weight for each group"))
    weights = {str(group): Decimal(str(as_number(number))) for group, number in value.items()}
    if min(weights.values()) < 0:
        raise refusal(_listed(weights), _("no weight below 0"))
    return adding_up(weights)


def adding_up(weights: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Return weights that add to 100 or to 1: docs/decisions/0008-weights-as-decimals.md."""
    total = sum(weights.values(), Decimal(0))
    if total not in TOTALS:
        raise refusal(
            _("a total of {total} ({parts})").format(total=plain(total), parts=_listed(weights)),
            _("weights that add up to 100, or to 1"),
        )
    return dict(weights)


def different(attribute: str) -> Callable[[Sequence[Part]], tuple[Part, ...]]:
    """Return a check that no two parts of a list share the same value of `attribute`."""

    def check(parts: Sequence[Part]) -> tuple[Part, ...]:
        values = [getattr(part, attribute) for part in parts]
        twice = sorted({str(value) for value in values if values.count(value) > 1})
        if twice:
            raise refusal(listed(twice), _("each “{key}” only once").format(key=attribute))
        return tuple(parts)

    return check


def evenly_weighted(criteria: tuple[WeightedPart, ...]) -> tuple[WeightedPart, ...]:
    """Return criteria whose weights add up; where none has a weight, all weigh the same."""
    given = {part.key: part.weight for part in criteria if part.weight is not None}
    if not criteria:
        return criteria
    if not given:
        same = Decimal(100) / len(criteria)
        return tuple(part.model_copy(update={"weight": same}) for part in criteria)
    if len(given) < len(criteria):
        without = listed(part.key for part in criteria if part.weight is None)
        raise refusal(
            _("no weight for {keys}").format(keys=without),
            _("a weight for every criterion, or for none"),
        )
    adding_up(given)
    return criteria


def plain(number: Decimal) -> str:
    """Return a number without exponent or trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _listed(weights: Mapping[str, Decimal]) -> str:
    return listed(f"{name} {plain(weight)}" for name, weight in weights.items())


def _shown(value: object) -> str:
    return f"“{value}”" if isinstance(value, str) else str(value)
